import { test } from 'uvu'

/** The number of slow cases that this process did not run. `npm test` prints the total of all processes. */
export const leftOut = { count: 0 }

/** `npm run test:e2e` and `npm run test:long` run all cases. */
const RUNS_ALL = process.env.DROVER_SLOW === 'all'

/** Returns the first of every `share` slow cases; with DROVER_SLOW=all, all of them. */
export function oneIn<Case>(share: number, cases: readonly Case[]): readonly Case[] {
  if (RUNS_ALL) return cases
  const chosen = cases.filter((_, nth) => nth % share === 0)
  leftOut.count += cases.length - chosen.length
  return chosen
}

/** Defines a test that runs only with DROVER_SLOW=all. */
export function slowTest(title: string, body: () => void | Promise<void>): void {
  if (RUNS_ALL) test(title, body)
  else leftOut.count += 1
}
