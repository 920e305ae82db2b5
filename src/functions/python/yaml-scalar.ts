import { type Float, float } from '../../base/float.ts'

const FLAG = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/
const NULL = /^(?:~|null|Null|NULL|)$/
const OTHERS: readonly RegExp[] = [
  /^(?:<<|=|[!&*])$/,
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?$/,
]

/** Whether YAML 1.1 reads an unquoted scalar as a string, by the implicit resolvers of PyYAML's resolver.py. */
export function isPlainText(text: string): boolean {
  return ![FLAG, FLOAT, INT, NULL, ...OTHERS].some(pattern => pattern.test(text))
}

/**
 * Returns the value of an unquoted scalar in YAML 1.1, as PyYAML's constructor.py does. Dates and times stay
 * strings.
 */
export function plainScalar(text: string): string | number | Float | boolean | null {
  if (NULL.test(text)) return null
  if (FLAG.test(text)) return /^(?:yes|true|on)$/i.test(text)
  if (INT.test(text)) return numberOf(text, whole)
  return FLOAT.test(text) ? float(numberOf(text, fraction)) : text
}

function numberOf(text: string, read: (digits: string) => number): number {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text.replaceAll('_', '')) ?? []
  const value = digits.includes(':') ? sexagesimal(digits) : read(digits)
  return sign === '-' ? -value : value
}

function sexagesimal(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

function whole(digits: string): number {
  return /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits)
}

function fraction(digits: string): number {
  if (/inf/i.test(digits)) return Number.POSITIVE_INFINITY
  return /nan/i.test(digits) ? Number.NaN : Number(digits)
}
