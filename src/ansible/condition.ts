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

/** A condition of Ansible's dialect: of `when`, `changed_when`, `failed_when`, `until` or `that`. */
export interface JinjaCondition {
  /** The variables that it may read, as of a JinjaProgram. */
  readonly names: ReadonlySet<string>
  readonly unknownNames: readonly UnknownJinjaName[]
  /** Whether it holds. Throws JinjaError with its place, UnknownValueError. */
  readonly evaluate: (context: ConditionContext) => boolean
}

export interface ConditionContext extends JinjaContext {
  /**
   * Whether all of these variables are written in the project, and none comes from a host: only then may text that is made of
   * them be a condition. Without it none may.
   */
  readonly areTrusted?: (names: ReadonlySet<string>) => boolean
}

const conditions = memo<JinjaCondition>()

/**
 * Compiles a condition as ansible-core 2.14 means it: what stands behind `if` in a template. One that is a template itself
 * (`{{ name }}`) is rendered first; text that it gives is a condition in turn. Throws JinjaError for syntax errors, with
 * their line and column.
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

/** A condition that is a template, which Ansible warns of. */
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
 * A condition such as `{{ count }} == 3` or `'{{ name }}' == 'web'` with the values in it, if they can only be literals there: numbers,
 * true, false and null outside of quotes, and in quotes any text that does not end them. Undefined for all others.
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

/** The quote that is open behind a text, or nothing. */
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
 * Ansible's answer for a condition that fails because a variable is missing which it tests itself somewhere:
 * `name == 1 and name is defined` is false, not an error.
 */
function answerFor({ variable }: UndefinedError, text: string): boolean | undefined {
  for (const [, name, logic = '', state] of text.matchAll(DEFINED)) {
    if (name !== variable) continue
    const shouldExist = logic.includes('not') !== (state === 'defined')
    return !shouldExist
  }
  return undefined
}
