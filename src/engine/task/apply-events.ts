import type { Outputs, Plan } from '../../authoring/plan.ts'
import { floatJson, parseFloatJson } from '../../base/float-json.ts'
import type { Action } from '../check/action.ts'
import { isSilent } from '../check/conditions.ts'
import type { Checking } from '../state/acting.ts'

/** Before anything is sent: whoever reads a journal that ends here knows what may have been done. */
export function emitApplyStart(
  { acting, job }: Checking,
  { changes }: Plan,
  action: Action | undefined,
): void {
  if (changes.length === 0) return
  const { context, ref, host } = acting
  const digest = action?.digest === undefined ? {} : { action: action.digest }
  const ofJob = job ? { job: job.id } : {}
  context.run.emit({ type: 'apply.start', ...ref, host: host.name, ...digest, ...ofJob })
}

/** An action's outputs, for a run that takes this one up: whole, or not at all where a secret is among them. */
export function emitApplyEnd(
  { acting }: Checking,
  action: Action | undefined,
  outputs: Outputs,
  wasHidden = false,
): void {
  if (action?.digest === undefined) return
  const { context, ref, host, step, scope } = acting
  const text = floatJson(outputs)
  const isHidden =
    wasHidden || isSilent(step, scope) || text.includes('***') || context.run.masks.mask(text) !== text
  const kept = isHidden ? {} : { outputs: parseFloatJson(text) as Outputs }
  context.run.emit({ type: 'apply.end', ...ref, host: host.name, action: action.digest, ...kept })
}
