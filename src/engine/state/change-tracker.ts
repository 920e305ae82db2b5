/** Counts the changes to a machine, so that code can detect which earlier observations are stale. */
export interface ChangeTracker {
  /** Increases whenever a change starts, or when earlier observations become stale for another reason. */
  version: number
  /** The number of changes in progress, by the session that makes them. */
  readonly open: Map<object, number>
}

/** The change trackers of a run: one per machine, and one for all machines together. */
export interface ChangeTrackers {
  readonly of: (machine: string) => ChangeTracker
  readonly all: ChangeTracker
  /** Invalidates all observations of all machines, for example after a wait or a pause. */
  readonly invalidateAll: () => void
}

/** The machine that Drover itself runs on. */
export const CONTROLLER = 'local'

/** Creates the change trackers of a run, without any changes. */
export function newChangeTrackers(): ChangeTrackers {
  const machines = new Map<string, ChangeTracker>()
  const all: ChangeTracker = { version: 0, open: new Map() }
  return {
    of: machine => {
      const known = machines.get(machine) ?? { version: 0, open: new Map() }
      machines.set(machine, known)
      return known
    },
    all,
    invalidateAll: () => {
      for (const tracker of [...machines.values(), all]) tracker.version += 1
    },
  }
}

/**
 * Records that a change to a machine starts over a session. The caller calls the returned function when the change
 * has ended.
 */
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

/** Invalidates all earlier observations of a machine. */
export function invalidate(trackers: ChangeTrackers, machine: string): void {
  trackers.of(machine).version += 1
  trackers.all.version += 1
}

/**
 * Returns a function that reports whether observations over this session, made after this call, are still valid. They
 * never are if a change is in progress over another session, because the order of the two is unknown.
 */
export function snapshot(tracker: ChangeTracker, session: object | undefined): () => boolean {
  const { version } = tracker
  const isOrdered = [...tracker.open.keys()].every(each => each === session)
  // safety: a prefetched check is stale once a change has started
  // safety: a prefetched check is stale if a change was in progress over another session
  return () => isOrdered && tracker.version === version
}
