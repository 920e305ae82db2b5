import { createHash } from 'node:crypto'
import { floatJson } from '../base/float-json.ts'
import { InputError } from '../errors.ts'
import { isList, kindOf, plain, textOf } from '../values/plain.ts'
import { comment } from './comment.ts'
import { type Helper, helper, list, optionHelper, text, whole } from './helper.ts'
import { isTrue } from './lookup.ts'
import { formatPercent } from './python/format.ts'
import { indent, wordWrap } from './python/wrap.ts'

/** Helpers that create and change strings. */
export const TEXT_HELPERS: Readonly<Record<string, Helper>> = {
  upper: helper('upper text', 'the text in upper case', value => text('upper', value).toUpperCase()),
  lower: helper('lower text', 'the text in lower case', value => text('lower', value).toLowerCase()),
  capitalize: helper('capitalize text', 'the first letter in upper case, the others in lower case', value => {
    const all = text('capitalize', value)
    return all.slice(0, 1).toUpperCase() + all.slice(1).toLowerCase()
  }),
  trim: helper('trim text', 'the text without white space at both ends', value => text('trim', value).trim()),
  replace: helper(
    'replace text old new',
    'the text with every `old` replaced, as plain text',
    (value, old, other) =>
      text('replace', value).replaceAll(text('replace', old), () => text('replace', other)),
  ),
  lines: helper('lines text', 'a list of its lines', value =>
    text('lines', value)
      .replace(/\r?\n$/, '')
      .split(/\r?\n/),
  ),
  split: helper(
    'split text [separator]',
    'a list of the parts of the text; without a separator, a list of its words',
    (value, separator) => {
      const all = text('split', value)
      if (separator === undefined) return all.split(/\s+/).filter(word => word !== '')
      return all === '' ? [] : all.split(text('split', separator))
    },
  ),
  join: helper(
    'join list [separator]',
    'all items as one string, separated by `,` or the separator',
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
  indent: optionHelper(
    'indent text [width=] [first=] [blank=]',
    'the text with every line indented, except the first and empty ones; `width` is a number of spaces (default 4) or a string',
    ([value], { width = 4, first = false, blank = false }) =>
      indent(text('indent', value), {
        before: typeof width === 'string' ? width : ' '.repeat(span('indent', width)),
        isFirst: isTrue(first),
        isBlank: isTrue(blank),
      }),
  ),
  wordwrap: optionHelper(
    'wordwrap text [width=] [break_long_words=] [wrapstring=] [break_on_hyphens=]',
    'the text in lines of at most 79 or `width` characters, broken between words with a line break or `wrapstring`',
    ([value], options) =>
      wordWrap(text('wordwrap', value), {
        width: span('wordwrap', options.width ?? 79),
        breaksLong: isTrue(options.break_long_words ?? true),
        breaksHyphens: isTrue(options.break_on_hyphens ?? true),
        by: text('wordwrap', options.wrapstring ?? '\n'),
      }),
  ),
  comment: optionHelper(
    'comment text [style=] [decoration=] [beginning=] [end=] [prefix=] [prefix_count=] [postfix=] [postfix_count=] [newline=]',
    'the text as a comment; the style is `plain` (`#`), `c`, `cblock`, `erlang` or `xml`',
    ([value], options) => comment(text('comment', value), options),
  ),
  format: helper(
    'format text [value] …',
    'the text with `%s`, `%d`, `%05.1f`, … replaced by the values',
    (value, ...others) => formatPercent(text('format', value), others),
  ),
  quote: helper('quote text', 'the text as one word for a POSIX shell, in quotes if they are needed', value =>
    quote(text('quote', value)),
  ),
  json: helper('json value [width]', 'JSON, on one line or indented by `width` spaces', (value, width) =>
    floatJson(plain(value), width === undefined ? 0 : span('json', width)),
  ),
  string: helper('string value', 'the value as text; lists and maps as JSON', value =>
    textOf(value, 'the value passed to `string`'),
  ),
  unicode_normalize: optionHelper(
    'unicode_normalize text [form=]',
    'the text in a normal form of Unicode: `NFC` (default), `NFD`, `NFKC` or `NFKD`',
    ([value], { form = 'NFC' }) =>
      normalize(text('unicode_normalize', value), text('unicode_normalize', form)),
  ),
  crc32: helper('crc32 text', 'the checksum CRC-32 of the text as UTF-8, in hexadecimal digits', value =>
    crc32(Buffer.from(text('crc32', value))).toString(16),
  ),
  b64encode: helper('b64encode text', 'base64 of the text as UTF-8', value =>
    Buffer.from(text('b64encode', value)).toString('base64'),
  ),
  b64decode: helper('b64decode text', 'the decoded text', decode),
  hash: helper(
    'hash text [algorithm]',
    'a digest of the text as UTF-8, in hex: `md5`, `sha1` (default), `sha224`, `sha256`, `sha384` or `sha512`',
    (value, algorithm = 'sha1') => hash(text('hash', value), text('hash', algorithm)),
  ),
  checksum: helper('checksum text', 'SHA-1 of the text as UTF-8, in hex', value =>
    hash(text('checksum', value), 'sha1'),
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

/** Quotes a string as Python's `shlex.quote` does. */
function quote(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value
  return `'${value.replaceAll("'", `'"'"'`)}'`
}

function concat(...parts: unknown[]): unknown {
  if (parts.every(isList)) return (parts as unknown[][]).flat()
  return parts.map(part => text('concat', part)).join('')
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

function normalize(value: string, form: string): string {
  const forms = ['NFC', 'NFD', 'NFKC', 'NFKD']
  if (!forms.includes(form))
    throw new InputError(`\`form\` of \`unicode_normalize\` is ${forms.join(', ')}, got \`${form}\``)
  return value.normalize(form)
}

/** Returns the CRC-32 checksum that gzip and zip files use. Node has its own function from version 22 on. */
function crc32(bytes: Buffer): number {
  let sum = 0xffff_ffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb8_8320 : 0)
  }
  return (sum ^ 0xffff_ffff) >>> 0
}
