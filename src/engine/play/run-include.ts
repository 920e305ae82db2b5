import { showPlace } from '../../errors.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { IncludeStep, Step } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { applyIgnoreErrors } from '../check/conditions.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState, setVariables } from '../state/host-state.ts'
import { warnOnce } from '../state/play-state.ts'
import { asTask, typeOfInclude } from '../steps/step-as-task.ts'
import { partsOf } from '../steps/steps-of.ts'
import { isChosen } from '../steps/tags.ts'
import { reasonOf } from '../steps/task-name.ts'
import { namesSetIn } from '../steps/variable-setters.ts'
import { count, emitResult } from '../task/report-result.ts'
import { rescuableResult } from '../task/rescuable-result.ts'
import { factsReaderOf, prepare } from '../variables/facts.ts'
import { keptFor } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/scopes.ts'
import { failTogether, updateHostStatus } from './host-status.ts'
import { type Inclusion, includeFor } from './include.ts'
import { runOnceOf } from './run-once.ts'

/** Runs the included files and roles on their hosts, one after the other. A failure affects only the host that has it. */
export async function runInclude(
  context: PlayContext,
  step: IncludeStep,
  hosts: readonly HostState[],
  isRescuable: boolean,
  run: (inclusion: Inclusion) => Promise<void>,
): Promise<void> {
  const task = asTask(step, typeOfInclude(step))
  const { inclusions, settled } = await includeFor(context, step, hosts, {
    asOne: (await runOnceOf(context, step, hosts)) !== undefined,
  })
  for (const { host } of settled)
    await prepare(factsReaderOf(context, step, host), scopeOf(context, host, step), [
      step.name,
      step.ignoreErrors,
    ])
  const troubled = settled.map(({ host, result }) => {
    const scope = scopeOf(context, host, step)
    const own = rescuableResult(context, task, host, result)
    return { host, scope, result: applyIgnoreErrors(task, scope, own) }
  })
  for (const { host, scope, result } of troubled) {
    // Whether the tasks in the file are done is unknown.
    if (result.status === 'unknown')
      setVariables(host, keptFor(step.role, unknownsOf(context, step, reasonOf(task, scope))))
    count(host, result, isRescuable)
    emitResult(context, task, host, result, { scope, milliseconds: 0, isRescuable })
    updateHostStatus(context, task, host, result, isRescuable)
  }
  failTogether(context, task, troubled, { isFatal: false, isRescuable })
  for (const inclusion of inclusions) {
    warnOfNothing(context, step, inclusion)
    if (activeOf(inclusion.hosts).length > 0) await run(inclusion)
  }
}

function unknownsOf({ run, play }: PlayContext, step: IncludeStep, reason: string): Map<string, Entry> {
  return new Map([...namesSetIn(run, play, [step])].map(name => [name, { value: new Unknown(reason) }]))
}

/** As in Ansible, tags on an include choose the include, and not what it includes: then none of that may be left. */
function warnOfNothing(context: PlayContext, step: IncludeStep, { steps }: Inclusion): void {
  const { tags, place, ofRole } = step
  const asked = tags.filter(tag => context.run.settings.tags.includes(tag))
  if (asked.length === 0 || steps.length === 0 || steps.some(inner => hasChosen(context, inner))) return
  const names = asked.map(tag => `\`${tag}\``).join(', ')
  warnOnce(
    context,
    `the tags of an \`${typeOfInclude(step)}\` (${showPlace(place)}) select only the include, not the tasks ${ofRole ? 'of its role' : 'in its file'}: to give them ${names}, write \`apply: {tags: [${asked.join(', ')}]}\` below its \`${ofRole ? 'name' : 'file'}\``,
  )
}

function hasChosen(context: PlayContext, step: Step): boolean {
  if (step.kind !== 'block') return isChosen(context.run, step)
  return partsOf(step).some(inner => hasChosen(context, inner))
}
