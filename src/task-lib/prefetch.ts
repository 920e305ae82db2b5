/**
 * Marks a promise that is awaited later, or perhaps never, so that its rejection is not reported as unhandled. It is
 * used to send a probe in the same batch as the probes that decide whether its result is needed. An error is thrown
 * only if the result is awaited.
 */
export function prefetch<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

/**
 * Starts `ask` for the most likely argument before the real one is known. The returned function takes the real
 * argument and calls `ask` again only if the guess was wrong.
 */
export function prefetchLikely<K, T>(guess: K, ask: (about: K) => Promise<T>): (about: K) => Promise<T> {
  const early = prefetch(ask(guess))
  return about => (about === guess ? early : ask(about))
}
