/** Values that are pushed by a writer, and read as an async iterable by one reader. */
export interface EventQueue<T> extends AsyncIterable<T> {
  readonly push: (value: T) => void
  /** Marks the end: the reader gets the remaining values, and then the error, if there is one. */
  readonly end: (error?: unknown) => void
}

/**
 * Returns an empty queue. Values are kept until they are read; once the reader has left its loop, no more are kept.
 */
export function eventQueue<T>(): EventQueue<T> {
  let waiting: T[] = []
  let isLeft = false
  let ended: { readonly error?: unknown } | undefined
  let wake = (): void => {}
  async function* read(): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const values = waiting
        waiting = []
        yield* values
        if (waiting.length > 0) continue
        if (ended) break
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      if (ended.error !== undefined) throw ended.error
    } finally {
      isLeft = true
      waiting = []
    }
  }
  const reader = read()
  return {
    push: value => {
      if (isLeft) return
      waiting.push(value)
      wake()
    },
    end: error => {
      ended = error === undefined ? {} : { error }
      wake()
    },
    [Symbol.asyncIterator]: () => reader,
  }
}
