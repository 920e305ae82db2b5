import { floatJson } from '../../base/float-json.ts'
import { shorten } from '../../base/shorten.ts'
import { InputError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { LoopControl } from '../../playbook/keywords/loop-control.ts'

/**
 * Returns the text with which reports show a loop item: its `label`, or the item itself if the label cannot be
 * rendered.
 */
export function itemLabel({ label, loopVar }: LoopControl, scope: Scope): string {
  let shown = scope.get(loopVar)
  try {
    if (label) shown = scope.renderOptional(label) ?? shown
  } catch (error) {
    // A wrong label must not make the item fail.
    if (!(error instanceof InputError)) throw error
  }
  const text = typeof shown === 'string' || shown === undefined ? String(shown) : floatJson(shown)
  return shorten(text, 120)
}
