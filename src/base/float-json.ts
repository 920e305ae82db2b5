import { Float, hasFloat } from './float.ts'

// `crypto` is the global object, not a module of Node, since the web page of a report contains this code too.
/** The prefix of a string that temporarily stands for a float. It is random, so that no data can contain it. */
const MARK = `float ${crypto.getRandomValues(new Uint32Array(4)).join('-')} `

/** Returns plain data as JSON, with a float as `1.0`. Returns `null` for a value that JSON cannot represent. */
export function floatJson(value: unknown, indent = 0): string {
  if (!hasFloat(value)) return JSON.stringify(value, null, indent) ?? 'null'
  return JSON.stringify(value, marked, indent).replaceAll(MARKED, '$1')
}

const MARKED = new RegExp(`"${MARK}([^"]*)"`, 'g')

/** A replacer for `JSON.stringify`. `shown` is the value after `toJSON`, so the original is read from its object. */
function marked(this: unknown, key: string, shown: unknown): unknown {
  const value = (this as Readonly<Record<string, unknown>>)[key]
  return value instanceof Float ? `${MARK}${value}` : shown
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g
/** Matches what looks like a float between characters of JSON syntax; it may be inside a string. */
const MAY_BE_FLOAT = /(?:^|[:,[\s])-?\d+(?:\.\d+(?:[eE][-+]?\d+)?|[eE][-+]?\d+)(?=[,\]}\s]|$)/

/** Parses JSON as `JSON.parse` does, but numbers such as `1.0` and `1e3` become floats. Throws SyntaxError. */
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

/** Returns whether Python reads these digits as a float, but JavaScript as a whole number. */
function isFloat(digits: string): boolean {
  return /[.eE]/.test(digits) && Number.isInteger(Number(digits))
}

/** Returns valid JSON in which `replace` was applied to each part outside of strings. */
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
