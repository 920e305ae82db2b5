import { compileGlob } from '../../base/glob.ts'
import type { Answer } from '../../shell/exchange.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'
import { batchProbeAbout, probeAbout } from './answers.ts'

/** What dpkg and apt know of a package name. */
export interface DebState {
  /** Null if it is not installed, its files in place and configured. */
  readonly installed: string | null
  /** What is left of it, or kept it from being installed, in dpkg's words: `config-files`, `half-configured`; else empty. */
  readonly remains: string
  /** The version that apt would install now; null if there is none, undefined if it is unknown. */
  readonly candidate: string | null | undefined
  /** True if apt's lists contain no such package, not even as a provided one. */
  readonly isUnheard: boolean
  readonly isHeld: boolean
  /** Installed packages that provide a virtual package of this name. */
  readonly providers: readonly string[]
}

/** A package that is unknown. */
export const NO_PACKAGE: DebState = {
  installed: null,
  remains: '',
  candidate: null,
  isUnheard: false,
  isHeld: false,
  providers: [],
}

/**
 * apt caches its parsed lists in a file: it reads that if nothing is newer, otherwise it works without it (0.4
 * s more on Debian's own lists), because a probe writes nothing. It needs a directory for an unnamed file.
 */
const READ_ONLY = new ShellText(`c=/var/cache/apt/pkgcache.bin
set -- -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
test -f "$c" && test -z "$(find /var/lib/dpkg/status /var/lib/dpkg/arch /var/lib/apt/lists /etc/apt -type f -cnewer "$c" 2>/dev/null)" && set --
for d in /dev/shm /run "\${TMPDIR-}" /tmp /var/tmp; do test -d "$d" && test -w "$d" && break; done
TMPDIR=$d; export TMPDIR`)

/**
 * Asks about package names (`etcd-server`, `libc6:i386`), without versions, in one request; an empty map
 * without dpkg. The newest version is that of a release, if one is given.
 */
export function debStates(names: readonly string[], release = ''): Probe<ReadonlyMap<string, DebState>> {
  const from = release === '' ? [] : ['-o', `APT::Default-Release=${release}`]
  const subject = { kind: 'deb states', names, release } as const
  return batchProbeAbout<'deb states', ReadonlyMap<string, DebState>>(subject, {
    title: `state of packages ${names.join(', ')}`,
    script: sh`command -v dpkg-query >/dev/null || exit 3
dpkg --print-architecture
dpkg-query -W -f '\${db:Status-Abbrev}|\${Version}|\${Package}|\${Architecture}\\n' -- ${names} 2>/dev/null
echo @@
${READ_ONLY}
apt-cache "$@" ${from} policy -- ${names} 2>/dev/null
echo "@@ $?"
dpkg-query -W -f '\${db:Status-Abbrev}|\${Package}|\${Provides}\\n' 2>/dev/null | while IFS= read -r l; do case $l in *'|') ;; ii*) echo "$l";; esac; done
exit 0`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? new Map() : parseDebs(stdout.toString(), names)),
    together: {
      kind: `deb state ${release}`,
      about: names,
      all: all => debList(all, release),
      pick: states =>
        new Map(
          names.flatMap((name, nth) => {
            const state = states[nth]
            return state ? [[name, state] as const] : []
          }),
        ),
    },
  })
}

function debList(names: readonly string[], release: string): Probe<readonly (DebState | undefined)[]> {
  const { title, script, answers, parse } = debStates(names, release)
  const inOrder = (states: ReadonlyMap<string, DebState>) => names.map(name => states.get(name))
  return probe({ title, script, ...(answers ? { answers } : {}), parse: answer => inOrder(parse(answer)) })
}

/** Reads what dpkg-query said of some packages, what apt-cache did, and what the installed ones provide. */
export function parseDebs(text: string, names: readonly string[]): Map<string, DebState> {
  const [dpkg = '', apt = '', provides = ''] = `\n${text}`.split('\n@@')
  const [, native = '', ...lines] = dpkg.split('\n')
  const packages = lines.map(line => {
    const [status = '', version = '', name = '', architecture = ''] = line.split('|')
    // Without an architecture, a name is that of the machine's own.
    const isNative = architecture === native || architecture === 'all'
    return { status, version, names: [...(isNative ? [name] : []), `${name}:${architecture}`] }
  })
  const hasAptAnswered = provides.startsWith(' 0\n')
  const candidates = new Map<string, string | null>()
  let name = ''
  for (const line of apt.split('\n')) {
    name = /^(\S+):$/.exec(line)?.[1] ?? name
    const candidate = /^\s+Candidate: (.*)$/.exec(line)?.[1]
    if (candidate !== undefined) candidates.set(name, candidate === '(none)' ? null : candidate)
  }
  return new Map(
    names.map(wanted => {
      const own = packages.find(({ names: all }) => all.includes(wanted))
      const remains = remainsOf(own?.status ?? '')
      const installed = own !== undefined && remains === '' ? own.version : null
      // apt shows a name of the machine's own architecture without it, and always one that is installed.
      const heard = candidates.has(wanted) ? wanted : wanted.replace(/:.*/, '')
      const candidate = candidates.get(heard)
      return [
        wanted,
        {
          installed,
          remains: own === undefined || remains === 'not-installed' ? '' : remains,
          candidate: installed === null ? (candidate ?? null) : candidate,
          isUnheard: hasAptAnswered && !candidates.has(heard),
          isHeld: own?.status.startsWith('h') === true,
          providers: providersOf(wanted, provides),
        },
      ]
    }),
  )
}

/** Source: dpkg-query(1), db:Status-Abbrev: what is wanted, how far it came, and whether it must be installed again. */
const DPKG_STATUS: Readonly<Record<string, string>> = {
  n: 'not-installed',
  c: 'config-files',
  H: 'half-installed',
  U: 'unpacked',
  F: 'half-configured',
  W: 'triggers-awaiting',
  t: 'triggers-pending',
  i: '',
}

function remainsOf(abbreviation: string): string {
  if (abbreviation[2] === 'R') return 'reinst-required'
  return DPKG_STATUS[abbreviation[1] ?? 'n'] ?? 'not-installed'
}

function providersOf(name: string, provides: string): string[] {
  return provides.split('\n').flatMap(line => {
    const [, owner = '', list = ''] = line.split('|')
    const names = list.split(',').map(each => each.trim().split(/[ (]/)[0])
    return names.includes(name) && owner !== name ? [owner] : []
  })
}

/** Names of packages: of those that are installed, and of all that apt knows. */
export interface DebNames {
  readonly installed: readonly string[]
  readonly known: readonly string[]
}

/** Asks for the names that match patterns with wildcards: of packages that are installed, and of all that apt knows. */
export function debNames(patterns: readonly string[]): Probe<DebNames> {
  return probeAbout(
    { kind: 'deb names', patterns },
    {
      title: `packages like ${patterns.join(', ')}`,
      script: sh`command -v dpkg-query >/dev/null || exit 3
dpkg-query -W -f '\${db:Status-Abbrev}|\${Package}\\n' -- ${patterns} 2>/dev/null
echo @@
${READ_ONLY}
apt-cache "$@" pkgnames 2>/dev/null
exit 0`,
      answers: [0, 3],
      parse: ({ stdout }) => {
        const [dpkg = '', known = ''] = `\n${stdout.toString()}`.split('\n@@\n')
        const there = dpkg.split('\n').map(line => line.split('|'))
        const globs = patterns.map(compileGlob)
        const names = known.split('\n').filter(name => globs.some(({ matches }) => matches(name)))
        return {
          installed: there
            .flatMap(([status = '', name = '']) => (/^.[^nc]/.test(status) ? [name] : []))
            .sort(),
          known: names.sort(),
        }
      },
    },
  )
}

/** What a file is that dpkg can install: its package, and what of it is installed now. */
export interface DebFile {
  readonly name: string
  readonly version: string
  readonly installed: string | null
}

/** Asks about a package file on the host; null if there is none, undefined if it is not one. */
export function debFile(path: string): Probe<DebFile | null | undefined> {
  return probe({
    title: `package file ${path}`,
    script: sh`test -f ${path} || exit 1
n=$(dpkg-deb -f ${path} Package 2>/dev/null) && v=$(dpkg-deb -f ${path} Version) && a=$(dpkg-deb -f ${path} Architecture) || exit 2
echo "$n"; echo "$v"
test "$a" = all || n=$n:$a
dpkg-query -W -f '\${db:Status-Abbrev}|\${Version}\\n' -- "$n" 2>/dev/null
exit 0`,
    answers: [0, 1, 2],
    parse: ({ status, stdout }) => {
      if (status !== 0) return status === 1 ? null : undefined
      const [name = '', version = '', state = ''] = stdout.toString().split('\n')
      const [abbreviation = '', installed = ''] = state.split('|')
      const isInstalled = abbreviation !== '' && remainsOf(abbreviation) === ''
      return { name, version, installed: isInstalled ? installed : null }
    },
  })
}

/** What apt would do to one package; null for a version that does not exist. */
interface AptStep {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/** The transaction that apt would run; `failed` if it would refuse. */
export interface AptSimulation {
  readonly steps: readonly AptStep[]
  readonly failed?: Answer
}

/** Asks what apt would do for `words`, such as `dist-upgrade` or `install -- jq`. */
export function aptSimulation(words: readonly string[]): Probe<AptSimulation> {
  return probeAbout(
    { kind: 'apt simulation', words },
    {
      title: `what apt would do for ${words.join(' ')}`,
      script: sh`command -v apt-get >/dev/null || exit 3
${READ_ONLY}
LC_ALL=C apt-get "$@" -s -q -o Debug::NoLocking=1 ${words}`,
      answers: [0, 1, 3, 100],
      parse: answer => {
        if (answer.status === 3) return { steps: [] }
        if (answer.status !== 0) return { steps: [], failed: answer }
        return { steps: parseAptSteps(answer.stdout.toString()) }
      },
    },
  )
}

/** Reads `Inst curl [7.88-1] (7.88-2 Debian:12 [amd64])` and its like. */
function parseAptSteps(text: string): AptStep[] {
  return text.split('\n').flatMap(line => {
    const [, verb, name = '', before = null, after = null] =
      /^(Inst|Remv|Purg) (\S+)(?: \[([^\]]+)\])?(?: \((\S+))?/.exec(line) ?? []
    if (verb === undefined) return []
    return [{ name, before, after: verb === 'Inst' ? after : null }]
  })
}

/**
 * Seconds since apt last fetched its lists; null if it never has, or its sources have changed since. If the
 * lists did not change, fetching leaves the modification time of their folder unchanged: the fetching task
 * updates it.
 */
export function aptListsAge(): Probe<number | null> {
  return probeAbout(
    { kind: 'apt lists age' },
    {
      title: 'age of the package lists',
      script: sh`l=/var/lib/apt/lists
p=/var/lib/apt/periodic/update-success-stamp
ls "$l"/*_Packages* >/dev/null 2>&1 || ls "$l"/*Packages* >/dev/null 2>&1 || exit 1
m=$(stat -c %Y "$l") || exit 1
n=$(stat -c %Y "$p" 2>/dev/null) && test "$n" -gt "$m" && m=$n l=$p
test -z "$(find /etc/apt/sources.list /etc/apt/sources.list.d /var/lib/dpkg/arch -cnewer "$l" 2>/dev/null)" || exit 1
echo $(($(date +%s) - m))`,
      answers: [0, 1],
      parse: ({ status, stdout }) => (status === 1 ? null : Number(stdout.toString().trim())),
    },
  )
}

/** Asks for the package files in apt's cache, all of them or those that can no longer be downloaded. */
export function aptArchives(which: 'all' | 'outdated'): Probe<readonly string[]> {
  const script =
    which === 'all'
      ? sh`find /var/cache/apt/archives -name '*.deb' -type f 2>/dev/null; exit 0`
      : sh`${READ_ONLY}
LC_ALL=C apt-get "$@" -s -q -o Debug::NoLocking=1 autoclean 2>/dev/null | while read -r d n v s; do test "$d" != Del || echo "$n $v"; done; exit 0`
  return probe({
    title: `package files that are kept, ${which}`,
    script,
    parse: ({ stdout }) => stdout.toString().split('\n').filter(Boolean),
  })
}

/**
 * What rpm knows of package specs: the installed versions of each, `epoch:version-release` without an epoch of 0. A spec is a name,
 * perhaps with version and epoch (`vim-2:8.2`), a pattern with wildcards, a file, or what another package provides.
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
          const asked = /[*?[]/.test(plain)
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

/** A spec as rpm takes it, which knows no epoch in one, and the epoch: `vim-2:8.2` and `2:vim-8.2` alike. */
function withoutEpoch(spec: string): { plain: string; epoch?: string } {
  const [, before = '', epoch, after = ''] = /^(|.*-)(\d+):(.*)$/.exec(spec) ?? []
  return epoch === undefined ? { plain: spec } : { plain: `${before}${after}`, epoch }
}

/** Reads the answer of `rpmStates`. */
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
 * Asks dnf or yum for newer versions of packages, of all if none is named: returns their names. `options`
 * select repositories. Undefined if it has no cached metadata, or cannot use it.
 */
export function rpmUpdates(
  tool: string,
  names: readonly string[],
  options: readonly string[] = [],
): Probe<ReadonlySet<string> | undefined> {
  return probe({
    title: `updates of ${names.join(', ') || 'all packages'}`,
    // 100 says that there are some. --cacheonly: a check fetches nothing.
    script: sh`LC_ALL=C ${tool} -q -C ${options} check-update ${names} 2>/dev/null; s=$?; test "$s" -eq 100 && exit 0; test "$s" -eq 0 && exit 0; exit 1`,
    answers: [0, 1],
    parse: ({ status, stdout }) => (status === 1 ? undefined : parseRpmUpdates(stdout.toString())),
  })
}

/** Reads `curl.x86_64  7.76-2  updates`, up to what is only replaced by others. */
function parseRpmUpdates(text: string): Set<string> {
  const [updates = ''] = text.split(/^Obsoleting Packages/m)
  return new Set(
    updates
      .split('\n')
      .map(nameOfUpdate)
      .filter(name => name !== undefined),
  )
}

/** `name.arch version repository`: the name, if a line has this form. */
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
    // dnf 5 has both options; dnf 4 takes them as alternatives, and `hidden` as a word.
    script: sh`LC_ALL=C; export LC_ALL
g=$(${tool} -q -C group list --installed --hidden 2>/dev/null) || g=$(${tool} -q -C group list --installed hidden -v 2>/dev/null) || exit 1
printf '%s\\n' "$g"`,
    answers: [0, 1],
    parse: ({ status, stdout }) => (status === 1 ? undefined : parseRpmGroups(stdout.toString())),
  })
}

/** Reads `   Development Tools (development)` of dnf 4 and `development Development Tools yes` of dnf 5. */
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
