import type { EtcdMember, EtcdStatus, EtcdView } from '../../../remote/probes/etcd/cluster.ts'
import type { Survey } from '../survey.ts'
import { describe } from './refusal.ts'

/** What a host has seen of a cluster that answers. */
export type View = EtcdView & {
  readonly host: string
  readonly members: readonly EtcdMember[]
  readonly cluster: string
}

/** The views of hosts on a cluster that serves, the one that knows most first. */
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

/** What the members say of themselves, as each host has heard it. */
export function statusesOf(surveys: readonly Survey[]): EtcdStatus[] {
  return surveys.flatMap(({ view }) => view.statuses)
}

/** Who of the members serves, a line each. */
export function standing({ members }: View, serving: ReadonlySet<string>): string[] {
  return members.map(
    member => `${describe.member(member)} ${serving.has(member.id) ? 'serves' : 'does not serve'}`,
  )
}

/** A member as messages name it, by its ID. */
export function describeId({ members }: View, id: string): string {
  const member = members.find(each => each.id === id)
  return member ? describe.member(member) : `member ${id}`
}
