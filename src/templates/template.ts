import { parse, parser } from 'handlebars/dist/cjs/handlebars/compiler/base.js'
import { memo } from '../base/memo.ts'
import { InputError, type Place } from '../errors.ts'
import { compilesAsExpression } from '../expressions/expression.ts'
import { excerpt, placeInFile, placeWithin } from '../values/locate.ts'
import type { Position, Program } from './ast.ts'
import { type Compiled, compileProgram } from './compile.ts'
import type { Fault } from './faults.ts'
import { type Compilers, goHint, hasStatement, jinjaHint, jinjaStatement } from './jinja-hints.ts'
import { EMPTY_MAP } from './literals.ts'
import { type FindTemplate, MOST_PARTIALS, type Partials } from './partials.ts'

/** A text that contains `{{ }}`: parsed and checked once, rendered as often as needed. */
export interface Template {
  /** The variables that the text refers to, including those in branches that are not taken. */
  readonly names: ReadonlySet<string>
  /**
   * Renders the text. A text that is a single expression returns the expression's value, such as a list or a number;
   * any other returns a string. Throws InputError with its place for a missing variable, and UnknownValueError for
   * an unknown one.
   */
  readonly render: (context: Readonly<Record<string, unknown>>) => unknown
}

const compiledTexts = memo<Compiled>()

/** Matches a text that may include partials. Its compiled form depends on these, so it is not cached. */
const PARTIAL = /\{\{~?>/

/**
 * Compiles a string of YAML or, with `isWholeFile`, a template file, whose own line ends are replaced by `lineEnd`
 * if that is given. Throws InputError for syntax errors, with their place.
 */
export function compileTemplate(
  text: string,
  place: Place,
  { isWholeFile = false, lineEnd, find }: Reading = {},
): Template {
  const at = (offset: number): Place =>
    isWholeFile ? placeInFile(place.file, text, offset) : placeWithin(place, text, offset)
  const compiled =
    find && PARTIAL.test(text)
      ? compileNew(text, at, { lineEnd, partials: partialsOf(find, [place.file], { opened: 0 }) })
      : compileText(text, at, lineEnd)
  const { fail } = faultsIn(text, at)
  return {
    names: compiled.names,
    render: context => {
      const program = { variables: context, fail }
      return compiled.value && !isWholeFile ? compiled.value(program) : compiled.text(program)
    },
  }
}

interface Reading {
  readonly isWholeFile?: boolean
  readonly lineEnd?: string | undefined
  /** Finds the template files that the text includes as partials. */
  readonly find?: FindTemplate
}

/**
 * Returns the partials of the last file of `chain`, which lists the files that include each other. `count` is that
 * of the whole template.
 */
function partialsOf(find: FindTemplate, chain: readonly string[], count: { opened: number }): Partials {
  return {
    open: name => {
      const found = find(name) ?? find(`${name}.hbs`)
      if (!found) return undefined
      const { file, text } = found
      if (chain.includes(file)) return 'itself'
      count.opened += 1
      if (count.opened > MOST_PARTIALS) return 'too many'
      const at = (offset: number): Place => placeInFile(file, text, offset)
      refuseStatements(text, at)
      return {
        ...faultsIn(text, at),
        program: parseText(text, at),
        partials: partialsOf(find, [...chain, file], count),
      }
    },
  }
}

/**
 * Returns the functions that create errors with their place in a text: `refuse` when compiling it, `fail` when
 * rendering it.
 */
function faultsIn(
  text: string,
  at: (offset: number) => Place,
): Record<'refuse' | 'fail', (fault: Fault) => InputError> {
  const errorWith =
    (hintAt: (text: string, offset: number) => string | undefined) =>
    ({ message, hint, position }: Fault): InputError => {
      const offset = offsetOf(text, position)
      return new InputError(message, { hint: hintAt(text, offset) ?? hint, place: at(offset) })
    }
  return { refuse: errorWith((_, offset) => jinjaHint(text, offset, COMPILERS)), fail: errorWith(goHint) }
}

/**
 * Returns the text of a template with a placeholder for each expression and block. Throws InputError for syntax
 * errors.
 */
export function literalContent(text: string, placeholder: string, place: Place): string {
  const { body } = parseText(text, offset => placeWithin(place, text, offset))
  return body.map(part => (part.type === 'ContentStatement' ? part.value : placeholder)).join('')
}

/** Whether rendering may change the text, or the text contains Jinja statements, which compiling refuses. */
export function hasTemplate(text: string): boolean {
  return text.includes('{{') || hasStatement(text)
}

function compileText(text: string, at: (offset: number) => Place, lineEnd: string | undefined): Compiled {
  const key = lineEnd === undefined ? text : `${lineEnd}\0${text}`
  return compiledTexts(key, () => compileNew(text, at, { lineEnd }))
}

function compileNew(
  text: string,
  at: (offset: number) => Place,
  options: { lineEnd?: string | undefined; partials?: Partials },
): Compiled {
  refuseStatements(text, at)
  return compileProgram(parseText(text, at), faultsIn(text, at).refuse, options)
}

/** Throws InputError for a Jinja statement. */
function refuseStatements(text: string, at: (offset: number) => Place): void {
  const statement = jinjaStatement(text, COMPILERS)
  if (statement) {
    throw new InputError(`\`${statement.text}\` is Jinja, but templates are Handlebars`, {
      hint: statement.hint,
      place: at(statement.offset),
    })
  }
}

/** Checks suggestions: one that does not compile is not shown. */
const COMPILERS: Compilers = {
  template: text => {
    try {
      compileProgram(parse(withEmptyMaps(text)) as Program, ({ message }) => new InputError(message))
      return true
    } catch {
      return false
    }
  },
  expression: compilesAsExpression,
}

function parseText(text: string, at: (offset: number) => Place): Program {
  try {
    return parse(withEmptyMaps(text)) as Program
  } catch (error) {
    throw syntaxError(text, error as ParserError, at)
  }
}

/** Replaces `{}` in expressions, which Handlebars does not support, by a name of the same length. */
function withEmptyMaps(text: string): string {
  if (!text.includes('{}')) return text
  return text.replace(/\{\{(?!!)(?:"[^"]*"|'[^']*'|(?<=[\s(])\{\}|(?!\}\})[\s\S])*\}\}/g, expression =>
    expression.replace(/(?<=[\s(])\{\}(?=[\s})|~])/g, EMPTY_MAP),
  )
}

interface ParserError extends Error {
  readonly lineNumber?: number
  readonly column?: number
}

function syntaxError(text: string, error: ParserError, at: (offset: number) => Place): InputError {
  const { lineNumber, column } = error
  const { matched, match } = parser.lexer
  const offset =
    lineNumber === undefined || column === undefined
      ? matched.length - match.length
      : offsetOf(text, { line: lineNumber, column })
  return new InputError(`${describe(text, error.message, offset)}${excerpt(text, offset)}`, {
    place: at(offset),
    hint: jinjaHint(text, offset, COMPILERS) ?? syntaxHint(text, offset, error.message),
  })
}

/** Describes a syntax error. The parser's own messages list its tokens; only their position is useful. */
function describe(text: string, message: string, offset: number): string {
  const mismatch = /^(\S+) doesn't match (\S+) - /.exec(message)
  if (mismatch) return `\`{{#${mismatch[1]}}}\` is closed by \`{{/${mismatch[2]}}}\``
  const path = /^Invalid path: (\S+) - /.exec(message)
  if (path) return `\`${path[1]}\` is not a path`
  if (offset >= text.trimEnd().length) return 'the template ends too early'
  return 'this is not a template that Handlebars can read'
}

function syntaxHint(text: string, offset: number, message: string): string | undefined {
  const open = /^(\S+) doesn't match /.exec(message)?.[1]
  if (open !== undefined) return `close it with \`{{/${open}}}\``
  const rest = text.slice(offset)
  if (offset >= text.trimEnd().length) {
    return 'close every `{{` with `}}`, and every block such as `{{#if}}` with `{{/if}}`'
  }
  if (rest.startsWith('}}}')) return 'put a space between `}}` and the `}` after it'
  if (rest.startsWith('{{/')) return 'no block is open here'
  if (/^\{\{~?\s*(else|\^)/.test(rest)) return '`{{else}}` goes inside a block such as `{{#if}}`'
  const literal = 'write literal `{{` as `\\{{`, or tag the text `!unsafe`'
  const opening = text.lastIndexOf('{{', offset)
  return opening >= 0 && !text.slice(opening).includes('}}') ? `close it with \`}}\`; ${literal}` : literal
}

function offsetOf(text: string, { line, column }: Position): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((total, each) => total + each.length + 1, 0) + column
}
