import { closedWords } from '../base/words.ts'
import type { InputError } from '../errors.ts'
import { known } from '../values/unknown.ts'

const NUMBER = '0?x?[0-9a-f]+'
/** Matches the short form `[start-]end[/stride][:format]`. */
const SHORT = new RegExp(`^(?:(${NUMBER})-)?(${NUMBER})(?:/(${NUMBER}))?(?::(.+))?$`, 'i')

const MOST = 100_000

/** Returns the options in a string such as `1-9/2:web%02d` or `start=1 end=9`; undefined if it has neither form. */
export function sequenceOptions(text: string): Readonly<Record<string, unknown>> | undefined {
  const [, start, end, stride, format] = SHORT.exec(text) ?? []
  if (end !== undefined) return { start, end, stride, format }
  const pairs = (closedWords(text) ?? []).map(word => /^(\w+)=(.*)$/s.exec(word))
  if (pairs.length === 0) return undefined
  return pairs.every(pair => pair !== null)
    ? Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]))
    : undefined
}

const OPTIONS = ['start', 'end', 'count', 'stride', 'format']

/** Creates the error for wrong options, from the end of a sentence, a hint, and the message of ansible-core. */
type Refuse = (what: string, hint?: string, ansibleMessage?: string) => InputError

/**
 * Returns the numbers from `start` to `end`, or `count` numbers, formatted as by printf. For wrong options, throws
 * the error that `refuse` returns.
 */
export function numbersOf(options: Readonly<Record<string, unknown>>, refuse: Refuse): string[] {
  const unknownOption = Object.keys(options).find(key => !OPTIONS.includes(key))
  if (unknownOption !== undefined)
    throw refuse(
      `has no \`${unknownOption}\``,
      `it has ${OPTIONS.join(', ')}`,
      `unrecognized arguments to with_sequence: ['${unknownOption}']`,
    )
  const start = integer(refuse, 'start', options.start) ?? 1
  const stride = integer(refuse, 'stride', options.stride) ?? 1
  const count = integer(refuse, 'count', options.count)
  const end =
    integer(refuse, 'end', options.end) ?? (count === undefined ? undefined : start + count * stride - 1)
  const format = String(options.format ?? '%d')
  if (end === undefined)
    throw refuse('needs `end` or `count`', undefined, 'must specify count or end in with_sequence')
  if (count !== undefined && options.end !== undefined && options.end !== null)
    throw refuse('has both `end` and `count`', undefined, "can't specify both count and end in with_sequence")
  if (count === 0 || stride === 0) return []
  if (stride > 0 && end < start)
    throw refuse(
      `counts up from ${start} to ${end}`,
      'to count down, give a negative `stride`',
      'to count backwards make stride negative',
    )
  if (stride < 0 && end > start)
    throw refuse(
      `counts down from ${start} to ${end}`,
      'to count up, give a positive `stride`',
      "to count forward don't make stride negative",
    )
  const length = Math.floor((end - start) / stride) + 1
  if (length > MOST) throw refuse(`gives more than ${MOST} numbers`)
  return Array.from({ length }, (_, at) => formatted(refuse, format, start + at * stride))
}

/**
 * Returns a whole number: decimal, hexadecimal with `0x`, octal with `0o` or binary with `0b`. These are Python's
 * forms except for `_` between digits.
 */
function integer(refuse: Refuse, name: string, value: unknown): number | undefined {
  const found = known<unknown>(value)
  if (found === undefined || found === null) return undefined
  const text = String(found).trim()
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[-+]/, '')
  const isInteger = /^(?:0x[0-9a-f]+|0o[0-7]+|0b[01]+|[1-9]\d*|0+)$/i.test(digits)
  if (!isInteger)
    throw refuse(
      `takes a whole number for \`${name}\`, got \`${text}\``,
      undefined,
      `can't parse ${name}=${text} as integer`,
    )
  return sign * Number(digits)
}

/** Formats a number as printf does, by a format with exactly one `%`. */
function formatted(refuse: Refuse, format: string, value: number): string {
  const [, before = '', flags = '', width = '', precision = '', kind, after = ''] =
    /^([^%]*)%([-+ #0]*)(\d*)(?:\.(\d+))?([diuoxXs])([^%]*)$/s.exec(format) ?? []
  if (kind === undefined)
    throw refuse(
      `cannot use the format \`${format}\``,
      'such as `web%02d`',
      `bad formatting string: ${format}`,
    )
  if (kind === 's') return before + padded('', String(value), flags.replaceAll('0', ''), width) + after
  const base = { o: 8, x: 16, X: 16 }[kind]
  const digits = Math.abs(value)
    .toString(base ?? 10)
    .padStart(Number(precision), '0')
  const prefix = flags.includes('#') && base !== undefined ? `0${kind}` : ''
  const text = padded(
    signOf(value, flags) + prefix,
    kind === 'X' ? digits.toUpperCase() : digits,
    flags,
    width,
  )
  return before + text + after
}

function signOf(value: number, flags: string): string {
  if (value < 0) return '-'
  if (flags.includes('+')) return '+'
  return flags.includes(' ') ? ' ' : ''
}

function padded(sign: string, digits: string, flags: string, width: string): string {
  const space = Math.max(0, Number(width) - sign.length - digits.length)
  if (flags.includes('-')) return sign + digits + ' '.repeat(space)
  return flags.includes('0') ? sign + '0'.repeat(space) + digits : ' '.repeat(space) + sign + digits
}
