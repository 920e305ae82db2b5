import { hasWildcards } from '../../../base/glob.ts'
import { joinShell, sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'
import { probeAbout } from '../answers.ts'

/**
 * Asks rpm for the installed versions that match each package spec, as `epoch:version-release`, without an epoch of
 * 0. A spec is a name, perhaps with version and epoch (`vim-2:8.2`), a pattern with wildcards, a file, or something
 * that another package provides.
 */
export function rpmStates(specs: readonly string[]): Probe<ReadonlyMap<string, readonly string[]>> {
  const format = '%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n'
  return probeAbout(
    { kind: 'rpm states', specs },
    {
      title: `state of packages ${specs.join(', ')}`,
      script: joinShell([
        sh`command -v rpm >/dev/null || exit 3
LC_ALL=C; export LC_ALL`,
        ...specs.map(spec => {
          const { plain } = withoutEpoch(spec)
          const asked = hasWildcards(plain)
            ? sh`rpm -qa --qf ${format} -- ${plain}`
            : sh`rpm -q --qf ${format} -- ${plain} 2>/dev/null || rpm -q --whatprovides --qf ${format} -- ${plain}`
          return sh`echo ${`@ ${spec}`}
{ ${asked}; } 2>/dev/null`
        }),
        sh`exit 0`,
      ]),
      answers: [0, 3],
      parse: ({ status, stdout }) => (status === 3 ? new Map() : parseRpms(stdout.toString())),
    },
  )
}

/**
 * Splits a spec into the form for rpm, which accepts no epoch in it, and the epoch: `vim-2:8.2` and `2:vim-8.2`
 * alike.
 */
function withoutEpoch(spec: string): { plain: string; epoch?: string } {
  const [, before = '', epoch, after = ''] = /^(|.*-)(\d+):(.*)$/.exec(spec) ?? []
  return epoch === undefined ? { plain: spec } : { plain: `${before}${after}`, epoch }
}

/** Parses the output of the script of `rpmStates`. */
export function parseRpms(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const block of `\n${text}`.split('\n@ ').slice(1)) {
    const [spec = '', ...lines] = block.split('\n')
    const { epoch } = withoutEpoch(spec)
    const versions = lines
      .filter(line => /^\d+:[^\s-]+-\S+$/.test(line))
      .filter(line => epoch === undefined || line.startsWith(`${epoch}:`))
    found.set(
      spec,
      versions.map(line => line.replace(/^0:/, '')),
    )
  }
  return found
}

/**
 * Asks dnf or yum which packages have newer versions; about all packages if `names` is empty. `options` select
 * repositories. Returns the names; undefined if there is no cached metadata, or it cannot be used.
 */
export function rpmUpdates(
  tool: string,
  names: readonly string[],
  options: readonly string[] = [],
): Probe<ReadonlySet<string> | undefined> {
  return probe({
    title: `updates of ${names.join(', ') || 'all packages'}`,
    // Status 100 means that there are updates. -C uses only the cache: a check must not fetch anything.
    script: sh`LC_ALL=C ${tool} -q -C ${options} check-update ${names} 2>/dev/null; s=$?; test "$s" -eq 100 && exit 0; test "$s" -eq 0 && exit 0; exit 1`,
    answers: [0, 1],
    parse: ({ status, stdout }) => (status === 1 ? undefined : parseRpmUpdates(stdout.toString())),
  })
}

/**
 * Parses lines such as `curl.x86_64  7.76-2  updates`, up to the list of packages that are only replaced by others.
 */
function parseRpmUpdates(text: string): Set<string> {
  const [updates = ''] = text.split(/^Obsoleting Packages/m)
  return new Set(
    updates
      .split('\n')
      .map(nameOfUpdate)
      .filter(name => name !== undefined),
  )
}

/** Returns the name in a line `name.arch version repository`; undefined for a line of another form. */
function nameOfUpdate(line: string): string | undefined {
  const [whole = '', version, repository] = line.split(/\s+/, 3)
  const end = whole.lastIndexOf('.')
  return end > 0 && end < whole.length - 1 && version && repository ? whole.slice(0, end) : undefined
}

/**
 * Asks dnf which packages were installed as dependencies and are no longer needed; undefined if it cannot
 * determine that.
 */
export function rpmUnneeded(tool: string): Probe<readonly string[] | undefined> {
  return probe({
    title: 'packages that nothing needs',
    script: sh`LC_ALL=C ${tool} -q -C repoquery --unneeded --qf ${'%{name}\\n'} 2>/dev/null || exit 1`,
    answers: [0, 1],
    parse: ({ status, stdout }) =>
      status === 1 ? undefined : [...new Set(stdout.toString().split('\n').filter(Boolean))].sort(),
  })
}

/** Asks dnf or yum for the installed groups, by their ids and names; undefined if it cannot determine that. */
export function rpmGroups(tool: string): Probe<ReadonlySet<string> | undefined> {
  return probe({
    title: 'groups of packages that are installed',
    // dnf 5 has both options; dnf 4 accepts only one at a time, and `hidden` as an argument.
    script: sh`LC_ALL=C; export LC_ALL
g=$(${tool} -q -C group list --installed --hidden 2>/dev/null) || g=$(${tool} -q -C group list --installed hidden -v 2>/dev/null) || exit 1
printf '%s\\n' "$g"`,
    answers: [0, 1],
    parse: ({ status, stdout }) => (status === 1 ? undefined : parseRpmGroups(stdout.toString())),
  })
}

/** Parses `   Development Tools (development)` of dnf 4 and `development Development Tools yes` of dnf 5. */
function parseRpmGroups(text: string): Set<string> {
  const names = text.split('\n').flatMap(line => {
    const words = line.trim().split(/\s+/)
    if (/^\s/.test(line)) {
      const id = /^\(([^()]+)\)$/.exec(words.at(-1) ?? '')?.[1]
      return id === undefined ? [words.join(' ')] : [words.slice(0, -1).join(' '), id]
    }
    const isRow = words.length > 2 && ['yes', 'no'].includes(words.at(-1) ?? '')
    return isRow ? [words[0] ?? '', words.slice(1, -1).join(' ')] : []
  })
  return new Set(names.map(name => name.toLowerCase()))
}
