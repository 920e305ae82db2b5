import type { Answer } from '../../../shell/exchange.ts'
import { ShellText, sh } from '../../../shell/quote.ts'
import { firstOf, type Probe, probe } from '../../probe.ts'
import { batchProbeAbout, probeAbout } from '../answers.ts'

/**
 * apt caches its parsed lists in a file: it reads that if nothing is newer, otherwise it works without it (0.4
 * s more on Debian's own lists), because a probe writes nothing. It needs a directory for an unnamed file.
 */
export const READ_ONLY = new ShellText(`c=/var/cache/apt/pkgcache.bin
set -- -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
test -f "$c" && test -z "$(find /var/lib/dpkg/status /var/lib/dpkg/arch /var/lib/apt/lists /etc/apt -type f -cnewer "$c" 2>/dev/null)" && set --
for d in /dev/shm /run "\${TMPDIR-}" /tmp /var/tmp; do test -d "$d" && test -w "$d" && break; done
TMPDIR=$d; export TMPDIR`)

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
LC_ALL=C apt-get "$@" -s -q -o Debug::NoLocking=1 -o Dir::Log::Planner= ${words}`,
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

/** When apt last fetched its lists, in seconds since 1970; 0 if it never has. Source: `get_cache_mtime` of Ansible's `apt`. */
export function aptListsTime(): Probe<number> {
  return firstOf(aptListsTimes())
}

/** The same for all tasks that are checked together: they ask once. */
function aptListsTimes(): Probe<readonly number[]> {
  return batchProbeAbout<'apt lists time', readonly number[]>(
    { kind: 'apt lists time' },
    {
      title: 'time of the package lists',
      script: sh`p=/var/lib/apt/periodic/update-success-stamp
test -e "$p" || p=/var/lib/apt/lists
stat -c %Y "$p" 2>/dev/null || echo 0`,
      parse: ({ stdout }) => [Number(stdout.toString().trim())],
      together: { kind: 'apt lists time', about: ['time'], all: aptListsTimes, pick: times => times },
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
