import fc from 'fast-check'
import { alwaysHas, type Kind, partOf, type Shape } from '../../src/convert/shapes/shape.ts'
import { isMap } from '../../src/values/plain.ts'
import { shapeOfData } from './shape-of-data.ts'

const LINES = ['web', 'a b', 'yes', 'Off', '1.10', 'A,b', 'zoo', "it's", '/etc/x.conf', '42']
const DEEPEST = 4

/** Values of a shape, without text that looks like a list, a map or a boolean, which Ansible would convert. */
function valuesOf(shape: Shape, depth = 0): fc.Arbitrary<unknown> {
  const kinds = [...shape.kinds].filter(kind => depth < DEEPEST || (kind !== 'list' && kind !== 'map'))
  return fc.oneof(...kinds.map(kind => ofKind(kind, shape, depth)))
}

/** Variables with the same types as the given ones. */
export function variablesLike(
  variables: Readonly<Record<string, unknown>>,
): fc.Arbitrary<Record<string, unknown>> {
  const arbitraries = Object.entries(variables).map(
    ([name, value]) => [name, valuesOf(shapeOfData(value))] as const,
  )
  return fc.record(Object.fromEntries(arbitraries)) as fc.Arbitrary<Record<string, unknown>>
}

function ofKind(kind: Kind, shape: Shape, depth: number): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'text':
      return fc.constantFrom(
        ...(shape.isFilled ? [] : ['']),
        ...LINES,
        ...(shape.hasBreaks ? ['one\ntwo', 'ends\n'] : []),
      )
    case 'whole':
      return fc.constantFrom(0, 1, 2, 7, -3, 8080)
    case 'fraction':
      return fc.constantFrom(0.5, 2.25)
    case 'flag':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'list':
      return fc.array(
        valuesOf(
          partOf({ kinds: new Set(['list']), ...(shape.item ? { item: shape.item } : {}) }, undefined),
          depth + 1,
        ),
        { maxLength: 3 },
      )
    case 'map': {
      const keys = [...(shape.fields?.keys() ?? [])]
      return fc.record(
        Object.fromEntries([...(shape.fields ?? [])].map(([key, part]) => [key, valuesOf(part, depth + 1)])),
        { requiredKeys: keys.filter(key => alwaysHas(shape, key)), noNullPrototype: true },
      )
    }
  }
}

/** Whether two values are equal; the order of keys in maps does not matter. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]))
  if (!isMap(one) || !isMap(other)) return Object.is(one, other) || (one === 0 && other === 0)
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every(key => isSame(one[key], other[key]))
}
