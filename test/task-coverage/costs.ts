import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sh } from '../../src/shell/quote.ts'
import { callsOf, carryOut, check, itemOf, layOut, type Place, withProject } from './hold-row.ts'
import type { LocalRoot } from './local-root.ts'
import type { CoverageRow } from './row.ts'

/** What a check that finds nothing to do costs the host. */
export interface Cost {
  readonly roundTrips: number
  /** Processes that are started on the host, threads of its programs included. */
  readonly processes: number
  /** Processes that the check of a second item adds if both checks run at the same time and share the round trips; absent if there can be no second item. */
  readonly more?: number
}

const FILE = join(import.meta.dirname, 'costs.json')

/** The costs that are recorded, by task type. */
export function recordedCosts(): Readonly<Record<string, Cost>> {
  return JSON.parse(readFileSync(FILE, 'utf8'))
}

/** Writes the costs for `recordedCosts`. */
export function recordCosts(costs: Readonly<Record<string, Cost>>): void {
  const sorted = Object.entries(costs).sort(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
}

/** Applies a row for one item and for two, then counts what their checks cost. */
export function measureCost(row: CoverageRow, root: LocalRoot): Promise<Cost> {
  return withProject(row, async project => {
    const place = { host: root.host, project, row }
    const one = await settle(row, 1, place)
    const alone = await least(root, one)
    if (row.single !== undefined) return alone
    const two = await settle(row, 2, place)
    const both = await least(root, () => Promise.all([one(), two()]))
    if (both.roundTrips > alone.roundTrips)
      throw new Error(`${row.type}: two items take ${both.roundTrips} round trips, one ${alone.roundTrips}`)
    return { ...alone, more: both.processes - alone.processes }
  })
}

/** Applies the row for an item, and returns a function that checks it again. */
async function settle(row: CoverageRow, nth: number, place: Place): Promise<() => Promise<unknown>> {
  // A name with `$` in it is asked for once more, since it may be a variable of the host.
  const item = { ...itemOf(nth), at: itemOf(nth).plain }
  await layOut(row, item, place.host)
  const calls = await callsOf(row, item)
  for (const call of calls) await carryOut(call, place)
  return async () => {
    const results = await Promise.all(calls.map(call => check(call, place)))
    const found = results.flatMap(({ result }) => (result.kind === 'plan' ? result.changes : []))
    if (found.length > 0)
      throw new Error(`${row.type} would change something again: ${JSON.stringify(found)}`)
  }
}

/** The smallest of several counts: the heartbeat of a session may start a process in the meantime. */
async function least(root: LocalRoot, ask: () => Promise<unknown>): Promise<Omit<Cost, 'more'>> {
  await ask()
  const counts = [await count(root, ask), await count(root, ask)]
  return {
    roundTrips: Math.min(...counts.map(({ roundTrips }) => roundTrips)),
    processes: Math.min(...counts.map(({ processes }) => processes)),
  }
}

async function count({ host, session }: LocalRoot, ask: () => Promise<unknown>) {
  const [processes, roundTrips] = [await processesSoFar(host), session.cost.roundTrips]
  await ask()
  const ended = session.cost.roundTrips
  // The process that reads the number is counted too.
  return { roundTrips: ended - roundTrips, processes: (await processesSoFar(host)) - processes - 1 }
}

/** Reads the number of the last process: the session has its own namespace, where processes are numbered in order of creation. */
async function processesSoFar(host: LocalRoot['host']): Promise<number> {
  const { stdout } = await host.run(sh`exec cat /proc/sys/kernel/ns_last_pid`)
  return Number(stdout.toString())
}
