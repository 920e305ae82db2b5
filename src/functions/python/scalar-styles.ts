import { Float } from '../../base/float.ts'
import { pythonNumber } from './text.ts'
import { isPlainText } from './yaml-scalar.ts'

/** The text of a YAML scalar, and the styles in which it can be written. */
interface ScalarAnalysis {
  readonly text: string
  readonly hasBreaks: boolean
  readonly allowsPlain: { readonly flow: boolean; readonly block: boolean }
  readonly allowsSingleQuotes: boolean
}

/** Determines the styles in which a scalar can be written, as PyYAML's `analyze_scalar` does. */
export function analyzeScalar(value: unknown): ScalarAnalysis {
  const text = scalarText(value)
  if (text === '')
    return { text, hasBreaks: false, allowsPlain: { flow: false, block: true }, allowsSingleQuotes: true }
  const hasBreaks = /[\r\n\x85\u2028\u2029]/.test(text)
  const isSpecial = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]|\ufeff/u.test(text)
  const hasOuterSpace = /^[ \r\n\x85\u2028\u2029]|[ \r\n\x85\u2028\u2029]$/.test(text)
  const hasSpaceAfterBreak = /[\r\n\x85\u2028\u2029] /.test(text)
  const needsDouble = isSpecial || / [\r\n\x85\u2028\u2029]/.test(text)
  const isUnfit = hasOuterSpace || hasSpaceAfterBreak || needsDouble || hasBreaks
  const forBlock =
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?=[\0 \t\r\n\x85\u2028\u2029]|$)/.test(text) ||
    /:(?=[\0 \t\r\n\x85\u2028\u2029]|$)/.test(text) ||
    /[\0 \t\r\n\x85\u2028\u2029]#/.test(text)
  const forFlow = forBlock || /^[?:]/.test(text) || /[,?[\]{}:]/.test(text.slice(1))
  return {
    text,
    hasBreaks,
    allowsPlain: { flow: !isUnfit && !forFlow, block: !isUnfit && !forBlock },
    allowsSingleQuotes: !hasSpaceAfterBreak && !needsDouble,
  }
}

/** Whether a scalar is written without quotes. A string needs quotes if YAML 1.1 would read it as another type. */
export function isPlain({ text, allowsPlain }: ScalarAnalysis, value: unknown, isInFlow: boolean): boolean {
  const isAllowed = isInFlow ? allowsPlain.flow : allowsPlain.block
  return isAllowed && (typeof value !== 'string' || isPlainText(text))
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'number' && !(value instanceof Float)) return String(value ?? null)
  const text = pythonNumber(value)
  if (/inf|nan/.test(text)) return text.replace(/inf|nan/, found => `.${found}`)
  return text.includes('.') ? text : text.replace('e', '.0e')
}

/** Characters that must be escaped within double quotes. */
export const NEEDS_ESCAPE = /["\\\x85\u2028\u2029\ufeff]|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]/u

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
}

/** Escapes a character within double quotes. */
export function escaped(character: string): string {
  const known = ESCAPES[character]
  if (known !== undefined) return `\\${known}`
  const code = character.codePointAt(0) ?? 0
  const hex = (width: number): string => code.toString(16).toUpperCase().padStart(width, '0')
  if (code <= 0xff) return `\\x${hex(2)}`
  return code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`
}
