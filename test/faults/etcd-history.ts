import { onHost } from '../e2e/drover.ts'

/** A period in which a member did not serve, in milliseconds since the epoch. */
export interface Outage {
  readonly node: string
  readonly from: number
  readonly to: number
}

/** When members were stopped, and when they did not serve. */
export interface History {
  readonly stops: readonly { readonly node: string; readonly at: number }[]
  readonly outages: readonly Outage[]
}

/** Reads the stops and outages of etcd since a time from the hosts' journals. */
export function historySince(nodes: readonly string[], since: number): History {
  const stops: { node: string; at: number }[] = []
  const outages: Outage[] = []
  for (const node of nodes) {
    let from: number | undefined
    for (const { at, message } of linesOf(node, since)) {
      if (message.startsWith('Stopping ')) stops.push({ node, at })
      if (/^Stopping |^etcd\.service: Main process exited/.test(message)) from ??= at
      if (message.startsWith('Started ') && from !== undefined) {
        outages.push({ node, from, to: at })
        from = undefined
      }
    }
    if (from !== undefined) outages.push({ node, from, to: Number.POSITIVE_INFINITY })
  }
  return { stops, outages }
}

/**
 * The stops of a member while another one had been down for at least `grace` milliseconds, the time between
 * Drover's check and the stop.
 */
export function recklessStops({ stops, outages }: History, grace = 1500): string[] {
  return stops.flatMap(({ node, at }) =>
    outages
      .filter(other => other.node !== node && other.from < at - grace && at < other.to)
      .map(other => `${node} was stopped ${Math.round(at - other.from)} ms after ${other.node} went down`),
  )
}

/** The periods in which too few members served for a quorum. */
export function belowQuorum({ outages }: History, members = 3): string[] {
  const allowed = members - (Math.floor(members / 2) + 1)
  return outages.flatMap(({ node, from, to }, index) => {
    // Counted once, for the outage that began last.
    const others = outages.filter(
      (other, at) =>
        other.node !== node && other.to > from && (other.from < from || (other.from === from && at < index)),
    )
    if (new Set(others.map(other => other.node)).size < allowed) return []
    const end = Math.min(to, ...others.map(other => other.to))
    return [`${node} and ${others.map(other => other.node).join(', ')} for ${Math.round(end - from)} ms`]
  })
}

function linesOf(node: string, since: number): { at: number; message: string }[] {
  const text = onHost(
    node,
    `journalctl -u etcd -o json --since=@${Math.floor(since / 1000)} _PID=1 2>/dev/null; true`,
  )
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as { __REALTIME_TIMESTAMP: string; MESSAGE: string })
    .map(entry => ({ at: Number(entry.__REALTIME_TIMESTAMP) / 1000, message: String(entry.MESSAGE) }))
    .filter(({ at }) => at >= since)
}
