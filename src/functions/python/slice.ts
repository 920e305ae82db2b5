/** Where a slice begins and ends, and its step, which is not 0; what is undefined is as far as the step leads. */
export interface Slice {
  readonly start: number | undefined
  readonly stop: number | undefined
  readonly step: number
}

/** The items of Python's `items[start:stop:step]`; negative indexes count from the end. */
export function sliceItems(items: readonly unknown[], { start, stop, step }: Slice): unknown[] {
  const { length } = items
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1]
  const indexOf = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + length : bound, low), high)
  const [first, end] = step > 0 ? [low, high] : [high, low]
  const from = start === undefined ? first : indexOf(start)
  const to = stop === undefined ? end : indexOf(stop)
  const found: unknown[] = []
  for (let at = from; step > 0 ? at < to : at > to; at += step) found.push(items[at])
  return found
}
