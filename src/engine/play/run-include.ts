import { showPlace } from '../../errors.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { IncludeStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { variablesSetBy } from '../check/earlier-items.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState, setVariables } from '../state/host-state.ts'
import { warnOnce } from '../state/play-state.ts'
import { asTask, typeOfInclude } from '../steps/step-as-task.ts'
import { hasChosen } from '../steps/tags.ts'
import { reasonOf } from '../steps/task-name.ts'
import { namesSetIn } from '../steps/variable-setters.ts'
import { asStored } from '../variables/private-variables.ts'
import { finishStep } from './finish-step.ts'
import { type Inclusion, includeFor } from './include.ts'

/** Runs the included files and roles on their hosts, one after the other. A failure affects only the host that has it. */
export async function runInclude(
  context: PlayContext,
  step: IncludeStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
  run: (inclusion: Inclusion) => Promise<void>,
): Promise<void> {
  const task = asTask(step, typeOfInclude(step))
  const { inclusions, settled, registered } = await includeFor(context, step, hosts)
  const reason = reasonOf(task, undefined)
  for (const [host, result] of registered)
    setVariables(host, asStored(step.role, variablesSetBy(task, result, reason)))
  await finishStep(context, task, settled, isRescuable)
  for (const { host, result } of settled) {
    setVariables(host, asStored(step.role, variablesSetBy(task, result, reason)))
    // It is unknown whether the included tasks run.
    if (result.status === 'unknown')
      setVariables(host, asStored(step.role, unknownsOf(context, step, reason)))
  }
  for (const inclusion of inclusions) {
    warnOfNothing(context, step, inclusion)
    if (activeOf(inclusion.hosts).length > 0) await run(inclusion)
  }
}

function unknownsOf({ run, play }: PlayContext, step: IncludeStep, reason: string): Map<string, Entry> {
  return new Map([...namesSetIn(run, play, [step])].map(name => [name, { value: new Unknown(reason) }]))
}

/**
 * Warns if the selected tags select the include but none of its tasks: as in Ansible, tags of an include do not apply
 * to its tasks.
 */
function warnOfNothing(context: PlayContext, step: IncludeStep, { steps }: Inclusion): void {
  const { tags, place, ofRole } = step
  const asked = tags.filter(tag => context.run.settings.tags.includes(tag))
  if (asked.length === 0 || steps.length === 0 || steps.some(inner => hasChosen(context.run, inner))) return
  const names = asked.map(tag => `\`${tag}\``).join(', ')
  warnOnce(
    context,
    `the tags of an \`${typeOfInclude(step)}\` (${showPlace(place)}) select only the include, not the tasks ${ofRole ? 'of its role' : 'in its file'}: to give them ${names}, write \`apply: {tags: [${asked.join(', ')}]}\` below its \`${ofRole ? 'name' : 'file'}\``,
  )
}
