import { floatJson } from './float-json.ts'

/**
 * Text from hosts with everything made visible that could control a terminal or fake a line: control characters
 * except line breaks and tabs, DEL, the C1 range, and characters that change the direction of text.
 */
export function escapeControl(text: string): string {
  return text.replace(UNSEEN, sign => {
    const code = sign.codePointAt(0) ?? 0
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** The same in one line. */
export function escapeControlInLine(text: string): string {
  return escapeControl(text).replaceAll('\n', '⏎').replaceAll('\t', ' ')
}

/** A value as JSON, with escapes for what JSON lets through and a terminal might obey. */
export function jsonText(value: unknown, indent?: number): string {
  return floatJson(value, indent).replace(UNSEEN, sign =>
    // Control characters below 0x20 occur only between values: JSON has escaped them inside strings.
    sign < ' ' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

// safety: control characters are escaped in output
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g
