import { parseJson } from '../base/parse-json.ts'

/** The parts of a Python literal: a text, a word, or a mark. */
const TOKEN = /\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[-+]?[\d.][\w.+-]*|\w+|[[\]{}(),:])/gy

const CONSTANT = /^(?:[-+]?[\d.].*|true|false|null)$/

const WORDS: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
  ['(', '['],
  [')', ']'],
])

/** JSON, or a Python literal of texts, numbers, lists and maps: `{'a': [1, None]}`. Undefined for any other text. */
export function parsePythonLiteral(text: string): unknown {
  return parseJson(text) ?? parseJson(asJson(text) ?? '')
}

function asJson(text: string): string | undefined {
  const parts: string[] = []
  let end = 0
  for (const found of text.trimEnd().matchAll(TOKEN)) {
    const token = found[1] ?? ''
    end = found.index + found[0].length
    const json = /^['"]/.test(token) ? JSON.stringify(unquoted(token)) : (WORDS.get(token) ?? token)
    // A comma after the last item is Python's.
    if (/^[\]}]$/.test(json) && parts.at(-1) === ',') parts.pop()
    // Any constant can be a key in Python.
    const key = json === ':' ? parts.pop() : undefined
    if (key !== undefined) parts.push(CONSTANT.test(key) ? JSON.stringify(key) : key)
    parts.push(json)
  }
  return end === text.trimEnd().length ? parts.join(' ') : undefined
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

function unquoted(token: string): string {
  return token.slice(1, -1).replace(/\\(.)/g, (whole, letter: string) => {
    if (ESCAPES[letter] !== undefined) return ESCAPES[letter]
    return /['"\\]/.test(letter) ? letter : whole
  })
}

/** `key=value` fields, with commas or spaces between them and quotes around values that have some; undefined if one has no `=`. */
export function parseFields(text: string): Readonly<Record<string, string>> | undefined {
  const fields: string[] = ['']
  let quote: string | undefined
  let isEscaped = false
  const add = (letter: string): void => {
    fields[fields.length - 1] += letter
  }
  for (const letter of text.trim()) {
    if (isEscaped) {
      add(letter)
      isEscaped = false
    } else if (letter === '\\') isEscaped = true
    else if (quote === undefined && (letter === "'" || letter === '"')) quote = letter
    else if (quote === letter) quote = undefined
    else if (quote === undefined && (letter === ',' || letter === ' ')) fields.push('')
    else add(letter)
  }
  const given = fields.filter(field => field !== '')
  if (!given.every(field => field.includes('='))) return undefined
  return Object.fromEntries(
    given.map(field => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  )
}
