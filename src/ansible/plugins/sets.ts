import { isEqual, iterate } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Filter } from '../jinja/frame.ts'
import { describe } from '../jinja/text.ts'
import { used } from '../jinja/values.ts'

/**
 * Ansible's filters that treat lists as sets. Items are equal as in Python: `1`, `1.0` and `true` are one item.
 */
export const SET_FILTERS: Readonly<Record<string, Filter>> = {
  union: (value, passed) => distinct([...listOf('union', value), ...listOf('union', passed.value(0, 'b'))]),
  intersect: (value, passed) => kept(iterate(value), iterate(passed.value(0, 'b')), true),
  difference: (value, passed) => kept(iterate(value), iterate(passed.value(0, 'b')), false),
  symmetric_difference: (value, passed) => {
    const [one, other] = [listOf('symmetric_difference', value), iterate(passed.value(0, 'b'))]
    const both = members(kept(one, other, true))
    return distinct([...one, ...other]).filter(item => !both(item))
  },
}

function listOf(name: string, value: unknown): unknown[] {
  const found = used(value)
  if (Array.isArray(found)) return found
  throw new JinjaError(`\`${name}\` takes lists, got ${describe(found)}`)
}

/** Returns the distinct items that are in `others` or, if not `isIn`, that are not. */
function kept(items: readonly unknown[], others: readonly unknown[], isIn: boolean): unknown[] {
  const has = members(others)
  return distinct(items.filter(item => has(item) === isIn))
}

function distinct(items: readonly unknown[]): unknown[] {
  const texts = new Set<string>()
  const rest: unknown[] = []
  return items.filter(item => {
    if (typeof item === 'string') {
      const isNew = !texts.has(item)
      texts.add(item)
      return isNew
    }
    const isNew = !rest.some(other => isEqual(other, item))
    if (isNew) rest.push(item)
    return isNew
  })
}

/**
 * Returns a function that tests whether a value is in the list. Strings, the most common items, are found in
 * constant time.
 */
function members(items: readonly unknown[]): (item: unknown) => boolean {
  const texts = new Set(items.filter(item => typeof item === 'string'))
  const rest = items.filter(item => typeof item !== 'string')
  return item => (typeof item === 'string' ? texts.has(item) : rest.some(other => isEqual(other, item)))
}
