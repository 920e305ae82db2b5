import { byTruth } from './by-truth.ts'
import { readJinja } from './read.ts'
import { ITEM, Untranslatable } from './term.ts'
import { toExpression } from './to-expression.ts'
import { toTemplate, toValue } from './to-template.ts'
import { translate } from './translate.ts'
import type { Jinja } from './tree.ts'

/** A Jinja expression in Drover's own language, or the name of the part that Drover cannot express. */
export type TextTranslation = { readonly text: string } | { readonly unsupported: string }

/** Translates Jinja to CEL. Returns undefined if the text cannot be parsed as Jinja. */
export function asExpression(text: string): TextTranslation | undefined {
  return translated(text, node => toExpression(translate(node)))
}

/**
 * Translates Jinja to CEL for values of any type: empty values count as false. Returns undefined if the text cannot
 * be parsed as Jinja.
 */
export function asExpressionByTruth(text: string): TextTranslation | undefined {
  return translated(text, node => toExpression(byTruth(translate(node))))
}

/** Translates Jinja to the content of `{{ }}`. Returns undefined if the text cannot be parsed as Jinja. */
export function asTemplate(text: string): TextTranslation | undefined {
  return translated(text, node => toTemplate(translate(node)))
}

/** Translates Jinja to an argument of a helper or block. Returns undefined if the text cannot be parsed as Jinja. */
export function asValue(text: string): TextTranslation | undefined {
  return translated(text, node => toValue(translate(node)))
}

function translated(text: string, how: (node: Jinja) => string): TextTranslation | undefined {
  const node = readJinja(text)
  if (!node) return undefined
  if (new RegExp(`\\b${ITEM}\\b`).test(withoutTexts(text))) return { unsupported: `\`${ITEM}\`` }
  try {
    return { text: how(node) }
  } catch (error) {
    if (error instanceof Untranslatable) return { unsupported: error.message }
    throw error
  }
}

/**
 * Whether a text contains words or operators that only Jinja has. A text that means the same in Drover's language is
 * not Jinja.
 */
export function isJinja(text: string): boolean {
  const code = withoutTexts(text)
  return (
    /\b(?:and|or|not|is|if|True|False|None|none)\b/.test(code) ||
    /[^|]\|[^|]|~|\/\/|\*\*|[^=!<>]=[^=]/.test(` ${code} `) ||
    /\.(?:startswith|endswith|lower|upper|strip|splitlines|isdigit|get|values|items|find|format)\(/.test(
      code,
    ) ||
    /\.\d/.test(code.replace(/\d+\.\d+/g, '')) ||
    /[<>]=?\s*[\w.]+\s*[<>]|\bin\s*\(|\[\s*-|\[[^\]]*:|"\s*[*%]/.test(code) ||
    /\b(?:lookup|query|q|range|dict)\(/.test(code)
  )
}

function withoutTexts(text: string): string {
  return text.replace(TEXT, '""')
}

const TEXT = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/g
