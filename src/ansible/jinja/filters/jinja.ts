import type { Calls, Filter } from '../compile.ts'
import { attributeOf } from '../compile.ts'
import { JinjaError } from '../fault.ts'
import { formatPercent, type Passed, replaceText, splitLines } from '../methods.ts'
import {
  amount,
  compareValues,
  describe,
  float,
  type Given,
  isDict,
  isEqual,
  isFloat,
  isNumber,
  isTruthy,
  iterate,
  toPlain,
  toRepr,
  toText,
  tuple,
  Undefined,
  used,
} from '../python.ts'

/** The filters of Jinja2 itself (3.1): https://jinja.palletsprojects.com/en/3.1.x/templates/#builtin-filters. */
export const JINJA_FILTERS: Readonly<Record<string, Filter>> = {
  abs: value => {
    const number = numeric('abs', value)
    return isFloat(used(value)) ? float(Math.abs(number)) : Math.abs(number)
  },
  attr: (value, passed) => attributeOf(value, passed.text(0, 'name')),
  batch: (value, passed) => batches(iterate(value), passed),
  capitalize: value => {
    const text = toText(value)
    return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
  },
  center: (value, passed) => center(toText(value), passed.integer(0, 'width', 80)),
  count: size,
  d: orDefault,
  default: orDefault,
  dictsort: (value, passed) => dictSort(value, passed),
  e: value => escapeHtml(toText(value)),
  escape: value => escapeHtml(toText(value)),
  filesizeformat: (value, passed) => fileSize(value, isTruthy(passed.value(0, 'binary', false))),
  first: value => iterate(value)[0] ?? endOf(value, 0),
  float: (value, passed) => {
    const found = used(value)
    const number = typeof found === 'string' ? floatOf(found) : amount(found)
    return number === undefined ? passed.value(0, 'default', float(0)) : float(number)
  },
  forceescape: value => escapeHtml(toText(value)),
  format: (value, passed) => {
    if (passed.count > 0 && passed.named.size > 0)
      throw new JinjaError('`format` takes values with names or without, not both')
    return formatPercent(
      toText(value),
      passed.named.size > 0 ? Object.fromEntries(passed.named) : tuple(...passed.all),
    )
  },
  groupby: (value, passed) => groupBy(value, passed),
  indent: (value, passed) => indent(toText(value), passed),
  int: (value, passed) =>
    toInteger(used(value), passed.value(0, 'default', 0), passed.integer(1, 'base', 10)),
  items: value => {
    if (value instanceof Undefined) return []
    const found = used(value)
    if (!isDict(found)) throw new JinjaError(`\`items\` needs a dict, got ${describe(found)}`)
    return Object.entries(found).map(entry => tuple(...entry))
  },
  join: (value, passed) => {
    const read = passed.has(1, 'attribute') ? reader(passed.value(1, 'attribute')) : undefined
    const separator = toText(passed.value(0, 'd', ''))
    return iterate(value)
      .map(item => toText(read ? read(item) : item))
      .join(separator)
  },
  last: value => iterate(value).at(-1) ?? endOf(value, -1),
  length: size,
  list: value => [...iterate(value)],
  lower: value => toText(value).toLowerCase(),
  map: (value, passed, calls) => mapped(value, passed, calls),
  max: (value, passed) => extreme(value, passed, 1),
  min: (value, passed) => extreme(value, passed, -1),
  pprint: value => toRepr(value),
  reject: (value, passed, calls) => chosen(value, passed, calls, { keeps: false, byAttribute: false }),
  rejectattr: (value, passed, calls) => chosen(value, passed, calls, { keeps: false, byAttribute: true }),
  replace: (value, passed) => {
    const most = passed.value(2, 'count', null)
    return replaceText(
      toText(value),
      toText(passed.value(0, 'old')),
      toText(passed.value(1, 'new')),
      amount(most ?? -1) ?? -1,
    )
  },
  reverse: value => {
    const found = used(value)
    return typeof found === 'string' ? [...found].reverse().join('') : [...iterate(found)].reverse()
  },
  round: (value, passed) =>
    round(value, passed.integer(0, 'precision', 0), passed.text(1, 'method', 'common')),
  safe: value => toText(value),
  select: (value, passed, calls) => chosen(value, passed, calls, { keeps: true, byAttribute: false }),
  selectattr: (value, passed, calls) => chosen(value, passed, calls, { keeps: true, byAttribute: true }),
  slice: (value, passed) => slices(iterate(value), passed),
  sort: (value, passed) => {
    const attribute = passed.value(2, 'attribute', null)
    const keys =
      attribute === null
        ? [identity]
        : String(attribute)
            .split(',')
            .map(part => reader(part))
    const isCased = isTruthy(passed.value(1, 'case_sensitive', false))
    const keyed = iterate(value).map(item => ({ item, key: keys.map(key => fold(key(item), isCased)) }))
    keyed.sort((one, other) => compareValues(one.key, other.key))
    // Python's `reverse=True` keeps the order of what is equal.
    if (isTruthy(passed.value(0, 'reverse', false))) return reverseStable(keyed).map(({ item }) => item)
    return keyed.map(({ item }) => item)
  },
  string: value => toText(value),
  striptags: value =>
    toText(value)
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<[^>]*>/g, '')
      .split(/\s+/)
      .filter(word => word !== '')
      .join(' ')
      .replace(/&(amp|lt|gt|quot|#39|#34|nbsp);/g, (_, name) => HTML_NAMES[name] ?? ''),
  sum: (value, passed) => {
    const attribute = passed.value(0, 'attribute', null)
    const read = attribute === null ? identity : reader(attribute)
    const start = passed.value(1, 'start', 0)
    return iterate(value).reduce<unknown>((total, item) => add(total, used(read(item))), start)
  },
  title: value =>
    toText(value)
      .split(/([-\s({[<]+)/u)
      .map(part => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
      .join(''),
  tojson: (value, passed) => htmlSafeJson(toPlain(value), passed),
  trim: (value, passed) => trim(toText(value), passed.value(0, 'chars', null)),
  truncate: (value, passed) => truncate(toText(value), passed),
  unique: (value, passed) => {
    const attribute = passed.value(1, 'attribute', null)
    const isCased = isTruthy(passed.value(0, 'case_sensitive', false))
    const read = attribute === null ? identity : reader(attribute)
    const seen: unknown[] = []
    return iterate(value).filter(item => {
      const key = fold(read(item), isCased)
      if (seen.some(other => isEqual(other, key))) return false
      seen.push(key)
      return true
    })
  },
  upper: value => toText(value).toUpperCase(),
  urlencode: value => urlEncode(used(value)),
  urlize: value =>
    toText(value).replace(/https?:\/\/[^\s<>"]+/g, url => `<a href="${url}" rel="noopener">${url}</a>`),
  wordcount: value => (toText(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
  wordwrap: (value, passed) => wordWrap(toText(value), passed),
  xmlattr: (value, passed) => {
    const found = used(value)
    if (!isDict(found)) throw new JinjaError(`\`xmlattr\` needs a dict, got ${describe(found)}`)
    const pairs = Object.entries(found).filter(([, part]) => part !== null && !(part instanceof Undefined))
    const text = pairs.map(([key, part]) => `${escapeHtml(key)}="${escapeHtml(toText(part))}"`).join(' ')
    return text !== '' && isTruthy(passed.value(0, 'autospace', true)) ? ` ${text}` : text
  },
}

function identity(value: unknown): unknown {
  return value
}

function orDefault(value: unknown, passed: Passed): unknown {
  const isMissing =
    value instanceof Undefined || (isTruthy(passed.value(1, 'boolean', false)) && !isTruthy(value))
  return isMissing ? (passed.has(0, 'default_value') ? passed.raw(0, 'default_value') : '') : value
}

function size(value: unknown): number {
  const found = used(value)
  if (typeof found === 'string') return [...found].length
  if (Array.isArray(found)) return found.length
  if (isDict(found)) return Object.keys(found).length
  throw new JinjaError(`${describe(found)} has no length`)
}

function endOf(value: unknown, at: number): unknown {
  const items = iterate(value)
  if (items.length > 0) return items.at(at)
  return new Undefined(
    at === 0 ? 'there is no first item: the list is empty' : 'there is no last item: the list is empty',
  )
}

function numeric(name: string, value: unknown): number {
  const found = amount(used(value))
  if (found === undefined) throw new JinjaError(`\`${name}\` needs a number, got ${describe(used(value))}`)
  return found
}

/** Reads `a.b` or `a.0` of an item, as `attribute=` of many filters means it. */
export function reader(attribute: unknown): (item: unknown) => unknown {
  const parts = isNumber(attribute) ? [String(attribute)] : toText(attribute).split('.')
  return item =>
    parts.reduce<unknown>((value, part) => {
      if (value instanceof Undefined) return value
      const found = used(value)
      if (/^\d+$/.test(part)) {
        const items = Array.isArray(found)
          ? found
          : isDict(found) && Object.hasOwn(found, part)
            ? []
            : iterate(found)
        if (isDict(found) && Object.hasOwn(found, part)) return found[part]
        return items[Number(part)] ?? new Undefined(`${describe(found)} has no item ${part}`)
      }
      if (isDict(found) && Object.hasOwn(found, part)) return found[part]
      return attributeOf(found, part)
    }, item)
}

function fold(value: unknown, isCased: boolean): unknown {
  const found = used(value)
  return typeof found === 'string' && !isCased ? found.toLowerCase() : found
}

function reverseStable<T extends { readonly key: unknown }>(sorted: readonly T[]): T[] {
  const groups: T[][] = []
  for (const each of sorted) {
    const last = groups.at(-1)
    if (last?.[0] && isEqual(last[0].key, each.key)) last.push(each)
    else groups.push([each])
  }
  return groups.reverse().flat()
}

function batches(items: readonly unknown[], passed: Passed): unknown[][] {
  const count = passed.integer(0, 'linecount')
  const found: unknown[][] = []
  for (let at = 0; at < items.length; at += count) found.push(items.slice(at, at + count))
  const last = found.at(-1)
  const fill = passed.value(1, 'fill_with', null)
  while (fill !== null && last && last.length < count) last.push(fill)
  return found
}

function slices(items: readonly unknown[], passed: Passed): unknown[][] {
  const count = passed.integer(0, 'slices')
  const fill = passed.value(1, 'fill_with', null)
  const [each, extra] = [Math.floor(items.length / count), items.length % count]
  let at = 0
  return Array.from({ length: count }, (_, index) => {
    const end = at + each + (index < extra ? 1 : 0)
    const part = items.slice(at, end)
    at = end
    if (fill !== null && index >= extra && extra > 0) part.push(fill)
    return part
  })
}

function center(text: string, width: number): string {
  const missing = width - [...text].length
  if (missing <= 0) return text
  const left = Math.floor(missing / 2) + (missing % 2 === 1 && width % 2 === 1 ? 1 : 0)
  return ' '.repeat(left) + text + ' '.repeat(missing - left)
}

function dictSort(value: unknown, passed: Passed): unknown[] {
  const found = used(value)
  if (!isDict(found)) throw new JinjaError(`\`dictsort\` needs a dict, got ${describe(found)}`)
  const isCased = isTruthy(passed.value(0, 'case_sensitive', false))
  const by = passed.text(1, 'by', 'key')
  if (by !== 'key' && by !== 'value') throw new JinjaError('`dictsort` sorts by `key` or `value`')
  const keyed = Object.entries(found).map(([key, part]) => ({
    item: tuple(key, part),
    key: fold(by === 'key' ? key : part, isCased),
  }))
  keyed.sort((one, other) => compareValues(one.key, other.key))
  return (isTruthy(passed.value(2, 'reverse', false)) ? reverseStable(keyed) : keyed).map(({ item }) => item)
}

function fileSize(value: unknown, isBinary: boolean): string {
  const found = used(value)
  const bytes = typeof found === 'string' ? Number(found) : numeric('filesizeformat', found)
  const base = isBinary ? 1024 : 1000
  const units = isBinary
    ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
    : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
  if (bytes === 1) return '1 Byte'
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`
  for (const [index, unit] of units.entries()) {
    const next = base ** (index + 2)
    if (bytes < next || index === units.length - 1) return `${((base * bytes) / next).toFixed(1)} ${unit}`
  }
  return String(bytes)
}

function groupBy(value: unknown, passed: Passed): unknown[] {
  const attribute = passed.value(0, 'attribute')
  const read = reader(attribute)
  const fallback = passed.has(1, 'default') ? passed.raw(1, 'default') : undefined
  const isCased = isTruthy(passed.value(2, 'case_sensitive', false))
  const keyOfItem = (item: unknown): unknown => {
    const key = read(item)
    return key instanceof Undefined && fallback !== undefined ? fallback : used(key)
  }
  const keyed = iterate(value).map(item => ({
    item,
    shown: keyOfItem(item),
    key: fold(keyOfItem(item), isCased),
  }))
  keyed.sort((one, other) => compareValues(one.key, other.key))
  const groups: { shown: unknown; key: unknown; items: unknown[] }[] = []
  for (const { item, shown, key } of keyed) {
    const last = groups.at(-1)
    if (last && isEqual(last.key, key)) last.items.push(item)
    else groups.push({ shown, key, items: [item] })
  }
  return groups.map(({ shown, items }) => tuple(shown, items))
}

function indent(text: string, passed: Passed): string {
  const width = passed.value(0, 'width', 4)
  const before = typeof width === 'string' ? width : ' '.repeat(numeric('indent', width))
  const [isFirst, isBlank] = [
    isTruthy(passed.value(1, 'first', false)),
    isTruthy(passed.value(2, 'blank', false)),
  ]
  const withEnd = `${text}\n`
  let indented: string
  if (isBlank) indented = splitLines(withEnd).join(`\n${before}`)
  else {
    const [first = '', ...others] = splitLines(withEnd)
    indented = [first, ...others.map(line => (line === '' ? line : before + line))].join('\n')
  }
  return isFirst ? before + indented : indented
}

/** `int(value, base)` of Python where it can, else the fallback. */
function toInteger(value: unknown, fallback: unknown, base: number): unknown {
  if (typeof value !== 'string') {
    const number = amount(value)
    return number === undefined || !Number.isFinite(number) ? fallback : Math.trunc(number)
  }
  const text = value.trim().replaceAll('_', '').toLowerCase()
  const digits = /^([+-]?)(0[box])?([\da-z]+)$/.exec(text)
  const prefix: Readonly<Record<string, number>> = { '0b': 2, '0o': 8, '0x': 16 }
  const isPrefixed = digits?.[2] !== undefined && (base === 0 || prefix[digits[2]] === base)
  const body = isPrefixed ? digits?.[3] : `${digits?.[2] ?? ''}${digits?.[3] ?? ''}`
  const radix = base === 0 ? (isPrefixed ? (prefix[digits?.[2] ?? ''] ?? 10) : 10) : base
  if (digits && body && [...body].every(digit => Number.parseInt(digit, 36) < radix)) {
    return (digits[1] === '-' ? -1 : 1) * Number.parseInt(body, radix)
  }
  const number = floatOf(value)
  return number === undefined || !Number.isFinite(number) ? fallback : Math.trunc(number)
}

function floatOf(text: string): number | undefined {
  const plain = text.trim().toLowerCase()
  if (/^[+-]?(inf|infinity)$/.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/.test(plain)) return Number.NaN
  return /^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(plain)
    ? Number(plain.replaceAll('_', ''))
    : undefined
}

function mapped(value: unknown, passed: Passed, calls: Calls): unknown[] {
  const items = value instanceof Undefined ? value.fail() : iterate(value)
  if (passed.count === 0 && passed.named.has('attribute')) {
    const read = reader(passed.named.get('attribute'))
    const hasDefault = passed.named.has('default')
    return items.map(item => {
      const found = read(item)
      return found instanceof Undefined && hasDefault ? passed.named.get('default') : found
    })
  }
  const [name, ...positional] = passed.all
  if (name === undefined) throw new JinjaError('`map` needs the name of a filter, or `attribute`')
  const given: Given = { positional, named: passed.named }
  return items.map(item => calls.filter(toText(name), item, given))
}

function chosen(
  value: unknown,
  passed: Passed,
  calls: Calls,
  { keeps, byAttribute }: { keeps: boolean; byAttribute: boolean },
): unknown[] {
  const [attribute, ...others] = byAttribute ? passed.all : [undefined, ...passed.all]
  if (byAttribute && attribute === undefined) throw new JinjaError('the name of an attribute is missing')
  const read = byAttribute ? reader(attribute) : identity
  const [name, ...positional] = others
  const given: Given = { positional, named: passed.named }
  return iterate(value).filter(item => {
    const part = read(item)
    return (name === undefined ? isTruthy(part) : calls.test(toText(name), part, given)) === keeps
  })
}

function extreme(value: unknown, passed: Passed, sign: 1 | -1): unknown {
  const isCased = isTruthy(passed.value(0, 'case_sensitive', false))
  const attribute = passed.value(1, 'attribute', null)
  const read = attribute === null ? identity : reader(attribute)
  const [first, ...others] = iterate(value)
  if (first === undefined) return new Undefined('the list is empty')
  return others.reduce((best, item) => {
    const order = compareValues(fold(read(item), isCased), fold(read(best), isCased))
    return order * sign > 0 ? item : best
  }, first)
}

function round(value: unknown, precision: number, method: string): unknown {
  const number = numeric('round', value)
  const scale = 10 ** precision
  if (method === 'ceil') return float(Math.ceil(number * scale) / scale)
  if (method === 'floor') return float(Math.floor(number * scale) / scale)
  if (method !== 'common') throw new JinjaError('`round` knows the methods `common`, `ceil` and `floor`')
  if (Number.isInteger(number) && !isFloat(used(value)))
    return precision >= 0 ? number : halfToEven(number * scale) / scale
  return float(roundTo(number, precision))
}

/** Python rounds a half to the even neighbour, by the exact decimal value of the float. */
function roundTo(number: number, precision: number): number {
  if (precision < 0) return halfToEven(number * 10 ** precision) / 10 ** precision
  const exact = number.toFixed(Math.min(100, precision + 25))
  const at = exact.length - 25
  const rest = exact.slice(at)
  const isHalf = /^50*$/.test(rest)
  if (!isHalf) return Number(number.toFixed(precision))
  const kept = exact.slice(0, at)
  const isEven = Number(kept.replace('.', '').at(-1)) % 2 === 0
  return isEven ? Number(kept) : Number(number.toFixed(precision))
}

function halfToEven(number: number): number {
  const down = Math.floor(number)
  const rest = number - down
  if (rest !== 0.5) return Math.round(number)
  return down % 2 === 0 ? down : down + 1
}

function add(total: unknown, item: unknown): unknown {
  const [a, b] = [amount(total), amount(item)]
  if (a === undefined || b === undefined) {
    if (Array.isArray(total) && Array.isArray(item)) return [...total, ...item]
    throw new JinjaError(`\`sum\` cannot add ${describe(total)} and ${describe(item)}`)
  }
  return isFloat(total) || isFloat(item) ? float(a + b) : a + b
}

function htmlSafeJson(value: unknown, passed: Passed): string {
  const width = passed.value(0, 'indent', null)
  const text = pythonJson(value, {
    indent: width === null ? undefined : numeric('tojson', width),
    sortsKeys: true,
  })
  const names: Readonly<Record<string, string>> = {
    '<': '\\u003c',
    '>': '\\u003e',
    '&': '\\u0026',
    "'": '\\u0027',
  }
  return text.replace(/[<>&']/g, character => names[character] ?? character)
}

/** JSON as Python's `json.dumps` writes it: a blank behind `,` and `:`, and ASCII alone by default. */
export function pythonJson(
  value: unknown,
  { indent, sortsKeys = false, isAscii = true, separators }: JsonStyle = {},
): string {
  const [itemEnd, keyEnd] = separators ?? [indent === undefined ? ', ' : ',', ': ']
  const text = (part: string): string => {
    const quoted = JSON.stringify(part)
    return isAscii
      ? quoted.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : quoted
  }
  const write = (part: unknown, depth: number): string => {
    const found = used(part)
    if (typeof found === 'string') return text(found)
    if (found === null || typeof found === 'boolean') return String(found)
    if (isNumber(found)) {
      const shown = toText(found)
      return { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' }[shown] ?? shown
    }
    const isList = Array.isArray(found)
    if (!isList && !isDict(found)) return text(toText(found))
    const keys = isList ? [] : sortsKeys ? Object.keys(found).sort(compareKeys) : Object.keys(found)
    const parts = isList
      ? found.map(item => write(item, depth + 1))
      : keys.map(key => `${text(key)}${keyEnd}${write(found[key], depth + 1)}`)
    const [open, close] = isList ? '[]' : '{}'
    if (parts.length === 0) return `${open}${close}`
    if (indent === undefined) return `${open}${parts.join(itemEnd)}${close}`
    const line = `\n${' '.repeat(indent * (depth + 1))}`
    return `${open}${line}${parts.join(`${itemEnd}${line}`)}\n${' '.repeat(indent * depth)}${close}`
  }
  return write(value, 0)
}

export interface JsonStyle {
  /** Blanks per level; one line without it. */
  readonly indent?: number | undefined
  readonly sortsKeys?: boolean
  readonly isAscii?: boolean
  /** Between items, and between a key and its value. */
  readonly separators?: readonly [string, string]
}

function compareKeys(one: string, other: string): number {
  return compareValues(one, other)
}

/** Without these characters at both ends, white space by default. */
export function trim(text: string, characters: unknown): string {
  if (typeof characters !== 'string') return text.trim()
  const all = [...text]
  let [from, to] = [0, all.length]
  while (from < to && characters.includes(all[from] ?? '')) from += 1
  while (to > from && characters.includes(all[to - 1] ?? '')) to -= 1
  return all.slice(from, to).join('')
}

function truncate(text: string, passed: Passed): string {
  const length = passed.integer(0, 'length', 255)
  const end = passed.text(2, 'end', '...')
  const leeway = amount(passed.value(3, 'leeway', 5) ?? 5) ?? 5
  const characters = [...text]
  if (characters.length <= length + leeway) return text
  const kept = characters.slice(0, length - [...end].length).join('')
  if (isTruthy(passed.value(1, 'killwords', false))) return kept + end
  const at = kept.lastIndexOf(' ')
  return (at < 0 ? kept : kept.slice(0, at)) + end
}

/** Like `urllib.parse.quote` and `urlencode`. */
function urlEncode(value: unknown): string {
  if (typeof value === 'string' || isNumber(value)) return percentEncode(toText(value), '/')
  const pairs = isDict(value)
    ? Object.entries(value)
    : iterate(value).map(pair => {
        const [key, part] = iterate(pair)
        return [toText(key), part] as const
      })
  const query = (part: unknown): string => percentEncode(toText(part), '').replaceAll('%20', '+')
  return pairs.map(([key, part]) => `${query(key)}=${query(part)}`).join('&')
}

function percentEncode(text: string, safe: string): string {
  return [...Buffer.from(text)]
    .map(byte => {
      const character = String.fromCharCode(byte)
      if (/[\w.~-]/.test(character) || safe.includes(character)) return character
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

function wordWrap(text: string, passed: Passed): string {
  const width = passed.integer(0, 'width', 79)
  const breaksLong = isTruthy(passed.value(1, 'break_long_words', true))
  const by = toText(passed.value(2, 'wrapstring', null) ?? '\n')
  const onHyphens = isTruthy(passed.value(3, 'break_on_hyphens', true))
  return splitLines(text)
    .map(line => wrapLine(line, width, breaksLong, onHyphens).join(by))
    .join(by)
}

/** Python's `textwrap.wrap`, which as Jinja calls it keeps all white space. */
function wrapLine(line: string, width: number, breaksLong: boolean, onHyphens: boolean): string[] {
  // TextWrapper.wordsep_re of Python's textwrap, without its dashes.
  const pattern = onHyphens
    ? /\s+|[\w!"'&.,?]*?[\p{L}_]{2,}-(?=[\p{L}_]{2,})|\S+?(?=-[\p{L}_]{2})-|\S+?(?=\s|$)/gu
    : /\s+|\S+/g
  const chunks = (line.match(pattern) ?? []).reverse()
  const lines: string[] = []
  while (chunks.length > 0) {
    const current: string[] = []
    let length = 0
    for (
      let next = chunks.at(-1);
      next !== undefined && length + next.length <= width;
      next = chunks.at(-1)
    ) {
      current.push(next)
      length += next.length
      chunks.pop()
    }
    const next = chunks.at(-1)
    if (next !== undefined && next.length > width) {
      const space = Math.max(1, width - length)
      if (breaksLong) {
        current.push(next.slice(0, space))
        chunks[chunks.length - 1] = next.slice(space)
      } else if (current.length === 0) current.push(chunks.pop() ?? '')
    }
    if (current.length > 0) lines.push(current.join(''))
  }
  return lines
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
}
const HTML_NAMES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#34': '"',
  nbsp: '\u00a0',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>'"]/g, character => HTML[character] ?? character)
}
