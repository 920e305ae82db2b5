import type { Change } from '../../authoring/plan.ts'
import { first } from '../../base/assert-defined.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { changedSince } from '../../remote/probes/files/changed-since.ts'
import type { UnitState } from '../../remote/probes/unit.ts'
import { orUnknown, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { enablingOf, maskingOf, type UnitFileCommands, type UnitFileVerb } from './unit-files.ts'
import { isBetweenStarts, isRunning } from './unit-running.ts'

/** The params about the desired state of a unit. In a dry run, reading an unknown one throws. */
interface UnitParams {
  readonly state?: 'started' | 'stopped' | 'restarted' | 'reloaded' | undefined
  readonly enabled?: boolean | undefined
  readonly masked?: boolean | undefined
  readonly restart_on: readonly string[]
}

/** A command of systemctl that a task runs. */
export type UnitVerb =
  | UnitFileVerb
  | 'daemon-reexec'
  | 'daemon-reload'
  | 'start'
  | 'stop'
  | 'restart'
  | 'reload'

/** The change for one requested property of a unit, and the systemctl commands for it. */
export interface UnitAspect {
  readonly verbs: readonly UnitVerb[]
  readonly change: Pick<Change, 'action' | 'before' | 'after'>
}

/** Returns the changes for each requested property of a unit, in order; in a dry run, some may be unknown. */
export async function unitAspects(
  host: ReadHost,
  unit: string,
  seen: UnitState,
  params: UnitParams,
  done: ReadonlySet<UnitVerb>,
): Promise<readonly (UnitAspect | Unknown)[]> {
  const unmasking = orUnknown(() => maskingAspect(unit, seen, params.masked === false, false))
  const isMasked = unmasking !== undefined
  const all = [
    unmasking,
    isMasked ? undefined : orUnknown(() => enablingAspect(unit, seen, params.enabled)),
    await orUnknownAnswer(runningAspect(host, seen, params, done)),
    orUnknown(() => maskingAspect(unit, seen, params.masked === true, true)),
  ]
  return all.filter(each => each !== undefined)
}

function maskingAspect(
  unit: string,
  seen: UnitState,
  isMeant: boolean,
  wanted: boolean,
): UnitAspect | undefined {
  const verbs = isMeant ? verbsOf(maskingOf(unit, seen, wanted)) : []
  if (verbs.length === 0) return undefined
  const change = { action: first(verbs, 'a verb'), before: { masked: !wanted }, after: { masked: wanted } }
  return { verbs, change }
}

function enablingAspect(unit: string, seen: UnitState, wanted: boolean | undefined): UnitAspect | undefined {
  if (wanted === undefined) return undefined
  const { isEnabled, enable, disable } = enablingOf(unit, seen)
  if (wanted && isEnabled) return undefined
  const verbs = verbsOf(wanted ? enable : disable)
  if (verbs.length === 0) return undefined
  const before = { enabled: seen.file === 'enabled-runtime' ? 'until the next boot' : !wanted }
  return { verbs, change: { action: wanted ? 'enable' : 'disable', before, after: { enabled: wanted } } }
}

function verbsOf(commands: UnitFileCommands): readonly UnitFileVerb[] {
  if ('refused' in commands) throw new TaskError(commands.refused, { hint: commands.hint })
  return commands.verbs
}

async function runningAspect(
  host: ReadHost,
  seen: UnitState,
  params: UnitParams,
  done: ReadonlySet<UnitVerb>,
): Promise<UnitAspect | undefined> {
  const { state } = params
  if (state === undefined) return undefined
  const active = orUnknown(() => seen.active)
  const before = active instanceof Unknown ? {} : { state: active }
  const up = { before, after: { state: 'active' } }
  if (state === 'restarted')
    return done.has('restart') ? undefined : { verbs: ['restart'], change: { action: 'restart', ...up } }
  if (state === 'reloaded' && (done.has('reload') || done.has('start'))) return undefined
  // If a unit ends at once, systemd calls it activating between two starts.
  const isUp = isRunning(seen) && !(isBetweenStarts(seen) && state !== 'stopped')
  if (state === 'reloaded') {
    const verb = isUp ? 'reload' : 'start'
    return { verbs: [verb], change: { action: verb, ...up } }
  }
  if (state === 'stopped')
    return isUp
      ? { verbs: ['stop'], change: { action: 'stop', before, after: { state: 'inactive' } } }
      : undefined
  if (!isUp) return { verbs: ['start'], change: { action: 'start', ...up } }
  const stale = await staleFiles(host, seen, params)
  if (stale.length === 0) return undefined
  return {
    verbs: ['restart'],
    change: { action: 'restart', before: { newer: stale }, after: { state: 'active' } },
  }
}

async function staleFiles(
  host: ReadHost,
  seen: UnitState,
  { restart_on }: UnitParams,
): Promise<readonly string[]> {
  if (restart_on.length === 0 || seen.mainPid === 0) return []
  return host.ask(changedSince(seen.mainPid, restart_on))
}
