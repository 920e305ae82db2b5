import { byTruth } from './by-truth.ts'
import { readJinja } from './read.ts'
import { ITEM, Untranslatable } from './term.ts'
import { toExpression } from './to-expression.ts'
import { toTemplate, toValue } from './to-template.ts'
import { translate } from './translate.ts'
import type { Jinja } from './tree.ts'

/** An expression of Jinja in Drover's own language, or the part of it that has no equal there. */
export type TextTranslation = { readonly text: string } | { readonly lacks: string }

/** A text of Jinja in CEL; undefined if it cannot be read as Jinja. */
export function asExpression(text: string): TextTranslation | undefined {
  return translated(text, node => toExpression(translate(node)))
}

/** A text of Jinja in CEL, for values of any type: empty ones are false. Undefined if it cannot be read as Jinja. */
export function asExpressionByTruth(text: string): TextTranslation | undefined {
  return translated(text, node => toExpression(byTruth(translate(node))))
}

/** A text of Jinja as the content of `{{ }}`; undefined if it cannot be read as Jinja. */
export function asTemplate(text: string): TextTranslation | undefined {
  return translated(text, node => toTemplate(translate(node)))
}

/** A text of Jinja as an argument of a helper or block; undefined if it cannot be read as Jinja. */
export function asValue(text: string): TextTranslation | undefined {
  return translated(text, node => toValue(translate(node)))
}

function translated(text: string, how: (node: Jinja) => string): TextTranslation | undefined {
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
