/** A session with streams that may wait for room on the link. */
interface PendingOutput {
  readonly pump: () => void
}

/**
 * Lets the sessions send their waiting bytes in turns until the link is full. A session that had its turn moves to
 * the end of `all`, so that a full link is shared evenly.
 */
export function pumpInTurns(all: Map<number, PendingOutput>, isFull: () => boolean): void {
  for (let turns = all.size; turns > 0 && !isFull(); turns -= 1) {
    const [first] = all
    if (!first) return
    const [session, next] = first
    all.delete(session)
    all.set(session, next)
    next.pump()
  }
}
