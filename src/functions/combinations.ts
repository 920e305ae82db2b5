import { InputError } from '../errors.ts'
import { type Helper, helper, list, optionHelper, whole } from './helper.ts'

const MOST_ITEMS = 100_000

/** Helpers that combine items of lists to pairs and larger groups, as Python's `itertools` does. */
export const COMBINATION_HELPERS: Readonly<Record<string, Helper>> = {
  product: helper('product list other …', 'every combination of one item from each list', (...lists) =>
    product(lists.map(each => list('product', each))),
  ),
  zip: helper(
    'zip list other …',
    'a list of lists: the first items of all lists, then the second items, up to the end of the shortest list',
    (...all) =>
      zip(
        all.map(each => list('zip', each)),
        Math.min,
      ),
  ),
  zip_longest: optionHelper(
    'zip_longest list other … [fillvalue=]',
    'like `zip`, but up to the end of the longest list, with null or `fillvalue` for missing items',
    (all, { fillvalue = null }) =>
      zip(
        all.map(each => list('zip_longest', each)),
        Math.max,
        fillvalue,
      ),
  ),
  permutations: helper(
    'permutations list [count]',
    'every ordered selection of `count` of its items',
    (items, count) => {
      const all = list('permutations', items)
      return picked(all, count === undefined ? all.length : whole('permutations', count), 'permutations')
    },
  ),
  combinations: helper(
    'combinations list count',
    'every selection of `count` of its items, regardless of order',
    (items, count) => picked(list('combinations', items), whole('combinations', count), 'combinations'),
  ),
}

/**
 * Returns every combination of one item from each list; the item of the last list changes fastest. Throws InputError
 * for more than 100,000 combinations.
 */
function product(lists: readonly (readonly unknown[])[]): unknown[][] {
  const count = lists.reduce((sum, each) => sum * each.length, 1)
  if (count > MOST_ITEMS)
    throw new InputError(`\`product\` returns at most ${MOST_ITEMS} items, not ${count}`)
  return lists.reduce<unknown[][]>(
    (before, each) => before.flatMap(start => each.map(item => [...start, item])),
    [[]],
  )
}

function zip(
  lists: readonly (readonly unknown[])[],
  end: (...lengths: number[]) => number,
  fill?: unknown,
): unknown[][] {
  return Array.from({ length: end(...lists.map(each => each.length)) }, (_, index) =>
    lists.map(each => (index < each.length ? each[index] : fill)),
  )
}

function picked(
  items: readonly unknown[],
  count: number,
  name: 'permutations' | 'combinations',
): unknown[][] {
  const found: unknown[][] = []
  const go = (taken: readonly number[]): void => {
    if (taken.length === count) {
      if (found.push(taken.map(index => items[index])) > MOST_ITEMS)
        throw new InputError(`\`${name}\` returns at most ${MOST_ITEMS} items`)
      return
    }
    const start = name === 'combinations' ? (taken.at(-1) ?? -1) + 1 : 0
    // Leaves enough items for the remaining places of a combination.
    const end = name === 'combinations' ? items.length - (count - taken.length) + 1 : items.length
    for (let index = start; index < end; index += 1) if (!taken.includes(index)) go([...taken, index])
  }
  if (count >= 0 && count <= items.length) go([])
  return found
}
