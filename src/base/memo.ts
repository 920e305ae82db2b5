/** The most results that are cached. */
const MOST = 2_000

/**
 * Returns a cache for the results of a pure function of a string, so that hosts and loop items share what one of them
 * compiled. When it is full, the oldest result is dropped. A call that throws is not cached.
 */
export function memo<T>(): (key: string, make: () => T) => T {
  const results = new Map<string, T>()
  return (key, make) => {
    const known = results.get(key)
    if (known !== undefined) return known
    const made = make()
    const oldest = results.keys().next().value
    if (results.size >= MOST && oldest !== undefined) results.delete(oldest)
    results.set(key, made)
    return made
  }
}
