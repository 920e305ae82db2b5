import { type Float, float, unboxed } from '../base/float.ts'
import { InputError, type Place, type ScalarSource } from '../errors.ts'
import type { Dialect } from './reading.ts'
import { yaml11Value } from './yaml-1-1.ts'

const CORE = 'tag:yaml.org,2002:'

/** The style, tag and dialect in which a scalar is written. */
interface Written {
  readonly style: 'plain' | 'quoted'
  readonly tag: string | undefined
  readonly dialect: Dialect
}

/**
 * Returns the value of a scalar by YAML 1.2's core schema. A number that would not survive conversion stays a
 * string: one with a leading zero (`0644`, `0o644`), with more digits than a number can represent, or with an
 * exponent but no point (`12e5`, as in a git hash). In the dialect of Ansible, YAML 1.1 applies, with the same
 * exceptions.
 */
export function scalarValue(
  text: string,
  { style, tag, dialect }: Written,
  place: Place,
): ScalarSource['value'] {
  if (tag === undefined && style === 'quoted') return text
  if (tag === undefined) return (dialect === 'ansible' ? yaml11Value(text) : undefined) ?? plainValue(text)
  const type = tag === '!' ? 'str' : tag.slice(CORE.length)
  if (type === 'str') return text
  const value = plainValue(text)
  const isOfType =
    (type === 'null' && value === null) ||
    (type === 'bool' && typeof value === 'boolean') ||
    (type === 'int' && Number.isInteger(value)) ||
    (type === 'float' && typeof unboxed(value) === 'number')
  if (isOfType) return type === 'float' ? float(Number(value)) : value
  const isKnown = ['null', 'bool', 'int', 'float'].includes(type)
  throw new InputError(
    isKnown ? `\`${text}\` is not a valid \`!!${type}\`` : `the tag \`!!${type}\` is unknown`,
    {
      place,
      hint: 'remove the tag, and quote the value if it is text',
    },
  )
}

function plainValue(text: string): ScalarSource['value'] {
  if (/^(~|null|Null|NULL|)$/.test(text)) return null
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)$/.test(text)) return false
  if (/^0x[0-9a-fA-F]+$/.test(text)) return exact(text)
  if (/^[-+]?(0|[1-9][0-9]*)$/.test(text)) return exact(text)
  if (/^[-+]?(0|[1-9][0-9]*)?\.[0-9]+([eE][-+]?[0-9]+)?$/.test(text)) return finite(text)
  if (/^[-+]?(0|[1-9][0-9]*)\.([eE][-+]?[0-9]+)?$/.test(text)) return finite(text)
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^\.(nan|NaN|NAN)$/.test(text)) return Number.NaN
  return text
}

function exact(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

function finite(text: string): number | Float | string {
  const value = Number(text)
  return Number.isFinite(value) ? float(value) : text
}
