import type { IncludeStep, TaskStep } from '../../playbook/steps.ts'
import { variablesSetBy } from '../check/earlier-items.ts'
import type { PlayContext } from '../state/context.ts'
import { type HostState, setVariables } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { asTask, typeOfInclude } from '../steps/step-as-task.ts'
import { reasonOf, taskRef } from '../steps/task-name.ts'
import { factsReaderOf, prepare } from '../variables/facts.ts'
import { keptFor } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { settleStep } from './settle-step.ts'

/** The result of a task that the user did not want: as if its `when` were false. */
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
 * With `--step`, asks whether a task or include is to be run on its hosts. If not, it is skipped on all of them, and reported so.
 * False, too, if the run was stopped at the question. A `meta` task is not asked for.
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
  // In lockstep, the answer is for all hosts.
  const where = context.play.strategy === 'linear' ? '' : ` on ${first.name}`
  const kind = isHandler ? 'handler' : 'task'
  if (await stepping.confirm(`${kind}: ${ref.name} (${ref.task})${where}`)) return true
  if (signal.aborted) return false
  context.run.emit({ type: 'task.start', ...ref, hosts: hosts.map(({ name }) => name), isHandler })
  for (const host of hosts)
    setVariables(host, keptFor(step.role, variablesSetBy(task, DECLINED, reasonOf(task, scope))))
  const settled = hosts.map(host => ({ host, result: DECLINED }))
  await settleStep(context, task, settled, isRescuable)
  context.run.emit({ type: 'task.end', ...ref })
  return false
}
