import { assertDefined } from '../../../base/assert-defined.ts'
import type { EtcdMember } from '../../../remote/probes/etcd/cluster.ts'
import { peerUrl } from '../ids.ts'
import { quorumOf } from '../quorum.ts'
import type { Survey } from '../survey.ts'
import { type HostRole, type Role, staleIn } from './decision.ts'
import type { DecisionInput } from './decision-input.ts'
import type { HostMembership } from './membership.ts'
import { type Refusal, refuse } from './refusal.ts'
import { memberDown } from './refusals.ts'
import { describeId, describeServing, type View } from './view.ts'

/** The result of a simulated run. */
interface Steps {
  readonly roles: Record<string, HostRole>
  readonly leavesFirst: readonly string[]
  /** The voting members after the run. */
  readonly voters: readonly Entry[]
}

/** A member in the simulated member list. */
export interface Entry {
  readonly id: string
  readonly isVoter: boolean
  readonly serves: boolean
  /** The member in the form of etcd's `--initial-cluster`: `NAME=PEER_URL`. */
  readonly text: string
}

/**
 * Simulates the run in its order: dead unlisted members are removed and, if several hosts join, all members
 * whose data is lost; hosts join one after the other; running unlisted members are removed. Each removal must
 * leave a quorum; each host that joins starts with the members at that time.
 */
export function simulateRun(
  input: DecisionInput,
  view: View,
  memberships: readonly HostMembership[],
  unlisted: readonly EtcdMember[],
  serving: ReadonlySet<string>,
): Steps | Refusal {
  let entries = entriesOf(view, memberships, serving)
  const remove = (id: string): Refusal | undefined => {
    const isVoter = entries.some(entry => entry.id === id && entry.isVoter)
    entries = entries.filter(entry => entry.id !== id)
    return isVoter && !haveQuorum(entries) ? noQuorumWithout(view, id, serving) : undefined
  }
  const leaving = input.removesUnlisted ? unlisted : []
  const joining = memberships.filter(isJoining)
  const leavesFirst = [
    ...leaving.map(({ id }) => id).filter(id => !serving.has(id)),
    ...(joining.length > 1 ? joining.flatMap(({ removes = [] }) => removes) : []),
  ]
  for (const id of leavesFirst) {
    const refusal = remove(id)
    if (refusal) return refusal
  }
  // Members on hosts that responded are started before any host joins.
  const starting = new Set(
    memberships.flatMap(({ survey, role, listed }) =>
      survey && role === 'member' && listed ? [listed.id] : [],
    ),
  )
  const roles: Record<string, HostRole> = {}
  for (const membership of memberships) {
    const { host, survey, role, removes } = membership
    if (!role || !survey) continue
    const refusal = removes === undefined ? undefined : remove(removes)
    if (refusal) return refusal
    const down = entries.filter(({ id, isVoter, serves }) => isVoter && !serves && !starting.has(id))
    if (isAdded(membership) && down.length > 0)
      return memberDown(
        host,
        down.map(({ id }) => describeId(view, id)),
        describeServing(view, serving),
      )
    entries = entriesAfter(entries, membership, input)
    roles[host] = hostRole(membership, survey, role, entries)
  }
  for (const { id } of leaving.filter(({ id }) => serving.has(id))) {
    const refusal = remove(id)
    if (refusal) return refusal
  }
  return { roles, leavesFirst, voters: entries.filter(({ isVoter }) => isVoter) }
}

function entriesOf(
  view: View,
  memberships: readonly HostMembership[],
  serving: ReadonlySet<string>,
): Entry[] {
  const names = new Map(
    memberships.flatMap(({ host, listed }) => (listed ? [[listed.id, host] as const] : [])),
  )
  return view.members.map(member => ({
    id: member.id,
    isVoter: !member.isLearner,
    serves: serving.has(member.id),
    text: `${names.get(member.id) ?? (member.name || `member-${member.id}`)}=${member.peerUrls[0] ?? ''}`,
  }))
}

function haveQuorum(entries: readonly Entry[]): boolean {
  const voters = entries.filter(({ isVoter }) => isVoter)
  return voters.filter(({ serves }) => serves).length >= quorumOf(voters.length)
}

function noQuorumWithout(view: View, id: string, serving: ReadonlySet<string>): Refusal {
  return refuse(
    'no quorum without it',
    [`${describeId(view, id)} would be removed`, ...describeServing(view, serving)],
    ['start the members that are down, then run again'],
  )
}

function isJoining({ role }: HostMembership): boolean {
  return role === 'join' || role === 'rejoin'
}

/** Whether a host joins as a member that is not in the list yet. */
function isAdded(membership: HostMembership): boolean {
  return isJoining(membership) && !membership.listed
}

/** Returns the member list after a host has joined. */
function entriesAfter(
  entries: readonly Entry[],
  membership: HostMembership,
  { hosts }: DecisionInput,
): Entry[] {
  const { host, listed } = membership
  if (isAdded(membership)) {
    const { address } = assertDefined(
      hosts.find(({ name }) => name === host),
      `a host ${host}`,
    )
    const text = `${host}=${peerUrl(address)}`
    return [...entries, { id: `the new ${host}`, isVoter: true, serves: true, text }]
  }
  if (!isJoining(membership)) return [...entries]
  return entries.map(entry => (entry.id === listed?.id ? { ...entry, isVoter: true, serves: true } : entry))
}

function hostRole(
  { why, listed }: HostMembership,
  survey: Survey,
  role: Role,
  entries: readonly Entry[],
): HostRole {
  // A member with data does not read the initial settings, so the existing ones are kept. This includes learners.
  const isBegun = role === 'member' || (survey.data.kind === 'member' && survey.data.member === listed?.id)
  const begins = isBegun ? survey.begins : null
  return {
    role,
    why,
    initial_cluster: begins?.cluster ?? entries.map(entry => entry.text).join(','),
    initial_state: begins?.state === 'new' ? 'new' : 'existing',
    stale: isBegun ? null : staleIn(survey),
  }
}
