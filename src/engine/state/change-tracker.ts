/** The changes of a machine so far, to find out which earlier observations are stale. */
export interface ChangeTracker {
  /** Counts all that was begun. */
  begun: number
  /** What is running, by the session over which it goes. */
  readonly open: Map<object, number>
}

/** The trackers of a run: one for each machine, one of all together. */
export interface ChangeTrackers {
  readonly of: (machine: string) => ChangeTracker
  readonly all: ChangeTracker
  /** Makes stale what was seen of any machine until now: time has passed, and was meant to. */
  readonly invalidateAll: () => void
}

/** The machine that Drover itself runs on. */
export const CONTROLLER = 'local'

/** Ledgers in which nothing was begun. */
export function newChangeTrackers(): ChangeTrackers {
  const machines = new Map<string, ChangeTracker>()
  const all: ChangeTracker = { begun: 0, open: new Map() }
  return {
    of: machine => {
      const known = machines.get(machine) ?? { begun: 0, open: new Map() }
      machines.set(machine, known)
      return known
    },
    all,
    invalidateAll: () => {
      for (const tracker of [...machines.values(), all]) tracker.begun += 1
    },
  }
}

/** Notes that a machine is about to be changed over a session; what is returned notes that this is over. */
export function startChange(trackers: ChangeTrackers, machine: string, session: object): () => void {
  const both = [trackers.of(machine), trackers.all]
  for (const { open } of both) open.set(session, (open.get(session) ?? 0) + 1)
  invalidate(trackers, machine)
  return () => {
    for (const { open } of both) {
      const left = (open.get(session) ?? 1) - 1
      if (left > 0) open.set(session, left)
      else open.delete(session)
    }
  }
}

/** Makes stale what was seen of a machine until now. */
export function invalidate(trackers: ChangeTrackers, machine: string): void {
  trackers.of(machine).begun += 1
  trackers.all.begun += 1
}

/**
 * Tests whether what a session observes from now on is still valid. It never is while a change runs over
 * another session: the order of the two is unknown.
 */
export function snapshot(tracker: ChangeTracker, session: object | undefined): () => boolean {
  const { begun } = tracker
  const isOrdered = [...tracker.open.keys()].every(each => each === session)
  // safety: a prefetched check is stale once a change has started
  // safety: a prefetched check is stale if a change was in progress over another session
  return () => isOrdered && tracker.begun === begun
}
