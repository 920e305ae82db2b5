import type { Source } from '../../errors.ts'
import { itemsOf } from '../../yaml/describe.ts'
import { keyword, type LintStep } from './lint-step.ts'
import { constantText } from './written.ts'

/** The names by which a handler can be notified; undefined if one of them is a template. */
export function namesOfHandler(step: LintStep): readonly string[] | undefined {
  const written = [keyword(step, 'name'), keyword(step, 'listen')].flatMap(each =>
    each ? itemsOf(each) : [],
  )
  const names = written.map(constantText)
  return names.every(name => name !== undefined) ? names : undefined
}

/** What a step notifies, as written. */
export function notifiedBy(step: LintStep): readonly Source[] {
  const notify = keyword(step, 'notify')
  return notify ? itemsOf(notify) : []
}

/** The name of a handler without that of its role: `nginx : reload` is `reload`. */
export function bareName(name: string): string {
  return name.replace(/^\S+ : /, '')
}
