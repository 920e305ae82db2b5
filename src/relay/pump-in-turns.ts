/** What has streams that may wait for room on a link. */
interface Waiting {
  readonly pump: () => void
}

/**
 * Lets all send what waits, until the link is full. Whoever had its turn moves to the end of `all`, so that a link that stays
 * full is shared evenly.
 */
export function pumpInTurns(all: Map<number, Waiting>, isFull: () => boolean): void {
  for (let turns = all.size; turns > 0 && !isFull(); turns -= 1) {
    const [first] = all
    if (!first) return
    const [session, next] = first
    all.delete(session)
    all.set(session, next)
    next.pump()
  }
}
