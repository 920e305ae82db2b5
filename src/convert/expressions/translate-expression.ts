import { parseCondition } from '../../ansible/jinja/parse-statement.ts'
import { hasJinja } from '../../ansible/program.ts'
import { compilesAsExpression } from '../../expressions/expression.ts'
import { byTruth } from '../../jinja/by-truth.ts'
import { call, constant, ITEM, not, type Term, Untranslatable } from '../../jinja/term.ts'
import { isFlag, toExpression } from '../../jinja/to-expression.ts'
import { toTemplate, toValue } from '../../jinja/to-template.ts'
import { translate, truth } from '../../jinja/translate.ts'
import type { Jinja } from '../../jinja/tree.ts'
import { shapeOf } from '../shapes/expression-shape.ts'
import { isOnly, isWrittenOtherwise, maybe } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import { textDoubt } from './doubt-words.ts'
import { doubtsOf, truthDoubts } from './doubts.ts'
import { mentions } from './parts.ts'
import { type Names, otherwiseWritten, readExpression } from './read-expression.ts'
import { showJinja } from './show-jinja.ts'

/** A piece of Jinja in Drover's own language, and why it may mean something else. */
export interface Translation {
  readonly text: string
  readonly doubts: readonly string[]
}

/** A condition in CEL. Throws Unconvertible, and SyntaxFault if Jinja cannot read it. */
export function translateCondition(text: string, names: Names): Translation {
  if (hasJinja(text)) throw new Unconvertible('a condition that is a template itself')
  return translateTruth(readExpression(parseCondition(text), names), names)
}

/** An expression in CEL that gives true or false, as the expression of Jinja counts in a condition. Throws Unconvertible. */
export function translateTruth(node: Jinja, names: Names): Translation {
  const doubts = doubtsOf(node, names.shapes)
  doubts.push(...truthDoubts(node, names.shapes))
  return { text: asExpression(node, () => conditionTerm(node, names)), doubts }
}

/** The value of an expression in CEL. Throws Unconvertible. */
export function translateExpression(node: Jinja, names: Names): Translation {
  return { text: asExpression(node, () => byTruth(translate(node))), doubts: doubtsOf(node, names.shapes) }
}

/** The value of an expression as the content of `{{ }}`. Throws Unconvertible. */
export function translateMustache(node: Jinja, names: Names): Translation {
  return {
    text: translated(() => toTemplate(byTruth(translate(node)))),
    doubts: doubtsOf(node, names.shapes),
  }
}

/** An expression as the content of `{{ }}` within a text, where true is written `True` as in Python. Throws Unconvertible. */
export function translateInText(node: Jinja, names: Names): Translation {
  const shape = shapeOf(node, names.shapes)
  const doubts = doubtsOf(node, names.shapes)
  if (isOnly(shape, 'null')) return { text: "'None'", doubts }
  if (!isOnly(shape, 'flag') && isWrittenOtherwise(shape)) throw otherwiseWritten(node)
  const term = (): Term => {
    const value = byTruth(translate(node))
    return isOnly(shape, 'flag') ? call('ternary', value, constant('True'), constant('False')) : value
  }
  const own = isOnly(shape, 'flag') ? [] : textDoubt(node, shape)
  return {
    text: translated(() => toTemplate(term())),
    doubts: [...doubts, ...own],
  }
}

/** An expression as the value of `{{#if}}`. Throws Unconvertible. */
export function translateBlockTest(node: Jinja, names: Names): Translation {
  const doubts = doubtsOf(node, names.shapes)
  doubts.push(...truthDoubts(node, names.shapes))
  const own = shapeOf(node, names.shapes)
  // For all of these, empty values are false in Handlebars too.
  const isPlain = node.kind === 'not' || !maybe(own, 'map') || !isOnly(own, 'map')
  const term = (): Term => byTruth(isPlain ? translate(node) : truth(node))
  return { text: asBlockValue(term), doubts }
}

/** An expression as the value of a block such as `{{#each}}`. Throws Unconvertible. */
export function translateBlockValue(node: Jinja, names: Names): Translation {
  return { text: asBlockValue(() => byTruth(translate(node))), doubts: doubtsOf(node, names.shapes) }
}

/** The operators of CEL accept only true and false, so each operand becomes a condition of its own. */
function conditionTerm(node: Jinja, names: Names): Term {
  if (node.kind === 'binary' && (node.sign === 'and' || node.sign === 'or'))
    return call(node.sign, conditionTerm(node.left, names), conditionTerm(node.right, names))
  if (node.kind === 'not') return not(conditionTerm(node.of, names))
  const term = byTruth(translate(node))
  if (isFlag(term) || isOnly(shapeOf(node, names.shapes), 'flag')) return term
  const compared = byTruth(truth(node))
  return isFlag(compared) ? compared : call('not', call('not_true', term))
}

function asExpression(node: Jinja, term: () => Term): string {
  if (mentions(node, ITEM)) throw new Unconvertible(`a variable named \`${ITEM}\``)
  const text = translated(() => toExpression(term()))
  if (compilesAsExpression(text)) return text
  throw new Unconvertible(`\`${showJinja(node)}\` has no equivalent in CEL`)
}

function asBlockValue(term: () => Term): string {
  return translated(() => toValue(term()))
}

function translated<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Untranslatable)
      throw new Unconvertible(`${error.message} has no equivalent in Drover`)
    throw error
  }
}
