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
