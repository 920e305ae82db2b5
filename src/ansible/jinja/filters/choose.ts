import { attributeOf } from '../access.ts'
import { compareValues, isTruthy, iterate } from '../compare.ts'
import { JinjaError } from '../error.ts'
import type { Calls } from '../frame.ts'
import type { Passed } from '../passed.ts'
import { describe, toText } from '../text.ts'
import { Undefined } from '../undefined.ts'
import { type ArgumentValues, isDict, isNumber, used } from '../values.ts'

export function identity(value: unknown): unknown {
  return value
}

/**
 * Returns a function that reads the path `a.b` or `a.0` from an item. Many filters take such a path as
 * `attribute=`.
 */
export function reader(attribute: unknown): (item: unknown) => unknown {
  const parts = isNumber(attribute) ? [String(attribute)] : toText(attribute).split('.')
  return item =>
    parts.reduce<unknown>((value, part) => {
      if (value instanceof Undefined) return value
      const found = used(value)
      if (/^\d+$/.test(part)) {
        if (isDict(found)) return found[part] ?? missingItem(found, part)
        return iterate(found)[Number(part)] ?? missingItem(found, part)
      }
      if (isDict(found) && Object.hasOwn(found, part)) return found[part]
      return attributeOf(found, part)
    }, item)
}

function missingItem(value: unknown, part: string): Undefined {
  return new Undefined(`${describe(value)} has no item ${part}`)
}

export function fold(value: unknown, isCased: boolean): unknown {
  const found = used(value)
  return typeof found === 'string' && !isCased ? found.toLowerCase() : found
}

export function mapped(value: unknown, passed: Passed, calls: Calls): unknown[] {
  // None is treated as an empty list.
  const items = isTruthy(value) ? iterate(value) : []
  if (passed.count === 0 && passed.named.has('attribute')) {
    const read = reader(passed.named.get('attribute'))
    const hasDefault = passed.named.has('default')
    return items.map(item => {
      const found = read(item)
      return found instanceof Undefined && hasDefault ? passed.named.get('default') : found
    })
  }
  const [name, ...positional] = passed.all
  if (name === undefined) throw new JinjaError('`map` needs the name of a filter, or `attribute`')
  const given: ArgumentValues = { positional, named: passed.named }
  return items.map(item => calls.filter(toText(name), item, given))
}

export function chosen(
  value: unknown,
  passed: Passed,
  calls: Calls,
  { keeps, byAttribute }: { keeps: boolean; byAttribute: boolean },
): unknown[] {
  const [attribute, ...others] = byAttribute ? passed.all : [undefined, ...passed.all]
  if (byAttribute && attribute === undefined) throw new JinjaError('the name of an attribute is missing')
  const read = byAttribute ? reader(attribute) : identity
  const [name, ...positional] = others
  const given: ArgumentValues = { positional, named: passed.named }
  return (isTruthy(value) ? iterate(value) : []).filter(item => {
    const part = read(item)
    return (name === undefined ? isTruthy(part) : calls.test(toText(name), part, given)) === keeps
  })
}

export function extreme(value: unknown, passed: Passed, sign: 1 | -1): unknown {
  const isCased = isTruthy(passed.value(0, 'case_sensitive', false))
  const attribute = passed.value(1, 'attribute', null)
  const read = attribute === null ? identity : reader(attribute)
  const [first, ...others] = iterate(value)
  if (first === undefined) return new Undefined('the list is empty')
  return others.reduce((best, item) => {
    const order = compareValues(fold(read(item), isCased), fold(read(best), isCased))
    return order * sign > 0 ? item : best
  }, first)
}
