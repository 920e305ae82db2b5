import { JinjaError, SyntaxFault } from '../ansible/jinja/error.ts'
import { parseTemplate } from '../ansible/jinja/parse-statement.ts'
import { TAG_DEFAULTS } from '../ansible/jinja/tags.ts'
import { InputError, type ScalarSource } from '../errors.ts'
import { literalContent } from '../templates/template.ts'
import { isRendered } from './language.ts'

/** Returns the literal text of a template, with a placeholder for each expression; undefined if it does not compile. */
export function literalText(source: ScalarSource, placeholder: string): string | undefined {
  const text = String(source.value)
  if (!isRendered(source)) return text
  try {
    if (source.dialect !== 'ansible') return literalContent(text, placeholder, source.place)
    return jinjaContent(text, placeholder)
  } catch (error) {
    const isFault = [InputError, JinjaError, SyntaxFault].some(fault => error instanceof fault)
    if (isFault) return undefined
    throw error
  }
}

function jinjaContent(text: string, placeholder: string): string {
  const body = parseTemplate(text, TAG_DEFAULTS)
  return body.map(part => (part.type === 'text' ? part.text : placeholder)).join('')
}
