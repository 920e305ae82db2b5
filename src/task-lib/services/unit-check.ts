import type { CheckContext } from '../../authoring/define.ts'
import { type Change, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { NO_UNIT, type UnitScope, type UnitState, unitFilesChanged } from '../../remote/probes/unit.ts'
import { known, onlyRunTells, orUnknown, Unknown } from '../../values/unknown.ts'
import { type UnitAspect, type UnitVerb, unitAspects } from './unit-aspects.ts'
import { enablingOf } from './unit-files.ts'
import { type UnitParams, unitNamed } from './unit-params.ts'

/** The keys of a result that has the fields of a unit, described. */
export const UNIT_OUTPUTS = {
  name: 'The value of `name`; null if it is not set.',
  state: '`started` if the unit is active, otherwise `stopped`.',
  enabled: 'Whether the unit is enabled.',
  status:
    'A map with the properties that systemd reports of the unit, such as `ActiveState`, `SubState` and `MainPID`, as texts, and with `load`, `active`, `sub` and `file`; if the unit failed, one line of text.',
  journal: 'Only if the unit failed: its last lines in the journal, as one text.',
} as const

/**
 * The systemctl commands to run, in order, and the unit's own name, under which its file is enabled or masked even if
 * the task uses an alias.
 */
export interface UnitSteps {
  readonly verbs: readonly UnitVerb[]
  readonly id: string
}

/** Compares a unit with the task's request. `now` is the unit's state; null if systemd does not run the host. */
export async function checkUnit(
  { host, params, isCheckMode, carriedOut }: CheckContext<UnitParams>,
  now: UnitState | null,
): Promise<InSync | Plan<UnitSteps>> {
  const unit = params.name === undefined ? undefined : unitNamed(params.name)
  const { scope } = params
  // A host that does not run systemd yet cannot be distinguished from one that never will: apply reports it.
  const seen = now ?? NO_UNIT
  const done = new Set((carriedOut?.data as UnitSteps | undefined)?.verbs)
  const aspects = unit === undefined ? [] : await unitAspects(host, unit, seen, params, done)
  const found = aspects.filter(each => !(each instanceof Unknown)) as UnitAspect[]
  const open = aspects.find(each => each instanceof Unknown)
  const isStarting = found.some(({ verbs }) => verbs.some(verb => STARTS.has(verb)))
  // Generators create units from other files: only a reload shows which.
  if (isCheckMode && isStarting && now?.load === 'not-found' && !seen.needsReload)
    onlyRunTells(`whether there is a unit ${unit} after a daemon-reload`)
  const isReloading =
    (isStarting && (seen.needsReload || seen.load === 'not-found')) ||
    (!done.has('daemon-reload') && params.daemon_reload && (await isStale(host, seen, scope)))
  const isReexecuting = params.daemon_reexec && !done.has('daemon-reexec')
  const verbs: UnitVerb[] = [
    ...(isReexecuting ? (['daemon-reexec'] as const) : []),
    ...(isReloading ? (['daemon-reload'] as const) : []),
    ...found.flatMap(each => each.verbs),
  ]
  const changes: Change[] = found.map(({ change }) => ({ resource: `unit:${unit}`, ...change }))
  if (isReexecuting) changes.push({ resource: 'systemd', action: 'daemon-reexec' })
  else if (isReloading && changes.length === 0) changes.push(RELOAD)
  if (changes.length === 0 && open instanceof Unknown) return known<never>(open)
  const outputs = outputsOf(params.name, seen)
  if (changes.length === 0) return inSync(outputs)
  // Whether a unit is enabled is visible only after it is unmasked.
  const isStage = verbs.includes('unmask') && orUnknown(() => params.enabled) !== undefined
  return {
    ...plan(changes, { verbs, id: seen.id || (unit ?? '') }, outputs),
    ...(isStage ? { isStage } : {}),
  }
}

const STARTS: ReadonlySet<UnitVerb> = new Set(['start', 'restart', 'reload', 'enable'])

const RELOAD: Change = {
  resource: 'systemd',
  action: 'daemon-reload',
  before: { needs_reload: true },
  after: { needs_reload: false },
}

/** Whether unit files are newer than systemd's loaded state; if systemd cannot report that, they are reloaded. */
async function isStale(host: ReadHost, seen: UnitState, scope: UnitScope): Promise<boolean> {
  return seen.needsReload || (await host.ask(unitFilesChanged(scope))) !== false
}

/** Returns the outputs; `status` has systemd's own names, as in Ansible, and Drover's. */
function outputsOf(name: string | undefined, seen: UnitState) {
  const read = <T>(value: () => T) => orUnknown(value)
  const status = {
    ...seen.properties,
    Id: seen.id,
    LoadState: read(() => seen.load),
    ActiveState: read(() => seen.active),
    SubState: read(() => seen.sub),
    UnitFileState: read(() => seen.file),
    Result: read(() => seen.result),
    MainPID: read(() => String(seen.mainPid)),
    NRestarts: String(seen.restarts),
    FragmentPath: seen.path,
    NeedDaemonReload: seen.needsReload ? 'yes' : 'no',
  }
  return {
    name: name ?? null,
    state: read(() => (seen.active === 'active' ? 'started' : 'stopped')),
    enabled: read(() => enablingOf(name ?? '', seen).isEnabled),
    status: {
      ...{
        load: status.LoadState,
        active: status.ActiveState,
        sub: status.SubState,
        file: status.UnitFileState,
      },
      ...status,
    },
  }
}
