import { Float } from '../base/float.ts'
import { memo } from '../base/memo.ts'
import { OMIT } from '../values/omit.ts'
import { StatementCompiler } from './jinja/compile-statement.ts'
import { convert, isCollection, isLiteral } from './jinja/convert.ts'
import { JinjaError, type Origin, syntaxError } from './jinja/error.ts'
import { Budget, type Context, type Conversion, Frame, type Program } from './jinja/frame.ts'
import { renderWith } from './jinja/inheritance.ts'
import { freeNames } from './jinja/names.ts'
import { Output } from './jinja/output.ts'
import { parseTemplate } from './jinja/parse-statement.ts'
import { toPlain } from './jinja/plain.ts'
import { type JinjaOptions, type ParseOptions, readOptions } from './options.ts'
import { needsOf, TABLES } from './plugins/tables.ts'
import { type UnknownJinjaName, unknownNames } from './unknown-names.ts'

export type { UnknownJinjaName }

/**
 * What a template can read while it is rendered. `get` is called only for names that `has` returns true for.
 * Values may be `Unknown`: using one throws UnknownValueError. They may be `Secret`: these are read as text,
 * which their creator must have registered for masking.
 */
export interface JinjaContext extends Omit<Context, 'loadTemplate'> {
  /** Loads a template for `include`, `import` or `extends`. Returns undefined if there is none of that name. */
  readonly loadTemplate?: ((name: string) => JinjaProgram | undefined) | undefined
}

/** A compiled text of Ansible's dialect: parsed and checked once, rendered as often as needed. */
export interface JinjaProgram extends Program {
  /**
   * The variables that the text may read, including those in branches that are not taken, without those that it
   * certainly sets itself. Contains `ANY_VARIABLE` if it may read any variable, by `vars[…]`,
   * `lookup('vars', …)`, `hostvars`, or in a template that it includes.
   */
  readonly names: ReadonlySet<string>
  /**
   * The templates that are included, imported or extended by constant names; the caller must also examine
   * these.
   */
  readonly templates: ReadonlySet<string>
  /** Filters, tests and lookups that do not exist. Rendering throws for the first of them. */
  readonly unknownNames: readonly UnknownJinjaName[]
  /** Renders the text. Throws JinjaError with its place, or UnknownValueError. */
  readonly render: (context: JinjaContext) => string
  /**
   * Evaluates the text as ansible-core 2.14 does without `jinja2_native`. If it is a single `{{ expression }}`,
   * a list or a dict is returned unchanged; if it is just `{{ name }}`, so is a number, true, false or null.
   * All else is rendered to a string: `{{ 1 + 1 }}` is the string `2`. A string that looks like a list, a dict,
   * `True` or `False` is converted to that value. With `isNative` in the template's options or in the context, it
   * works as with `jinja2_native`: the value of a single expression is returned unchanged unless it is a string, and a string
   * that is a Python literal becomes its value.
   */
  readonly evaluate: (context: JinjaContext) => unknown
}

export interface TemplateOptions extends JinjaOptions {
  /** The file, if the text is the content of a template file. Errors name it. */
  readonly file?: string
  /**
   * Whether the text is a string of YAML: strings in its `{{ }}` keep their backslashes, and a result that
   * looks like a list becomes one.
   */
  readonly isYaml?: boolean
  /** Whether Ansible's option `jinja2_native` is on. */
  readonly isNative?: boolean
}

/** Whether a string of YAML may contain a template. Ansible returns all other strings unchanged. */
export function hasJinja(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#')
}

const programs = memo<JinjaProgram>()

/**
 * Compiles a template file or a string of YAML. Throws JinjaError for syntax errors, with their line and
 * column.
 */
export function compileJinjaTemplate(text: string, options: TemplateOptions = {}): JinjaProgram {
  const key = `${JSON.stringify(options)}\0${text}`
  return programs(key, () => compile(text.replace(/\r\n?/g, '\n'), options))
}

function compile(text: string, options: TemplateOptions): JinjaProgram {
  const head = readOptions(text, options)
  // `start` keeps the lines and columns of errors those of the file.
  const origin = { source: text, file: options.file, start: head.headerLength }
  try {
    return compileBody(text.slice(head.headerLength), head, origin, options)
  } catch (error) {
    throw syntaxError(error, origin)
  }
}

function compileBody(
  source: string,
  head: ParseOptions,
  origin: Origin,
  options: TemplateOptions,
): JinjaProgram {
  const { tags, keepsTrailingNewline } = head
  const keepsBackslashes = options.isYaml ?? false
  const body = parseTemplate(source, { ...tags, keepsBackslashes, keepsTrailingNewline })
  const compiler = new StatementCompiler(TABLES, origin)
  const compiled = compiler.program(body)
  const found = freeNames(body)
  const unknown = unknownNames(compiler.unknownNames, found, origin)
  const ending = { count: lineBreaksAtEnd(source), lineBreak: tags.newlineSequence }
  const written = (context: JinjaContext, conversion: Conversion): Output => {
    refuseUnknown(unknown)
    const out = new Output()
    renderWith(compiled, rootFrame(compiled, context, conversion), out)
    return out
  }
  const [only, ...others] = body
  const single = only?.type === 'output' && others.length === 0 ? only : undefined
  const value = single && compiler.onlyValue(single)
  return {
    ...compiled,
    names: new Set([...found.names, ...needsOf(found)]),
    templates: found.templates,
    unknownNames: unknown,
    render: context => withEnding(written(context, 'file').text, ending),
    evaluate: context => {
      const conversion = options.isNative ? 'native' : conversionOf(context)
      let out: Output
      if (single && value) {
        refuseUnknown(unknown)
        const frame = rootFrame(compiled, context, conversion)
        const result = value(frame)
        if (isItself(result, single.value.type === 'name', conversion)) return toPlain(result)
        out = new Output()
        compiler.writeOnly(out, single, result, frame)
      } else out = written(context, conversion)
      const result = convert(out, conversion)
      return typeof result === 'string' ? withEnding(result, ending) : result
    },
  }
}

/** Whether the value of the only expression is returned unchanged as the value of the whole text. */
function isItself(value: unknown, isName: boolean, conversion: Conversion): boolean {
  if (typeof value === 'string') return false
  if (conversion === 'native') return true
  if (isCollection(value)) return isLiteral(value)
  if (value instanceof Float) return isName
  return typeof value === 'object' && value !== null ? value === OMIT : isName
}

function conversionOf({ isNative }: JinjaContext): Conversion {
  return isNative?.() ? 'native' : 'yaml'
}

/** Creates the outermost scope of a rendering. */
export function rootFrame(
  program: Program,
  context: JinjaContext,
  conversion: Conversion = conversionOf(context),
): Frame {
  return new Frame({
    tables: TABLES,
    context,
    blocks: new Map(),
    budget: new Budget(),
    conversion,
    filterTexts: new Set(),
    copies: program.mutates ? new Map() : undefined,
  })
}

/** Throws JinjaError for the first of these names, if there is one. */
export function refuseUnknown([first]: readonly UnknownJinjaName[]): void {
  if (!first) return
  const { kind, name, place, hint } = first
  const ansibleMessage =
    kind === 'lookup'
      ? `lookup plugin (${name}) not found`
      : `template error while templating string: Could not load "${name}": '${name}'`
  throw new JinjaError(`there is no ${kind} \`${name}\``, { place, hint, ansibleMessage })
}

interface Ending {
  readonly count: number
  readonly lineBreak: string
}

/** Adds line breaks at the end until there are as many as in the template, as Ansible does. */
function withEnding(text: string, { count, lineBreak }: Ending): string {
  return text + lineBreak.repeat(Math.max(0, count - lineBreaksAtEnd(text)))
}

function lineBreaksAtEnd(text: string): number {
  let at = text.length
  while (at > 0 && text[at - 1] === '\n') at -= 1
  return text.length - at
}
