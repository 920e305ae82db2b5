import { itemOf } from '../jinja/access.ts'
import { isTruthy, iterate } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Calls, Filter } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { toText } from '../jinja/text.ts'
import { mustBeDict } from './general-filters.ts'

/** The filters of ansible.utils that no function of Drover implements, except those for addresses. */
export const UTILS_FILTERS: Readonly<Record<string, Filter>> = {
  get_path: (value, passed) => atPath(value, passed.text(0, 'path')),
  index_of: (value, passed, calls) => indexOf(iterate(value), passed, calls),
}

const STEP = /\.?([A-Za-z_]\w*)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/y

/** Returns the value at a path such as `a.b[0]['c d']`. Throws JinjaError for a malformed path. */
function atPath(value: unknown, path: string): unknown {
  let found = value
  STEP.lastIndex = 0
  while (STEP.lastIndex < path.length) {
    const at = STEP.lastIndex
    const step = STEP.exec(path)
    if (!step)
      throw new JinjaError(
        `\`get_path\` takes a path such as \`a.b[0]\`, got \`${path}\`, which fails at \`${path.slice(at)}\``,
      )
    const [, name, index, single, double] = step
    found = itemOf(found, index === undefined ? (name ?? single ?? double) : Number(index))
  }
  return found
}

/**
 * Returns the indexes of the items that pass a test or, with a key, whose value under that key passes. A single
 * index is not returned in a list unless `wantlist` is set.
 */
function indexOf(items: readonly unknown[], passed: Passed, calls: Calls): unknown {
  const [key, failsOnMissing] = [passed.value(2, 'key', null), passed.value(4, 'fail_on_missing', false)]
  const found = items.flatMap((item, index) => {
    if (key === null) return passes(item, passed, calls) ? [index] : []
    const dict = mustBeDict('index_of', item)
    const name = toText(key)
    if (Object.hasOwn(dict, name)) return passes(dict[name], passed, calls) ? [index] : []
    if (isTruthy(failsOnMissing))
      throw new JinjaError(`item ${index} of the list for \`index_of\` has no key \`${name}\``)
    return []
  })
  return found.length === 1 && !isTruthy(passed.value(3, 'wantlist', false)) ? found[0] : found
}

function passes(value: unknown, passed: Passed, calls: Calls): boolean {
  const written = passed.text(0, 'test')
  const [, negation, name = written] = /^(!|not )(.*)$/s.exec(written) ?? []
  const test = negation === '!' && name === '=' ? '==' : name
  const other = passed.value(1, 'value', null)
  const right = test === 'in' && !Array.isArray(other) ? [other] : other
  const given = { positional: right === null ? [] : [right], named: new Map<string, unknown>() }
  return calls.test(test, value, given) !== (negation !== undefined)
}
