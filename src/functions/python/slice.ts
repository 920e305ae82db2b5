/**
 * The bounds and the step of a slice; the step is not 0. An undefined bound means the end of the list in the
 * direction of the step.
 */
export interface Slice {
  readonly start: number | undefined
  readonly stop: number | undefined
  readonly step: number
}

/** Returns Python's `items[start:stop:step]`; negative indexes count from the end. */
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
