import { insteadOfLookup } from '../jinja/lookups.ts'
import { asExpression, asTemplate, asValue, type TextTranslation } from '../jinja/translate-text.ts'

/** Checks suggestions before they are shown: whether a text compiles as a template or as a CEL expression. */
export interface Compilers {
  readonly template: (text: string) => boolean
  readonly expression: (text: string) => boolean
}

interface Statement {
  readonly text: string
  readonly offset: number
  readonly hint: string
}

const STATEMENT =
  /\{%[-+]?\s*(if|elif|else|endif|for|endfor|set|raw|endraw|block|include|macro|import|from)\b((?:(?!%\})[^\n])*?)[-+]?%\}/

/** Whether a text contains a Jinja statement, which Handlebars would keep as text. */
export function hasStatement(text: string): boolean {
  return STATEMENT.test(text)
}

/**
 * Returns the first Jinja statement, such as `{% if x %}`, with its Handlebars form. A form that is shown always
 * compiles.
 */
export function jinjaStatement(text: string, { template }: Compilers): Statement | undefined {
  const found = STATEMENT.exec(text)
  if (!found) return undefined
  const [whole, word = '', rest = ''] = found
  const form = blockFor(word, rest.trim())
  const shown = form !== undefined && template(form) ? form : BLOCKS[word]
  const hint = shown === undefined ? (OTHERS[word] ?? NONE) : `write \`${shown}\``
  return {
    text: whole,
    offset: found.index,
    hint: `${hint}; tag text that contains \`{%\` with \`!unsafe\``,
  }
}

/** Blocks to suggest if the statement's own expression cannot be translated. */
const BLOCKS: Readonly<Record<string, string>> = {
  if: '{{#if x}}…{{/if}}',
  elif: '{{#if x}}…{{else if y}}…{{/if}}',
  else: '{{#if x}}…{{else}}…{{/if}}',
  endif: '{{#if x}}…{{/if}}',
  for: '{{#each xs}}…{{this}}…{{/each}}',
  endfor: '{{#each xs}}…{{this}}…{{/each}}',
}

const OTHERS: Readonly<Record<string, string>> = {
  set: 'make it a variable under `vars:`',
  raw: 'put a `\\` before each literal `{{`, or tag the text `!unsafe`',
  endraw: 'put a `\\` before each literal `{{`, or tag the text `!unsafe`',
}

const NONE = 'Handlebars has no such statement; write the text out'

/** Returns a statement's block with its own expression translated; undefined if that is not possible. */
function blockFor(word: string, rest: string): string | undefined {
  const value = (text: string): string | undefined => textOf(asValue(text))
  if (word === 'if') {
    const test = value(rest)
    return test && `{{#if ${test}}}…{{/if}}`
  }
  if (word === 'elif') {
    const test = value(rest)
    return test && `{{#if x}}…{{else if ${test}}}…{{/if}}`
  }
  if (word !== 'for') return undefined
  const [, key, name = key, list = ''] = /^(\w+)(?:\s*,\s*(\w+))?\s+in\s+(.+)$/.exec(rest) ?? []
  const ofMap = /^(.+)\.items\(\)$/.exec(list)
  const of = value(ofMap?.[1] ?? list)
  if (key === undefined || of === undefined || (ofMap !== null) !== (name !== key)) return undefined
  const names = ofMap ? `${name} ${key}` : key
  return `{{#each ${of} as |${names}|}}…{{${key}}}…{{/each}}`
}

/** Returns a suggestion if the expression at this offset looks like Jinja or Go. The suggestion always compiles. */
export function jinjaHint(text: string, offset: number, compilers: Compilers): string | undefined {
  const inner = expressionAt(text, offset)
  const instead = insteadOfLookup(inner)
  if (instead !== undefined) return translationHint(text, inner, compilers, false) ?? instead
  const [, block, value = ''] = /^(if|unless)\s+(.+)$/s.exec(inner) ?? []
  if (block !== undefined) return goHint(text, offset) ?? blockHint(block, value, compilers)
  return goHint(text, offset) ?? translationHint(text, inner, compilers)
}

function blockHint(block: string, value: string, { template }: Compilers): string | undefined {
  const translation = textOf(asValue(value))
  const shown = translation === undefined ? undefined : `{{#${block} ${translation}}}…{{/${block}}}`
  return shown !== undefined && translation !== value && template(shown) ? `write \`${shown}\`` : undefined
}

function translationHint(
  text: string,
  inner: string,
  { template, expression }: Compilers,
  saysWhatLacks = true,
): string | undefined {
  const translation = asTemplate(inner)
  // A plain path means the same in both languages, so the fault is elsewhere.
  if (translation === undefined || /^[\w.]*[A-Za-z_]\w*$/.test(inner)) return undefined
  const shown = 'text' in translation ? `{{${translation.text}}}` : undefined
  if (shown !== undefined && shown !== `{{${inner}}}` && template(shown)) return `write \`${shown}\``
  // For a whole value, CEL may express what Handlebars cannot.
  const isWhole = /^\s*\{\{(?:(?!\}\}).)*\}\}\s*$/s.test(text)
  const other = isWhole ? textOf(asExpression(inner)) : undefined
  if (other !== undefined && expression(other)) return `write \`!expr ${other}\` for the whole value`
  return 'text' in translation || !saysWhatLacks
    ? undefined
    : `${translation.unsupported} is Jinja, and Handlebars has no equivalent`
}

function textOf(translation: TextTranslation | undefined): string | undefined {
  return translation && 'text' in translation ? translation.text : undefined
}

/** Returns how to keep an expression that looks like a Go template, such as `{{.Names}}` of `docker ps`, as text. */
export function goHint(text: string, offset: number): string | undefined {
  const inner = expressionAt(text, offset)
  if (!/^\.[A-Z]|^(range|if|with|end|template|printf|index)\s+\$?\.[A-Z]|^json \./.test(inner))
    return undefined
  return `if \`{{${inner}}}\` is meant for another program, write \`\\{{${inner}}}\`, or tag the text \`!unsafe\``
}

function expressionAt(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('{{', offset), 0)
  const end = text.indexOf('}}', start)
  return text
    .slice(start, end === -1 ? undefined : end)
    .replace(/^\{+[~&#]?/, '')
    .replace(/~$/, '')
    .trim()
}
