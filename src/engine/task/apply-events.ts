import type { Outputs, Plan } from '../../authoring/plan.ts'
import { floatJson, parseFloatJson } from '../../base/float-json.ts'
import type { Action } from '../check/action.ts'
import { isSilent } from '../check/conditions.ts'
import type { Checking } from '../state/task-run.ts'

/**
 * Emits `apply.start` before anything is sent to the host. If a journal ends here, it is clear that the plan may have
 * been applied.
 */
export function emitApplyStart(
  { taskRun, job }: Checking,
  { changes }: Plan,
  action: Action | undefined,
): void {
  if (changes.length === 0) return
  const { context, ref, host } = taskRun
  const digest = action?.digest === undefined ? {} : { action: action.digest }
  const ofJob = job ? { job: job.id } : {}
  context.run.emit({ type: 'apply.start', ...ref, host: host.name, ...digest, ...ofJob })
}

/**
 * Emits `apply.end` with the outputs of an action, for a run that resumes this one. If they contain a secret, no
 * outputs are included.
 */
export function emitApplyEnd(
  { taskRun }: Checking,
  action: Action | undefined,
  outputs: Outputs,
  wasHidden = false,
): void {
  if (action?.digest === undefined) return
  const { context, ref, host, step, scope } = taskRun
  const text = floatJson(outputs)
  const isHidden =
    wasHidden || isSilent(step, scope) || text.includes('***') || context.run.masks.mask(text) !== text
  const kept = isHidden ? {} : { outputs: parseFloatJson(text) as Outputs }
  context.run.emit({ type: 'apply.end', ...ref, host: host.name, action: action.digest, ...kept })
}
