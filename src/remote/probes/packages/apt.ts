import type { Answer } from '../../../shell/exchange.ts'
import { ShellText, sh } from '../../../shell/quote.ts'
import { firstOf, type Probe, probe } from '../../probe.ts'
import { batchProbeAbout, probeAbout } from '../answers.ts'

/**
 * Sets the options of apt for a probe, which may write nothing. apt stores its parsed lists in a cache file: they are
 * read from there if no list is newer, otherwise apt parses the lists without writing the cache (0.4 s more for
 * Debian's lists). It also needs a writable directory for an unnamed file.
 */
export const READ_ONLY = new ShellText(`c=/var/cache/apt/pkgcache.bin
set -- -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
test -f "$c" && test -z "$(find /var/lib/dpkg/status /var/lib/dpkg/arch /var/lib/apt/lists /etc/apt -type f -cnewer "$c" 2>/dev/null)" && set --
for d in /dev/shm /run "\${TMPDIR-}" /tmp /var/tmp; do test -d "$d" && test -w "$d" && break; done
TMPDIR=$d; export TMPDIR`)

/** What apt would do to one package; a version is null if the package is not installed before or after. */
interface AptStep {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/** The steps that apt would execute; `failed` if it would refuse. */
export interface AptSimulation {
  readonly steps: readonly AptStep[]
  readonly failed?: Answer
}

/** Asks what apt would do for the arguments `words`, such as `dist-upgrade` or `install -- jq`. */
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

/** Parses lines such as `Inst curl [7.88-1] (7.88-2 Debian:12 [amd64])`. */
function parseAptSteps(text: string): AptStep[] {
  return text.split('\n').flatMap(line => {
    const [, verb, name = '', before = null, after = null] =
      /^(Inst|Remv|Purg) (\S+)(?: \[([^\]]+)\])?(?: \((\S+))?/.exec(line) ?? []
    if (verb === undefined) return []
    return [{ name, before, after: verb === 'Inst' ? after : null }]
  })
}

/**
 * Asks how many seconds ago apt last fetched its lists; null if it never has, or its sources have changed since. If
 * no list changed, fetching does not update the modification time of their folder: the task that fetches them does.
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

/**
 * Asks when apt last fetched its lists, in seconds since 1970; 0 if it never has. Source: `get_cache_mtime` of
 * Ansible's `apt`.
 */
export function aptListsTime(): Probe<number> {
  return firstOf(aptListsTimes())
}

/** Asks once for all tasks that are checked at the same time. */
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

/** Asks for the package files in apt's cache: all of them, or only those that can no longer be downloaded. */
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
