import type { EtcdMember } from '../../../remote/probes/etcd/cluster.ts'
import { quorumOf } from '../quorum.ts'
import type { Decision } from './decision.ts'
import type { DecisionInput } from './decision-input.ts'
import { type HostMembership, membershipOf } from './membership.ts'
import { describe, type Refusal } from './refusal.ts'
import { foreignData } from './refusals.ts'
import { type Entry, simulateRun } from './simulate-run.ts'
import { alarms, versions } from './status-refusals.ts'
import { statusesOf, type View, viewsThatServe } from './view.ts'

/** Decides the roles of the hosts if a cluster serves. Its member list determines who is a member. */
export function withCluster(input: DecisionInput, view: View): Decision | Refusal {
  const statuses = statusesOf(input.surveys).filter(({ cluster }) => cluster === view.cluster)
  const refusal = alarms(input, statuses) ?? versions(input, statuses) ?? foreignData(input, view.cluster)
  if (refusal) return refusal
  const serving = new Set(statuses.filter(({ serves }) => serves).map(({ member }) => member))
  const memberships: HostMembership[] = []
  for (const host of input.hosts) {
    const membership = membershipOf(input, host, view, serving)
    if ('found' in membership) return membership
    memberships.push(membership)
  }
  const taken = new Set(memberships.flatMap(({ listed, removes }) => [listed?.id, removes].filter(isText)))
  const unlisted = view.members.filter(({ id }) => !taken.has(id))
  const steps = simulateRun(input, view, memberships, unlisted, serving)
  if ('found' in steps) return steps
  const reached = new Set(memberships.flatMap(({ survey, listed }) => (survey && listed ? [listed.id] : [])))
  const isUnreachable = ({ id, serves }: Entry): boolean => !serves && !reached.has(id)
  const unreachable = new Set(steps.voters.filter(isUnreachable).map(({ id }) => id))
  const answered = viewsThatServe(input.surveys).map(({ host }) => host)
  return {
    cluster: view.cluster,
    roles: steps.roles,
    leaves_first: steps.leavesFirst,
    voters: steps.voters.length,
    serving: view.members.filter(({ id }) => serving.has(id)).length,
    beyond_reach: [...unreachable],
    hosts_beyond_reach: memberships
      .filter(({ listed }) => listed && unreachable.has(listed.id))
      .map(({ host }) => host),
    unlisted: {
      dead: unlisted.filter(({ id }) => !serving.has(id)),
      alive: unlisted.filter(({ id }) => serving.has(id)),
    },
    asker: input.hosts.find(({ name }) => answered.includes(name))?.name ?? null,
    notes: notesOf(input, view, memberships, unlisted, serving),
  }
}

function notesOf(
  input: DecisionInput,
  view: View,
  memberships: readonly HostMembership[],
  unlisted: readonly EtcdMember[],
  serving: ReadonlySet<string>,
): string[] {
  const voters = view.members.filter(({ isLearner }) => !isLearner)
  const count = voters.filter(({ id }) => serving.has(id)).length
  const head = `the cluster ${view.cluster} serves: ${count} of ${voters.length} members are up, a quorum needs ${quorumOf(voters.length)}`
  const others = memberships
    .filter(({ role }) => role !== 'member')
    .map(({ host, role, why }) => (role ? `${host}: ${role}, ${why}` : `${host}: ${why}`))
  const unlistedLines = unlisted.map(member => {
    const serves = serving.has(member.id) ? 'serves' : 'does not serve'
    const outcome = input.removesUnlisted
      ? 'will be removed'
      : 'stays; `etcd_remove_unlisted: true` removes it'
    return `${describe.member(member)} is not in the inventory and ${serves}: it ${outcome}`
  })
  return [head, ...others, ...unlistedLines]
}

function isText(value: string | undefined): value is string {
  return value !== undefined
}
