import { createHash } from 'node:crypto'
import { parseFlag } from '../../base/flag.ts'
import { float } from '../../base/float.ts'
import { ownValue } from '../../base/own-value.ts'
import { itemOf } from '../jinja/access.ts'
import { isTruthy, iterate } from '../jinja/compare.ts'
import { JinjaError, UndefinedError } from '../jinja/error.ts'
import { numeric } from '../jinja/filters/numbers.ts'
import type { Filter } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { splitLeft } from '../jinja/split-text.ts'
import { toText } from '../jinja/text.ts'
import { Undefined } from '../jinja/undefined.ts'
import { amount, typeName, used } from '../jinja/values.ts'
import { withFilterMessages } from './filter-messages.ts'
import { SET_FILTERS } from './sets.ts'
import { callHelper, helperOf, mustBeText, SHARED_FILTERS } from './shared-filters.ts'

/** The filters of Ansible that no function of Drover implements, or implements differently. */
export const ANSIBLE_FILTERS: Readonly<Record<string, Filter>> = {
  ...SET_FILTERS,
  bool: value => toBool(used(value)),
  type_debug: value => typeName(value),
  b64encode: (value, passed) =>
    Buffer.from(toText(value), encodingOf('b64encode', passed)).toString('base64'),
  b64decode: (value, passed, calls) => {
    const encoding = encodingOf('b64decode', passed)
    const bytes = decode(toText(value))
    // For UTF-8, bytes that are not valid are an error.
    return encoding === 'utf8'
      ? callHelper(helperOf('b64decode'), [bytes.toString('base64')], {}, calls)
      : bytes.toString(encoding)
  },
  to_datetime: (value, passed, calls) => {
    const format = passed.text(0, 'format', '%Y-%m-%d %H:%M:%S')
    const seconds = callHelper(helperOf('to_datetime'), [toText(value)], { format }, calls)
    return new Date(Number(seconds) * 1000)
  },
  ternary: (value, passed) => ternary(value, passed),
  mandatory: (value, passed) => mandatory(value, passed),
  extract: (value, passed) => extract(used(value), passed),
  // A value that is not a list is returned unchanged.
  shuffle: (value, passed, calls) =>
    Array.isArray(used(value)) ? SHARED_FILTERS.shuffle?.(value, passed, calls) : used(value),
  // `None | combine` is `{}`.
  combine: (value, passed, calls) => SHARED_FILTERS.combine?.(used(value) ?? {}, passed, calls),
  quote: (value, passed, calls) => SHARED_FILTERS.quote?.(used(value) ?? '', passed, calls),
  split: (value, passed) => {
    const text = used(value)
    mustBeText('split', text)
    return splitLeft(text, passed.value(0, 'sep', null), passed.integer(1, 'maxsplit', -1))
  },
  // A string is a list of its characters, as everywhere in Python.
  flatten: (value, passed, calls) => SHARED_FILTERS.flatten?.(iterate(value), passed, calls),
  md5: value => createHash('md5').update(toText(value)).digest('hex'),
  log: withFilterMessages(
    'log',
    (value, passed) => logarithm(numeric('log', value), numeric('log', passed.value(0, 'base', Math.E))),
    ['base='],
  ),
  pow: withFilterMessages(
    'pow',
    (value, passed) => float(numeric('pow', value) ** numeric('pow', passed.value(0, 'y'))),
    ['y'],
  ),
  root: withFilterMessages(
    'root',
    (value, passed) => root(numeric('root', value), numeric('root', passed.value(0, 'base', 2))),
    ['base='],
  ),
  regex_replace: (value, passed, calls) =>
    SHARED_FILTERS.regex_replace?.(toText(value), withPlainDollars(passed), calls),
  // Lists files of the controller. Unlike the lookup `fileglob`, it does not search for the folder.
  fileglob: (value, _, calls) => callHelper(helperOf('fileglob'), [toText(value)], {}, calls),
}

/** Escapes `$` in the replacement, which is an ordinary character in Python. */
function withPlainDollars(passed: Passed): Passed {
  return passed.mapped((index, name, value) =>
    (index === 1 || name === 'replacement') && typeof value === 'string'
      ? value.replaceAll('$', '$$$$')
      : value,
  )
}

/**
 * Converts a value to a boolean: true for the words that mean true, false for any other value. None stays None.
 */
function toBool(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return value === '1' || (value === value.trim() && parseFlag(value) === true)
  return amount(value) === 1
}

/**
 * Decodes base64. As in Python, characters that are not part of base64 are skipped. Throws JinjaError if the
 * text is incomplete.
 */
function decode(text: string): Buffer {
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, '')
  const [encoded = ''] = digits.split('=')
  const length = digits.length - encoded.length
  if (encoded.length % 4 === 1 || (encoded.length % 4 > 1 && length < 4 - (encoded.length % 4)))
    throw new JinjaError('`b64decode` takes base64, and this text is incomplete')
  return Buffer.from(encoded, 'base64')
}

/**
 * Returns the encoding that the option `encoding` names, by Python's names. Throws JinjaError for an unknown
 * one.
 */
function encodingOf(filter: string, passed: Passed): BufferEncoding {
  const name = passed.text(0, 'encoding', 'utf-8')
  const encoding = ownValue(ENCODINGS, name.toLowerCase().replace(/[-_]/g, ''))
  if (encoding) return encoding
  throw new JinjaError(`\`${filter}\` knows no encoding \`${name}\``, {
    hint: 'known are `utf-8`, `utf-16-le`, `latin-1` and `ascii`',
    ansibleMessage: `unknown encoding: ${name}`,
  })
}

const ENCODINGS: Readonly<Record<string, BufferEncoding>> = {
  ascii: 'latin1',
  iso88591: 'latin1',
  latin1: 'latin1',
  utf8: 'utf8',
  utf16le: 'utf16le',
}

function ternary(value: unknown, passed: Passed): unknown {
  const found = used(value)
  const none = passed.value(2, 'none_val', null)
  if (found === null && none !== null) return none
  return isTruthy(found) ? passed.raw(0, 'true_val') : passed.raw(1, 'false_val')
}

function mandatory(value: unknown, passed: Passed): unknown {
  if (!(value instanceof Undefined)) return value
  const message = passed.value(0, 'msg', null)
  if (message !== null) throw new JinjaError(toText(message), { ansibleMessage: toText(message) })
  const name = value.variable === undefined ? '' : `'${value.variable}' `
  throw new UndefinedError(`a mandatory variable is not set: ${value.message}`, {
    ansibleMessage: `Mandatory variable ${name} not defined.`,
  })
}

/** Implements `key | extract(container, morekeys)`. */
function extract(key: unknown, passed: Passed): unknown {
  const more = passed.value(1, 'morekeys', null)
  const others = Array.isArray(more) ? more : [more]
  const keys = [key, ...(more === null ? [] : others)]
  return keys.reduce((value, each) => itemOf(value, each), passed.raw(0, 'container'))
}

function logarithm(value: number, base: number): unknown {
  if (value <= 0) throw new JinjaError('`log` takes a number above 0')
  if (base === 10) return float(Math.log10(value))
  return float(base === Math.E ? Math.log(value) : Math.log(value) / Math.log(base))
}

function root(value: number, base: number): unknown {
  if (value < 0 && base === 2) throw new JinjaError('`root` takes a number that is not negative')
  return float(base === 2 ? Math.sqrt(value) : value ** (1 / base))
}
