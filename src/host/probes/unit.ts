import { type Probe, probe } from '../probe.ts'
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
  return probe({
    title: `state of unit ${unit}`,
    script: sh`test -d /run/systemd/system || exit 3
systemctl ${`--${scope}`} show --no-pager ${PROPERTIES.map(property => `--property=${property}`)} -- ${unit} || exit 4
systemctl ${`--${scope}`} is-enabled -- ${unit} 2>/dev/null | head -n 1
f=$(systemctl ${`--${scope}`} show --property=FragmentPath -- ${unit}); f=\${f#*=}
for d in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
  test -e "$d/"${unit} || continue
  test "$(readlink -f "$d/"${unit})" = "$(readlink -f "$f")" || echo Shadowed=yes
  break
done
exit 0`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? null : parseUnit(stdout.toString())),
  })
}

/** Reads `systemctl show` and, after it, the word of `is-enabled`. */
export function parseUnit(text: string): UnitState {
  const lines = text.split('\n').filter(line => line !== '')
  const fields = new Map(
    lines
      .filter(line => line.includes('='))
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  const word = lines.find(line => /^[a-z-]+$/.test(line))
  const field = (name: string): string => fields.get(name) ?? ''
  return {
    load: field('LoadState'),
    active: field('ActiveState'),
    sub: field('SubState'),
    // A generated or SysV unit says in is-enabled what its unit file state does not.
    file: field('UnitFileState') || (word === 'not-found' ? '' : (word ?? '')),
    result: field('Result'),
    // systemd does not say that a unit file has come up which goes before the one that it loaded.
    needsReload: field('NeedDaemonReload') === 'yes' || field('Shadowed') === 'yes',
    mainPid: Number(field('MainPID') || 0),
    restarts: Number(field('NRestarts') || 0),
    canReload: field('CanReload') === 'yes',
    path: field('FragmentPath'),
  }
}

/**
 * Asks which of these files were changed after a process was started; a file that is not there is none of them.
 * The start is counted back from now, since systemd 219 gives it only in words. Source: proc(5), starttime and uptime.
 */
export function changedSince(pid: number, paths: readonly string[]): Probe<string[]> {
  return probe({
    title: `which of ${paths.join(', ')} are newer than process ${pid}`,
    // Counted here and not there: the arithmetic of some shells has 32 bits.
    script: sh`s=$(cat /proc/${pid}/stat 2>/dev/null) || exit 0
s=\${s##*) }; set -- $s; shift 19
now=$(date +%s.%N); case $now in *[!0-9.]*) now=$(date +%s);; esac
read -r up rest </proc/uptime
echo "$now $up $1 $(getconf CLK_TCK 2>/dev/null || echo 100)"
for f in ${paths}; do
  m=$(stat -L -c %.2Y -- "$f" 2>/dev/null); case $m in *[!0-9.]*|.*|*.|'') m=$(stat -L -c %Y -- "$f" 2>/dev/null);; esac
  echo "$m"
done
exit 0`,
    parse: ({ stdout }) => {
      const [clock = '', ...changed] = stdout.toString().split('\n')
      const [now = 0, uptime = 0, ticks = 0, ticksPerSecond = 100] = clock.split(' ').map(Number)
      const start = now - uptime + ticks / ticksPerSecond
      // Uptime and start are given in hundredths of a second.
      return paths.filter((_, at) => changed[at] !== '' && Number(changed[at]) > start + 0.01)
    },
  })
}
