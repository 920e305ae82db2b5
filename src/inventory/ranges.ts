import { assertDefined } from '../base/assert-defined.ts'
import { InputError, type Place } from '../errors.ts'

/** The maximum number of hosts that one name can expand to. A typo in a range would otherwise fill the memory. */
const MAX_HOSTS = 100_000

const RANGE = /\[(\d*|[a-zA-Z]):(\d+|[a-zA-Z])(?::(\d+))?\]/

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/**
 * Expands a name with ranges: `node[1:3]`, `www[01:50:2]`, `db-[a:f]`, or several in one name. Both ends are
 * included and leading zeros kept. Throws InputError.
 */
export function expandRange(name: string, place?: Place): string[] {
  let names = [{ done: '', rest: name }]
  while (names[0] && RANGE.test(names[0].rest)) {
    const found = RANGE.exec(names[0].rest)
    if (!found) break
    const values = valuesOf(found, place)
    if (names.length * values.length > MAX_HOSTS) {
      throw new InputError(`\`${name}\` expands to more than ${MAX_HOSTS} hosts`, { place })
    }
    const rest = names[0].rest.slice(found.index + found[0].length)
    const before = names[0].rest.slice(0, found.index)
    names = names.flatMap(({ done }) => values.map(value => ({ done: done + before + value, rest })))
  }
  return names.map(({ done, rest }) => done + rest)
}

function valuesOf([range, first = '', last = '', every = '1']: RegExpExecArray, place?: Place): string[] {
  const refuse = (why: string): never => {
    throw new InputError(`the range \`${range}\` ${why}`, {
      place,
      hint: 'such as `node[1:3]` or `www[01:50:2]`',
    })
  }
  const step = Number(every)
  if (step < 1) refuse('has a step of 0')
  const isNumeric = /\d$/.test(last)
  if (isNumeric !== /^\d*$/.test(first)) refuse('mixes a number with a letter')
  const start = isNumeric ? Number(first) : LETTERS.indexOf(first)
  const end = isNumeric ? Number(last) : LETTERS.indexOf(last)
  if (start > end) refuse('ends before it begins')
  const width = first.startsWith('0') && first.length > 1 ? first.length : 0
  if (width > 0 && width !== last.length) refuse('has ends with a different number of digits')
  if ((end - start) / step >= MAX_HOSTS) refuse(`expands to more than ${MAX_HOSTS} hosts`)
  const count = Math.floor((end - start) / step) + 1
  return Array.from({ length: count }, (_, index) => {
    const value = start + index * step
    return isNumeric ? String(value).padStart(width, '0') : assertDefined(LETTERS[value], `a letter ${value}`)
  })
}
