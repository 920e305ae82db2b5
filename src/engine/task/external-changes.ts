import type { TaskCall, TaskType } from '../../authoring/define.ts'
import { InputError } from '../../errors.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { type Bound, bindParams, checkParams } from '../check/bind.ts'
import { connectToHost, machineOf, targetFor } from '../check/connect.ts'
import { delegateOf } from '../check/delegate.ts'
import { loopUnits } from '../check/loop-items.ts'
import { varsToInclude } from '../check/vars-to-include.ts'
import { predictAnything, predictUnknown } from '../dry-run/predict.ts'
import type { PlayContext } from '../state/context.ts'
import { type HostState, includeVariables } from '../state/host-state.ts'
import type { AnyState, TaskRun } from '../state/task-run.ts'
import { reasonOf, taskRef } from '../steps/task-name.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { checkModeOf } from '../variables/keyword-values.ts'
import { asStored } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/**
 * Predicts, in a dry run, a task of which it is unknown whether it runs: its `when`, its notification or the items of
 * its loop are unknown. Everything that the task may change becomes unknown. `loop` has the variables of the item, if
 * it is for one item.
 */
export async function predictUnknownTask(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  loop?: ReadonlyMap<string, Entry>,
): Promise<void> {
  if (!context.run.settings.isCheckMode) return
  const base = scopeOf(context, host, step)
  const scope = loop ? base.extend(loop) : base
  const taskRun: TaskRun = { context, step, host, scope, ref: taskRef(step, scope) }
  const { loop: list } = step
  const factsReader = factsReaderOf(context, step, host)
  try {
    const items = list && !loop ? await withFacts(factsReader, () => base.render(list)) : undefined
    if (Array.isArray(items)) {
      for (const unit of loopUnits(step, items, base))
        await predictUnknownTask(context, step, host, unit.loop)
      return
    }
    const type = await context.run.types.load(step.type)
    const bound = await withFacts(factsReader, () => bindParams(step.type, type, step.params, scope))
    if (step.type === 'include_vars') await predictIncluded(taskRun, bound)
    else await predictUnknownBound(taskRun, step.type, type, bound)
  } catch {
    // The task may be skipped in a real run: an error is reported only if the task really runs.
    const target = await withFacts(factsReader, () => targetFor(taskRun, host))
    predictAnything(taskRun, machineOf(target))
  }
}

/** Marks the variables of files that may be included as unknown. */
async function predictIncluded(taskRun: TaskRun, bound: Bound): Promise<void> {
  if ('unknown' in bound) return
  const value = new Unknown(reasonOf(taskRun.step, taskRun.scope))
  try {
    const vars = await varsToInclude(taskRun, bound.params)
    const set = new Map([...vars.keys()].map(name => [name, { value }]))
    includeVariables(taskRun.host, asStored(taskRun.step.role, set))
  } catch (error) {
    // Files that do not exist set no variables.
    if (!(error instanceof InputError)) throw error
  }
}

/** Predicts one part of a composed task of which it is unknown whether it runs. */
export async function predictUnknownCall(taskRun: TaskRun, call: TaskCall): Promise<void> {
  const type = await taskRun.context.run.types.load(call.type)
  await predictUnknownBound(
    taskRun,
    call.type,
    type,
    checkParams(call.type, type, call.params, taskRun.step.place),
  )
}

async function predictUnknownBound(
  taskRun: TaskRun,
  name: string,
  type: TaskType,
  bound: Bound,
): Promise<void> {
  const params = 'unknown' in bound ? bound.partial() : bound.params
  if ('expand' in type) {
    for (const call of type.expand({ params })) await predictUnknownCall(taskRun, call)
    return
  }
  const state = type as unknown as AnyState
  if (state.isLocal || !state.apply) return
  const { context, step, scope } = taskRun
  const isCheckMode = checkModeOf(context.run, step, scope)
  const delegate = delegateOf(taskRun)
  const connected = await connectToHost(taskRun, delegate ?? taskRun.host)
  await predictUnknown({ taskRun, name, type: state, params, connected, isCheckMode })
}
