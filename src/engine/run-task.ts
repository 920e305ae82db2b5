import type { TaskStep } from '../config/steps.ts'
import { InputError, showPlace } from '../errors.ts'
import { Unknown } from '../values/unknown.ts'
import { runAttempts, wait } from './attempts.ts'
import type { PlayContext } from './context.ts'
import { factsSetBy } from './dynamic-names.ts'
import { prepareFacts } from './facts.ts'
import { type HostState, setVariable } from './host-state.ts'
import { asExpression, skipReason, unknownResult } from './judge.ts'
import { arrive, leave } from './look-ahead.ts'
import { loopUnits } from './loop.ts'
import { carryOutTogether } from './loop-together.ts'
import { taskName } from './name.ts'
import type { Position } from './position.ts'
import { asResult, combine, type Result, registered } from './result.ts'
import { count, emitResult } from './settled.ts'
import { scopeOf } from './variables.ts'

/**
 * Runs one task on one host until it is settled: `when`, loop, retries, check and apply, `changed_when`, `failed_when`,
 * `register`. Reports the result, counts it and never throws for what is the host's own trouble.
 */
export async function settleTask(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  isRescuable: boolean,
  at?: Position,
): Promise<Result> {
  const started = performance.now()
  arrive(host, step, at)
  const result = await runTask(context, step, host)
  leave(host, step)
  const scope = scopeOf(context, host, step)
  const reason = `the result of \`${taskName(step, scope)}\` (${showPlace(step.place)})`
  if (step.register) setVariable(host, step.register, registered(result, reason))
  for (const [name, value] of Object.entries(result.variables ?? {})) setVariable(host, name, value)
  if (result.status === 'unknown')
    for (const name of factsSetBy(step)) setVariable(host, name, new Unknown(reason))
  count(host, result, isRescuable)
  emitResult(context, step, host, result, scope, Math.round(performance.now() - started), { isRescuable })
  return result
}

async function runTask(context: PlayContext, step: TaskStep, host: HostState): Promise<Result> {
  try {
    return await runGuarded(context, step, host)
  } catch (error) {
    return asResult(error)
  }
}

async function runGuarded(context: PlayContext, step: TaskStep, host: HostState): Promise<Result> {
  const perhaps = host.perhapsNotified.get(step)
  if (perhaps !== undefined) return unknownResult(new Unknown(perhaps))
  await prepareFacts(context, step, host, step.when.map(asExpression))
  const scope = scopeOf(context, host, step)
  if (!step.loop) {
    return (await skipReason(step.when, scope)) ?? runAttempts(context, step, host)
  }
  // A condition that does not need the item is judged first: the list itself may not exist where it is false.
  const early = step.when.filter(
    condition => !loopNames(step).some(name => scope.needs(asExpression(condition)).has(name)),
  )
  const skipped = await skipReason(early, scope)
  if (skipped) return skipped
  await prepareFacts(context, step, host, [step.loop])
  const items = scopeOf(context, host, step).render(step.loop)
  if (items instanceof Unknown) return unknownResult(items)
  if (!Array.isArray(items)) {
    throw new InputError(`\`loop\` takes a list, got \`${JSON.stringify(items)}\``, {
      place: step.loop.place,
    })
  }
  return runLoop(context, step, host, items)
}

function loopNames({ loopControl: { loopVar, indexVar } }: TaskStep): string[] {
  return [loopVar, ...(indexVar ? [indexVar] : []), 'ansible_loop', 'ansible_loop_var']
}

async function runLoop(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  items: readonly unknown[],
): Promise<Result> {
  const results: Result[] = []
  const { loopVar, label, pause } = step.loopControl
  const units = loopUnits(step, items)
  const done = await carryOutTogether(context, step, host, units)
  for (const [index, { loop }] of units.entries()) {
    const started = performance.now()
    if (context.run.signal.aborted) break
    const item: unknown = items[index]
    host.outlook.items = units.slice(index + 1)
    const scope = scopeOf(context, host, step).extend(loop ?? new Map())
    let result: Result
    try {
      result = (await skipReason(step.when, scope)) ?? (await runAttempts(context, step, host, loop, done))
    } catch (error) {
      result = asResult(error)
    }
    const shown = (label && scope.renderOptional(label)) ?? item
    const outputs = { ...result.outputs, [loopVar]: item, ansible_loop_var: loopVar }
    results.push({ ...result, outputs })
    emitResult(context, step, host, result, scope, Math.round(performance.now() - started), {
      item: showItem(shown),
    })
    if (result.status === 'unreachable') break
    if (pause && index < items.length - 1) {
      await wait(Number(scope.renderOptional(pause) ?? 0) * 1000, context.run.signal)
      context.run.ledgers.lapse()
    }
  }
  if (items.length === 0)
    return { status: 'skipped', changes: [], outputs: { results: [] }, message: 'the loop has no items' }
  return combine(results, `the result of \`${taskName(step, undefined)}\` (${showPlace(step.place)})`)
}

function showItem(item: unknown): string {
  const text = typeof item === 'string' ? item : (JSON.stringify(item) ?? String(item))
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
