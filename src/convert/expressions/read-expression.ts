import type { Expression } from '../../ansible/jinja/ast.ts'
import { Float } from '../../base/float.ts'
import { type Jinja, treeOf, Unreadable } from '../../jinja/tree.ts'
import { type Shapes, shapeOf, typeOfShape } from '../shapes/expression-shape.ts'
import { isWrittenOtherwise } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import { showJinja } from './show-jinja.ts'

/** The names that an expression can use. */
export interface Names {
  /**
   * Returns the tree that replaces a name: the name itself, its path from within a loop, or the expression that was
   * assigned to it.
   */
  readonly node: (name: string) => Jinja
  /** The shapes of the names in the trees that `node` returns. */
  readonly shapes: Shapes
}

/**
 * Converts a parsed expression to a tree for the translation, with the type of each part. Throws Unconvertible for
 * anything that cannot be translated.
 */
export function readExpression(expression: Expression, names: Names): Jinja {
  try {
    return treeOf(expression, (node, part) => typed(ownForm(node, part, names), names))
  } catch (error) {
    if (error instanceof Unreadable) throw new Unconvertible(error.message)
    throw error
  }
}

/**
 * Replaces the nodes that the conversion treats in its own way. Throws Unconvertible for anything that has no
 * equivalent in Drover.
 */
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
      // Without `else`, the result is undefined in Jinja, which is an empty string wherever it may be used.
      return node.kind === 'if' && !node.no ? { ...node, no: { kind: 'constant', value: '' } } : node
    default:
      return node
  }
}

/**
 * Refuses numbers that Drover cannot represent: it has only one kind of number, writes 2.0 as `2`, and has no whole
 * numbers of any size.
 */
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

/**
 * Creates the error for a value that is inserted into text although the project may give it a value that Python
 * converts to text differently.
 */
export function otherwiseWritten(node: Jinja): Unconvertible {
  return new Unconvertible(
    `\`${showJinja(node)}\` is also true or false, null, a list or a map, which Python writes into a text in its own way`,
  )
}

/** Returns the parts that are converted to text. */
function textsOf(node: Jinja): readonly Jinja[] {
  if (node.kind === 'binary' && node.sign === '~') return [node.left, node.right]
  return node.kind === 'filter' && node.name === 'string' ? [node.of] : []
}

/** Names of methods of Python's dicts, which take precedence over keys of these names. */
const METHODS_OF_MAPS = new Set(
  'clear copy fromkeys get items keys pop popitem setdefault update values'.split(' '),
)
