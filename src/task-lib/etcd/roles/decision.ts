import type { EtcdMember } from '../../../remote/probes/etcd/cluster.ts'
import type { Survey } from '../survey.ts'

/** The role of a host in the cluster, see `docs/etcd.md`. */
export type Role = 'bootstrap' | 'member' | 'join' | 'rejoin'

/** The role of one host, with the reason and the settings that follow from it. */
export interface HostRole {
  readonly role: Role
  readonly why: string
  /** The initial settings in the host's unit. etcd reads them only if the data directory is empty. */
  readonly initial_cluster: string
  readonly initial_state: 'new' | 'existing'
  /**
   * Data to move aside first: the ID of the member that it belongs to, or null if it is not the data of a member.
   * `stale` itself is null if there is no data.
   */
  readonly stale: { readonly member: string | null } | null
}

/** What a run does with the cluster: the role of each host, and the members to remove. */
export interface Decision {
  /** ID of the cluster; null if a new cluster is started. */
  readonly cluster: string | null
  readonly roles: Readonly<Record<string, HostRole>>
  /** Members of the cluster that are not hosts of the inventory, by whether they serve. */
  readonly unlisted: { readonly dead: readonly EtcdMember[]; readonly alive: readonly EtcdMember[] }
  /** IDs of the members to remove before any host joins. etcd adds no member while a voting member is down. */
  readonly leaves_first: readonly string[]
  /** Number of voting members at the end of the run. */
  readonly voters: number
  /** Number of members that serve now. */
  readonly serving: number
  /**
   * The members that do not serve and that this run cannot start, by ID; `hosts_beyond_reach` has those that are
   * hosts of the inventory, by name.
   */
  readonly beyond_reach: readonly string[]
  readonly hosts_beyond_reach: readonly string[]
  /**
   * The first host to which the cluster responds; null if there is none. A dry run and the run after it get the same
   * one.
   */
  readonly asker: string | null
  /** Notes for the user about the decision, one line each. */
  readonly notes: readonly string[]
}

/** Returns the data of a host that is moved aside before the host joins; null if there is none. */
export function staleIn({ data }: Survey): HostRole['stale'] {
  return data.kind === 'none' ? null : { member: data.kind === 'member' ? data.member : null }
}
