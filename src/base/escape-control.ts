import { floatJson } from './float-json.ts'

/**
 * Escapes everything in a string from a host that could control a terminal or fake a line: control characters except
 * line breaks and tabs, DEL, the C1 range, and characters that change the direction of text.
 */
export function escapeControl(text: string): string {
  return text.replace(UNSEEN, sign => {
    const code = sign.codePointAt(0) ?? 0
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** Escapes the same characters, and puts the string on one line. */
export function escapeControlInLine(text: string): string {
  return escapeControl(text).replaceAll('\n', '⏎').replaceAll('\t', ' ')
}

/** Returns a value as JSON in which characters are escaped that JSON allows, but that could control a terminal. */
export function jsonText(value: unknown, indent?: number): string {
  return floatJson(value, indent).replace(UNSEEN, sign =>
    // Control characters below 0x20 occur only between values: JSON has escaped them inside strings.
    sign < ' ' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

// safety: control characters are escaped in output
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g
