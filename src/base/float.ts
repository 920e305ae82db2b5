/**
 * A float without a fraction: `1.0` in YAML, JSON or Jinja, which Ansible shows as `1.0` and JavaScript as `1`. All
 * other numbers are plain numbers. It compares, calculates and converts to JSON like the number that it contains.
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

/** Returns a number as a float: as a `Float` if it has no fraction. */
export function float(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value
}

/** Returns a `Float` as a plain number; any other value unchanged. */
export function unboxed(value: unknown): unknown {
  return value instanceof Float ? value.value : value
}

/**
 * Returns a float in the form of Python's `repr`: with an exponent of at least two digits below 0.0001 and from 1e16
 * on.
 */
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

/** Returns whether plain data contains a `Float` anywhere. */
export function hasFloat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  return value instanceof Float || Object.values(value).some(hasFloat)
}

/** Returns plain data with each `Float` as a plain number; the same object if it contains none. */
export function withoutFloats(value: unknown): unknown {
  if (!hasFloat(value)) return value
  if (value instanceof Float) return value.value
  if (Array.isArray(value)) return value.map(withoutFloats)
  return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, withoutFloats(part)]))
}
