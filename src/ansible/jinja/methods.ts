import { JinjaError } from './fault.ts'
import {
  amount,
  Callable,
  compareValues,
  type Dict,
  describe,
  type Given,
  isDict,
  isEqual,
  iterate,
  keyOf,
  Tuple,
  toRepr,
  toText,
  tuple,
  Undefined,
  used,
} from './python.ts'

/** A method of Python's `str`, `list` or `dict`, bound to a value; undefined where its type has none of that name. */
export function methodOf(target: unknown, name: string): Callable | undefined {
  const methods: Readonly<Record<string, Method<never>>> | undefined =
    typeof target === 'string'
      ? TEXT
      : target instanceof Tuple
        ? TUPLE
        : Array.isArray(target)
          ? LIST
          : isDict(target)
            ? DICT
            : undefined
  if (!methods || !Object.hasOwn(methods, name)) return undefined
  const method = methods[name] as Method<unknown>
  return new Callable(name, given => method(target, new Passed(name, given)))
}

/** Methods that change their value: a template that calls one works on copies of its variables. */
export const MUTATORS: ReadonlySet<string> = new Set([
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'popitem',
  'clear',
  'reverse',
  'sort',
  'update',
  'setdefault',
])

type Method<T> = (target: T, passed: Passed) => unknown

/** The values that a method, filter or function was called with, read by position or by name. */
export class Passed {
  readonly #what: string
  readonly #given: Given

  constructor(what: string, given: Given) {
    this.#what = what
    this.#given = given
  }

  get count(): number {
    return this.#given.positional.length
  }

  get all(): readonly unknown[] {
    return this.#given.positional
  }

  get named(): ReadonlyMap<string, unknown> {
    return this.#given.named
  }

  has(index: number, name: string): boolean {
    return index < this.#given.positional.length || this.#given.named.has(name)
  }

  /** The value as it is, which may be undefined in Jinja's sense. */
  raw(index: number, name: string): unknown {
    return index < this.#given.positional.length ? this.#given.positional[index] : this.#given.named.get(name)
  }

  value(index: number, name: string, fallback?: unknown): unknown {
    if (this.has(index, name)) return used(this.raw(index, name))
    if (fallback !== undefined) return fallback
    throw new JinjaError(`\`${this.#what}\` needs \`${name}\``)
  }

  text(index: number, name: string, fallback?: string): string {
    const value = this.value(index, name, fallback)
    if (typeof value === 'string') return value
    throw new JinjaError(`\`${name}\` of \`${this.#what}\` must be a string, got ${describe(value)}`)
  }

  integer(index: number, name: string, fallback?: number): number {
    const value = this.value(index, name, fallback)
    const found = amount(value)
    if (found !== undefined && Number.isInteger(found)) return found
    throw new JinjaError(`\`${name}\` of \`${this.#what}\` must be a whole number, got ${describe(value)}`)
  }
}

const WHITE_SPACE = '\\s\\x1c-\\x1f\\x85'

const TEXT: Readonly<Record<string, Method<string>>> = {
  capitalize: text => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  casefold: text => text.toLowerCase().replaceAll('ß', 'ss'),
  center: (text, passed) => pad(text, passed, 'both'),
  count: (text, passed) => {
    const part = passed.text(0, 'sub')
    return part === '' ? [...text].length + 1 : text.split(part).length - 1
  },
  encode: text => text,
  endswith: (text, passed) => affixes(passed, 'suffix').some(suffix => text.endsWith(suffix)),
  expandtabs: (text, passed) => expandTabs(text, passed.integer(0, 'tabsize', 8)),
  find: (text, passed) => find(text, passed, 'first'),
  format: (text, passed) => formatText(text, passed),
  index: (text, passed) => {
    const at = find(text, passed, 'first')
    if (at < 0)
      throw new JinjaError(
        `\`index\`: ${describe(text)} does not contain ${describe(passed.value(0, 'sub'))}`,
      )
    return at
  },
  isalnum: text => /^[\p{L}\p{N}]+$/u.test(text),
  isalpha: text => /^\p{L}+$/u.test(text),
  isdecimal: text => /^\p{Nd}+$/u.test(text),
  isdigit: text => /^[\p{Nd}²³¹]+$/u.test(text),
  isidentifier: text => /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text),
  islower: text => text !== text.toUpperCase() && text === text.toLowerCase(),
  isnumeric: text => /^\p{N}+$/u.test(text),
  isspace: text => /^\s+$/.test(text),
  isupper: text => text !== text.toLowerCase() && text === text.toUpperCase(),
  istitle: text => text !== text.toLowerCase() && text === titleCase(text),
  join: (text, passed) =>
    iterate(passed.value(0, 'iterable'))
      .map((item, index) => {
        const part = used(item)
        if (typeof part === 'string') return part
        throw new JinjaError(`\`join\` needs strings, item ${index} is ${describe(part)}`)
      })
      .join(text),
  ljust: (text, passed) => pad(text, passed, 'right'),
  lower: text => text.toLowerCase(),
  lstrip: (text, passed) => strip(text, passed, 'left'),
  partition: (text, passed) => {
    const separator = passed.text(0, 'sep')
    const at = text.indexOf(separator)
    return at < 0
      ? tuple(text, '', '')
      : tuple(text.slice(0, at), separator, text.slice(at + separator.length))
  },
  removeprefix: (text, passed) => {
    const prefix = passed.text(0, 'prefix')
    return text.startsWith(prefix) ? text.slice(prefix.length) : text
  },
  removesuffix: (text, passed) => {
    const suffix = passed.text(0, 'suffix')
    return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
  },
  replace: (text, passed) =>
    replaceText(text, passed.text(0, 'old'), passed.text(1, 'new'), passed.integer(2, 'count', -1)),
  rfind: (text, passed) => find(text, passed, 'last'),
  rindex: (text, passed) => {
    const at = find(text, passed, 'last')
    if (at < 0)
      throw new JinjaError(
        `\`rindex\`: ${describe(text)} does not contain ${describe(passed.value(0, 'sub'))}`,
      )
    return at
  },
  rjust: (text, passed) => pad(text, passed, 'left'),
  rpartition: (text, passed) => {
    const separator = passed.text(0, 'sep')
    const at = text.lastIndexOf(separator)
    return at < 0
      ? tuple('', '', text)
      : tuple(text.slice(0, at), separator, text.slice(at + separator.length))
  },
  rsplit: (text, passed) => splitRight(text, passed.value(0, 'sep', null), passed.integer(1, 'maxsplit', -1)),
  rstrip: (text, passed) => strip(text, passed, 'right'),
  split: (text, passed) => splitLeft(text, passed.value(0, 'sep', null), passed.integer(1, 'maxsplit', -1)),
  splitlines: (text, passed) => splitLines(text, passed.value(0, 'keepends', false) === true),
  startswith: (text, passed) => affixes(passed, 'prefix').some(prefix => text.startsWith(prefix)),
  strip: (text, passed) => strip(text, passed, 'both'),
  swapcase: text =>
    [...text]
      .map(character =>
        character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase(),
      )
      .join(''),
  title: text => titleCase(text),
  upper: text => text.toUpperCase(),
  zfill: (text, passed) => {
    const width = passed.integer(0, 'width')
    const sign = /^[+-]/.exec(text)?.[0] ?? ''
    return sign + text.slice(sign.length).padStart(width - sign.length, '0')
  },
}

const TUPLE: Readonly<Record<string, Method<unknown[]>>> = {
  count: (list, passed) => {
    const wanted = passed.value(0, 'value')
    return list.filter(item => isEqual(item, wanted)).length
  },
  index: (list, passed) => {
    const wanted = passed.value(0, 'value')
    const start = passed.integer(1, 'start', 0)
    const at = list.findIndex((item, index) => index >= start && isEqual(item, wanted))
    if (at < 0) throw new JinjaError(`\`index\`: ${describe(wanted)} is not in the list`)
    return at
  },
}

const LIST: Readonly<Record<string, Method<unknown[]>>> = {
  ...TUPLE,
  append: (list, passed) => {
    list.push(passed.value(0, 'object'))
    return null
  },
  clear: list => {
    list.length = 0
    return null
  },
  copy: list => [...list],
  extend: (list, passed) => {
    list.push(...iterate(passed.value(0, 'iterable')))
    return null
  },
  insert: (list, passed) => {
    list.splice(passed.integer(0, 'index'), 0, passed.value(1, 'object'))
    return null
  },
  pop: (list, passed) => {
    const index = passed.integer(0, 'index', -1)
    const at = index < 0 ? list.length + index : index
    if (at < 0 || at >= list.length)
      throw new JinjaError(`\`pop\`: a list of ${list.length} items has no item ${index}`)
    return list.splice(at, 1)[0]
  },
  remove: (list, passed) => {
    const wanted = passed.value(0, 'value')
    const at = list.findIndex(item => isEqual(item, wanted))
    if (at < 0) throw new JinjaError(`\`remove\`: ${describe(wanted)} is not in the list`)
    list.splice(at, 1)
    return null
  },
  reverse: list => {
    list.reverse()
    return null
  },
  sort: (list, passed) => {
    list.sort(compareValues)
    if (passed.value(-1, 'reverse', passed.named.get('reverse') ?? false) === true) list.reverse()
    return null
  },
}

const DICT: Readonly<Record<string, Method<Dict>>> = {
  clear: dict => {
    for (const key of Object.keys(dict)) delete dict[key]
    return null
  },
  copy: dict => ({ ...dict }),
  get: (dict, passed) => {
    const key = keyOf(passed.value(0, 'key'))
    return key !== undefined && Object.hasOwn(dict, key)
      ? dict[key]
      : passed.has(1, 'default')
        ? passed.raw(1, 'default')
        : null
  },
  items: dict => Object.entries(dict).map(([key, value]) => tuple(key, value)),
  keys: dict => Object.keys(dict),
  pop: (dict, passed) => {
    const key = keyOf(passed.value(0, 'key'))
    if (key !== undefined && Object.hasOwn(dict, key)) {
      const value = dict[key]
      delete dict[key]
      return value
    }
    if (passed.has(1, 'default')) return passed.raw(1, 'default')
    throw new JinjaError(`\`pop\`: the dict has no key \`${key}\``)
  },
  popitem: dict => {
    const last = Object.entries(dict).at(-1)
    if (!last) throw new JinjaError('`popitem`: the dict is empty')
    delete dict[last[0]]
    return tuple(...last)
  },
  setdefault: (dict, passed) => {
    const key = keyOf(passed.value(0, 'key')) ?? ''
    if (!Object.hasOwn(dict, key)) define(dict, key, passed.value(1, 'default', null))
    return dict[key]
  },
  update: (dict, passed) => {
    const [other] = passed.all
    for (const [key, value] of entriesOf(other)) define(dict, key, value)
    for (const [key, value] of passed.named) define(dict, key, value)
    return null
  },
  values: dict => Object.values(dict),
}

/** No key reaches a prototype. */
function define(dict: Dict, key: string, value: unknown): void {
  Object.defineProperty(dict, key, { value, enumerable: true, configurable: true, writable: true })
}

/** The entries of a dict, or of a list of pairs, as `dict()` takes them. */
export function entriesOf(given: unknown): [string, unknown][] {
  if (given === undefined) return []
  const value = used(given)
  if (isDict(value)) return Object.entries(value)
  return iterate(value).map(pair => {
    const [key, part, ...others] = iterate(pair)
    const name = keyOf(key)
    if (name === undefined || others.length > 0) throw new JinjaError('expected pairs of a key and a value')
    return [name, part]
  })
}

function affixes(passed: Passed, name: string): string[] {
  const value = passed.value(0, name)
  return Array.isArray(value) ? value.map(toText) : [passed.text(0, name)]
}

/** Offsets are of characters, as in Python. */
function find(text: string, passed: Passed, which: 'first' | 'last'): number {
  const characters = [...text]
  const [start, end] = [passed.integer(1, 'start', 0), passed.integer(2, 'end', characters.length)]
  const from = start < 0 ? Math.max(0, characters.length + start) : start
  const within = characters.slice(start, end).join('')
  const part = passed.text(0, 'sub')
  const at = which === 'first' ? within.indexOf(part) : within.lastIndexOf(part)
  return at < 0 ? -1 : from + [...within.slice(0, at)].length
}

function strip(text: string, passed: Passed, side: 'left' | 'right' | 'both'): string {
  const characters = passed.value(0, 'chars', null)
  const set = typeof characters === 'string' ? characters.replace(/[\\\]^-]/g, '\\$&') : WHITE_SPACE
  if (set === '') return text
  const from = side === 'right' ? text : text.replace(new RegExp(`^[${set}]+`, 'u'), '')
  if (side === 'left') return from
  // A pattern that ends with `+$` would look at each run of white space again and again.
  const one = new RegExp(`[${set}]`, 'u')
  const kept = [...from]
  while (kept.length > 0 && one.test(kept.at(-1) ?? '')) kept.pop()
  return kept.join('')
}

function pad(text: string, passed: Passed, side: 'left' | 'right' | 'both'): string {
  const missing = passed.integer(0, 'width') - [...text].length
  if (missing <= 0) return text
  const fill = passed.text(1, 'fillchar', ' ')
  if (side === 'left') return fill.repeat(missing) + text
  if (side === 'right') return text + fill.repeat(missing)
  const left = Math.floor(missing / 2) + (missing % 2 === 1 && passed.integer(0, 'width') % 2 === 1 ? 1 : 0)
  return fill.repeat(left) + text + fill.repeat(missing - left)
}

/** `str.split`: at runs of white space where the separator is None. */
export function splitLeft(text: string, separator: unknown, most: number): string[] {
  if (separator === null) {
    const words = text.trim() === '' ? [] : text.trim().split(/\s+/)
    if (most < 0 || words.length <= most + 1) return words
    return [...words.slice(0, most), restBehind(text, most)]
  }
  const by = separatorOf(separator)
  const parts = text.split(by)
  return most < 0 || parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(by)]
}

function restBehind(text: string, words: number): string {
  let rest = text.trimStart()
  for (let index = 0; index < words; index += 1) rest = rest.replace(/^\S+/, '').trimStart()
  return rest
}

function splitRight(text: string, separator: unknown, most: number): string[] {
  if (most < 0) return splitLeft(text, separator, most)
  if (separator === null) {
    const words = text.trim() === '' ? [] : text.trim().split(/\s+/)
    if (words.length <= most + 1) return words
    let rest = text.trimEnd()
    for (let index = 0; index < most; index += 1)
      rest = rest.slice(0, rest.length - (words.at(-1 - index) ?? '').length).trimEnd()
    return [rest.trimStart(), ...words.slice(words.length - most)]
  }
  const by = separatorOf(separator)
  const parts = text.split(by)
  const kept = Math.max(0, parts.length - most)
  return parts.length <= most + 1 ? parts : [parts.slice(0, kept).join(by), ...parts.slice(kept)]
}

function separatorOf(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new JinjaError(`the separator must be a string that is not empty, got ${describe(value)}`)
}

/** `str.splitlines`. */
export function splitLines(text: string, keepsEnds = false): string[] {
  const lines =
    text.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g) ?? []
  const all = lines.at(-1) === '' ? lines.slice(0, -1) : lines
  return keepsEnds ? all : all.map(line => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ''))
}

function expandTabs(text: string, size: number): string {
  let column = 0
  return [...text]
    .map(character => {
      if (character === '\t') {
        const width = size === 0 ? 0 : size - (column % size)
        column += width
        return ' '.repeat(width)
      }
      column = character === '\n' || character === '\r' ? 0 : column + 1
      return character
    })
    .join('')
}

/** `str.title`: a letter behind anything else than a letter is upper case. */
export function titleCase(text: string): string {
  return text.replace(/\p{L}+/gu, word => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
}

/** `str.replace`, at most so many times. */
export function replaceText(text: string, old: string, other: string, most: number): string {
  if (most < 0) return text.replaceAll(old, () => other)
  let left = most
  return text.replaceAll(old, found => {
    left -= 1
    return left >= 0 ? other : found
  })
}

/** `str.format`: https://docs.python.org/3/library/string.html#format-string-syntax. */
function formatText(text: string, passed: Passed): string {
  let next = 0
  return text.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*))?\}|[{}]/g,
    (whole, field, conversion, spec) => {
      if (whole === '{{' || whole === '}}') return whole.slice(1)
      if (whole === '{' || whole === '}')
        throw new JinjaError(`\`format\`: a single \`${whole}\`; write it twice`)
      const [name = '', ...path] = String(field).split(/[.[]/)
      const key = name === '' ? String(next++) : name
      let value = /^\d+$/.test(key) ? passed.all[Number(key)] : passed.named.get(key)
      if (value === undefined) throw new JinjaError(`\`format\`: there is no value for \`{${field}}\``)
      for (const part of path) value = readPart(value, part.replace(/\]$/, ''))
      const shown = conversion === 'r' || conversion === 'a' ? toRepr(value) : used(value)
      return formatValue(shown, spec ?? '')
    },
  )
}

function readPart(value: unknown, part: string): unknown {
  const found = used(value)
  if (Array.isArray(found)) return found[Number(part)]
  return isDict(found) && Object.hasOwn(found, part) ? found[part] : new Undefined(`there is no \`${part}\``)
}

/** One value by a format spec: `>8`, `05d`, `.2f`, `x`. Throws JinjaError for a spec that Python does not have. */
export function formatValue(value: unknown, spec: string): string {
  const match = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su.exec(
    spec,
  )
  if (!match) throw new JinjaError(`\`${spec}\` is not a format`)
  const [, filler, alignment, sign = '', alternate, zero, width, group, precision, type] = match
  const number = amount(value)
  let text: string
  if (number === undefined || type === 's' || (type === undefined && typeof value === 'boolean')) {
    text = toText(value)
    if (precision !== undefined) text = [...text].slice(0, Number(precision)).join('')
  } else text = formatNumber(value, number, { sign, alternate, group, precision, type })
  const isText = number === undefined
  const fill = filler ?? (zero && !alignment ? '0' : ' ')
  const align = alignment ?? (zero ? '=' : isText ? '<' : '>')
  const missing = Number(width ?? 0) - [...text].length
  if (missing <= 0) return text
  if (align === '<') return text + fill.repeat(missing)
  if (align === '>') return fill.repeat(missing) + text
  if (align === '^') return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2))
  const signed = /^[-+ ]/.exec(text)?.[0] ?? ''
  return signed + fill.repeat(missing) + text.slice(signed.length)
}

interface NumberFormat {
  readonly sign: string
  readonly alternate: string | undefined
  readonly group: string | undefined
  readonly precision: string | undefined
  readonly type: string | undefined
}

function formatNumber(value: unknown, number: number, format: NumberFormat): string {
  const { sign, alternate, group, precision, type } = format
  const size = Math.abs(number)
  const isNegative = number < 0 || Object.is(number, -0)
  let digits = digitsOf(value, size, type, precision === undefined ? undefined : Number(precision))
  if (alternate && type && 'xXob'.includes(type)) digits = `0${type}${digits}`
  if (group) digits = digits.replace(/^\d+/, whole => whole.replace(/\B(?=(\d{3})+$)/g, group))
  return (isNegative ? '-' : sign === '-' ? '' : sign) + digits
}

function digitsOf(
  value: unknown,
  size: number,
  type: string | undefined,
  precision: number | undefined,
): string {
  switch (type) {
    case 'd':
    case 'n':
      return String(size)
    case 'b':
      return size.toString(2)
    case 'o':
      return size.toString(8)
    case 'x':
      return size.toString(16)
    case 'X':
      return size.toString(16).toUpperCase()
    case 'c':
      return String.fromCodePoint(size)
    case 'f':
    case 'F':
      return size.toFixed(precision ?? 6)
    case '%':
      return `${(size * 100).toFixed(precision ?? 6)}%`
    case 'e':
    case 'E': {
      const text = size.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
      return type === 'E' ? text.toUpperCase() : text
    }
    case 'g':
    case 'G':
      return general(size, precision ?? 6)
    default:
      if (precision !== undefined) return general(size, precision)
      return toText(typeof value === 'number' ? size : value).replace(/^-/, '')
  }
}

/** `%g`: so many significant digits, without zeros at the end. */
function general(size: number, precision: number): string {
  const digits = Math.max(1, precision)
  if (size === 0) return '0'
  const exponent = Math.floor(Math.log10(size))
  if (exponent < -4 || exponent >= digits) {
    return size
      .toExponential(digits - 1)
      .replace(/\.?0+(?=e)/, '')
      .replace(/e([+-])(\d)$/, 'e$10$2')
  }
  const text = size.toPrecision(digits)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** `text % values`: https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting. */
export function formatPercent(text: string, given: unknown): string {
  const values = given instanceof Tuple ? [...given] : [given]
  let next = 0
  const formatted = text.replace(
    /%(?:\(([^)]*)\))?([-#0 +]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.|$)/gs,
    (whole, key, flags, width, precision, type) => {
      if (type === '%') return '%'
      if (!'diouxXeEfFgGcrsa'.includes(type) || type === '')
        throw new JinjaError(`\`${whole}\` is not a format`)
      const take = (): unknown => {
        if (next >= values.length) throw new JinjaError('there are fewer values than formats')
        return used(values[next++])
      }
      const wide = width === '*' ? take() : width
      const exact = precision === '*' ? take() : precision
      const value = key === undefined ? take() : used(readPart(given, key))
      return formatPrintf(value, {
        flags,
        width: Number(wide ?? 0),
        precision: exact as string | undefined,
        type,
      })
    },
  )
  if (next < values.length && !isDict(used(given))) throw new JinjaError('there are more values than formats')
  return formatted
}

function formatPrintf(
  value: unknown,
  {
    flags,
    width,
    precision,
    type,
  }: { flags: string; width: number; precision: string | undefined; type: string },
): string {
  const isText = 'srac'.includes(type)
  let text: string
  if (isText) {
    text =
      type === 'c' && typeof value === 'number'
        ? String.fromCodePoint(value)
        : type === 'r'
          ? toRepr(value)
          : toText(value)
    if (precision !== undefined) text = [...text].slice(0, Number(precision)).join('')
  } else {
    const number = amount(value)
    if (number === undefined) throw new JinjaError(`\`%${type}\` needs a number, got ${describe(value)}`)
    const whole = 'diu'.includes(type) ? Math.trunc(number) : number
    const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
    const spec = `${sign}${flags.includes('#') ? '#' : ''}${precision !== undefined && !'diuxXo'.includes(type) ? `.${precision}` : ''}`
    text = formatValue(whole, `${spec}${'iu'.includes(type) ? 'd' : type}`)
  }
  const missing = width - [...text].length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0') || isText) return ' '.repeat(missing) + text
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}
