import type { Expression } from '../../ansible/jinja/ast.ts'
import { Float } from '../../base/float.ts'
import { type Jinja, treeOf, Unreadable } from '../../jinja/tree.ts'
import { type Shapes, shapeOf, typeOfShape } from '../shapes/expression-shape.ts'
import { isWrittenOtherwise } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import { showJinja } from './show-jinja.ts'

/** The names that an expression may use. */
export interface Names {
  /** The tree in place of a name: the name itself, its path from inside of a loop, or the expression that was assigned to it. */
  readonly node: (name: string) => Jinja
  /** The shapes of the names in the trees that `node` gives. */
  readonly shapes: Shapes
}

/** An expression as a tree for the translation, each part with its type. Throws Unconvertible for what cannot be translated. */
export function readExpression(expression: Expression, names: Names): Jinja {
  try {
    return treeOf(expression, (node, part) => typed(ownForm(node, part, names), names))
  } catch (error) {
    if (error instanceof Unreadable) throw new Unconvertible(error.message)
    throw error
  }
}

/** What the conversion reads in its own way. Throws Unconvertible for what has no equivalent in Drover. */
function ownForm(node: Jinja, expression: Expression, names: Names): Jinja {
  switch (expression.type) {
    case 'name':
      return names.node(expression.name)
    case 'literal':
      refuseNumber(expression.value)
      return node
    case 'attribute':
      if (METHODS_OF_MAPS.has(expression.name))
        throw new Unconvertible(`\`.${expression.name}\` without a call`)
      return node
    case 'call':
      if (expression.target.type !== 'name' && expression.target.type !== 'attribute')
        throw new Unconvertible('a call of a value')
      return node
    case 'conditional':
      // Without `else`, Jinja gives something undefined, which is an empty text wherever it may be used.
      return node.kind === 'if' && !node.no ? { ...node, no: { kind: 'constant', value: '' } } : node
    default:
      return node
  }
}

/** Drover has one kind of number: it writes 2.0 as `2`, and has no whole numbers of any size. */
function refuseNumber(value: unknown): void {
  if (value instanceof Float) throw new Unconvertible(`the number ${value.value.toFixed(1)}`)
  if (typeof value === 'bigint') throw new Unconvertible(`the number ${value}`)
}

function typed(node: Jinja, names: Names): Jinja {
  for (const part of textsOf(node)) {
    const shape = shapeOf(part, names.shapes)
    if (isWrittenOtherwise(shape)) throw otherwiseWritten(part)
  }
  if (node.type !== undefined) return node
  return { ...node, type: typeOfShape(shapeOf(node, names.shapes)) }
}

/** The error for a value that becomes part of a text although the project also gives it values that Python writes in its own way. */
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

/** Names that are methods of a map in Python, even if the map has a key of that name. */
const METHODS_OF_MAPS = new Set(
  'clear copy fromkeys get items keys pop popitem setdefault update values'.split(' '),
)
