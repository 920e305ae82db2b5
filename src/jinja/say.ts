import { byTruth } from './by-truth.ts'
import { readJinja } from './read.ts'
import { ITEM, Untranslatable } from './term.ts'
import { toExpression } from './to-expression.ts'
import { toTemplate, toValue } from './to-template.ts'
import { translate } from './translate.ts'
import type { Jinja } from './tree.ts'

/** An expression of Jinja in another language, or what of it has no words there. */
export type Said = { readonly text: string } | { readonly lacks: string }

/** In CEL; undefined if the text is no Jinja. */
export function asExpression(text: string): Said | undefined {
  return said(text, node => toExpression(translate(node)))
}

/** In CEL, for values of any type: empty ones are false. Undefined if the text is no Jinja. */
export function asExpressionByTruth(text: string): Said | undefined {
  return said(text, node => toExpression(byTruth(translate(node))))
}

/** As the content of `{{ }}`; undefined if the text is not Jinja. */
export function asTemplate(text: string): Said | undefined {
  return said(text, node => toTemplate(translate(node)))
}

/** As a value of a helper or block of a template; undefined if the text is no Jinja. */
export function asValue(text: string): Said | undefined {
  return said(text, node => toValue(translate(node)))
}

function said(text: string, how: (node: Jinja) => string): Said | undefined {
  const node = readJinja(text)
  if (!node) return undefined
  if (new RegExp(`\\b${ITEM}\\b`).test(withoutTexts(text))) return { lacks: `\`${ITEM}\`` }
  try {
    return { text: how(node) }
  } catch (error) {
    if (error instanceof Untranslatable) return { lacks: error.message }
    throw error
  }
}

/** Whether a text has words or operators that only Jinja has: what both languages read alike is not Jinja. */
export function isJinja(text: string): boolean {
  const bare = withoutTexts(text)
  return (
    /\b(?:and|or|not|is|if|True|False|None|none)\b/.test(bare) ||
    /[^|]\|[^|]|~|\/\/|\*\*|[^=!<>]=[^=]/.test(` ${bare} `) ||
    /\.(?:startswith|endswith|lower|upper|strip|splitlines|isdigit|get|values|items|find|format)\(/.test(
      bare,
    ) ||
    /\.\d/.test(bare.replace(/\d+\.\d+/g, '')) ||
    /[<>]=?\s*[\w.]+\s*[<>]|\bin\s*\(|\[\s*-|\[[^\]]*:|"\s*[*%]/.test(bare) ||
    /\b(?:lookup|query|q|range|dict)\(/.test(bare)
  )
}

function withoutTexts(text: string): string {
  return text.replace(TEXT, '""')
}

const TEXT = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/g
