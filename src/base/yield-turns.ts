import { setImmediate } from 'node:timers/promises'

/** Milliseconds after which others have a turn. */
const SLICE = 20

/** Does something to each of many things, and lets the other hosts, and Ctrl-C, have their turn in between. */
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
