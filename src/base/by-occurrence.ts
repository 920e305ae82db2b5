/** Returns the items by key and occurrence: `KEY 1`, `KEY 2`, … for items with the same key, in their order. */
export function byOccurrence<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T> {
  const times = new Map<string, number>()
  const found = new Map<string, T>()
  for (const item of items) {
    const key = keyOf(item)
    const time = (times.get(key) ?? 0) + 1
    times.set(key, time)
    found.set(`${key} ${time}`, item)
  }
  return found
}

/**
 * Pairs the items of two lists that have the same key and occurrence, those of the first list first. An item without
 * a partner is paired with undefined.
 */
export function pairsByOccurrence<T>(
  one: Iterable<T>,
  other: Iterable<T>,
  keyOf: (item: T) => string,
): { readonly key: string; readonly pair: readonly [T | undefined, T | undefined] }[] {
  const [first, second] = [byOccurrence(one, keyOf), byOccurrence(other, keyOf)]
  const keys = new Set([...first.keys(), ...second.keys()])
  return [...keys].map(key => ({ key, pair: [first.get(key), second.get(key)] }))
}
