import { setImmediate } from 'node:timers/promises'

/** Milliseconds after which other work gets a turn. */
const SLICE = 20

/** Calls `work` for each item, and lets other hosts and Ctrl-C be handled in between. */
export async function eachInSlices<T>(things: Iterable<T>, work: (thing: T) => void): Promise<void> {
  let began = performance.now()
  for (const thing of things) {
    if (performance.now() - began > SLICE) {
      await setImmediate()
      began = performance.now()
    }
    work(thing)
  }
}
