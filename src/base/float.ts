/**
 * A float without a fraction: `1.0` of YAML, JSON or Jinja, which Ansible writes as `1.0` and JavaScript as `1`. Every other number
 * stands for itself. It is compared and calculated with as the number that it is, and JSON has it as one.
 */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  valueOf(): number {
    return this.value
  }

  toString(): string {
    return floatText(this.value)
  }

  toJSON(): number {
    return this.value
  }
}

/** A float of this amount. */
export function float(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value
}

/** What is a number as one of JavaScript; any other value as it is. */
export function unboxed(value: unknown): unknown {
  return value instanceof Float ? value.value : value
}

/** A float as Python's `repr` has it: an exponent below 0.0001 and from 1e16 on, of two digits or more. */
export function floatText(amount: number): string {
  if (Number.isNaN(amount)) return 'nan'
  if (!Number.isFinite(amount)) return amount > 0 ? 'inf' : '-inf'
  const size = Math.abs(amount)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return amount.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  const text = Object.is(amount, -0) ? '-0' : String(amount)
  return text.includes('.') ? text : `${text}.0`
}

/** Whether a float is anywhere in plain data. */
export function hasFloat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  return value instanceof Float || Object.values(value).some(hasFloat)
}

/** Plain data with each float as a number of JavaScript; the very same if there is none in it. */
export function withoutFloats(value: unknown): unknown {
  if (!hasFloat(value)) return value
  if (value instanceof Float) return value.value
  if (Array.isArray(value)) return value.map(withoutFloats)
  return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, withoutFloats(part)]))
}
