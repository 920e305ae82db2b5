import { type Float, float } from '../base/float.ts'

/**
 * Returns the value of a plain scalar in YAML 1.1 as PyYAML reads it, if that differs from YAML 1.2: flags such as
 * `yes`; numbers such as `1_000`, `0b11` and `12:30` (base 60); times, as the text that Python prints; and `1.5e3`
 * and `-.5`, which are strings. Returns undefined for any other scalar. Source: yaml.org/type, and `resolver.py` and
 * `constructor.py` of PyYAML 6.0.
 */
export function yaml11Value(text: string): boolean | number | Float | string | undefined {
  return flagIn(text) ?? numberIn(text) ?? timeIn(text) ?? (NO_NUMBER.test(text) ? text : undefined)
}

function flagIn(text: string): boolean | undefined {
  if (/^(yes|Yes|YES|on|On|ON)$/.test(text)) return true
  return /^(no|No|NO|off|Off|OFF)$/.test(text) ? false : undefined
}

const INTEGER = /^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*)$/
const FLOAT = /^([-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+][0-9]+)?$/
const BASE_60 = /^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+$|^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*$/

/** Numbers in YAML 1.2 that are strings in YAML 1.1. */
const NO_NUMBER = /^[-+]\.[0-9]|^[-+]?[0-9]*\.[0-9]*[eE][0-9]+$/

/** Parses a number of YAML 1.1. Does not match a number with a leading zero: `0644` stays a string. */
function numberIn(text: string): number | Float | undefined {
  const isNumber = INTEGER.test(text) || FLOAT.test(text) || BASE_60.test(text)
  if (!isNumber) return undefined
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '')
  const value = digits.split(':').reduce((whole, part) => whole * 60 + Number(part), 0)
  if (text.includes('.')) return Number.isFinite(value) ? float(sign * value) : undefined
  return Number.isSafeInteger(value) ? sign * value : undefined
}

const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?$/

function timeIn(text: string): string | undefined {
  const [found, year, month, day, hour, minute, second, fraction = '', zone, sign, ahead, minutes] =
    TIME.exec(text) ?? []
  if (found === undefined) return undefined
  const [date, time] = [[month, day].map(twoDigits), [hour, minute, second].map(twoDigits)]
  const micros = fraction.slice(0, 6).padEnd(6, '0')
  const offset = sign === undefined ? '+00:00' : `${sign}${twoDigits(ahead)}:${twoDigits(minutes)}`
  return [
    `${year}-${date.join('-')} ${time.join(':')}`,
    Number(micros) === 0 ? '' : `.${micros}`,
    zone === undefined ? '' : offset,
  ].join('')
}

function twoDigits(number = '0'): string {
  return number.padStart(2, '0')
}
