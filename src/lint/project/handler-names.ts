import type { Source } from '../../errors.ts'
import { itemsOf } from '../../yaml/describe.ts'
import { keyword, type LintStep } from './lint-step.ts'
import { constantText } from './written.ts'

/** Returns the names by which a handler can be notified; undefined if one of them is a template. */
export function namesOfHandler(step: LintStep): readonly string[] | undefined {
  const written = [keyword(step, 'name'), keyword(step, 'listen')].flatMap(each =>
    each ? itemsOf(each) : [],
  )
  const names = written.map(constantText)
  return names.every(name => name !== undefined) ? names : undefined
}

/** Returns the values of `notify` of a step, as written. */
export function notifiedBy(step: LintStep): readonly Source[] {
  const notify = keyword(step, 'notify')
  return notify ? itemsOf(notify) : []
}

/** Returns the name of a handler without that of its role: `reload` for `nginx : reload`. */
export function bareName(name: string): string {
  return name.replace(/^\S+ : /, '')
}
