import { memo } from '../base/memo.ts'
import { isTruthy } from './jinja/compare.ts'
import { StatementCompiler } from './jinja/compile-statement.ts'
import { JinjaError, type Origin, syntaxError, UndefinedError } from './jinja/error.ts'
import { freeNamesOf } from './jinja/names.ts'
import { parseCondition } from './jinja/parse-statement.ts'
import { toText } from './jinja/text.ts'
import { needsOf, TABLES } from './plugins/tables.ts'
import { compileJinjaTemplate, hasJinja, type JinjaContext, refuseUnknown, rootFrame } from './program.ts'
import { type UnknownJinjaName, unknownNames } from './unknown-names.ts'

/**
 * A compiled condition of Ansible's dialect: an expression of `when`, `changed_when`, `failed_when`, `until` or
 * `that`.
 */
export interface JinjaCondition {
  /** The variables that the condition may read, as in `JinjaProgram.names`. */
  readonly names: ReadonlySet<string>
  readonly unknownNames: readonly UnknownJinjaName[]
  /** Returns whether the condition is true. Throws JinjaError with its place, or UnknownValueError. */
  readonly evaluate: (context: ConditionContext) => boolean
}

export interface ConditionContext extends JinjaContext {
  /**
   * Returns whether all of these variables are defined in the project, so that none of their values comes from
   * a host. A condition that is itself a template is evaluated only if this returns true for the variables of
   * the template. Otherwise, or if absent, its values are inserted as literals if possible, and the condition
   * is refused if not.
   */
  readonly areTrusted?: (names: ReadonlySet<string>) => boolean
}

const conditions = memo<JinjaCondition>()

/**
 * Compiles a condition as ansible-core 2.14 does: an expression such as follows `if` in a template. A condition
 * that is itself a template (`{{ name }}`) is rendered first, and its text is then evaluated as a condition.
 * Throws JinjaError for syntax errors, with their line and column.
 */
export function compileJinjaExpression(text: string): JinjaCondition {
  return conditions(text, () => (hasJinja(text) ? templated(text) : compileCondition(text)))
}

function compileCondition(text: string): JinjaCondition {
  const origin = { source: text, file: undefined }
  try {
    return compileSyntax(text, origin)
  } catch (error) {
    throw syntaxError(error, origin)
  }
}

function compileSyntax(text: string, origin: Origin): JinjaCondition {
  const expression = parseCondition(text)
  const compiler = new StatementCompiler(TABLES, origin)
  const evaluate = compiler.truth(expression)
  const found = freeNamesOf(expression)
  const unknown = unknownNames(compiler.unknownNames, found, origin)
  const program = { ...compiler.program([]), mutates: compiler.mutates }
  return {
    names: new Set([...found.names, ...needsOf(found)]),
    unknownNames: unknown,
    evaluate: context => {
      refuseUnknown(unknown)
      try {
        return evaluate(rootFrame(program, context))
      } catch (error) {
        const answer = error instanceof UndefinedError ? answerFor(error, text) : undefined
        if (answer === undefined) throw error
        return answer
      }
    },
  }
}

/** Compiles a condition that is itself a template. Ansible warns about these. */
function templated(text: string): JinjaCondition {
  const program = compileJinjaTemplate(text, { isYaml: true })
  return {
    names: program.names,
    unknownNames: program.unknownNames,
    evaluate: context => {
      const value = program.evaluate(context)
      if (typeof value !== 'string' || value === '') return isTruthy(value)
      if (!context.areTrusted?.(program.names)) {
        const safe = withLiterals(text, context)
        if (safe !== undefined) return compileCondition(safe).evaluate(context)
        throw new JinjaError(
          `the condition \`${text}\` has the value \`${value}\`, a text that may come from a host`,
          {
            hint: 'write the condition without `{{ }}`: data from hosts is never evaluated',
          },
        )
      }
      return compileCondition(value).evaluate(context)
    },
  }
}

/**
 * Renders the templates within a condition such as `{{ count }} == 3` or `'{{ name }}' == 'web'` as literals:
 * numbers, true, false and null outside of quotes; within quotes, any string that does not end the quoting.
 * Returns undefined if a value cannot be a literal at its place.
 */
function withLiterals(text: string, context: JinjaContext): string | undefined {
  const parts = text.split(/(\{\{.*?\}\})/s)
  if (parts.length < 3 || text.includes('{%') || text.includes('{#')) return undefined
  let written = ''
  let quote = ''
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) {
      quote = openQuote(part, quote)
      written += part
      continue
    }
    const value = compileJinjaTemplate(part, { isYaml: true, isNative: true }).evaluate(context)
    const literal = quote === '' ? bareLiteral(value) : quotedLiteral(value, quote)
    if (literal === undefined) return undefined
    written += literal
  }
  return /^\s*$/.test(parts.filter((_, index) => index % 2 === 0).join('')) ? undefined : written
}

/**
 * Returns the quote that is still open at the end of the text, or an empty string. `before` is the quote that
 * is open at its start.
 */
function openQuote(text: string, before: string): string {
  let quote = before
  for (const character of text) {
    if (quote === '' && (character === "'" || character === '"')) quote = character
    else if (character === quote) quote = ''
  }
  return quote
}

function bareLiteral(value: unknown): string | undefined {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
    ? undefined
    : toText(value)
}

function quotedLiteral(value: unknown, quote: string): string | undefined {
  if (typeof value === 'object' && value !== null) return undefined
  const text = value === null ? '' : toText(value)
  return text.includes(quote) || /[\\\n{}]/.test(text) ? undefined : text
}

const DEFINED = /(hostvars\[.+\]|[\w_]+)\s+(not\s+is|is|is\s+not)\s+(defined|undefined)/g

/**
 * Returns Ansible's result for a condition that reads a missing variable and also tests whether that variable
 * is defined: `name == 1 and name is defined` is false, not an error. Returns undefined if there is no such
 * test.
 */
function answerFor({ variable }: UndefinedError, text: string): boolean | undefined {
  for (const [, name, logic = '', state] of text.matchAll(DEFINED)) {
    if (name !== variable) continue
    const shouldExist = logic.includes('not') !== (state === 'defined')
    return !shouldExist
  }
  return undefined
}
