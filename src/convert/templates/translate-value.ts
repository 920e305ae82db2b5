import { parseCondition } from '../../ansible/jinja/parse-statement.ts'
import { hasJinja } from '../../ansible/program.ts'
import type { Jinja } from '../../jinja/tree.ts'
import { type Names, readExpression } from '../expressions/read-expression.ts'
import {
  type Translation,
  translateExpression,
  translateMustache,
  translateTruth,
} from '../expressions/translate-expression.ts'
import { shapeOf } from '../shapes/expression-shape.ts'
import { isOnly, maybe } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import { mustCompile, readTemplate } from './convert-template.ts'
import { mustache } from './mustache.ts'
import { translateTemplate } from './translate-template.ts'

/**
 * A YAML value in Drover's own language: an expression if it has the tag `!expr`, otherwise a template or plain
 * text.
 */
export interface TranslatedValue extends Translation {
  readonly tag?: '!expr'
}

/** What the position of a value permits. */
export interface Position {
  /** Whether the value can have the tag `!expr`. */
  readonly takesTag: boolean
  /** Whether a number can replace its text, as in params of task types, which convert it. */
  readonly takesNumbers: boolean
}

/** Translates a string of Ansible's YAML that contains a template. Throws Unconvertible. */
export function translateValue(text: string, names: Names, position: Position): TranslatedValue {
  const source = readTemplate(text, { isYaml: true })
  const [only, ...others] = source.body
  const isWhole = others.length === 0 && source.comments.length === 0 && source.lineBreaks === 0
  if (only?.type === 'output' && isWhole)
    return translateWhole(readExpression(only.value, names), names, position)
  if (/^\s*(\[|\{(?![{%#]))/.test(text) && /(\]|[^%#}]\})\s*$/.test(text))
    throw new Unconvertible(
      'a text that looks like a list or a map, and that Ansible reads as a list or a map',
    )
  const { text: converted, doubts } = translateTemplate(source, names.shapes)
  mustCompile(converted, false)
  return { text: converted, doubts }
}

/**
 * Translates a value that is a single expression. It keeps its type; Ansible converts a number to text unless the
 * expression is just a variable.
 */
function translateWhole(node: Jinja, names: Names, position: Position): TranslatedValue {
  const doubts = typeDoubts(node, names, position)
  const [template, expression] = [
    attempt(() => translateMustache(node, names)),
    position.takesTag
      ? attempt(() => (isTruth(node) ? translateTruth(node, names) : translateExpression(node, names)))
      : undefined,
  ]
  if (template instanceof Unconvertible && (expression === undefined || expression instanceof Unconvertible))
    throw template
  const isPlain = !(template instanceof Unconvertible) && isShort(template.text)
  if (expression && !(expression instanceof Unconvertible) && !(isPlain && !isOperation(node)))
    return { ...expression, tag: '!expr', doubts: [...expression.doubts, ...doubts] }
  if (template instanceof Unconvertible) throw template
  const text = mustache(template.text)
  mustCompile(text, false)
  return { text, doubts: [...template.doubts, ...doubts] }
}

function isShort(text: string): boolean {
  return !text.includes('(')
}

function isOperation(node: Jinja): boolean {
  return ['not', 'test', 'binary', 'if', 'minus'].includes(node.kind)
}

/** Whether the value is certainly a boolean in Jinja too. The value of `a or b` is not: it is `a` or `b`. */
function isTruth(node: Jinja): boolean {
  return node.kind === 'not' || node.kind === 'test'
}

function typeDoubts(node: Jinja, { shapes }: Names, { takesNumbers }: Position): string[] {
  if (node.kind === 'name') return []
  const shape = shapeOf(node, shapes)
  const doubts: string[] = []
  if (!takesNumbers && maybe(shape, 'whole', 'fraction'))
    doubts.push('a number stays a number here, and becomes text in Ansible')
  if (takesNumbers && maybe(shape, 'fraction'))
    doubts.push('a number with a fraction may be written differently than in Python')
  if (maybe(shape, 'null') && !isOnly(shape, 'null'))
    doubts.push('a null stays null here, and becomes text in Ansible')
  const isJson = node.kind === 'filter' && /^to_(nice_)?json$/.test(node.name)
  if (isJson) doubts.push('the text stays text here, and Ansible reads it as a list or map again')
  return doubts
}

function attempt(work: () => Translation): Translation | Unconvertible {
  try {
    return work()
  } catch (error) {
    if (error instanceof Unconvertible) return error
    throw error
  }
}

/** Translates an expression without braces, such as that of `debug: {var: …}`, to CEL. Throws Unconvertible. */
export function translateBare(text: string, names: Names): Translation {
  if (hasJinja(text)) throw new Unconvertible('an expression that is a template itself')
  return translateExpression(readExpression(parseCondition(text), names), names)
}
