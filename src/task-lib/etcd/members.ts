import { setTimeout } from 'node:timers/promises'
import { TaskError } from '../../errors.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { type EtcdMember, etcdView } from '../../remote/probes/etcd/cluster.ts'
import { type EtcdClient, etcdctlEnvironment } from '../../remote/probes/etcd/etcdctl.ts'
import { etcdHealth } from '../../remote/probes/etcd/health.ts'
import { joinShell, sh } from '../../shell/quote.ts'
import { quorumOf } from './quorum.ts'

/** Seconds after which a member that does not answer counts as unhealthy. A busy host may need some seconds. */
const BUSY = 10

/** The present members of a cluster, and which of them are healthy. */
export interface ClusterMembers {
  readonly members: readonly EtcdMember[]
  readonly cluster: string
  /** IDs of the members that answered a read which requires the quorum. */
  readonly healthy: ReadonlySet<string>
  /** A line for each voting member, for messages. */
  readonly report: string
}

/** Reads the member list of the cluster and the health of each member. Undefined if no member returned the list. */
async function readMembers(host: ReadHost, client: EtcdClient): Promise<ClusterMembers | undefined> {
  const view = await host.ask(etcdView({ ...client, statusOf: [], answered: 'all' }))
  const { members, cluster } = view
  if (members === null || cluster === null) return undefined
  const voters = members.filter(({ isLearner }) => !isLearner)
  const endpoints = voters.flatMap(({ clientUrls }) => clientUrls.slice(0, 1))
  const { report } = await host.ask(etcdHealth({ ...client, endpoints }, BUSY))
  const answered = new Set(report.split('\n').flatMap(line => /^(\S+) is healthy/.exec(line)?.[1] ?? []))
  const isHealthy = ({ clientUrls }: EtcdMember): boolean =>
    clientUrls.slice(0, 1).some(url => answered.has(url))
  return {
    members,
    cluster,
    healthy: new Set(voters.filter(isHealthy).map(({ id }) => id)),
    report: voters
      .map(member => `${showMember(member)} is ${isHealthy(member) ? '' : 'not '}healthy`)
      .join('\n'),
  }
}

/** Formats a member for messages: its ID, name and peer URLs. */
export function showMember({ id, name, peerUrls }: EtcdMember): string {
  return `member ${id} (${name || 'never started'}, ${peerUrls.join(', ')})`
}

/** The settings of `awaitSpare`: which member will be missing, and what the other members must satisfy. */
export interface SpareWait {
  readonly client: EtcdClient
  /** Whether a member in the list is the one that will be stopped or removed. */
  readonly which: (member: EtcdMember) => boolean
  /**
   * The condition to wait for. `restart`: all other members are healthy, except `beyondReach`, the IDs of members
   * that were down before the run and that the run cannot start. A member that the run itself broke thus ends a
   * rolling change. `removal`: the remaining members have a quorum of the smaller cluster.
   */
  readonly purpose: { readonly restart: { readonly beyondReach: readonly string[] } } | 'removal'
  /** Seconds within which the other members must be healthy. */
  readonly seconds: number
  /** The beginning of the error message: `etcd.service was not restarted`. */
  readonly what: string
}

/**
 * Waits until the cluster can serve without one member: all others, except those beyond reach, are healthy and have a
 * quorum. All members of the cluster count, also those that are not in the inventory. Throws TaskError after
 * `seconds`.
 */
export async function awaitSpare(host: ReadHost, wait: SpareWait): Promise<ClusterMembers> {
  const until = Date.now() + wait.seconds * 1000
  for (;;) {
    const now = await readMembers(host, wait.client)
    const missing = now ? missingFor(now, wait) : ['no member responded']
    if (now && missing.length === 0) return now
    // Waiting longer does not help: members beyond reach do not start by themselves.
    if (Date.now() >= until)
      throw new TaskError(`${wait.what}: ${missing.join('; ')}${now ? `\n${now.report}` : ''}`, {
        hint: 'check `systemctl status etcd` and `journalctl -u etcd` on the unhealthy members',
      })
    await setTimeout(500)
  }
}

function missingFor({ members, healthy }: ClusterMembers, wait: SpareWait): string[] {
  const voters = members.filter(({ isLearner }) => !isLearner)
  const others = voters.filter(member => !wait.which(member))
  // A member that is not in the list still counts: assume that a healthy one leaves.
  const isFound = others.length < voters.length || members.some(wait.which)
  const left = others.filter(({ id }) => healthy.has(id)).length - (isFound ? 0 : 1)
  const { purpose } = wait
  // The only member of a cluster cannot be restarted without an interruption.
  if (purpose !== 'removal' && voters.length === 1 && isFound) return []
  const needed = quorumOf(purpose === 'removal' ? others.length : voters.length)
  const isUnhealthy = ({ id }: EtcdMember): boolean =>
    purpose !== 'removal' && !healthy.has(id) && !purpose.restart.beyondReach.includes(id)
  const unhealthy = others.filter(isUnhealthy)
  return [
    ...(left < needed
      ? [`${left} of the ${voters.length} members of the cluster would remain, but a quorum needs ${needed}`]
      : []),
    ...unhealthy.map(member => `${showMember(member)} is not healthy`),
  ]
}

/** Seconds within which the other members must be healthy before one is removed. */
const LONGEST_WAIT = 30

/**
 * Removes a member as soon as the others have a healthy quorum without it. Throws TaskError if that takes more than
 * `LONGEST_WAIT` seconds.
 */
export async function removeMember(host: Host, client: EtcdClient, id: string): Promise<void> {
  await awaitSpare(host, {
    client,
    which: member => member.id === id,
    purpose: 'removal',
    seconds: LONGEST_WAIT,
    what: `member ${id} was not removed`,
  })
  await runEtcdctl(host, client, ['member', 'remove', id], { title: `remove member ${id}` })
}

/** Runs etcdctl with the v3 API on the host and returns its output. Throws TaskError if it fails. */
export async function runEtcdctl(
  host: Host,
  client: EtcdClient,
  words: readonly string[],
  options: { readonly title: string; readonly seconds?: number },
): Promise<string> {
  const script = joinShell([
    etcdctlEnvironment(client),
    sh`ETCDCTL_API=3 exec "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem" \
  --dial-timeout=5s --command-timeout=${`${options.seconds ?? 20}s`} ${words}`,
  ])
  const { stdout } = await host.run(script, { title: options.title })
  return stdout.toString()
}
