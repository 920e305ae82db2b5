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

/** An expression in Drover's own language, and the reasons why it may mean something else. */
export interface Translation {
  readonly text: string
  readonly doubts: readonly string[]
}

/** Translates a condition to CEL. Throws Unconvertible, or SyntaxFault if the text is not valid Jinja. */
export function translateCondition(text: string, names: Names): Translation {
  if (hasJinja(text)) throw new Unconvertible('a condition that is a template itself')
  return translateTruth(readExpression(parseCondition(text), names), names)
}

/**
 * Translates an expression to CEL that results in true or false, as Jinja evaluates it in a condition. Throws
 * Unconvertible.
 */
export function translateTruth(node: Jinja, names: Names): Translation {
  const doubts = doubtsOf(node, names.shapes)
  doubts.push(...truthDoubts(node, names.shapes))
  return { text: asExpression(node, () => conditionTerm(node, names)), doubts }
}

/** Translates an expression to CEL that has the same value. Throws Unconvertible. */
export function translateExpression(node: Jinja, names: Names): Translation {
  return { text: asExpression(node, () => byTruth(translate(node))), doubts: doubtsOf(node, names.shapes) }
}

/** Translates an expression to the content of `{{ }}`. Throws Unconvertible. */
export function translateMustache(node: Jinja, names: Names): Translation {
  return {
    text: translated(() => toTemplate(byTruth(translate(node)))),
    doubts: doubtsOf(node, names.shapes),
  }
}

/**
 * Translates an expression to the content of `{{ }}` within text, where true is written `True` as in Python. Throws
 * Unconvertible.
 */
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

/** Translates an expression to the value of `{{#if}}`. Throws Unconvertible. */
export function translateBlockTest(node: Jinja, names: Names): Translation {
  const doubts = doubtsOf(node, names.shapes)
  doubts.push(...truthDoubts(node, names.shapes))
  const own = shapeOf(node, names.shapes)
  // Values other than maps are false in Handlebars in the same cases.
  const isPlain = node.kind === 'not' || !maybe(own, 'map') || !isOnly(own, 'map')
  const term = (): Term => byTruth(isPlain ? translate(node) : truth(node))
  return { text: asBlockValue(term), doubts }
}

/** Translates an expression to the value of a block such as `{{#each}}`. Throws Unconvertible. */
export function translateBlockValue(node: Jinja, names: Names): Translation {
  return { text: asBlockValue(() => byTruth(translate(node))), doubts: doubtsOf(node, names.shapes) }
}

/**
 * Translates a condition. Each operand of `and` and `or` becomes a condition, because CEL's operators accept only
 * true and false.
 */
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
