import { clusterId, peerUrl } from '../ids.ts'
import { quorumOf } from '../quorum.ts'
import type { Named } from '../survey.ts'
import { type Decision, type HostRole, staleIn } from './decision.ts'
import { type DecisionInput, missingOf } from './decision-input.ts'
import { describe, type Refusal } from './refusal.ts'
import { dataLost, hostsMissing, quorumLost, severalClusters, unfinishedOfOthers } from './refusals.ts'

/**
 * Decides the roles if some hosts have data but no cluster serves: the members are down, the cluster was never
 * completed, or it has lost its quorum.
 */
export function withDataAlone(input: DecisionInput): Decision | Refusal {
  const { hosts, surveys } = input
  const withData = surveys.flatMap(survey =>
    survey.data.kind === 'member' ? [{ survey, data: survey.data }] : [],
  )
  const clusters = new Set(withData.map(({ data }) => data.cluster))
  if (clusters.size > 1) return severalClusters(input)
  const [cluster = ''] = clusters
  const missing = missingOf(input)
  const others = surveys.filter(({ data }) => data.kind !== 'member')
  if (!withData.some(({ data }) => data.hasHadLeader)) {
    if (others.length === 0) return startAll(input, cluster)
    if (others.some(({ data }) => data.kind === 'damaged')) return dataLost(input)
    if (missing.length > 0) return hostsMissing(input, missing)
    const wanted = clusterId(
      hosts.map(({ address }) => peerUrl(address)),
      input.token,
    )
    return cluster === wanted ? startAll(input, cluster) : unfinishedOfOthers(input, cluster)
  }
  const isEnough = withData.length >= quorumOf(hosts.length)
  return isEnough || input.isForced ? startAll(input, cluster) : quorumLost(input, missing)
}

/**
 * Starts the members that have data. The other hosts rejoin after that; if the cluster never had a leader, all
 * members start together.
 */
function startAll(input: DecisionInput, cluster: string): Decision {
  const { hosts, surveys } = input
  const isBegun = surveys.some(({ data }) => data.kind === 'member' && data.hasHadLeader)
  const roles = surveys.map((survey): [string, HostRole] => {
    const isMember = survey.data.kind === 'member'
    const newRole = isBegun ? 'rejoin' : 'bootstrap'
    const role = isMember ? 'member' : newRole
    const begins = isMember ? survey.begins : null
    return [
      survey.name,
      {
        role,
        why: WHY[role],
        initial_cluster: begins?.cluster ?? initialCluster(hosts),
        initial_state: role === 'bootstrap' || begins?.state === 'new' ? 'new' : 'existing',
        stale: isMember ? null : staleIn(survey),
      },
    ]
  })
  const head = isBegun
    ? `the cluster ${cluster} does not respond: its members that have data are started`
    : `the cluster ${cluster} is still forming: its other members are started`
  const problems = surveys.flatMap(({ name, view }) =>
    view.problem === '' ? [] : [`${name}: ${view.problem}`],
  )
  return {
    ...NO_CLUSTER,
    cluster,
    voters: hosts.length,
    hosts_beyond_reach: missingOf(input),
    roles: Object.fromEntries(roles),
    notes: [head, ...surveys.filter(({ data }) => data.kind !== 'member').map(describe.host), ...problems],
  }
}

const WHY = {
  member: 'member',
  rejoin: 'its data is missing',
  bootstrap: 'no host has data',
} as const

const NO_CLUSTER = {
  serving: 0,
  unlisted: { dead: [], alive: [] },
  leaves_first: [],
  beyond_reach: [],
  hosts_beyond_reach: [],
  asker: null,
} as const

/** Decides the roles if no host has data. A new cluster is started only if all hosts of the group were checked. */
export function withoutData(input: DecisionInput): Decision | Refusal {
  const { hosts, surveys } = input
  const damaged = surveys.filter(({ data }) => data.kind === 'damaged')
  const remembering = surveys.filter(({ remembered }) => remembered !== null)
  const missing = missingOf(input)
  const isLost = damaged.length > 0 || remembering.length > 0
  if (missing.length > 0) return hostsMissing(input, missing)
  if (isLost && !input.isNewWanted) return dataLost(input)
  const roles = surveys.map((survey): [string, HostRole] => [
    survey.name,
    {
      role: 'bootstrap',
      why: WHY.bootstrap,
      initial_cluster: initialCluster(hosts),
      initial_state: 'new',
      stale: staleIn(survey),
    },
  ])
  const head = `no host has data: a new cluster starts with ${hosts.map(({ name }) => name).join(', ')}`
  return {
    ...NO_CLUSTER,
    cluster: null,
    voters: hosts.length,
    roles: Object.fromEntries(roles),
    notes: [head],
  }
}

function initialCluster(hosts: readonly Named[]): string {
  return hosts.map(({ name, address }) => `${name}=${peerUrl(address)}`).join(',')
}
