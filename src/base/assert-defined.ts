/**
 * Returns the value, which must exist if the program is correct: a lookup of something that was stored, an index
 * within bounds. `what` names it in the error, such as `a host node1`. Throws Error for undefined or null, which is
 * reported with its stack, since it is a bug of Drover.
 */
export function assertDefined<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) throw new Error(`expected ${what}, found none`)
  return value
}

/** Returns the first of items that cannot be empty. Throws Error if they are, which is a bug of Drover. */
export function first<T>(items: Iterable<T>, what: string): T {
  for (const item of items) return item
  throw new Error(`expected ${what}, found none`)
}
