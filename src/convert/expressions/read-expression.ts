import type { Expression, Arguments as GivenArguments } from '../../ansible/jinja/ast.ts'
import { Float } from '../../ansible/jinja/values.ts'
import type { Arguments, Jinja } from '../../jinja/read.ts'
import { type Shapes, shapeOf, typeOfShape } from '../shapes/expression-shape.ts'
import { isWrittenOtherwise } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import { showJinja } from './show-jinja.ts'

/** The names that an expression may use. */
export interface Names {
  /** What stands for a name: the name itself, its path from inside of a loop, or the expression that was assigned to it. */
  readonly node: (name: string) => Jinja
  /** The shapes of the names in what `node` gives. */
  readonly shapes: Shapes
}

/** An expression as the translation reads it, each part with its type. Throws Unconvertible for what the translation does not know. */
export function readExpression(expression: Expression, names: Names): Jinja {
  const node = readUntyped(expression, names)
  for (const part of textsOf(node)) {
    const shape = shapeOf(part, names.shapes)
    if (isWrittenOtherwise(shape)) throw otherwiseWritten(part)
  }
  if (node.type !== undefined) return node
  return { ...node, type: typeOfShape(shapeOf(node, names.shapes)) }
}

/** For a value that becomes text in Python's words, and that is known to be more than text and numbers. */
export function otherwiseWritten(node: Jinja): Unconvertible {
  return new Unconvertible(
    `\`${showJinja(node)}\` is also true or false, null, a list or a map, which Python writes into a text in its own way`,
  )
}

/** The parts that become text. */
function textsOf(node: Jinja): readonly Jinja[] {
  if (node.kind === 'binary' && node.sign === '~') return [node.left, node.right]
  return node.kind === 'filter' && node.name === 'string' ? [node.of] : []
}

/** What `x.keys` is of a map in Python, whether the map has such a key or not. */
const METHODS_OF_MAPS = new Set(
  'clear copy fromkeys get items keys pop popitem setdefault update values'.split(' '),
)

function readUntyped(expression: Expression, names: Names): Jinja {
  const read = (part: Expression): Jinja => readExpression(part, names)
  switch (expression.type) {
    case 'literal':
      return { kind: 'constant', value: constantOf(expression.value) }
    case 'name':
      return names.node(expression.name)
    case 'list':
    case 'tuple':
      return { kind: 'list', items: expression.items.map(read) }
    case 'concat':
      return expression.items.map(read).reduce((left, right) => ({ kind: 'binary', sign: '~', left, right }))
    case 'dict':
      return { kind: 'map', entries: expression.pairs.map(([key, value]) => [read(key), read(value)]) }
    case 'not':
      return negated(read(expression.operand))
    case 'negative':
      return { kind: 'minus', of: read(expression.operand) }
    case 'positive':
      return read(expression.operand)
    case 'binary': {
      const { operator, left, right } = expression
      return { kind: 'binary', sign: operator, left: read(left), right: read(right) }
    }
    case 'compare':
      return comparisons(expression, read)
    case 'conditional': {
      const { test, then, otherwise } = expression
      const no = otherwise && read(otherwise)
      // Jinja then gives something undefined, which is an empty text wherever it may be used.
      return { kind: 'if', test: read(test), yes: read(then), no: no ?? { kind: 'constant', value: '' } }
    }
    case 'attribute':
      if (METHODS_OF_MAPS.has(expression.name))
        throw new Unconvertible(`\`.${expression.name}\` without a call`)
      return { kind: 'item', of: read(expression.target), key: { kind: 'constant', value: expression.name } }
    case 'item':
      return itemOf(expression, read)
    case 'slice':
      throw new Unconvertible('a slice')
    case 'call':
      return {
        kind: 'call',
        of: calledBy(expression.target, read),
        args: argumentsOf(expression.arguments, read),
      }
    case 'filter': {
      if (!expression.target) throw new Unconvertible('a filter of a block')
      const { target, name, arguments: given } = expression
      return { kind: 'filter', of: read(target), name: plainName(name), args: argumentsOf(given, read) }
    }
    case 'test': {
      const { target, name, arguments: given } = expression
      return {
        kind: 'test',
        of: read(target),
        name: plainName(name),
        args: argumentsOf(given, read),
        isNot: false,
      }
    }
  }
}

function negated(node: Jinja): Jinja {
  if (node.kind !== 'test') return { kind: 'not', of: node }
  return { ...node, isNot: !node.isNot }
}

/** A method is read by its name, and so is a function. */
function calledBy(target: Expression, read: (part: Expression) => Jinja): Jinja {
  if (target.type === 'name') return { kind: 'name', name: target.name }
  if (target.type !== 'attribute') throw new Unconvertible('a call of a value')
  return { kind: 'item', of: read(target.target), key: { kind: 'constant', value: target.name }, type: 'any' }
}

function comparisons(
  { first, rest }: Expression & { readonly type: 'compare' },
  read: (part: Expression) => Jinja,
): Jinja {
  let left = read(first)
  let whole: Jinja | undefined
  for (const { operator, operand } of rest) {
    const right = read(operand)
    const one: Jinja = { kind: 'binary', sign: operator, left, right, type: 'flag' }
    whole = whole ? { kind: 'binary', sign: 'and', left: whole, right: one, type: 'flag' } : one
    left = right
  }
  return whole ?? left
}

function itemOf(
  { target, key }: Expression & { readonly type: 'item' },
  read: (part: Expression) => Jinja,
): Jinja {
  const of = read(target)
  if (key.type !== 'slice') return { kind: 'item', of, key: read(key) }
  const bounds = [key.start, key.stop, key.step].map(bound => bound && read(bound))
  return { kind: 'slice', of, bounds }
}

function argumentsOf(given: GivenArguments, read: (part: Expression) => Jinja): Arguments {
  if (given.spread || given.spreadNamed) throw new Unconvertible('`*` in a call')
  return {
    values: given.positional.map(read),
    named: new Map(given.named.map(([name, value]) => [name, read(value)])),
  }
}

function constantOf(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value === null || value === undefined) return null
  // Drover has one kind of number, which would be written without the `.0`.
  if (value instanceof Float) throw new Unconvertible(`the number ${value.value.toFixed(1)}`)
  throw new Unconvertible(`the number ${String(value)}`)
}

function plainName(name: string): string {
  return name.replace(/^ansible\.builtin\./, '')
}
