import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { withinTime } from '../base/time-limit.ts'
import { InputError } from '../errors.ts'
import { isList, kindOf, plain, textOf } from '../values/plain.ts'
import { type Helper, helper, list, text, whole } from './helper.ts'

/** Helpers that make text. */
export const TEXT_HELPERS: Readonly<Record<string, Helper>> = {
  upper: helper('upper text', 'in upper case', value => text('upper', value).toUpperCase()),
  lower: helper('lower text', 'in lower case', value => text('lower', value).toLowerCase()),
  capitalize: helper('capitalize text', 'the first letter in upper case, the others in lower case', value => {
    const all = text('capitalize', value)
    return all.slice(0, 1).toUpperCase() + all.slice(1).toLowerCase()
  }),
  trim: helper('trim text', 'without white space at both ends', value => text('trim', value).trim()),
  replace: helper('replace text old new', 'every `old` replaced, as plain text', (value, old, other) =>
    text('replace', value).replaceAll(text('replace', old), () => text('replace', other)),
  ),
  regex_replace: helper(
    'regex_replace text pattern new',
    'every match of a JavaScript regular expression replaced; `$1` is its first group',
    (value, pattern, other) =>
      withinTime('`regex_replace`', () =>
        text('regex_replace', value).replace(
          regex('regex_replace', pattern, 'g'),
          text('regex_replace', other).replace(/\\([1-9])/g, '$$$1'),
        ),
      ),
  ),
  matches: helper(
    'matches text pattern',
    'true if a JavaScript regular expression matches anywhere in the text',
    (value, pattern) =>
      withinTime('`matches`', () => regex('matches', pattern, '').test(text('matches', value))),
  ),
  lines: helper('lines text', 'a list of its lines', value =>
    text('lines', value)
      .replace(/\r?\n$/, '')
      .split(/\r?\n/),
  ),
  split: helper(
    'split text [separator]',
    'a list of the parts; without a separator, of the words',
    (value, separator) => {
      const all = text('split', value)
      if (separator === undefined) return all.split(/\s+/).filter(word => word !== '')
      return all === '' ? [] : all.split(text('split', separator))
    },
  ),
  join: helper(
    'join list [separator]',
    'all items as one text, separated by `,` or the separator',
    (items, separator) =>
      list('join', items)
        .map((item, index) => textOf(item, `item ${index} of the list passed to \`join\``))
        .join(separator === undefined ? ',' : text('join', separator)),
  ),
  concat: helper('concat a b …', 'texts or lists joined in order', concat),
  startswith: helper('startswith text part', 'true if the text begins with the part', (value, part) =>
    text('startswith', value).startsWith(text('startswith', part)),
  ),
  endswith: helper('endswith text part', 'true if the text ends with the part', (value, part) =>
    text('endswith', value).endsWith(text('endswith', part)),
  ),
  indent: helper(
    'indent text width',
    'indents every line except the first and empty ones by `width` spaces',
    (value, width) => text('indent', value).replace(/\n(?!\n|$)/g, `\n${' '.repeat(span('indent', width))}`),
  ),
  quote: helper(
    'quote text',
    'one word for a POSIX shell',
    value => `'${text('quote', value).replaceAll("'", `'\\''`)}'`,
  ),
  json: helper('json value [width]', 'JSON, on one line or indented by `width` spaces', (value, width) =>
    JSON.stringify(plain(value), null, width === undefined ? 0 : span('json', width)),
  ),
  string: helper('string value', 'the value as text; lists and maps as JSON', value =>
    textOf(value, 'the value passed to `string`'),
  ),
  basename: helper('basename path', 'the last part of a path', value =>
    posix.basename(text('basename', value)),
  ),
  dirname: helper('dirname path', 'a path without its last part', value =>
    posix.dirname(text('dirname', value)),
  ),
  b64encode: helper('b64encode text', 'base64 of the text as UTF-8', value =>
    Buffer.from(text('b64encode', value)).toString('base64'),
  ),
  b64decode: helper('b64decode text', 'the text that was encoded', decode),
  hash: helper(
    'hash text [algorithm]',
    'a digest of the text as UTF-8, in hex: `md5`, `sha1` (default), `sha224`, `sha256`, `sha384` or `sha512`',
    (value, algorithm = 'sha1') => hash(text('hash', value), text('hash', algorithm)),
  ),
  sha256: helper('sha256 text', 'SHA-256 of the text as UTF-8, in hex', value =>
    hash(text('sha256', value), 'sha256'),
  ),
}

function hash(value: string, algorithm: string): string {
  if (HASHES.includes(algorithm)) return createHash(algorithm).update(value).digest('hex')
  throw new InputError(`\`hash\` knows ${HASHES.join(', ')}, got \`${algorithm}\``)
}

const HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']

function concat(...parts: unknown[]): unknown {
  if (parts.every(isList)) return (parts as unknown[][]).flat()
  return parts.map(part => text('concat', part)).join('')
}

function regex(name: string, pattern: unknown, flags: string): RegExp {
  try {
    return new RegExp(text(name, pattern), flags)
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`\`${String(pattern)}\` is not a valid regular expression`, { cause: error })
  }
}

function decode(value: unknown): string {
  const encoded = text('b64decode', value).replace(/\s/g, '')
  const bytes = Buffer.from(encoded, 'base64')
  const plainText = bytes.toString()
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(encoded))
    throw new InputError(`\`b64decode\` takes base64, got ${kindOf(value)}`)
  if (!Buffer.from(plainText).equals(bytes))
    throw new InputError('`b64decode` returns text, and these bytes are not UTF-8')
  return plainText
}

function span(name: string, value: unknown): number {
  const width = whole(name, value)
  if (width >= 0 && width <= 1000) return width
  throw new InputError(`\`${name}\` takes a width of 0 to 1000, got \`${width}\``)
}
