import { Float } from '../../base/float.ts'
import type { Jinja } from '../../jinja/tree.ts'
import { typeOf, type ValueType } from '../../jinja/types.ts'
import {
  ANYTHING,
  either,
  FLAG,
  FRACTION,
  isOnly,
  LINE,
  listOf,
  mapOf,
  maybe,
  NULL,
  partOf,
  type Shape,
  TEXT,
  WHOLE,
  without,
} from './shape.ts'

/** Returns the shape of a variable by its name. */
export type Shapes = (name: string) => Shape

/** Returns the shape of an expression's value. */
export function shapeOf(node: Jinja, shapes: Shapes): Shape {
  switch (node.kind) {
    case 'name':
      return shapes(node.name)
    case 'constant':
      return ofConstant(node.value)
    case 'list':
      return listOf(either(node.items.map(item => shapeOf(item, shapes))))
    case 'map':
      return ofMap(node, shapes)
    case 'item':
      return partOf(
        shapeOf(node.of, shapes),
        node.key.kind === 'constant' ? (node.key.value as string) : undefined,
      )
    case 'slice':
      return without(shapeOf(node.of, shapes), 'map')
    case 'if':
      return node.no ? either([shapeOf(node.yes, shapes), shapeOf(node.no, shapes)]) : ANYTHING
    case 'filter':
      return ofFilter(node, shapes)
    case 'binary':
      return ofBinary(node, shapes)
    case 'call':
      return ofCall(node, shapes)
    default:
      return ofType(typeOf(node))
  }
}

/** Returns the type of the values of a shape, as the translation names it. */
export function typeOfShape(shape: Shape): ValueType | 'any' {
  if (isOnly(shape, 'flag')) return 'flag'
  if (isOnly(shape, 'text')) return 'text'
  if (isOnly(shape, 'whole', 'fraction')) return 'number'
  if (isOnly(shape, 'list')) return 'list'
  return isOnly(shape, 'map') ? 'map' : 'any'
}

/** Returns the shape of a constant. */
export function ofConstant(value: unknown): Shape {
  if (value === null) return NULL
  if (typeof value === 'boolean') return FLAG
  if (value instanceof Float) return FRACTION
  if (typeof value === 'number') return Number.isInteger(value) ? WHOLE : FRACTION
  const text = String(value)
  return { ...(text.includes('\n') ? TEXT : LINE), ...(text === '' ? {} : { isFilled: true }) }
}

function ofType(type: ValueType | undefined): Shape {
  const shapes = {
    flag: FLAG,
    text: TEXT,
    number: either([WHOLE, FRACTION]),
    list: listOf(ANYTHING),
    map: mapOf(undefined),
  }
  return type === undefined ? ANYTHING : shapes[type]
}

function ofMap(node: Jinja & { readonly kind: 'map' }, shapes: Shapes): Shape {
  const fields = new Map<string, Shape>()
  for (const [key, value] of node.entries) {
    if (key.kind !== 'constant') return mapOf(undefined)
    fields.set(String(key.value), shapeOf(value, shapes))
  }
  return mapOf(fields)
}

const LINES = new Set('basename dirname hash checksum sha1 md5 b64encode to_uuid human_readable'.split(' '))
const WHOLES = new Set(['length', 'count', 'int'])
/** Filters that return the list they are given, or a part of it. */
const SAME = new Set(
  'sort reverse unique list flatten shuffle mandatory safe difference union intersect select reject selectattr rejectattr'.split(
    ' ',
  ),
)

function ofFilter(node: Jinja & { readonly kind: 'filter' }, shapes: Shapes): Shape {
  const { name, args } = node
  const own = shapeOf(node.of, shapes)
  if (name === 'default' || name === 'd') {
    const other = args.values[0]
    return either([without(own, 'null'), other ? shapeOf(other, shapes) : LINE])
  }
  if (LINES.has(name)) return LINE
  if (WHOLES.has(name)) return WHOLE
  if (SAME.has(name)) return isOnly(own, 'list') ? own : ofType(typeOf(node))
  if (['first', 'last', 'random', 'min', 'max'].includes(name)) return partOf(own, undefined)
  if (name === 'ternary' && args.values.length === 2)
    return either(args.values.map(value => shapeOf(value, shapes)))
  if (['lower', 'upper', 'trim', 'quote', 'string', 'replace', 'capitalize'].includes(name))
    return own.hasBreaks || maybe(own, 'list', 'map') ? TEXT : LINE
  if (name === 'split') return listOf(own.hasBreaks ? TEXT : LINE)
  if (name === 'map' && args.named.has('attribute')) {
    const key = args.named.get('attribute')
    return listOf(key?.kind === 'constant' ? partOf(partOf(own, undefined), String(key.value)) : ANYTHING)
  }
  if (name === 'dict2items')
    return listOf(
      mapOf(
        new Map([
          ['key', LINE],
          ['value', partOf(own, undefined)],
        ]),
      ),
    )
  return ofType(typeOf(node))
}

function ofCall(node: Jinja & { readonly kind: 'call' }, shapes: Shapes): Shape {
  const method = node.of.kind === 'item' && node.of.key.kind === 'constant' ? node.of.key.value : undefined
  if (node.of.kind !== 'item' || method === undefined) return ofType(typeOf(node))
  const own = shapeOf(node.of.of, shapes)
  const line = own.hasBreaks ? TEXT : LINE
  if (method === 'split') return listOf(line)
  if (method === 'keys' || method === 'splitlines') return listOf(LINE)
  if (method === 'values') return listOf(partOf(own, undefined))
  if (['lower', 'upper', 'strip', 'replace'].includes(String(method))) return line
  return ofType(typeOf(node))
}

function ofBinary(node: Jinja & { readonly kind: 'binary' }, shapes: Shapes): Shape {
  const [left, right] = [shapeOf(node.left, shapes), shapeOf(node.right, shapes)]
  const areWhole = isOnly(left, 'whole') && isOnly(right, 'whole')
  if (node.sign === 'and' || node.sign === 'or') return either([left, right])
  if (node.sign === '+') {
    if (isOnly(left, 'text') || isOnly(right, 'text')) return left.hasBreaks || right.hasBreaks ? TEXT : LINE
    if (isOnly(left, 'list') || isOnly(right, 'list'))
      return either([left, right].filter(each => isOnly(each, 'list')))
    return areWhole ? WHOLE : ANYTHING
  }
  if (node.sign === '~') return left.hasBreaks || right.hasBreaks ? TEXT : LINE
  if (['-', '*', '//', '%'].includes(node.sign)) return areWhole ? WHOLE : either([WHOLE, FRACTION, TEXT])
  return ['/', '**'].includes(node.sign) ? either([WHOLE, FRACTION]) : FLAG
}
