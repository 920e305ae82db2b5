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
import { type Headed, type JinjaOptions, readOptions } from './options.ts'
import { needsOf, TABLES } from './plugins/tables.ts'
import { type UnknownJinjaName, unknownNames } from './unknown-names.ts'

export type { UnknownJinjaName }

/**
 * What a program reads while it is rendered. `get` is called only for what `has` knows. Values may be Unknown or Secret:
 * what is made of an Unknown throws UnknownValueError, a Secret is read as its text, which whoever made it has had masked.
 */
export interface JinjaContext extends Omit<Context, 'loadTemplate'> {
  /** A template that `include`, `import` or `extends` names; undefined if there is none. */
  readonly loadTemplate?: ((name: string) => JinjaProgram | undefined) | undefined
}

/** A text of Ansible's dialect, read and checked once, rendered as often as needed. */
export interface JinjaProgram extends Program {
  /**
   * The variables that it may read, in branches not taken too; what it surely sets itself is not among them. `ANY_VARIABLE` is
   * if it may read any, by `vars[…]`, `lookup('vars', …)`, `hostvars`, or in a template that it includes.
   */
  readonly names: ReadonlySet<string>
  /** The templates that it includes, imports or extends by constant names, to be looked at in addition. */
  readonly templates: ReadonlySet<string>
  /** Filters, tests and lookups that there are none of: rendering throws for the first. */
  readonly unknownNames: readonly UnknownJinjaName[]
  /** Its text. Throws JinjaError with its place, UnknownValueError. */
  readonly render: (context: JinjaContext) => string
  /**
   * Its value, as ansible-core 2.14 has it without `jinja2_native`: of a text that is one `{{ expression }}`, a list or a dict as
   * it is; of `{{ name }}` alone, also a number, true, false or null. Any other text is text, which is that of a number
   * too (`{{ 1 + 1 }}` is `2`), unless it looks like a list, a dict, `True` or `False`: then it is that. With
   * `isNative`, here or in the context, as with `jinja2_native`: the value of an expression is never made text.
   */
  readonly evaluate: (context: JinjaContext) => unknown
}

export interface TemplateOptions extends JinjaOptions {
  /** The file, if the text is that of a template file: errors name it. */
  readonly file?: string
  /** A text of YAML: strings in its `{{ }}` keep their backslashes, and text that looks like a list becomes one. */
  readonly isYaml?: boolean
  /** Ansible's option `jinja2_native`. */
  readonly isNative?: boolean
}

/** Whether a text of YAML may hold a template. Ansible leaves all other text as it is. */
export function hasJinja(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#')
}

const programs = memo<JinjaProgram>()

/** Compiles a template file or a text of YAML. Throws JinjaError for syntax errors, with their line and column. */
export function compileJinjaTemplate(text: string, options: TemplateOptions = {}): JinjaProgram {
  const key = `${JSON.stringify(options)}\0${text}`
  return programs(key, () => compile(text.replace(/\r\n?/g, '\n'), options))
}

function compile(text: string, options: TemplateOptions): JinjaProgram {
  const head = readOptions(text, options)
  // So that lines and columns stay those of the file.
  const origin = { source: text, file: options.file, start: head.headerLength }
  try {
    return compileBody(text.slice(head.headerLength), head, origin, options)
  } catch (error) {
    throw syntaxError(error, origin)
  }
}

function compileBody(source: string, head: Headed, origin: Origin, options: TemplateOptions): JinjaProgram {
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

/** Whether the value of the only expression is that of the whole text. */
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

/** The outermost scope of a rendering: without another conversion, that of YAML. */
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
    madeTexts: new Set(),
    copies: program.mutates ? new Map() : undefined,
  })
}

/** Throws JinjaError for the first of these names. */
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

/** Ansible gives what it rendered as many line breaks at its end as the template had. */
function withEnding(text: string, { count, lineBreak }: Ending): string {
  return text + lineBreak.repeat(Math.max(0, count - lineBreaksAtEnd(text)))
}

function lineBreaksAtEnd(text: string): number {
  let at = text.length
  while (at > 0 && text[at - 1] === '\n') at -= 1
  return text.length - at
}
