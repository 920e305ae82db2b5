import { insteadOfLookup } from '../jinja/lookups.ts'
import { asExpression, isJinja } from '../jinja/translate-text.ts'

/** Returns whether a text is an expression that CEL can parse and that calls only existing functions. */
export type Compiles = (text: string) => boolean

/** Returns a suggestion for a condition that looks like Jinja. The suggestion always compiles. */
export function jinjaConditionHint(text: string, compiles: Compiles): string | undefined {
  const word = /^\s*(yes|no|on|off)\s*$/i.exec(text)?.[1]
  if (word !== undefined) return `write \`${/^(yes|on)$/i.test(word) ? 'true' : 'false'}\``
  if (/\{\{.*\}\}/s.test(text)) return withoutBraces(text, compiles)
  if (!isJinja(text)) return undefined
  const translation = asExpression(text)
  const instead = insteadOfLookup(text)
  if (
    instead !== undefined &&
    (translation === undefined || 'unsupported' in translation || !compiles(translation.text))
  )
    return instead
  if (translation === undefined) return undefined
  if ('unsupported' in translation) return `${translation.unsupported} is Jinja, and CEL has no equivalent`
  if (isSame(translation.text, text) || !compiles(translation.text)) return undefined
  return `write \`${translation.text}\``
}

function withoutBraces(text: string, compiles: Compiles): string {
  const bare = text.replace(/["']?\{\{\s*(.*?)\s*\}\}["']?/gs, '$1').trim()
  const translation = isJinja(bare) ? asExpression(bare) : { text: bare }
  const shown =
    translation && 'text' in translation && compiles(translation.text)
      ? `: write \`${translation.text}\``
      : ''
  return `conditions and \`!expr\` are already expressions and take no \`{{ }}\`${shown}`
}

/** Whether two texts are equal except for white space and the kind of quotes. */
function isSame(one: string, other: string): boolean {
  const bare = (text: string): string => text.replace(/[\s"']/g, '')
  return bare(one) === bare(other)
}
