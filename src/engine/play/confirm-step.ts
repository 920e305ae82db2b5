import type { IncludeStep, TaskStep } from '../../playbook/steps.ts'
import { variablesSetBy } from '../check/earlier-items.ts'
import type { PlayContext } from '../state/context.ts'
import { type HostState, setVariables } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { asTask, typeOfInclude } from '../steps/step-as-task.ts'
import { reasonOf, taskRef } from '../steps/task-name.ts'
import { factsReaderOf, prepare } from '../variables/facts.ts'
import { asStored } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { finishStep } from './finish-step.ts'

/** The result of a task that the user declined: the same as with a false `when`. */
const DECLINED: Result = {
  status: 'skipped',
  changes: [],
  outputs: { skip_reason: 'Declined with --step' },
  message: 'declined with `--step`',
}

interface How {
  readonly isRescuable: boolean
  readonly isHandler?: boolean
}

/**
 * With `--step`, asks whether to run a task or include on its hosts. If the answer is no, reports it as skipped on
 * all of them and returns false. Also returns false if the run is stopped while it asks. Never asks for a `meta`
 * task.
 */
export async function isConfirmed(
  context: PlayContext,
  step: TaskStep | IncludeStep,
  hosts: readonly HostState[],
  { isRescuable, isHandler = false }: How,
): Promise<boolean> {
  const { stepping, signal } = context.run
  const task = step.kind === 'task' ? step : asTask(step, typeOfInclude(step))
  const [first] = hosts
  if (!stepping?.isAsking || task.type === 'meta' || !first) return true
  const scope = scopeOf(context, first, task)
  await prepare(factsReaderOf(context, task, first), scope, [task.name])
  const ref = taskRef(task, scope)
  // With the strategy `linear`, the answer applies to all hosts.
  const where = context.play.strategy === 'linear' ? '' : ` on ${first.name}`
  const kind = isHandler ? 'handler' : 'task'
  if (await stepping.confirm(`${kind}: ${ref.name} (${ref.task})${where}`)) return true
  if (signal.aborted) return false
  context.run.emit({ type: 'task.start', ...ref, hosts: hosts.map(({ name }) => name), isHandler })
  for (const host of hosts)
    setVariables(host, asStored(step.role, variablesSetBy(task, DECLINED, reasonOf(task, scope))))
  const settled = hosts.map(host => ({ host, result: DECLINED }))
  await finishStep(context, task, settled, isRescuable)
  context.run.emit({ type: 'task.end', ...ref })
  return false
}
