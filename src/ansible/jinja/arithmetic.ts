import { compareValues, isEqual, isIn } from './compare.ts'
import { JinjaError } from './error.ts'
import { formatPercent } from './percent.ts'
import { describe } from './text.ts'
import { amount, float, isFloat, Tuple, tuple } from './values.ts'

export function holds(operator: string, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case 'in':
      return isIn(left, right)
    case 'not in':
      return !isIn(left, right)
    case '<':
      return compareValues(left, right) < 0
    case '<=':
      return compareValues(left, right) <= 0
    case '>':
      return compareValues(left, right) > 0
    default:
      return compareValues(left, right) >= 0
  }
}

const MAX_REPEATED = 10_000_000

export function arithmetic(operator: string, left: unknown, right: unknown): unknown {
  const [a, b] = [amount(left), amount(right)]
  if (a !== undefined && b !== undefined) {
    const isFloating = isFloat(left) || isFloat(right)
    const result = calculate(operator, a, b)
    return operator === '/' || isFloating || (operator === '**' && b < 0) ? float(result) : result
  }
  if (operator === '%' && typeof left === 'string') return formatPercent(left, right)
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right
    if (Array.isArray(left) && Array.isArray(right) && left instanceof Tuple === right instanceof Tuple) {
      return left instanceof Tuple ? tuple(...left, ...right) : [...left, ...right]
    }
  }
  if (operator === '*') {
    const [value, times] = a === undefined ? [left, b] : [right, a]
    if (times !== undefined && Number.isInteger(times)) return repeat(value, times)
  }
  throw new JinjaError(`\`${operator}\` does not go with ${describe(left)} and ${describe(right)}`)
}

function repeat(value: unknown, times: number): unknown {
  const count = Math.max(0, times)
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : 0
  if (size * count > MAX_REPEATED) throw new JinjaError(`\`*\` would make more than ${MAX_REPEATED} items`)
  if (typeof value === 'string') return value.repeat(count)
  if (!Array.isArray(value)) throw new JinjaError(`\`*\` does not go with ${describe(value)}`)
  const items = Array.from({ length: count }, () => value).flat(1)
  return value instanceof Tuple ? tuple(...items) : items
}

function calculate(operator: string, a: number, b: number): number {
  if (b === 0 && ['/', '//', '%'].includes(operator)) throw new JinjaError('division by zero')
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '//':
      return Math.floor(a / b)
    case '%':
      return a - Math.floor(a / b) * b
    default:
      return a ** b
  }
}

/** `-value`, or `+value`. Throws JinjaError for anything but a number. */
export function negated(value: unknown, isNegative: boolean): unknown {
  const found = amount(value)
  if (found === undefined) throw new JinjaError(`${describe(value)} is not a number`)
  const result = isNegative && found !== 0 ? -found : found
  return isFloat(value) ? float(isNegative ? -found : found) : result
}
