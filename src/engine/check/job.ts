import type { TaskType } from '../../authoring/define.ts'
import { InputError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { AsyncSettings } from '../state/task-run.ts'
import { numberOr } from '../variables/keyword-values.ts'

/** The default of `poll`: seconds between two queries of a job, as in Ansible. */
const POLL = 15

/**
 * Returns the values of `async` and `poll` of a task; undefined without `async`. Throws InputError for `poll: 0` if
 * the task does not run as one program on its host.
 */
export function asyncSettingsOf(step: TaskStep, type: TaskType, scope: Scope): AsyncSettings | undefined {
  const seconds = numberOr('async', step.async, scope, 0)
  if (seconds === 0) return undefined
  const poll = numberOr('poll', step.poll, scope, POLL)
  const isDetached = 'detaches' in type && type.detaches === true
  if (isDetached || poll > 0) return { seconds, poll, isDetached }
  throw new InputError(
    `\`poll: 0\` cannot be used with \`${step.type}\`, because it runs more than one program on the host`,
    {
      place: step.poll?.place,
      hint: 'remove `poll`, so that Drover waits for the task; or run a program with `command`, `shell` or `script`',
    },
  )
}
