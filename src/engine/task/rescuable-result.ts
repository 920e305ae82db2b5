import type { Source } from '../../errors.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { PendingFacts } from '../variables/facts-layer.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/** Of a host that became unreachable, a failure that a `rescue` takes over, if it has `rescue_unreachable`. */
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
    // A host that was lost before its facts were gathered has none.
    if (error instanceof PendingFacts) return result
    throw error
  }
  return { ...result, status: 'failed', outputs: { ...result.outputs, unreachable: true } }
}
