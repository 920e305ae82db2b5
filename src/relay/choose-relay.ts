import { createHash } from 'node:crypto'

/**
 * Sorts a host's relays into the order in which they are tried. Hosts are shared evenly among relays, and each host
 * keeps its relay when other relays are added or removed, so that persistent connections are found again. Source:
 * rendezvous hashing (Thaler and Ravishankar, 1998).
 */
export function relaysInOrder<T>(relays: readonly T[], nameOf: (relay: T) => string, host: string): T[] {
  const weighed = relays.map(relay => ({ relay, weight: weightOf(nameOf(relay), host) }))
  return weighed.sort((one, other) => (one.weight < other.weight ? 1 : -1)).map(({ relay }) => relay)
}

function weightOf(relay: string, host: string): string {
  return createHash('sha256').update(`${relay}\0${host}`).digest('hex')
}
