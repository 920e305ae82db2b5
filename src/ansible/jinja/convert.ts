import { pythonLiteral } from '../../base/python-literal.ts'
import { isLazy } from '../../values/lazy.ts'
import { OMIT } from '../../values/omit.ts'
import { Unknown } from '../../values/unknown.ts'
import type { Conversion } from './frame.ts'
import type { Output } from './output.ts'
import { Undefined } from './undefined.ts'
import { isDict, isNumber, Tuple } from './values.ts'

/** Converts rendered text to a value, by the rules of the conversion. */
export function convert(out: Output, conversion: Conversion): unknown {
  if (conversion === 'file') return out.text
  return conversion === 'native' ? convertNatively(out) : convertText(out)
}

/**
 * Converts rendered text of Ansible's YAML to a value. Text that looks like a list, a dict, `True` or `False`
 * is parsed; all other text stays a string, even if it looks like a number. Source: ansible-core's
 * `ansible_eval_concat`.
 */
function convertText(out: Output): unknown {
  const { text } = out
  if (out.staysText) return text
  if (!/^[[{]|^(?:True|False)$/.test(text)) return text
  return pythonLiteral(text, { hasJsonNames: true }) ?? text
}

/**
 * Converts rendered text to a value as Ansible's option `jinja2_native` does: text that is a Python literal
 * becomes its value.
 */
function convertNatively(out: Output): unknown {
  const { text } = out
  if (out.isEmpty) return null
  // Python refuses indented text as an expression.
  if (out.staysText || /^[ \t]/.test(text)) return text
  const value = pythonLiteral(text)
  if (value === undefined) return text
  return typeof value === 'string' ? `${text[0]}${value}${text[0]}` : value
}

/**
 * Whether a list or dict stays equal if it is written as text and parsed again. Throws UndefinedError if a part
 * of it does not exist.
 */
export function isLiteral(value: unknown): boolean {
  if (value instanceof Undefined) return value.isEmpty || value.fail()
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'bigint') return false
  if (isNumber(value)) return Number.isFinite(Number(value))
  if (value === OMIT || value instanceof Unknown || isLazy(value)) return true
  if (Array.isArray(value)) return value.every(isLiteral)
  return isDict(value) && Object.values(value).every(isLiteral)
}

/** Whether a value is a list or a dict; false for tuples. */
export function isCollection(value: unknown): boolean {
  return (Array.isArray(value) && !(value instanceof Tuple)) || isDict(value)
}
