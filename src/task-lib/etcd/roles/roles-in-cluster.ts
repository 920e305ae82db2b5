import type { EtcdMember } from '../../../remote/probes/etcd/cluster.ts'
import { quorumOf } from '../quorum.ts'
import type { Decision } from './decision.ts'
import { describe, type Refusal } from './refusal.ts'
import { foreignData } from './refusals.ts'
import { type Seat, seatOf } from './seats.ts'
import { type Entry, simulateRun } from './simulate-run.ts'
import type { Situation } from './situation.ts'
import { alarms, versions } from './status-refusals.ts'
import { statusesOf, type View, viewsThatServe } from './view.ts'

/** Decides the roles of the hosts if a cluster serves. Its member list determines who is a member. */
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
  const steps = simulateRun(situation, view, seats, unlisted, serving)
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

function isText(value: string | undefined): value is string {
  return value !== undefined
}
