/**
 * The value itself, for one that the program is built to have: a lookup of what was stored, an index within bounds. `what`
 * names it in the error, such as `a host node1`. Throws Error, which is reported with its stack, since it is a bug of Drover.
 */
export function assertDefined<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) throw new Error(`expected ${what}, found none`)
  return value
}

/** The first of items that are never empty. Throws Error for an empty list, which is a bug of Drover. */
export function first<T>(items: Iterable<T>, what: string): T {
  for (const item of items) return item
  throw new Error(`expected ${what}, found none`)
}
