import { InputError, type Place } from '../../errors.ts'
import { compileTemplateFile, isJinjaFile } from '../../evaluation/template-file.ts'
import { placeInFile } from '../../values/locate.ts'
import type { Dialect } from '../../yaml/reading.ts'
import type { NameRead } from './names-read.ts'

/** The files of a project that may be templates. */
export interface TemplateTexts {
  /** The texts, by absolute path. */
  readonly texts: ReadonlyMap<string, string>
  readonly dialectOf: (file: string) => Dialect
}

/** The variables that Drover sets for a Jinja template, as Ansible does. */
const GIVEN = ['host', 'uid', 'path', 'fullpath', 'mtime', 'run_date', 'destpath'].map(
  name => `template_${name}`,
)

/**
 * Returns the variables that a template file itself reads, each at its first place; none if it does not compile.
 * Included templates are not searched, since they also see the variables that this one sets.
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
    // A template that does not compile is reported by the syntax check.
    if (error instanceof InputError) return []
    throw error
  }
}

/** Returns whether a template sets a variable anywhere. Whether it does so before reading it is not checked. */
function isSet(name: string, text: string): boolean {
  return new RegExp(`\\{%[-+]?\\s*set\\s[^=%]*\\b${name}\\b`).test(text)
}

/** Matches the comments and the code of a template; the group `code` may read variables. */
const JINJA = /\{#[\s\S]{0,4000}?#\}|(?<code>\{%[\s\S]{0,4000}?%\}|\{\{[\s\S]{0,4000}?\}\})/g
const HANDLEBARS =
  /\{\{~?!--[\s\S]{0,4000}?--~?\}\}|\{\{~?![\s\S]{0,4000}?\}\}|(?<code>\{\{[\s\S]{0,4000}?\}\})/g

/** Returns where the code of a template first names a variable; undefined if no code contains that word. */
function placeOf(name: string, file: string, text: string, code: RegExp): Place | undefined {
  // Ansible allows other variable names too, but only ASCII words are searched.
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined
  const word = new RegExp(`(?<![\\w.'"])${name}(?![\\w'"])`)
  for (const { index, groups } of text.matchAll(code)) {
    const at = groups?.code?.search(word) ?? -1
    if (at >= 0) return placeInFile(file, text, index + at)
  }
  return undefined
}
