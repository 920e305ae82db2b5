import { type JinjaError, SyntaxFault } from '../../ansible/jinja/error.ts'
import { parseTemplate } from '../../ansible/jinja/parse-statement.ts'
import { readOptions } from '../../ansible/options.ts'
import { compileJinjaTemplate } from '../../ansible/program.ts'
import { InputError } from '../../errors.ts'
import { compileTemplate } from '../../templates/template.ts'
import type { Shapes } from '../shapes/expression-shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import { keepComments } from './keep-comments.ts'
import { type TemplateSource, type TranslatedTemplate, translateTemplate } from './translate-template.ts'

/**
 * Converts a Jinja template file to Handlebars that renders byte for byte the same text for the same values. Throws
 * Unconvertible.
 */
export function convertTemplateFile(text: string, shapes: Shapes): TranslatedTemplate {
  if (text.includes('\r')) throw new Unconvertible('line breaks of Windows, which Jinja converts')
  const translation = translateTemplate(readTemplate(text, { isYaml: false }), shapes)
  mustCompile(translation.text, true)
  return translation
}

/**
 * Parses a template, keeping its comments. Throws Unconvertible for syntax errors, and for filters, tests and
 * lookups that Drover lacks.
 */
export function readTemplate(text: string, { isYaml }: { readonly isYaml: boolean }): TemplateSource {
  try {
    const [unknown] = compileJinjaTemplate(text, { isYaml }).unknownNames
    if (unknown)
      throw new Unconvertible(`there is no ${unknown.kind} \`${unknown.name}\` in Drover`, {
        isMissing: true,
      })
    const { tags, keepsTrailingNewline, headerLength } = readOptions(text, {})
    const kept = keepComments(text.slice(headerLength), tags)
    const body = parseTemplate(kept.source, { ...tags, keepsBackslashes: isYaml, keepsTrailingNewline })
    const firstLine = text.slice(0, headerLength).split('\n').length
    return {
      body,
      comments: kept.comments,
      lineBreaks: /\n*$/.exec(text)?.[0].length ?? 0,
      lineAt: offset => firstLine + kept.source.slice(0, offset).split('\n').length - 1,
    }
  } catch (error) {
    if (error instanceof SyntaxFault || isJinjaError(error))
      throw new Unconvertible(`Jinja cannot read this template: ${error.message}`)
    throw error
  }
}

/**
 * Throws Unconvertible if Handlebars cannot parse the result, for example text that only looks like one of its tags.
 */
export function mustCompile(text: string, isWholeFile: boolean): void {
  try {
    compileTemplate(text, { file: '', line: 1, column: 1 }, { isWholeFile })
  } catch (error) {
    if (error instanceof InputError)
      throw new Unconvertible(`Handlebars would read its text differently: ${error.message}`)
    throw error
  }
}

function isJinjaError(error: unknown): error is JinjaError {
  return error instanceof Error && (error.name === 'JinjaError' || error.name === 'UndefinedError')
}
