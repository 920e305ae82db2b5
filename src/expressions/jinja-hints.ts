import { insteadOfLookup } from '../jinja/lookups.ts'
import { asExpression, isJinja } from '../jinja/say.ts'

/** Whether a text is an expression that CEL can read, with functions that it has. */
export type Compiles = (text: string) => boolean

/** A suggestion for a condition that looks like Jinja; the suggestion compiles. */
export function jinjaConditionHint(text: string, compiles: Compiles): string | undefined {
  const word = /^\s*(yes|no|on|off)\s*$/i.exec(text)?.[1]
  if (word !== undefined) return `write \`${/^(yes|on)$/i.test(word) ? 'true' : 'false'}\``
  if (/\{\{.*\}\}/s.test(text)) return withoutBraces(text, compiles)
  if (!isJinja(text)) return undefined
  const said = asExpression(text)
  const instead = insteadOfLookup(text)
  if (instead !== undefined && (said === undefined || 'lacks' in said || !compiles(said.text))) return instead
  if (said === undefined) return undefined
  if ('lacks' in said) return `${said.lacks} is Jinja, and CEL has no equivalent`
  if (isSame(said.text, text) || !compiles(said.text)) return undefined
  return `write \`${said.text}\``
}

function withoutBraces(text: string, compiles: Compiles): string {
  const bare = text.replace(/["']?\{\{\s*(.*?)\s*\}\}["']?/gs, '$1').trim()
  const said = isJinja(bare) ? asExpression(bare) : { text: bare }
  const shown = said && 'text' in said && compiles(said.text) ? `: write \`${said.text}\`` : ''
  return `conditions and \`!expr\` are already expressions and take no \`{{ }}\`${shown}`
}

/** Alike but for white space and the kind of quotes. */
function isSame(one: string, other: string): boolean {
  const bare = (text: string): string => text.replace(/[\s"']/g, '')
  return bare(one) === bare(other)
}
