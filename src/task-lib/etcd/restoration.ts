import { createHash } from 'node:crypto'
import { clusterId, memberId, peerUrl } from './ids.ts'
import type { Named, Survey } from './survey.ts'

/** The cluster created from a snapshot. */
export interface Restoration {
  /**
   * The token of the new cluster. It differs for each snapshot and each replaced cluster, so that no two clusters
   * share it.
   */
  readonly token: string
  readonly cluster: string
  /** The IDs of its members, by host. */
  readonly members: Readonly<Record<string, string>>
}

/**
 * Computes the token and the IDs of the cluster that is restored from a snapshot. The same arguments always give the
 * same result, so that an interrupted run can be resumed.
 */
export function restorationOf(
  hosts: readonly Named[],
  snapshot: string,
  token: string,
  replaced: string,
): Restoration {
  const digest = createHash('sha256').update(`${snapshot} ${replaced}`).digest('hex').slice(0, 12)
  const own = `${token}-${digest}`
  const urls = hosts.map(({ address }) => peerUrl(address))
  return {
    token: own,
    cluster: clusterId(urls, own),
    members: Object.fromEntries(hosts.map(({ name, address }) => [name, memberId(peerUrl(address), own)])),
  }
}

/**
 * Returns the confirmation that the user must give before data is moved aside: the IDs of its clusters, or `nothing`
 * if there is no data. The already restored cluster is not included.
 */
export function confirmationFor(surveys: readonly Survey[], restored?: string): string {
  const clusters = surveys.flatMap(({ data }) =>
    data.kind === 'member' && data.cluster !== restored ? [data.cluster] : [],
  )
  return [...new Set(clusters)].sort().join(' ') || 'nothing'
}
