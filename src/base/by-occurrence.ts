/** Items by their key and a number, which counts those of equal keys: `KEY 1`, `KEY 2`, …, in the order of the items. */
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

/** What two lists have under each such key, those of the first list first; undefined for the one that has no such item. */
export function pairsByOccurrence<T>(
  one: Iterable<T>,
  other: Iterable<T>,
  keyOf: (item: T) => string,
): { readonly key: string; readonly pair: readonly [T | undefined, T | undefined] }[] {
  const [first, second] = [byOccurrence(one, keyOf), byOccurrence(other, keyOf)]
  const keys = new Set([...first.keys(), ...second.keys()])
  return [...keys].map(key => ({ key, pair: [first.get(key), second.get(key)] }))
}
