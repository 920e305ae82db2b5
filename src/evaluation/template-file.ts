import type { JinjaOptions } from '../ansible/options.ts'
import type { TemplateFormat } from '../templates/format.ts'
import type { FindTemplate } from '../templates/partials.ts'
import { compileTemplate, type Template } from '../templates/template.ts'
import type { Dialect } from '../yaml/reading.ts'
import { compileJinjaFile } from './jinja.ts'

/** A template file and the options for compiling it. */
export interface TemplateFile {
  /** The absolute path. */
  readonly file: string
  readonly text: string
  /** The dialect of its folder, which decides the language if the file's extension does not. */
  readonly dialect: Dialect
  readonly format?: TemplateFormat | undefined
  /** Finds the templates that it includes. */
  readonly find: FindTemplate
}

/**
 * Whether a template file is Jinja: `.j2` is Jinja, `.hbs` is Handlebars, and for any other file the dialect of its
 * folder decides.
 */
export function isJinjaFile(file: string, dialect: Dialect): boolean {
  if (/\.(j2|jinja2?)$/.test(file)) return true
  return dialect === 'ansible' && !/\.(hbs|handlebars)$/.test(file)
}

/** Compiles a template file in its language. Throws InputError for syntax errors, at their place. */
export function compileTemplateFile({ file, text, dialect, format = {}, find }: TemplateFile): Template {
  const { lineEnd, jinja } = format
  if (!isJinjaFile(file, dialect))
    return compileTemplate(text, { file, line: 1, column: 1 }, { isWholeFile: true, lineEnd, find })
  const options: JinjaOptions = { ...jinja, ...(lineEnd === undefined ? {} : { newline_sequence: lineEnd }) }
  return compileJinjaFile(file, text, options, find)
}
