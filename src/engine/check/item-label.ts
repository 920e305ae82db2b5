import { floatJson } from '../../base/float-json.ts'
import { shorten } from '../../base/shorten.ts'
import { InputError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { LoopControl } from '../../playbook/keywords/loop-control.ts'

/** The item of a loop as the report names it: by its label, unless that cannot be made for this item. */
export function itemLabel({ label, loopVar }: LoopControl, scope: Scope): string {
  let shown = scope.get(loopVar)
  try {
    if (label) shown = scope.renderOptional(label) ?? shown
  } catch (error) {
    // How an item is shown is no reason to fail it.
    if (!(error instanceof InputError)) throw error
  }
  const text = typeof shown === 'string' || shown === undefined ? String(shown) : floatJson(shown)
  return shorten(text, 120)
}
