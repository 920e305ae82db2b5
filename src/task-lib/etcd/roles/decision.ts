import type { EtcdMember } from '../../../remote/probes/etcd/cluster.ts'
import type { Survey } from '../survey.ts'

/** What a host is to the cluster, see `docs/etcd.md`. */
export type Role = 'bootstrap' | 'member' | 'join' | 'rejoin'

export interface HostRole {
  readonly role: Role
  readonly why: string
  /** The initial settings in its unit: etcd reads them only if the data directory is empty. */
  readonly initial_cluster: string
  readonly initial_state: 'new' | 'existing'
  /** Whose data is moved aside first: a member's, or files that are no member's; null: there is none. */
  readonly stale: { readonly member: string | null } | null
}

export interface Decision {
  /** Null if a new cluster begins. */
  readonly cluster: string | null
  readonly roles: Readonly<Record<string, HostRole>>
  /** Members that no host of the inventory is: those that do not serve, and those that do. */
  readonly unlisted: { readonly dead: readonly EtcdMember[]; readonly alive: readonly EtcdMember[] }
  /** The ids of members that are removed before a host joins: etcd adds none while a voting member is down. */
  readonly leaves_first: readonly string[]
  /** How many voting members there are when the run has done all that. */
  readonly voters: number
  /** How many members serve now. */
  readonly serving: number
  /** Those of them that do not serve, and that this run can do nothing about: their ids, and those that are hosts. */
  readonly beyond_reach: readonly string[]
  readonly hosts_beyond_reach: readonly string[]
  /** The first host that the cluster answers: the same one in a dry run and in the run after it. */
  readonly asker: string | null
  /** What is to be said of all that: a line each. */
  readonly notes: readonly string[]
}

/** What of a host's data is moved aside before it begins; null for nothing. */
export function staleIn({ data }: Survey): HostRole['stale'] {
  return data.kind === 'none' ? null : { member: data.kind === 'member' ? data.member : null }
}
