import { InputError, type Place } from '../../errors.ts'
import { compileTemplateFile, isJinjaFile } from '../../evaluation/template-file.ts'
import { placeInFile } from '../../values/locate.ts'
import type { Dialect } from '../../yaml/reading.ts'
import type { NameRead } from './names-read.ts'

/** The files of a project that may be templates. */
export interface TemplateTexts {
  /** By absolute path. */
  readonly texts: ReadonlyMap<string, string>
  readonly dialectOf: (file: string) => Dialect
}

/** The variables of a Jinja template that Drover gives it, as Ansible does. */
const GIVEN = ['host', 'uid', 'path', 'fullpath', 'mtime', 'run_date', 'destpath'].map(
  name => `template_${name}`,
)

/**
 * The variables that a template file reads itself, each at its first place; none if it does not compile. What it includes is not looked
 * into: that sees the variables that it sets, too.
 */
export function namesReadInTemplate(file: string, { texts, dialectOf }: TemplateTexts): NameRead[] {
  const text = texts.get(file) ?? ''
  const dialect = dialectOf(file)
  const find = (name: string) => ({ file: `${file} includes ${name}`, text: '' })
  try {
    const { names } = compileTemplateFile({ file, text, dialect, find })
    const code = isJinjaFile(file, dialect) ? JINJA : HANDLEBARS
    return [...names].flatMap(name => {
      const place = placeOf(name, file, text, code)
      if (place === undefined || GIVEN.includes(name) || isSet(name, text)) return []
      return [{ name, place }]
    })
  } catch (error) {
    // The syntax check reports what does not compile.
    if (error instanceof InputError) return []
    throw error
  }
}

/** Whether a template sets a variable anywhere: in which cases it does so, only a run shows. */
function isSet(name: string, text: string): boolean {
  return new RegExp(`\\{%[-+]?\\s*set\\s[^=%]*\\b${name}\\b`).test(text)
}

/** The comments and the code of a template: what is in the group `code` may read variables. */
const JINJA = /\{#[\s\S]{0,4000}?#\}|(?<code>\{%[\s\S]{0,4000}?%\}|\{\{[\s\S]{0,4000}?\}\})/g
const HANDLEBARS =
  /\{\{~?!--[\s\S]{0,4000}?--~?\}\}|\{\{~?![\s\S]{0,4000}?\}\}|(?<code>\{\{[\s\S]{0,4000}?\}\})/g

/** Where the code of a template names a variable first; undefined if it is nowhere in it as such a word. */
function placeOf(name: string, file: string, text: string, code: RegExp): Place | undefined {
  // A variable of Ansible's may have any name of ASCII words; others are not looked for.
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined
  const word = new RegExp(`(?<![\\w.'"])${name}(?![\\w'"])`)
  for (const { index, groups } of text.matchAll(code)) {
    const at = groups?.code?.search(word) ?? -1
    if (at >= 0) return placeInFile(file, text, index + at)
  }
  return undefined
}
