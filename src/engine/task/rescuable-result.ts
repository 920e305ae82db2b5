import type { Source } from '../../errors.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { PendingFacts } from '../variables/facts-layer.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/**
 * Turns an unreachable result into a failure that `rescue` handles, if the block's `rescue_unreachable` is true and
 * the task's `ignore_unreachable` is not. Returns other results unchanged.
 */
export function rescuableResult(
  context: PlayContext,
  step: TaskStep,
  host: HostState,
  result: Result,
): Result {
  const { rescuesUnreachable: source } = context
  if (result.status !== 'unreachable' || !source) return result
  const scope = scopeOf(context, host, step)
  const isSet = (name: string, flag: Source | undefined): boolean =>
    flag !== undefined && asFlag(name, scope.renderOptional(flag), flag.place)
  try {
    if (isSet('ignore_unreachable', step.ignoreUnreachable) || !isSet('rescue_unreachable', source))
      return result
  } catch (error) {
    // The host became unreachable before its facts were gathered.
    if (error instanceof PendingFacts) return result
    throw error
  }
  return { ...result, status: 'failed', outputs: { ...result.outputs, unreachable: true } }
}
