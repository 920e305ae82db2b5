import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Unit } from '../state/look-ahead-state.ts'
import type { Result } from '../state/result.ts'
import type { LoopWorker } from '../state/task-run.ts'

/** A loop item and its result. */
export interface UnitResult {
  readonly unit: Unit
  readonly result: Result
}

/**
 * Runs the items of a loop in several sessions with one host, up to `most` at the same time. Returns the results in
 * the order of the items. No further item starts after one that found the host unreachable, or when the run is
 * stopped.
 */
export async function runInParallel(
  { run }: PlayContext,
  host: HostState,
  { units, most }: { readonly units: readonly Unit[]; readonly most: number },
  runUnit: (unit: Unit, worker: LoopWorker) => Promise<Result>,
): Promise<UnitResult[]> {
  const workers = Array.from(
    { length: Math.min(most, units.length) },
    (_, index): LoopWorker => ({ name: `${host.name} ${index + 1}`, targets: new Set() }),
  )
  const results: (UnitResult | undefined)[] = units.map(() => undefined)
  let isLost = false
  // Shared by all workers: each takes the next item from it.
  const waiting = units.entries()
  const runUnits = async (worker: LoopWorker): Promise<void> => {
    for (const [index, unit] of waiting) {
      if (isLost || run.signal.aborted) return
      const result = await runUnit(unit, worker)
      results[index] = { unit, result }
      if (result.status === 'unreachable' || result.isBecomeRefused) isLost = true
    }
  }
  host.lookAhead.items = []
  try {
    await Promise.all(workers.map(runUnits))
  } finally {
    const targets = workers.flatMap(worker => [...worker.targets])
    await Promise.all(targets.map(target => run.closeSession(target)))
  }
  return results.filter(each => each !== undefined)
}
