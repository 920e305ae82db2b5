import type { Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import { PendingFacts } from './facts-layer.ts'
import { asFlag } from './keyword-values.ts'

/** A flag as far as it can be evaluated now: a host that was lost before its facts were gathered has none. */
export function flagNow(name: string, scope: Scope, source: Source | undefined): boolean {
  if (!source) return false
  try {
    return asFlag(name, scope.renderOptional(source), source.place)
  } catch (error) {
    if (error instanceof PendingFacts) return false
    throw error
  }
}
