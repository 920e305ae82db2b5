import { float } from '../../base/float.ts'
import { compareValues, isEqual, isIn } from './compare.ts'
import { dateArithmetic } from './dates.ts'
import { JinjaError } from './error.ts'
import { mustFit, mustFitList } from './limits.ts'
import { formatPercent } from './percent.ts'
import { describe } from './text.ts'
import { amount, exact, isFloat, Tuple, tuple, typeName, wholeOf } from './values.ts'

export function isComparisonTrue(operator: string, left: unknown, right: unknown): boolean {
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

/**
 * Computes `left operator right` as Python does. Throws JinjaError for operands whose types the operator does
 * not support.
 */
export function arithmetic(operator: string, left: unknown, right: unknown): unknown {
  const [a, b] = [amount(left), amount(right)]
  if (a !== undefined && b !== undefined) {
    const result = calculate(operator, a, b)
    if (operator === '/' || isFloat(left) || isFloat(right) || (operator === '**' && b < 0))
      return float(result)
    const isExact = Number.isSafeInteger(result) && typeof left !== 'bigint' && typeof right !== 'bigint'
    return isExact ? result : calculateExactly(operator, left, right)
  }
  if (left instanceof Date) return dateArithmetic(operator, left, right)
  if (operator === '%' && typeof left === 'string') return formatPercent(left, right)
  const joined = operator === '+' ? join(left, right) : undefined
  if (joined !== undefined) return joined
  const [value, times] = a === undefined ? [left, b] : [right, a]
  if (operator === '*' && times !== undefined && Number.isInteger(times)) return repeat(value, times)
  throw new JinjaError(`\`${operator}\` cannot be used with ${describe(left)} and ${describe(right)}`, {
    ansibleMessage: `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  })
}

/** Concatenates two strings, two lists or two tuples. Returns undefined for any other operands. */
function join(left: unknown, right: unknown): unknown {
  if (typeof left === 'string' && typeof right === 'string') {
    mustFit('+', left.length + right.length)
    return left + right
  }
  if (!Array.isArray(left) || !Array.isArray(right)) return undefined
  if (left instanceof Tuple !== right instanceof Tuple) return undefined
  mustFitList('+', left.length + right.length)
  return left instanceof Tuple ? tuple(...left, ...right) : [...left, ...right]
}

const MOST_BITS = 100_000

/** Computes with whole numbers of any size. */
function calculateExactly(operator: string, left: unknown, right: unknown): number | bigint {
  const [a, b] = [wholeOf(left) ?? 0n, wholeOf(right) ?? 0n]
  const bits = a.toString(16).length * 4 * (operator === '**' ? Number(b) : 2)
  if (bits > MOST_BITS)
    throw new JinjaError(`\`${operator}\` would make a number of more than ${MOST_BITS} bits`)
  switch (operator) {
    case '+':
      return exact(a + b)
    case '-':
      return exact(a - b)
    case '*':
      return exact(a * b)
    case '**':
      return exact(a ** b)
    default: {
      // Python rounds down, JavaScript towards zero.
      const rest = ((a % b) + b) % b
      return exact(operator === '%' ? rest : (a - rest) / b)
    }
  }
}

function repeat(value: unknown, times: number): unknown {
  const count = Math.max(0, times)
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : 0
  if (typeof value === 'string') mustFit('*', size * count)
  else mustFitList('*', size * count)
  if (typeof value === 'string') return value.repeat(count)
  if (!Array.isArray(value)) throw new JinjaError(`\`*\` cannot be used with ${describe(value)}`)
  const items = Array.from({ length: count }, () => value).flat(1)
  return value instanceof Tuple ? tuple(...items) : items
}

function calculate(operator: string, a: number, b: number): number {
  const isByZero = (b === 0 && ['/', '//', '%'].includes(operator)) || (operator === '**' && a === 0 && b < 0)
  if (isByZero) throw new JinjaError('division by zero')
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

/** Computes `-value` or, if not `isNegative`, `+value`. Throws JinjaError if the value is not a number. */
export function negated(value: unknown, isNegative: boolean): unknown {
  const found = amount(value)
  if (found === undefined) throw new JinjaError(`${describe(value)} is not a number`)
  if (typeof value === 'bigint') return exact(isNegative ? -value : value)
  if (isFloat(value)) return float(isNegative ? -found : found)
  return isNegative && found !== 0 ? -found : found
}
