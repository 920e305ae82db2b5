import { compareValues, isEqual, isTruthy, iterate, keyOf } from './compare.ts'
import { JinjaError } from './error.ts'
import type { Method } from './methods.ts'
import { describe } from './text.ts'
import { type Dict, isDict, tuple, used } from './values.ts'

export const TUPLE: Readonly<Record<string, Method<unknown[]>>> = {
  count: (list, passed) => {
    const wanted = passed.value(0, 'value')
    return list.filter(item => isEqual(item, wanted)).length
  },
  index: (list, passed) => {
    const wanted = passed.value(0, 'value')
    const start = passed.integer(1, 'start', 0)
    const at = list.findIndex((item, index) => index >= start && isEqual(item, wanted))
    if (at < 0) throw new JinjaError(`\`index\`: ${describe(wanted)} is not in the list`)
    return at
  },
}

export const LIST: Readonly<Record<string, Method<unknown[]>>> = {
  ...TUPLE,
  append: (list, passed) => {
    list.push(passed.value(0, 'object'))
    return null
  },
  clear: list => {
    list.length = 0
    return null
  },
  copy: list => [...list],
  extend: (list, passed) => {
    list.push(...iterate(passed.value(0, 'iterable')))
    return null
  },
  insert: (list, passed) => {
    list.splice(passed.integer(0, 'index'), 0, passed.value(1, 'object'))
    return null
  },
  pop: (list, passed) => {
    const index = passed.integer(0, 'index', -1)
    const at = index < 0 ? list.length + index : index
    if (at < 0 || at >= list.length)
      throw new JinjaError(`\`pop\`: a list of ${list.length} items has no item ${index}`)
    return list.splice(at, 1)[0]
  },
  remove: (list, passed) => {
    const wanted = passed.value(0, 'value')
    const at = list.findIndex(item => isEqual(item, wanted))
    if (at < 0) throw new JinjaError(`\`remove\`: ${describe(wanted)} is not in the list`)
    list.splice(at, 1)
    return null
  },
  reverse: list => {
    list.reverse()
    return null
  },
  sort: (list, passed) => {
    list.sort(compareValues)
    if (isTruthy(passed.named.get('reverse') ?? false)) list.reverse()
    return null
  },
}

export const DICT: Readonly<Record<string, Method<Dict>>> = {
  clear: dict => {
    for (const key of Object.keys(dict)) delete dict[key]
    return null
  },
  copy: dict => ({ ...dict }),
  fromkeys: (_, passed) => {
    const value = passed.value(1, 'value', null)
    return Object.fromEntries(iterate(passed.value(0, 'iterable')).map(key => [keyOf(key), value]))
  },
  get: (dict, passed) => {
    const key = keyOf(passed.value(0, 'key'))
    if (key !== undefined && Object.hasOwn(dict, key)) return dict[key]
    return passed.has(1, 'default') ? passed.raw(1, 'default') : null
  },
  items: dict => Object.entries(dict).map(([key, value]) => tuple(key, value)),
  keys: dict => Object.keys(dict),
  pop: (dict, passed) => {
    const key = keyOf(passed.value(0, 'key'))
    if (key !== undefined && Object.hasOwn(dict, key)) {
      const value = dict[key]
      delete dict[key]
      return value
    }
    if (passed.has(1, 'default')) return passed.raw(1, 'default')
    throw new JinjaError(`\`pop\`: the dict has no key \`${key}\``)
  },
  popitem: dict => {
    const last = Object.entries(dict).at(-1)
    if (!last) throw new JinjaError('`popitem`: the dict is empty')
    delete dict[last[0]]
    return tuple(...last)
  },
  setdefault: (dict, passed) => {
    const key = keyOf(passed.value(0, 'key')) ?? ''
    if (!Object.hasOwn(dict, key)) define(dict, key, passed.value(1, 'default', null))
    return dict[key]
  },
  update: (dict, passed) => {
    const [other] = passed.all
    for (const [key, value] of entriesOf(other)) define(dict, key, value)
    for (const [key, value] of passed.named) define(dict, key, value)
    return null
  },
  values: dict => Object.values(dict),
}

/** Sets a key as an own property, so that a key such as `__proto__` cannot change the prototype. */
function define(dict: Dict, key: string, value: unknown): void {
  Object.defineProperty(dict, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Returns the entries of a dict or of a list of pairs, the arguments that Python's `dict()` accepts. */
export function entriesOf(given: unknown): [string, unknown][] {
  if (given === undefined) return []
  const value = used(given)
  if (isDict(value)) return Object.entries(value)
  return iterate(value).map(pair => {
    const [key, part, ...others] = iterate(pair)
    const name = keyOf(key)
    if (name === undefined || others.length > 0) throw new JinjaError('expected pairs of a key and a value')
    return [name, part]
  })
}
