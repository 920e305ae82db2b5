import { parseAnsibleFlag, VALID_BOOLEANS } from '../base/flag.ts'
import { Float } from '../base/float.ts'
import { floatJson, parseFloatJson } from '../base/float-json.ts'
import { parseJson } from '../base/parse-json.ts'
import { pythonLiteral } from '../base/python-literal.ts'
import { humanToBytes } from '../functions/sizes.ts'
import { isList, isMap } from '../values/plain.ts'
import { parseFields } from './map-text.ts'
import type { OptionType } from './option.ts'
import { pythonText, pythonType } from './python.ts'

/** Explains why a value cannot be converted to the type of its option, with ansible-core's message. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError'
  /** The message without the value. */
  readonly masked: string

  constructor(message: string, masked = message) {
    super(message)
    this.masked = masked
  }
}

/**
 * Converts a value to the type of its option. Throws ConversionError. Source: ansible-core 2.14,
 * module_utils/common/validation.py.
 */
export function convert(type: OptionType, value: unknown): unknown {
  return CONVERSIONS[type](value)
}

const DIGITS = String.raw`\d+(?:_\d+)*`
const INTEGER = new RegExp(`^[+-]?${DIGITS}$`)
const FLOAT = new RegExp(
  `^[+-]?(?:(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:e[+-]?${DIGITS})?|inf(?:inity)?|nan)$`,
  'i',
)

const CONVERSIONS: Readonly<Record<OptionType, (value: unknown) => unknown>> = {
  str: pythonText,
  path: pythonText,
  raw: value => value,
  list: toList,
  dict: toMap,
  bool: toBoolean,
  int: toInteger,
  float: toFloat,
  json: toJson,
  jsonarg: toJson,
  bytes: value => toSize(value, false),
  bits: value => toSize(value, true),
}

function cannotBe(value: unknown, what: string): ConversionError {
  return new ConversionError(`${pythonType(value)} cannot be converted to ${what}`)
}

function toList(value: unknown): readonly unknown[] {
  if (isList(value)) return value
  if (typeof value === 'string') return value.split(',')
  if (isMap(value) || value === null) throw cannotBe(value, 'a list')
  return [pythonText(value)]
}

function toMap(value: unknown): Readonly<Record<string, unknown>> {
  if (isMap(value)) return value
  if (typeof value !== 'string') throw cannotBe(value, 'a dict')
  if (value.startsWith('{')) {
    const parsed = parseJson(value, parseFloatJson) ?? pythonLiteral(value)
    if (isMap(parsed)) return parsed
    throw new ConversionError('unable to evaluate string as dictionary')
  }
  if (!value.includes('='))
    throw new ConversionError('dictionary requested, could not parse JSON or key=value')
  const fields = parseFields(value)
  if (fields) return fields
  throw new ConversionError('dictionary requested, a part of the text is not key=value')
}

function toBoolean(value: unknown): boolean {
  if (isList(value) || isMap(value) || value === null) throw cannotBe(value, 'a bool')
  const truth = parseAnsibleFlag(value)
  if (truth !== undefined) return truth
  throw new ConversionError(
    `The value '${pythonText(value)}' is not a valid boolean.  ${VALID_BOOLEANS}`,
    `The value is not a valid boolean.  ${VALID_BOOLEANS}`,
  )
}

function toInteger(value: unknown): unknown {
  const isInteger =
    typeof value === 'boolean' ||
    typeof value === 'bigint' ||
    (typeof value === 'number' && Number.isInteger(value))
  if (isInteger) return value
  if (typeof value === 'string' && INTEGER.test(value.trim())) return Number(value.replaceAll('_', ''))
  throw cannotBe(value, 'an int')
}

function toFloat(value: unknown): unknown {
  if (typeof value === 'number' || value instanceof Float) return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  if (typeof value === 'string' && FLOAT.test(value.trim())) return Number(value.replaceAll('_', ''))
  throw cannotBe(value, 'a float')
}

function toJson(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (isList(value) || isMap(value)) return floatJson(value)
  throw cannotBe(value, 'a json string')
}

function toSize(value: unknown, isBits: boolean): number {
  try {
    return humanToBytes(pythonText(value), undefined, isBits)
  } catch {
    throw cannotBe(value, isBits ? 'a Bit value' : 'a Byte value')
  }
}
