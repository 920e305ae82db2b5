import { createHash } from 'node:crypto'
import { clusterId, memberId, peerUrl } from './ids.ts'
import type { Named, Survey } from './survey.ts'

/** The cluster created from a snapshot. */
export interface Restoration {
  /** Its token: another for each snapshot and each cluster that it takes the place of, so that it is like no other. */
  readonly token: string
  readonly cluster: string
  /** The ids of its members, by host. */
  readonly members: Readonly<Record<string, string>>
}

/** What the site makes of a snapshot: the same each time for the same words, so that a run that was interrupted goes on. */
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

/** The confirmation for the data that is moved aside: the ids of its clusters, or `nothing` if there is none. */
export function confirmationFor(surveys: readonly Survey[], restored?: string): string {
  const clusters = surveys.flatMap(({ data }) =>
    data.kind === 'member' && data.cluster !== restored ? [data.cluster] : [],
  )
  return [...new Set(clusters)].sort().join(' ') || 'nothing'
}
