import { assertDefined } from '../../../base/assert-defined.ts'
import type { EtcdMember, EtcdStatus, EtcdView } from '../../../remote/probes/etcd/cluster.ts'
import { peerUrl } from '../ids.ts'
import { quorumOf } from '../quorum.ts'
import type { Named, Survey } from '../survey.ts'
import { type Decision, type HostRole, type Role, staleIn } from './decision.ts'
import {
  addressChanged,
  alarms,
  dataGone,
  describe,
  foreignData,
  memberDown,
  nameTaken,
  type Refusal,
  refuse,
  versions,
} from './refusals.ts'
import type { Situation } from './situation.ts'

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

function statusesOf(surveys: readonly Survey[]): EtcdStatus[] {
  return surveys.flatMap(({ view }) => view.statuses)
}

/** The roles of hosts if a cluster serves: it says who is a member. */
export function withCluster(situation: Situation, view: View): Decision | Refusal {
  const statuses = statusesOf(situation.surveys).filter(({ cluster }) => cluster === view.cluster)
  const refusal =
    alarms(situation, statuses) ?? versions(situation, statuses) ?? foreignData(situation, view.cluster)
  if (refusal) return refusal
  const serving = new Set(statuses.filter(({ serves }) => serves).map(({ member }) => member))
  const seats: Seat[] = []
  for (const host of situation.hosts) {
    const seat = seatOf(situation, host, view, serving)
    if ('found' in seat) return seat
    seats.push(seat)
  }
  const taken = new Set(seats.flatMap(({ listed, removes }) => [listed?.id, removes].filter(isText)))
  const unlisted = view.members.filter(({ id }) => !taken.has(id))
  const steps = stepsOf(situation, view, seats, unlisted, serving)
  if ('found' in steps) return steps
  const reached = new Set(seats.flatMap(({ survey, listed }) => (survey && listed ? [listed.id] : [])))
  const isBeyond = ({ id, serves }: Entry): boolean => !serves && !reached.has(id)
  const beyond = new Set(steps.voters.filter(isBeyond).map(({ id }) => id))
  const answered = viewsThatServe(situation.surveys).map(({ host }) => host)
  return {
    cluster: view.cluster,
    roles: steps.roles,
    leaves_first: steps.leavesFirst,
    voters: steps.voters.length,
    serving: view.members.filter(({ id }) => serving.has(id)).length,
    beyond_reach: [...beyond],
    hosts_beyond_reach: seats.filter(({ listed }) => listed && beyond.has(listed.id)).map(({ host }) => host),
    unlisted: {
      dead: unlisted.filter(({ id }) => !serving.has(id)),
      alive: unlisted.filter(({ id }) => serving.has(id)),
    },
    asker: situation.hosts.find(({ name }) => answered.includes(name))?.name ?? null,
    notes: notesOf(situation, view, seats, unlisted, serving),
  }
}

/** The relation of a host to a running cluster. */
interface Seat {
  readonly host: string
  readonly survey: Survey | undefined
  readonly role: Role | undefined
  readonly why: string
  /** Its member in the cluster's list; absent if it has none, or one that will be removed. */
  readonly listed?: EtcdMember | undefined
  readonly removes?: string | undefined
}

function seatOf(
  situation: Situation,
  { name, address }: Named,
  { members }: View,
  serving: ReadonlySet<string>,
): Seat | Refusal {
  const survey = situation.surveys.find(each => each.name === name)
  const url = peerUrl(address)
  const byUrl = members.find(({ peerUrls }) => peerUrls.includes(url))
  const named = members.find(member => member.name === name)
  if (!survey) return { host: name, survey, role: undefined, why: 'not reached', listed: byUrl ?? named }
  const { data } = survey
  if (data.kind === 'member') {
    const own = members.find(({ id }) => id === data.member)
    if (own && !own.peerUrls.includes(url)) return addressChanged(name, url, own, situation)
    if (own?.isLearner) return { host: name, survey, role: 'join', why: 'has not caught up yet', listed: own }
    if (own) return { host: name, survey, role: 'member', why: 'member', listed: own }
  }
  const old = oldData(data)
  // Added and never started: a join that was interrupted, or a cluster that has just begun.
  if (byUrl && byUrl.clientUrls.length === 0)
    return { host: name, survey, role: 'join', why: old ?? 'was added but never started', listed: byUrl }
  const before = byUrl ?? named
  if (!before) return { host: name, survey, role: 'join', why: old ?? 'is not a member yet' }
  if (serving.has(before.id))
    return byUrl ? dataGone(situation, survey, before) : nameTaken(situation, name, url, before)
  // A busy host may be late to answer: its member is not removed for that.
  const isLate = before.clientUrls.some(each => survey.view.late.includes(each))
  if (byUrl && isLate && survey.isRunning) return dataGone(situation, survey, before)
  const why = old ?? `the data of its member ${before.id} is missing`
  return { host: name, survey, role: 'rejoin', why, removes: before.id }
}

/** What is wrong with the data of a host that is no member. */
function oldData(data: Survey['data']): string | undefined {
  if (data.kind === 'member') return `its data belongs to the removed member ${data.member}`
  return data.kind === 'damaged' ? `its data is damaged: ${data.problem}` : undefined
}

interface Steps {
  readonly roles: Record<string, HostRole>
  readonly leavesFirst: readonly string[]
  /** The voting members at the end. */
  readonly voters: readonly Entry[]
}

/** A member of the list as it will be. */
interface Entry {
  readonly id: string
  readonly isVoter: boolean
  readonly serves: boolean
  /** As etcd's `--initial-cluster` has it. */
  readonly text: string
}

/**
 * Simulates the run in its order: dead unlisted members are removed and, if several hosts join, all members
 * whose data is lost; hosts join one after the other; running unlisted members are removed. Each removal must
 * leave a quorum; each host that joins starts with the members at that time.
 */
function stepsOf(
  situation: Situation,
  view: View,
  seats: readonly Seat[],
  unlisted: readonly EtcdMember[],
  serving: ReadonlySet<string>,
): Steps | Refusal {
  let entries = entriesOf(view, seats, serving)
  const remove = (id: string): Refusal | undefined => {
    const isVoter = entries.some(entry => entry.id === id && entry.isVoter)
    entries = entries.filter(entry => entry.id !== id)
    return isVoter && !haveQuorum(entries) ? noQuorumWithout(view, id, serving) : undefined
  }
  const leaving = situation.removesUnlisted ? unlisted : []
  const joining = seats.filter(isJoining)
  const leavesFirst = [
    ...leaving.map(({ id }) => id).filter(id => !serving.has(id)),
    ...(joining.length > 1 ? joining.flatMap(({ removes = [] }) => removes) : []),
  ]
  for (const id of leavesFirst) {
    const refusal = remove(id)
    if (refusal) return refusal
  }
  // Members on hosts that were reached are started before any host joins.
  const starting = new Set(
    seats.flatMap(({ survey, role, listed }) => (survey && role === 'member' && listed ? [listed.id] : [])),
  )
  const roles: Record<string, HostRole> = {}
  for (const seat of seats) {
    const { host, survey, role, removes } = seat
    if (!role || !survey) continue
    const refusal = removes === undefined ? undefined : remove(removes)
    if (refusal) return refusal
    const down = entries.filter(({ id, isVoter, serves }) => isVoter && !serves && !starting.has(id))
    if (isAdded(seat) && down.length > 0)
      return memberDown(
        host,
        down.map(({ id }) => describeId(view, id)),
        standing(view, serving),
      )
    entries = entriesAfter(entries, seat, situation)
    roles[host] = hostRole(seat, survey, role, entries)
  }
  for (const { id } of leaving.filter(({ id }) => serving.has(id))) {
    const refusal = remove(id)
    if (refusal) return refusal
  }
  return { roles, leavesFirst, voters: entries.filter(({ isVoter }) => isVoter) }
}

function entriesOf(view: View, seats: readonly Seat[], serving: ReadonlySet<string>): Entry[] {
  const names = new Map(seats.flatMap(({ host, listed }) => (listed ? [[listed.id, host] as const] : [])))
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
    [`${describeId(view, id)} would be removed`, ...standing(view, serving)],
    ['start the members that are down, then run again'],
  )
}

function isJoining({ role }: Seat): boolean {
  return role === 'join' || role === 'rejoin'
}

/** Whether a host joins as a member that is not in the list yet. */
function isAdded(seat: Seat): boolean {
  return isJoining(seat) && !seat.listed
}

/** The list once a host has come in. */
function entriesAfter(entries: readonly Entry[], seat: Seat, { hosts }: Situation): Entry[] {
  const { host, listed } = seat
  if (isAdded(seat)) {
    const { address } = assertDefined(
      hosts.find(({ name }) => name === host),
      `a host ${host}`,
    )
    const text = `${host}=${peerUrl(address)}`
    return [...entries, { id: `the new ${host}`, isVoter: true, serves: true, text }]
  }
  if (!isJoining(seat)) return [...entries]
  return entries.map(entry => (entry.id === listed?.id ? { ...entry, isVoter: true, serves: true } : entry))
}

function hostRole({ why, listed }: Seat, survey: Survey, role: Role, entries: readonly Entry[]): HostRole {
  // A learner has its data, and begins no more.
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

function notesOf(
  situation: Situation,
  view: View,
  seats: readonly Seat[],
  unlisted: readonly EtcdMember[],
  serving: ReadonlySet<string>,
): string[] {
  const voters = view.members.filter(({ isLearner }) => !isLearner)
  const count = voters.filter(({ id }) => serving.has(id)).length
  const head = `the cluster ${view.cluster} serves: ${count} of ${voters.length} members are up, a quorum needs ${quorumOf(voters.length)}`
  const others = seats
    .filter(({ role }) => role !== 'member')
    .map(({ host, role, why }) => (role ? `${host}: ${role}, ${why}` : `${host}: ${why}`))
  const strangers = unlisted.map(member => {
    const serves = serving.has(member.id) ? 'serves' : 'does not serve'
    const fate = situation.removesUnlisted
      ? 'will be removed'
      : 'stays; `etcd_remove_unlisted: true` removes it'
    return `${describe.member(member)} is not in the inventory and ${serves}: it ${fate}`
  })
  return [head, ...others, ...strangers]
}

function standing({ members }: View, serving: ReadonlySet<string>): string[] {
  return members.map(
    member => `${describe.member(member)} ${serving.has(member.id) ? 'serves' : 'does not serve'}`,
  )
}

function describeId({ members }: View, id: string): string {
  const member = members.find(each => each.id === id)
  return member ? describe.member(member) : `member ${id}`
}

function isText(value: string | undefined): value is string {
  return value !== undefined
}
