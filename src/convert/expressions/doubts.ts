import type { Jinja } from '../../jinja/tree.ts'
import { type Shapes, shapeOf } from '../shapes/expression-shape.ts'
import { type Kind, maybe, type Shape } from '../shapes/shape.ts'
import { type Doubt, doubtUnless, emptyMapDoubt, kindDoubt, textDoubt } from './doubt-words.ts'
import { filterDoubts, splitDoubts } from './filter-doubts.ts'
import { partsOf } from './parts.ts'
import { regexDoubts } from './regex-doubts.ts'
import { showJinja } from './show-jinja.ts'

/**
 * Returns why the translation of an expression may have another value than in Jinja, for values that the project's
 * files permit. Expressions that fail in Jinja but have a value in Drover are not reported.
 */
export function doubtsOf(node: Jinja, shapes: Shapes): Doubt[] {
  const inParts = partsOf(node).flatMap(part => doubtsOf(part, shapes))
  return [...new Set([...inParts, ...ownDoubts(node, part => shapeOf(part, shapes))])]
}

/** Returns why a value may be true in Drover and false in Jinja, or the other way round. */
export function truthDoubts(node: Jinja, shapes: Shapes): Doubt[] {
  return truth(node, part => shapeOf(part, shapes))
}

type ShapeOf = (part: Jinja) => Shape

function ownDoubts(node: Jinja, shape: ShapeOf): Doubt[] {
  switch (node.kind) {
    case 'not':
      return truth(node.of, shape)
    case 'if':
      return truth(node.test, shape)
    case 'binary':
      return binaryDoubts(node, shape)
    case 'filter':
      return filterDoubts(node, shape)
    case 'test':
      return testDoubts(node, shape)
    case 'call':
      return callDoubts(node, shape)
    case 'item':
      return node.key.kind === 'minus' ? kindDoubt(node.of, shape(node.of), ['list'], 'has a last item') : []
    default:
      return []
  }
}

/** Returns the doubts about the truth of a value. The operands of `and` and `or` are examined separately. */
function truth(node: Jinja, shape: ShapeOf): Doubt[] {
  if (node.kind === 'binary' && (node.sign === 'and' || node.sign === 'or')) return []
  return emptyMapDoubt(node, shape(node))
}

const NUMBERS: readonly Kind[] = ['whole', 'fraction']
const ORDERED: readonly Kind[] = ['text', 'list', 'map', 'null', ...NUMBERS]

function binaryDoubts(node: Jinja & { readonly kind: 'binary' }, shape: ShapeOf): Doubt[] {
  const { sign, left, right } = node
  const sides = [left, right]
  const operands = (kinds: readonly Kind[]): Doubt[] =>
    sides.flatMap(side => kindDoubt(side, shape(side), kinds, `is an operand of \`${sign}\``))
  switch (sign) {
    case 'and':
    case 'or':
      return sides.flatMap(side => truth(side, shape))
    case '==':
    case '!=':
      return equalityDoubts(node, shape(left), shape(right))
    case '~':
      return sides.flatMap(side => textDoubt(side, shape(side)))
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
      return operands(ORDERED)
    case '-':
    case '/':
    case '*':
      return operands(NUMBERS)
    case '%':
      return [...operands(NUMBERS), ...remainderDoubts(left)]
    default:
      return []
  }
}

/** Compares numbers with booleans: in Python, true equals 1. */
function equalityDoubts(node: Jinja, one: Shape, other: Shape): Doubt[] {
  const isMixed = (a: Shape, b: Shape): boolean => maybe(a, 'flag') && maybe(b, ...NUMBERS)
  return doubtUnless(
    !isMixed(one, other) && !isMixed(other, one),
    `\`${showJinja(node)}\` may compare a number with true or false: in Jinja 1 equals true`,
  )
}

/** Examines the left operand of `%`: in Python, the remainder has the sign of the divisor. */
function remainderDoubts(node: Jinja): Doubt[] {
  const isCount = node.kind === 'filter' && ['length', 'count'].includes(node.name)
  const isLoop = node.kind === 'item' && node.of.kind === 'name' && node.of.name === 'loop'
  return doubtUnless(
    isCount || isLoop || node.kind === 'constant',
    `\`${showJinja(node)}\` may be negative: the remainder is then positive in Python, and negative here`,
  )
}

function testDoubts(node: Jinja & { readonly kind: 'test' }, shape: ShapeOf): Doubt[] {
  const { name, of, args } = node
  const own = shape(of)
  switch (name) {
    case 'match':
    case 'search':
    case 'regex':
      return [...regexDoubts(args.values[0]), ...kindDoubt(of, own, ['text', 'whole'], 'is matched')]
    case 'truthy':
    case 'falsy':
      return emptyMapDoubt(of, own)
    case 'number':
      return doubtUnless(
        !maybe(own, 'flag'),
        `\`${showJinja(of)}\` may be true or false, which are numbers in Jinja`,
      )
    case 'version':
    case 'version_compare':
      return kindDoubt(of, own, ['text', 'whole'], 'is compared as a version')
    default:
      return doubtUnless(
        !OF_RESULTS.has(name) || (own.fields?.has('changed') ?? false),
        `\`${showJinja(of)}\` may not be a registered result, or may lack what \`is ${name}\` asks for`,
      )
  }
}

const OF_RESULTS = new Set(
  'changed change failed failure succeeded success successful finished started unreachable skipped skip'.split(
    ' ',
  ),
)

function callDoubts(node: Jinja & { readonly kind: 'call' }, shape: ShapeOf): Doubt[] {
  if (node.of.kind !== 'item' || node.of.key.kind !== 'constant') return []
  const method = String(node.of.key.value)
  const receiver = node.of.of
  const what = `has \`.${method}()\``
  if (!['keys', 'values', 'items', 'get'].includes(method))
    return [
      ...kindDoubt(receiver, shape(receiver), ['text'], what),
      ...(/^split/.test(method) ? splitDoubts(receiver, shape(receiver)) : []),
    ]
  const mayFindNull = method === 'get' && node.args.values.length > 1 && hasNulls(shape(receiver))
  return [
    ...kindDoubt(receiver, shape(receiver), ['map'], what),
    ...doubtUnless(
      !mayFindNull,
      `\`${showJinja(node)}\` may be null; the other value then replaces it here, but not in Jinja`,
    ),
  ]
}

function hasNulls({ fields }: Shape): boolean {
  return !fields || [...fields.values()].some(field => maybe(field, 'null'))
}
