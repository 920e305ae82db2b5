import { isLazy } from '../../values/lazy.ts'
import { keyOf } from './compare.ts'
import { dateAttribute, spanAttribute } from './dates.ts'
import { Loop } from './loop.ts'
import { methodOf } from './methods.ts'
import { describe, toText } from './text.ts'
import { Undefined, valueOrUndefined } from './undefined.ts'
import {
  amount,
  Callable,
  type Dict,
  isDict,
  isFloat,
  NamedTuple,
  Namespace,
  TimeSpan,
  typeName,
  used,
} from './values.ts'

/** Evaluates `value.name`. As in Jinja, a method of the value's type takes precedence over a key of that name. */
export function attributeOf(given: unknown, name: string, path?: string): unknown {
  if (given instanceof Undefined) return given
  if (given instanceof Loop) return given.attribute(name)
  if (given instanceof Namespace) {
    return given.attributes.has(name)
      ? given.attributes.get(name)
      : new Undefined(`the namespace has no \`${name}\``)
  }
  if (given instanceof Callable) {
    return Object.hasOwn(given.attributes, name) ? given.attributes[name] : missing(given, name, path)
  }
  const value = used(given)
  if (value instanceof Date) return dateAttribute(value, name) ?? missing(value, name, path)
  if (value instanceof TimeSpan) return spanAttribute(value, name) ?? missing(value, name, path)
  const method = methodOf(value, name)
  if (method) return method
  if (value instanceof NamedTuple && value.names.includes(name)) return value[value.names.indexOf(name)]
  return isDict(value) && hasKey(value, name) ? partOf(value, name) : missing(value, name, path)
}

/** Returns an attribute, never a key: the result of the filter `attr`. */
export function ownAttribute(value: unknown, name: string): unknown {
  const found = value instanceof Undefined ? value : used(value)
  return isDict(found) ? (methodOf(found, name) ?? missing(found, name)) : attributeOf(found, name)
}

/** Evaluates `value[key]`. A key takes precedence over a method of that name. */
export function itemOf(given: unknown, givenKey: unknown, path?: string): unknown {
  if (given instanceof Undefined) return given
  if (given instanceof Loop || given instanceof Namespace) return attributeOf(given, toText(givenKey), path)
  const [value, key] = [used(given), used(givenKey)]
  if (Array.isArray(value) || typeof value === 'string') {
    const index = amount(key)
    if (index !== undefined && !isFloat(key)) {
      const items = typeof value === 'string' ? [...value] : value
      const at = index < 0 ? items.length + index : index
      return at >= 0 && at < items.length ? items[at] : missing(value, index, path)
    }
  }
  const name = keyOf(key)
  if (isDict(value) && name !== undefined && hasKey(value, name)) return partOf(value, name)
  if (typeof key === 'string') return methodOf(value, key) ?? missing(value, key, path)
  return missing(value, key, path)
}

/**
 * Whether a dict has an enumerable key of that name. Hidden keys, such as `skipped` of a result, can be read
 * but do not exist for Jinja.
 */
function hasKey(dict: Dict, key: string): boolean {
  return Object.prototype.propertyIsEnumerable.call(dict, key)
}

/**
 * Reads a key. The variables of a host are computed when they are first read, which may find that they are
 * undefined.
 */
function partOf(dict: Dict, key: string): unknown {
  return isLazy(dict) ? valueOrUndefined(() => dict[key]) : dict[key]
}

function missing(value: unknown, key: unknown, path?: string): Undefined {
  const shown = typeof key === 'string' ? key : toText(key)
  const what = path === undefined ? describe(value) : `\`${path}\``
  const owner = value === null ? 'None' : `'${typeName(value)} object'`
  const part = typeof key === 'string' ? `attribute '${key}'` : `element ${shown}`
  return new Undefined(
    typeof key === 'number' && Array.isArray(value)
      ? `${what} has no item ${shown}, its length is ${value.length}`
      : `${what} has no \`${shown}\``,
    { ansibleMessage: `${owner} has no ${part}` },
  )
}
