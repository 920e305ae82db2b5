import type { JinjaOptions } from '../ansible/options.ts'
import type { TemplateFormat } from '../templates/format.ts'
import type { FindTemplate } from '../templates/partials.ts'
import { compileTemplate, type Template } from '../templates/template.ts'
import type { Dialect } from '../yaml/reading.ts'
import { compileJinjaFile } from './jinja.ts'

/** A template file, and what it takes to compile it. */
export interface TemplateFile {
  /** Absolute. */
  readonly file: string
  readonly text: string
  /** The language of files like it, unless its ending says otherwise. */
  readonly dialect: Dialect
  readonly format?: TemplateFormat | undefined
  /** Finds the templates that it includes. */
  readonly find: FindTemplate
}

/** The language of a template file: `.j2` is Jinja, `.hbs` Handlebars, and any other file is in the dialect of its folder. */
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
