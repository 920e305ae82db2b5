import { firstOf, type Probe, probe } from '../probe.ts'
import { sh } from '../shell.ts'

/** What systemd knows of a unit; a unit that is not there has the load state `not-found`. */
export interface UnitState {
  readonly load: string
  readonly active: string
  readonly sub: string
  /** `enabled`, `disabled`, `static`, `masked`, …; empty where there is no unit file. */
  readonly file: string
  readonly result: string
  readonly needsReload: boolean
  readonly mainPid: number
  readonly restarts: number
  readonly canReload: boolean
  /** Absolute; empty where the unit is not loaded from a file. */
  readonly path: string
}

export type UnitScope = 'system' | 'user' | 'global'

const PROPERTIES = [
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'Result',
  'NeedDaemonReload',
  'MainPID',
  'NRestarts',
  'CanReload',
  'FragmentPath',
]

/** Asks for a unit's state; null where the host is not run by systemd. */
export function unitState(unit: string, scope: UnitScope = 'system'): Probe<UnitState | null> {
  return firstOf(unitStates([unit], scope))
}

/** Asks for the states of units, in their order; null for all of them where the host is not run by systemd. */
export function unitStates(
  units: readonly string[],
  scope: UnitScope = 'system',
): Probe<readonly (UnitState | null)[]> {
  return probe({
    title: `state of unit ${units.join(' ')}`,
    script: sh`test -d /run/systemd/system || exit 3
s=$(systemctl ${`--${scope}`} show --no-pager ${PROPERTIES.map(property => `--property=${property}`)} -- ${units}) || exit 4
printf '%s\\n@@\\n' "$s"
set -- ${units}
tell() {
  w=
  if [ "$l$e" = loaded ]; then w=$(systemctl ${`--${scope}`} is-enabled -- "$1" 2>/dev/null); fi
  for d in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    test -e "$d/$1" || continue
    [ "$d/$1" = "$f" ] || [ "$d/$1" -ef "$f" ] 2>/dev/null || [ "$(readlink -f "$d/$1")" = "$(readlink -f "$f")" ] || w="$w shadowed"
    break
  done
  echo "$w"
}
nl='
'
s=$s$nl$nl
for u; do
  b=\${s%%"$nl$nl"*} l= e= f=
  s=\${s#*"$nl$nl"}
  case $nl$b in *"$nl"LoadState=*) l=\${b##*LoadState=}; l=\${l%%"$nl"*};; esac
  case $nl$b in *"$nl"UnitFileState=*) e=\${b##*UnitFileState=}; e=\${e%%"$nl"*};; esac
  case $nl$b in *"$nl"FragmentPath=*) f=\${b##*FragmentPath=}; f=\${f%%"$nl"*};; esac
  tell "$u"
done
exit 0`,
    answers: [0, 3],
    parse: ({ status, stdout }) =>
      status === 3 ? units.map(() => null) : parseUnits(stdout.toString(), units.length),
    together: {
      kind: `unit state ${scope}`,
      about: units,
      all: all => unitStates(all, scope),
      pick: states => states as readonly (UnitState | null)[],
    },
  })
}

/** Reads what `systemctl show` said of so many units and, after `@@`, a line for each of what it does not say. */
export function parseUnits(text: string, count: number): UnitState[] {
  const [shown = '', told = ''] = text.split('\n@@\n')
  const blocks = shown.split('\n\n')
  const words = told.split('\n')
  if (blocks.length !== count) throw new Error(`expected ${count} units, got ${blocks.length}`)
  return blocks.map((block, nth) => parseUnit(block, words[nth] ?? ''))
}

function parseUnit(block: string, words: string): UnitState {
  const fields = new Map(
    block
      .split('\n')
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  )
  const field = (name: string): string => fields.get(name) ?? ''
  const [word = '', ...rest] = words.split(' ')
  return {
    load: field('LoadState'),
    active: field('ActiveState'),
    sub: field('SubState'),
    // A generated or SysV unit says in is-enabled what its unit file state does not.
    file: field('UnitFileState') || (word === 'not-found' ? '' : word),
    result: field('Result'),
    // systemd does not say that a unit file has come up which goes before the one that it loaded.
    needsReload: field('NeedDaemonReload') === 'yes' || rest.includes('shadowed'),
    mainPid: Number(field('MainPID') || 0),
    restarts: Number(field('NRestarts') || 0),
    canReload: field('CanReload') === 'yes',
    path: field('FragmentPath'),
  }
}

/**
 * Asks which of these files were changed, or put in place, after a process was started; a file that is not there is none of
 * them. What came out of an archive is as old as it was there, and a link leads elsewhere from one moment to the next: so
 * the birth of the file counts too, where its file system knows it, and each link on the way to it. The start is counted back from now, since systemd 219 gives it only in words. Source: proc(5), starttime and uptime.
 */
export function changedSince(pid: number, paths: readonly string[]): Probe<string[]> {
  return probe({
    title: `which of ${paths.join(', ')} are newer than process ${pid}`,
    subject: { kind: `changed since ${pid}`, about: paths },
    // Counted here and not there: the arithmetic of some shells has 32 bits.
    script: sh`d_times() {
  m=$(stat $1 -c '%.2Y %.2W' -- "$2" 2>/dev/null); case $m in *[!0-9.' ']*|.*|*.|'') m=$(stat $1 -c %Y -- "$2" 2>/dev/null);; esac
  echo "$m"
}
s=$(cat /proc/${pid}/stat 2>/dev/null) || exit 0
s=\${s##*) }; set -- $s; shift 19
now=$(date +%s.%N); case $now in *[!0-9.]*) now=$(date +%s);; esac
read -r up rest </proc/uptime
echo "$now $up $1 $(getconf CLK_TCK 2>/dev/null || echo 100)"
for f in ${paths}; do
  t=$(d_times -L "$f"); l=$f
  while test -n "$t" && test -n "$l"; do test -L "$l" && t="$t $(d_times '' "$l")"; case $l in */*) l=\${l%/*};; *) l=;; esac; done
  echo $t
done
exit 0`,
    parse: ({ stdout }) => {
      const [clock = '', ...changed] = stdout.toString().split('\n')
      const [now = 0, uptime = 0, ticks = 0, ticksPerSecond = 100] = clock.split(' ').map(Number)
      const start = now - uptime + ticks / ticksPerSecond
      // Uptime and start are given in hundredths of a second.
      const newest = (times = ''): number => Math.max(...times.split(' ').map(Number))
      return paths.filter((_, at) => newest(changed[at]) > start + 0.01)
    },
  })
}
