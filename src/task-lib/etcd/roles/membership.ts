import type { EtcdMember } from '../../../remote/probes/etcd/cluster.ts'
import { peerUrl } from '../ids.ts'
import type { Named, Survey } from '../survey.ts'
import type { Role } from './decision.ts'
import type { DecisionInput } from './decision-input.ts'
import type { Refusal } from './refusal.ts'
import { addressChanged, dataGone, nameTaken } from './refusals.ts'
import type { View } from './view.ts'

/** The relation of a host to a running cluster. */
export interface HostMembership {
  readonly host: string
  readonly survey: Survey | undefined
  readonly role: Role | undefined
  readonly why: string
  /** Its member in the cluster's list; absent if it has none, or if that member will be removed. */
  readonly listed?: EtcdMember | undefined
  readonly removes?: string | undefined
}

/** Determines the relation of one host to a cluster. `serving` has the IDs of the members that serve. */
export function membershipOf(
  input: DecisionInput,
  { name, address }: Named,
  { members }: View,
  serving: ReadonlySet<string>,
): HostMembership | Refusal {
  const survey = input.surveys.find(each => each.name === name)
  const url = peerUrl(address)
  const byUrl = members.find(({ peerUrls }) => peerUrls.includes(url))
  const named = members.find(member => member.name === name)
  if (!survey) return { host: name, survey, role: undefined, why: 'not reached', listed: byUrl ?? named }
  const { data } = survey
  if (data.kind === 'member') {
    const own = members.find(({ id }) => id === data.member)
    if (own && !own.peerUrls.includes(url)) return addressChanged(name, url, own, input)
    if (own?.isLearner) return { host: name, survey, role: 'join', why: 'has not caught up yet', listed: own }
    if (own) return { host: name, survey, role: 'member', why: 'member', listed: own }
  }
  const old = oldData(data)
  // A member that was added but never started: a join was interrupted, or the cluster has just been created.
  if (byUrl && byUrl.clientUrls.length === 0)
    return { host: name, survey, role: 'join', why: old ?? 'was added but never started', listed: byUrl }
  const before = byUrl ?? named
  if (!before) return { host: name, survey, role: 'join', why: old ?? 'is not a member yet' }
  if (serving.has(before.id))
    return byUrl ? dataGone(input, survey, before) : nameTaken(input, name, url, before)
  // A busy host may respond late; that is no reason to remove its member.
  const isLate = before.clientUrls.some(each => survey.view.late.includes(each))
  if (byUrl && isLate && survey.isRunning) return dataGone(input, survey, before)
  const why = old ?? `the data of its member ${before.id} is missing`
  return { host: name, survey, role: 'rejoin', why, removes: before.id }
}

/** Returns what is wrong with the data of a host that is not a member; undefined if it has no data. */
function oldData(data: Survey['data']): string | undefined {
  if (data.kind === 'member') return `its data belongs to the removed member ${data.member}`
  return data.kind === 'damaged' ? `its data is damaged: ${data.problem}` : undefined
}
