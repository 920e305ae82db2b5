import { programText } from '../../base/program-text.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'
import { firstOf, type Probe } from '../probe.ts'
import type { UnitScope } from '../subject.ts'
import { batchProbeAbout, probeAbout } from './answers.ts'

export type { UnitScope }

/** The state of a unit in systemd; a missing unit has the load state `not-found`. */
export interface UnitState {
  /** The unit's own name; it differs from the requested name if that is an alias. */
  readonly id: string
  readonly load: string
  readonly active: string
  readonly sub: string
  /** `enabled`, `disabled`, `static`, `masked`, …; empty if there is no unit file. */
  readonly file: string
  readonly result: string
  readonly needsReload: boolean
  readonly mainPid: number
  readonly restarts: number
  readonly canReload: boolean
  /** The absolute path of the unit file; empty if the unit is not loaded from a file. */
  readonly path: string
  /** True if other units start it, such as a target. */
  readonly isWanted: boolean
  /** True if a socket, a timer, a path or a message on D-Bus starts it. */
  readonly isTriggered: boolean
  /**
   * The directories in which systemctl created links that start the unit: `/etc`, and `/run` for those that last
   * until the next boot.
   */
  readonly links: readonly ('etc' | 'run')[]
  /** The directories with links that mask the unit. */
  readonly masks: readonly ('etc' | 'run')[]
  /** For an indirect unit: the states of the unit files that its `Also=` names. */
  readonly also: readonly string[]
  /** For an indirect unit: whether its own file can be enabled. */
  readonly isInstallable: boolean
  /** Further properties of the unit, by name; empty if it is not loaded. */
  readonly properties: Readonly<Record<string, string>>
}

/**
 * Properties that are only returned in task results. Those about the environment are left out: they may contain
 * secrets.
 */
const FILE_PROPERTIES = [
  ...['Description', 'Names', 'Type', 'Restart', 'User', 'Group', 'WorkingDirectory', 'UnitFilePreset'],
  ...['ExecStart', 'ExecStop', 'ExecReload', 'CanStart', 'CanStop', 'DropInPaths', 'Unit', 'Where', 'What'],
  ...['Listen', 'Requires', 'Wants', 'After', 'Before', 'Conflicts', 'PartOf'],
]
const STATE_PROPERTIES = [
  ...[
    'ExecMainPID',
    'ExecMainCode',
    'ExecMainStatus',
    'ExecMainStartTimestamp',
    'ControlGroup',
    'StatusText',
  ],
  ...['ActiveEnterTimestamp', 'StateChangeTimestamp', 'ConditionResult'],
  ...['LastTriggerUSec', 'NextElapseUSecRealtime'],
]
const MORE_PROPERTIES = [...FILE_PROPERTIES, ...STATE_PROPERTIES]

const PROPERTIES = [
  'Id',
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
  'WantedBy',
  'RequiredBy',
  'UpheldBy',
  'TriggeredBy',
  'BusName',
  ...MORE_PROPERTIES,
]

/** Asks for the state of a systemd unit by its full name, `etcd.service`. The answer is null if the host does not run systemd. */
export function unitState(unit: string, scope: UnitScope = 'system'): Probe<UnitState | null> {
  return firstOf(unitStates([unit], scope))
}

/** Asks for the states of units, in order; null for all of them if the host does not run systemd. */
export function unitStates(
  units: readonly string[],
  scope: UnitScope = 'system',
): Probe<readonly (UnitState | null)[]> {
  const shown = units.filter(unit => isShown(unit, scope))
  const subject = { kind: 'unit states', units, scope } as const
  return batchProbeAbout<'unit states', readonly (UnitState | null)[]>(subject, {
    title: `state of unit ${units.join(' ')}`,
    script: joinShell([
      sh`test -d /run/systemd/system || exit 3
shown=`,
      shown.length === 0 ? sh`` : showOf(shown, scope),
      sh`set -- ${`--${scope}`} ${units}`,
      WORDS,
    ]),
    answers: [0, 3],
    parse: ({ status, stdout }) =>
      status === 3 ? units.map(() => null) : parseUnits(stdout.toString(), units, scope),
    together: {
      kind: `unit state ${scope}`,
      about: units,
      all: all => unitStates(all, scope),
      pick: states => states,
    },
  })
}

/**
 * Returns whether `systemctl show` knows a unit. Templates, and units for all users, have only the state of their
 * files.
 */
function isShown(unit: string, scope: UnitScope): boolean {
  return scope !== 'global' && !/@\.[a-z]+$/.test(unit)
}

function showOf(units: readonly string[], scope: UnitScope): ShellText {
  const properties = PROPERTIES.map(property => `--property=${property}`)
  return sh`shown=$(systemctl ${`--${scope}`} show --no-pager ${properties} -- ${units}) || exit 4`
}

/** Prints the output of `systemctl show`, and then for each unit a line with the facts that it does not show. */
const WORDS = new ShellText(programText(new URL('./unit-words.sh', import.meta.url)))

/**
 * Parses the output of `systemctl show` and, after `@@`, one line for each unit with the facts that it does not show.
 */
export function parseUnits(text: string, units: readonly string[], scope: UnitScope = 'system'): UnitState[] {
  const [shown = '', callbacks = ''] = text.split('\n@@\n')
  const blocks = shown === '' ? [] : shown.split('\n\n')
  const words = callbacks.split('\n')
  const expected = units.filter(unit => isShown(unit, scope)).length
  if (blocks.length !== expected) throw new Error(`expected ${expected} units, got ${blocks.length}`)
  return units.map((unit, nth) => {
    const line = words[nth] ?? ''
    return isShown(unit, scope) ? parseUnit(unit, blocks.shift() ?? '', line) : parseUnitFile(unit, line)
  })
}

function parseUnit(unit: string, block: string, words: string): UnitState {
  const fields = new Map(
    block
      .split('\n')
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  )
  const field = (name: string): string => fields.get(name) ?? ''
  const [word = '', ...rest] = words.split(' ')
  const after = <T extends string>(prefix: string): T[] =>
    rest.filter(each => each.startsWith(prefix)).map(each => each.slice(prefix.length) as T)
  const file = field('UnitFileState')
  return {
    id: field('Id') || unit,
    load: field('LoadState'),
    active: field('ActiveState'),
    sub: field('SubState'),
    // For a SysV service, `is-enabled` knows the state, and the property UnitFileState does not.
    file: (word !== '' && (file === '' || file === 'generated') ? word : file).replace('not-found', ''),
    result: field('Result'),
    // NeedDaemonReload does not show that a new unit file takes precedence over the one that systemd loaded.
    needsReload: field('NeedDaemonReload') === 'yes' || rest.includes('shadowed'),
    mainPid: Number(field('MainPID') || 0),
    restarts: Number(field('NRestarts') || 0),
    canReload: field('CanReload') === 'yes',
    path: field('FragmentPath'),
    isWanted: ['WantedBy', 'RequiredBy', 'UpheldBy'].some(name => field(name) !== ''),
    isTriggered: ['TriggeredBy', 'BusName'].some(name => field(name) !== ''),
    links: after<'etc' | 'run'>('links:'),
    masks: after<'etc' | 'run'>('masks:'),
    also: after('also:'),
    isInstallable: rest.includes('own'),
    properties: Object.fromEntries([...fields].filter(([name]) => MORE_PROPERTIES.includes(name))),
  }
}

/** Returns the state of a unit of which only the unit file is known. */
function parseUnitFile(unit: string, word: string): UnitState {
  const file = word === 'not-found' ? '' : word
  return { ...NO_UNIT, id: unit, load: file === '' ? 'not-found' : 'loaded', file }
}

/** Returns the properties of a unit that do not change when it is started or stopped. */
export function lastingProperties({ properties }: UnitState): UnitState['properties'] {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => FILE_PROPERTIES.includes(name)))
}

/** The state of a unit that does not exist. */
export const NO_UNIT: UnitState = {
  ...{ id: '', load: 'not-found', active: 'inactive', sub: 'dead', file: '', result: '', needsReload: false },
  ...{ mainPid: 0, restarts: 0, canReload: false, path: '', isWanted: false, isTriggered: false },
  ...{ links: [], masks: [], also: [], isInstallable: false, properties: {} },
}

/**
 * Asks whether a unit file, or anything else from which units are generated, changed since systemd last read it;
 * undefined if systemd does not report when that was (before version 247). Links that systemctl creates count too;
 * systemctl makes systemd read them at once.
 */
export function unitFilesChanged(scope: UnitScope = 'system'): Probe<boolean | undefined> {
  return probeAbout(
    { kind: 'unit files changed', scope },
    {
      title: 'whether systemd has read the newest unit files',
      script: sh`test -d /run/systemd/system || exit 3
# The first exists only after a reload; the second is from the boot.
for t in UnitsLoadTimestamp UnitsLoadStartTimestamp; do
  t=$(TZ=UTC0 systemctl ${`--${scope}`} show --timestamp=us --property=$t 2>/dev/null) || exit 3
  t=\${t#*=}
  test -z "$t" || break
done
p=$(systemctl ${`--${scope}`} show --property=UnitPath 2>/dev/null) && p=\${p#*=}
test -n "$t" && test -n "$p" || exit 3
set -- /etc/fstab /etc/crypttab /etc/init.d /etc/systemd/system-generators /usr/local/lib/systemd/system-generators
for d in $p; do case $d in */generator | */generator.* | */transient | *.control) ;; *) set -- "$@" "$d";; esac; done
for d; do shift; test ! -e "$d" || set -- "$@" "$d"; done
find "$@" -newerct "$t" -print 2>/dev/null | { read -r x && exit 1; exit 0; }`,
      answers: [0, 1, 3],
      parse: ({ status }) => (status === 3 ? undefined : status === 1),
    },
  )
}
