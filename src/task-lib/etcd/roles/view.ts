import type { EtcdMember, EtcdStatus, EtcdView } from '../../../remote/probes/etcd/cluster.ts'
import type { Survey } from '../survey.ts'
import { describe } from './refusal.ts'

/** The member list and statuses of a responding cluster as one host received them. */
export type View = EtcdView & {
  readonly host: string
  readonly members: readonly EtcdMember[]
  readonly cluster: string
}

/** Returns the hosts' views of clusters that serve, the most recent first (by Raft index). */
export function viewsThatServe(surveys: readonly Survey[]): View[] {
  const statuses = statusesOf(surveys)
  const served = new Set(statuses.filter(({ serves }) => serves).map(({ cluster }) => cluster))
  const isView = (view: EtcdView & { host: string }): view is View =>
    view.members !== null && view.cluster !== null && served.has(view.cluster)
  const index = (view: EtcdView): number => Math.max(0, ...view.statuses.map(({ raftIndex }) => raftIndex))
  return surveys
    .map(({ name, view }) => ({ ...view, host: name }))
    .filter(isView)
    .sort((a, b) => index(b) - index(a))
}

/** Returns the statuses that the hosts received from the members. */
export function statusesOf(surveys: readonly Survey[]): EtcdStatus[] {
  return surveys.flatMap(({ view }) => view.statuses)
}

/** Returns one line for each member: whether it serves. */
export function describeServing({ members }: View, serving: ReadonlySet<string>): string[] {
  return members.map(
    member => `${describe.member(member)} ${serving.has(member.id) ? 'serves' : 'does not serve'}`,
  )
}

/** Describes a member for messages by its ID. */
export function describeId({ members }: View, id: string): string {
  const member = members.find(each => each.id === id)
  return member ? describe.member(member) : `member ${id}`
}
