/**
 * Lets a question be asked before it is certain that its answer is needed, so that it travels with the questions which decide that.
 * Its error is thrown only where the answer is awaited.
 */
export function askEarly<T>(asked: Promise<T>): Promise<T> {
  asked.catch(() => {})
  return asked
}

/**
 * Asks about what is most likely meant before that is certain. The function that it gives takes what is meant, and asks again only if
 * that is something else.
 */
export function askGuessing<K, T>(guess: K, ask: (about: K) => Promise<T>): (about: K) => Promise<T> {
  const early = askEarly(ask(guess))
  return about => (about === guess ? early : ask(about))
}
