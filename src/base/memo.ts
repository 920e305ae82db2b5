/** The most results that are kept. */
const MOST = 2_000

/**
 * Keeps what a pure function makes of a text, so that hosts and loop items share what one of them compiled. The oldest result is
 * dropped for a new one. What throws is made again.
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
