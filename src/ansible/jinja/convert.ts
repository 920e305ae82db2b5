import { pythonLiteral } from '../../base/python-literal.ts'
import { isLazy } from '../../values/lazy.ts'
import { OMIT } from '../../values/omit.ts'
import { Unknown } from '../../values/unknown.ts'
import type { Conversion } from './frame.ts'
import type { Output } from './output.ts'
import { Undefined } from './undefined.ts'
import { isDict, isNumber, Tuple } from './values.ts'

/** What a text that was written is as a value. */
export function convert(out: Output, conversion: Conversion): unknown {
  if (conversion === 'file') return out.text
  return conversion === 'native' ? convertNatively(out) : convertText(out)
}

/**
 * What a text of Ansible's YAML is as a value: a text that looks like a list, a dict, `True` or `False` becomes one, as in
 * ansible-core's `ansible_eval_concat`; all other text stays text, that of numbers too.
 */
function convertText(out: Output): unknown {
  const { text } = out
  if (out.staysText) return text
  if (!/^[[{]|^(?:True|False)$/.test(text)) return text
  return pythonLiteral(text, { hasJsonNames: true }) ?? text
}

/** What a text is as a value with Ansible's option `jinja2_native`: a text that is a literal of Python becomes its value. */
function convertNatively(out: Output): unknown {
  const { text } = out
  if (out.isEmpty) return null
  // Python takes indented text for no expression.
  if (out.staysText || /^[ \t]/.test(text)) return text
  const value = pythonLiteral(text)
  if (value === undefined) return text
  return typeof value === 'string' ? `${text[0]}${value}${text[0]}` : value
}

/** Whether a list or dict is the same after it was written as text and read again; throws UndefinedError for what does not exist. */
export function isLiteral(value: unknown): boolean {
  if (value instanceof Undefined) return value.isEmpty || value.fail()
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'bigint') return false
  if (isNumber(value)) return Number.isFinite(Number(value))
  if (value === OMIT || value instanceof Unknown || isLazy(value)) return true
  if (Array.isArray(value)) return value.every(isLiteral)
  return isDict(value) && Object.values(value).every(isLiteral)
}

/** Whether a value is a list or a dict, and no tuple. */
export function isCollection(value: unknown): boolean {
  return (Array.isArray(value) && !(value instanceof Tuple)) || isDict(value)
}
