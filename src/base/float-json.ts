import { Float, hasFloat } from './float.ts'

// By no module of Node, since the page of a report has this code too.
/** Begins a text that stands for a float on its way; no data can hold it. */
const MARK = `float ${crypto.getRandomValues(new Uint32Array(4)).join('-')} `

/** Plain data as JSON, with `1.0` for a float. Gives `null` for what JSON has no text for. */
export function floatJson(value: unknown, indent = 0): string {
  if (!hasFloat(value)) return JSON.stringify(value, null, indent) ?? 'null'
  return JSON.stringify(value, marked, indent).replaceAll(MARKED, '$1')
}

const MARKED = new RegExp(`"${MARK}([^"]*)"`, 'g')

/** A replacer of `JSON.stringify`, which itself has called `toJSON` already. */
function marked(this: unknown, key: string, shown: unknown): unknown {
  const value = (this as Readonly<Record<string, unknown>>)[key]
  return value instanceof Float ? `${MARK}${value}` : shown
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g
/** What looks like a float between signs of JSON; it may be in a string. */
const MAY_BE_FLOAT = /(?:^|[:,[\s])-?\d+(?:\.\d+(?:[eE][-+]?\d+)?|[eE][-+]?\d+)(?=[,\]}\s]|$)/

/** Parses JSON as `JSON.parse` does, but for `1.0` and `1e3`, which are floats. Throws SyntaxError. */
export function parseFloatJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text)
  if (!MAY_BE_FLOAT.test(text)) return parsed
  const written = outsideStrings(text, part =>
    part.replace(NUMBER, digits => (isFloat(digits) ? `"${MARK}${digits}"` : digits)),
  )
  return JSON.parse(written, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? new Float(Number(value.slice(MARK.length))) : value,
  )
}

/** Whether Python reads these digits as a float, and JavaScript as a whole number. */
function isFloat(digits: string): boolean {
  return /[.eE]/.test(digits) && Number.isInteger(Number(digits))
}

/** Valid JSON with what is outside of its strings replaced. */
function outsideStrings(json: string, replace: (part: string) => string): string {
  let result = ''
  let at = 0
  while (at < json.length) {
    const start = json.indexOf('"', at)
    if (start === -1) break
    let end = start + 1
    while (json[end] !== '"') end += json[end] === '\\' ? 2 : 1
    result += replace(json.slice(at, start)) + json.slice(start, end + 1)
    at = end + 1
  }
  return result + replace(json.slice(at))
}
