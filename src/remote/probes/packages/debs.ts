import { compileGlob } from '../../../base/glob.ts'
import type { Answer } from '../../../shell/exchange.ts'
import { type ShellText, sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'
import { batchProbeAbout, probeAbout } from '../answers.ts'
import { READ_ONLY } from './apt.ts'

/** What dpkg and apt know about a package name. */
export interface DebState {
  /** The installed version; null unless the package is completely installed and configured. */
  readonly installed: string | null
  /**
   * The dpkg status of a package that is not completely installed, such as `config-files` or `half-configured`; else
   * empty.
   */
  readonly remains: string
  /** The version that apt would install now; null if there is none, undefined if it is unknown. */
  readonly candidate: string | null | undefined
  /** True if apt's lists contain no package of this name, and none that provides it. */
  readonly isUnheard: boolean
  readonly isHeld: boolean
  /** Installed packages that provide a virtual package of this name. */
  readonly providers: readonly string[]
}

/** The state of a package name about which nothing is known. */
export const NO_PACKAGE: DebState = {
  installed: null,
  remains: '',
  candidate: null,
  isUnheard: false,
  isHeld: false,
  providers: [],
}

/**
 * Asks about package names (`etcd-server`, `libc6:i386`), without versions, in one request; the answer is an empty
 * map if the host has no dpkg. With `release`, the candidate is the version in that release.
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

/**
 * Parses the output of the script: dpkg-query on the named packages, apt-cache, and what the installed packages
 * provide.
 */
export function parseDebs(text: string, names: readonly string[]): Map<string, DebState> {
  const [dpkg = '', apt = '', provides = ''] = `\n${text}`.split('\n@@')
  const [, native = '', ...lines] = dpkg.split('\n')
  const packages = lines.map(line => {
    const [status = '', version = '', name = '', architecture = ''] = line.split('|')
    // A name without an architecture means a package of the machine's own architecture.
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
      // apt shows a name without the machine's own architecture, and with any other.
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

/**
 * The package status by the second letter of dpkg's abbreviation. Its letters are the wanted state, the status, and
 * `R` if the package must be reinstalled. Source: dpkg-query(1), db:Status-Abbrev.
 */
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

/** Names of installed packages, and of all packages that apt knows. */
export interface DebNames {
  readonly installed: readonly string[]
  readonly known: readonly string[]
}

/**
 * Asks for the package names that match patterns with wildcards, among installed packages and among all that apt
 * knows.
 */
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

/** A package file for dpkg: the package in it, and which version of that is installed now. */
export interface DebFile {
  readonly name: string
  readonly version: string
  readonly installed: string | null
}

/** Asks about a package file on the host; null if the file does not exist, undefined if it is no package. */
export function debFile(path: string): Probe<DebFile | null | undefined> {
  return probe({
    title: `package file ${path}`,
    script: sh`test -f ${path} || exit 1
fields=$(dpkg-deb -f ${path} Package Version Architecture 2>/dev/null) || exit 2
${SHOW_FIELDS}`,
    answers: [0, 1, 2],
    parse: answer => {
      if (answer.status !== 0) return answer.status === 1 ? null : undefined
      return parseDebFile(answer)
    },
  })
}

/** Asks about the package file that a command prints; only the beginning of the output is read. */
export function printedDebFile(title: string, command: ShellText): Probe<DebFile> {
  return probe({
    title,
    script: sh`fields=$( ${command} | dpkg-deb -f - Package Version Architecture) || exit
${SHOW_FIELDS}`,
    parse: parseDebFile,
  })
}

/** Prints the name and version in `fields`, which come from a package file, and the state of that package. */
const SHOW_FIELDS = sh`field() { printf '%s\n' "$fields" | sed -n "s/^$1: //p"; }
n=$(field Package); a=$(field Architecture)
echo "$n"; field Version
test "$a" = all || n=$n:$a
dpkg-query -W -f '\${db:Status-Abbrev}|\${Version}\\n' -- "$n" 2>/dev/null
exit 0`

function parseDebFile({ stdout }: Answer): DebFile {
  const [name = '', version = '', state = ''] = stdout.toString().split('\n')
  const [abbreviation = '', installed = ''] = state.split('|')
  const isInstalled = abbreviation !== '' && remainsOf(abbreviation) === ''
  return { name, version, installed: isInstalled ? installed : null }
}
