import { type Probe, probe } from '../probe.ts'
import { ShellText, sh } from '../shell.ts'

/** What dpkg and apt know of a package name. */
export interface DebState {
  /** Null where it is not installed. */
  readonly installed: string | null
  /** What apt would install now; null where it knows none, undefined where it could not tell. */
  readonly candidate: string | null | undefined
  /** True where apt's lists name no such package, not even as one that others provide. */
  readonly isUnheard: boolean
  readonly isHeld: boolean
  /** Installed packages that provide a virtual package of this name. */
  readonly providers: readonly string[]
}

/** A package of which nobody says anything. */
export const NO_PACKAGE: DebState = {
  installed: null,
  candidate: null,
  isUnheard: false,
  isHeld: false,
  providers: [],
}

/**
 * apt-cache keeps what it makes of the lists in a file: it is told to read that where nothing is newer, else to work without
 * it (0.4 s more on Debian's own lists), since a question writes nothing. It needs a place for a file without a name.
 */
const APT_CACHE = new ShellText(`c=/var/cache/apt/pkgcache.bin
set -- -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
test -f "$c" && test -z "$(find /var/lib/dpkg/status /var/lib/dpkg/arch /var/lib/apt/lists /etc/apt -type f -cnewer "$c" 2>/dev/null)" && set --
for d in /dev/shm /run "\${TMPDIR-}" /tmp /var/tmp; do test -d "$d" && test -w "$d" && break; done
TMPDIR=$d apt-cache "$@"`)

/** Asks about package names (`etcd-server`, `libc6:i386`), without versions, in one go; an empty map without dpkg. */
export function debStates(names: readonly string[]): Probe<ReadonlyMap<string, DebState>> {
  return probe({
    title: `state of packages ${names.join(', ')}`,
    script: sh`command -v dpkg-query >/dev/null || exit 3
dpkg-query -W -f '\${db:Status-Abbrev}|\${Version}|\${Package}|\${Architecture}\\n' -- ${names} 2>/dev/null
echo @@
${APT_CACHE} policy -- ${names} 2>/dev/null
echo "@@ $?"
dpkg-query -W -f '\${db:Status-Abbrev}|\${Package}|\${Provides}\\n' 2>/dev/null | while IFS= read -r l; do case $l in *'|') ;; ii*) echo "$l";; esac; done
exit 0`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? new Map() : parseDebs(stdout.toString(), names)),
    together: {
      kind: 'deb state',
      about: names,
      all: all => debList(all),
      pick: states =>
        new Map(names.flatMap((name, nth) => (states[nth] ? [[name, states[nth] as DebState]] : []))),
    },
  })
}

function debList(names: readonly string[]): Probe<readonly (DebState | undefined)[]> {
  const { title, script, answers, parse } = debStates(names)
  const inOrder = (states: ReadonlyMap<string, DebState>) => names.map(name => states.get(name))
  return probe({ title, script, ...(answers ? { answers } : {}), parse: answer => inOrder(parse(answer)) })
}

/** Reads what dpkg-query said of some packages, what apt-cache did, and what the installed ones provide. */
export function parseDebs(text: string, names: readonly string[]): Map<string, DebState> {
  const [dpkg = '', apt = '', provides = ''] = `\n${text}`.split('\n@@')
  const packages = dpkg.split('\n').map(line => {
    const [status = '', version = '', name = '', architecture = ''] = line.split('|')
    return { status, version, names: [name, `${name}:${architecture}`] }
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
      const own = packages.filter(({ names: all }) => all.includes(wanted))
      const installed = own.find(({ status }) => /^.i /.test(status))?.version ?? null
      // apt shows a name of the machine's own architecture without it, and always one that is installed.
      const heard = candidates.has(wanted) ? wanted : wanted.replace(/:.*/, '')
      const candidate = candidates.get(heard)
      return [
        wanted,
        {
          installed,
          candidate: installed === null ? (candidate ?? null) : candidate,
          isUnheard: hasAptAnswered && !candidates.has(heard),
          isHeld: own.some(({ status }) => status.startsWith('h')),
          providers: providersOf(wanted, provides),
        },
      ]
    }),
  )
}

function providersOf(name: string, provides: string): string[] {
  return provides.split('\n').flatMap(line => {
    const [, owner = '', list = ''] = line.split('|')
    const names = list.split(',').map(each => each.trim().split(/[ (]/)[0])
    return names.includes(name) && owner !== name ? [owner] : []
  })
}

/** Seconds since apt last fetched its lists; null where it never has. */
export function aptListsAge(): Probe<number | null> {
  return probe({
    title: 'age of the package lists',
    script: sh`m=$(stat -c %Y /var/lib/apt/periodic/update-success-stamp 2>/dev/null || stat -c %Y /var/lib/apt/lists 2>/dev/null) || exit 1
ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1 || exit 1
echo $(($(date +%s) - m))`,
    answers: [0, 1],
    parse: ({ status, stdout }) => (status === 1 ? null : Number(stdout.toString().trim())),
  })
}

/** What rpm knows of package specs: the installed versions of each, `epoch:version-release` without an epoch of 0. */
export function rpmStates(specs: readonly string[]): Probe<ReadonlyMap<string, readonly string[]>> {
  return probe({
    title: `state of packages ${specs.join(', ')}`,
    subject: { kind: 'rpm state', about: specs },
    script: sh`command -v rpm >/dev/null || exit 3
for p in ${specs}; do
  echo "@ $p"
  rpm -q --whatprovides --qf '%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n' -- "$p" 2>/dev/null || rpm -q --qf '%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n' -- "$p" 2>/dev/null
done
exit 0`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? new Map() : parseRpms(stdout.toString())),
  })
}

/** Reads the answer of `rpmStates`. */
export function parseRpms(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const block of `\n${text}`.split('\n@ ').slice(1)) {
    const [name = '', ...lines] = block.split('\n')
    found.set(
      name,
      lines.filter(line => /^\d+:[^\s-]+-\S+$/.test(line)).map(line => line.replace(/^0:/, '')),
    )
  }
  return found
}

/** `name.arch  version  repository`: the name, where a line is one of these. */
function nameOfUpdate(line: string): string | undefined {
  const [whole = '', version, repository] = line.split(/\s+/, 3)
  const end = whole.lastIndexOf('.')
  return end > 0 && end < whole.length - 1 && version && repository ? whole.slice(0, end) : undefined
}

/** Asks dnf or yum whether newer versions of installed packages are to be had: the names of those. */
export function rpmUpdates(tool: string, names: readonly string[]): Probe<ReadonlySet<string>> {
  return probe({
    title: `updates of ${names.join(', ')}`,
    // 100 says that there are some. --cacheonly: a check fetches nothing.
    script: sh`${tool} -q -C check-update -- ${names} 2>/dev/null; s=$?; test "$s" -eq 100 && exit 0; exit "$s"`,
    answers: [0, 1],
    parse: ({ stdout }) =>
      new Set(
        stdout
          .toString()
          .split('\n')
          .map(nameOfUpdate)
          .filter(name => name !== undefined),
      ),
  })
}
