import type { Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import { PendingFacts } from './facts-layer.ts'
import { asFlag } from './keyword-values.ts'

/**
 * Evaluates a flag without gathering facts: false if it needs facts, for example of a host that became unreachable
 * before its facts were gathered.
 */
export function flagNow(name: string, scope: Scope, source: Source | undefined): boolean {
  if (!source) return false
  try {
    return asFlag(name, scope.renderOptional(source), source.place)
  } catch (error) {
    if (error instanceof PendingFacts) return false
    throw error
  }
}
