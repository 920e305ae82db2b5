import { setTimeout } from 'node:timers/promises'
import { TaskError } from '../../errors.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { type EtcdMember, etcdView } from '../../remote/probes/etcd/cluster.ts'
import { type EtcdClient, etcdctlEnvironment } from '../../remote/probes/etcd/etcdctl.ts'
import { etcdHealth } from '../../remote/probes/etcd/health.ts'
import { joinShell, sh } from '../../shell/quote.ts'
import { quorumOf } from './quorum.ts'

/** Seconds in which a member is healthy that a busy host runs. */
const BUSY = 10

/** The cluster as it is at this moment: its members, and which of them serve. */
export interface Membership {
  readonly members: readonly EtcdMember[]
  readonly cluster: string
  /** The ids of those that answered a read which needs the quorum. */
  readonly healthy: ReadonlySet<string>
  /** A line for each voting member, for messages. */
  readonly report: string
}

/** Asks the cluster for its members, and each of them for its health; undefined if none gave the list. */
async function membershipNow(host: ReadHost, client: EtcdClient): Promise<Membership | undefined> {
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

export function showMember({ id, name, peerUrls }: EtcdMember): string {
  return `member ${id} (${name || 'never started'}, ${peerUrls.join(', ')})`
}

export interface SpareWait {
  readonly client: EtcdClient
  /** Which member will not serve for a while, or never again: as it is found in the list. */
  readonly which: (member: EtcdMember) => boolean
  /**
   * `restart` has all others be healthy, but for those `beyondReach` (ids of members that were down before the run, and that it
   * can do nothing about): what it broke itself ends a rolling change. `removal` has the rest be a quorum of a smaller cluster.
   */
  readonly purpose: { readonly restart: { readonly beyondReach: readonly string[] } } | 'removal'
  /** Seconds that the others may take to be healthy. */
  readonly seconds: number
  /** Begins the message: `etcd.service was not restarted`. */
  readonly what: string
}

/**
 * Waits until the cluster serves without one member: all others are healthy, but for those beyond reach, and they are a
 * quorum of the cluster's members, whoever the inventory names. Throws TaskError if they are not in time.
 */
export async function awaitSpare(host: ReadHost, wait: SpareWait): Promise<Membership> {
  const until = Date.now() + wait.seconds * 1000
  for (;;) {
    const now = await membershipNow(host, wait.client)
    const missing = now ? missingFor(now, wait) : ['no member responded']
    if (now && missing.length === 0) return now
    // What is beyond reach does not come back by waiting.
    if (Date.now() >= until)
      throw new TaskError(`${wait.what}: ${missing.join('; ')}${now ? `\n${now.report}` : ''}`, {
        hint: 'check `systemctl status etcd` and `journalctl -u etcd` on the unhealthy members',
      })
    await setTimeout(500)
  }
}

function missingFor({ members, healthy }: Membership, wait: SpareWait): string[] {
  const voters = members.filter(({ isLearner }) => !isLearner)
  const others = voters.filter(member => !wait.which(member))
  // A member that is not in the list still counts: assume that the healthiest one leaves.
  const isFound = others.length < voters.length || members.some(wait.which)
  const left = others.filter(({ id }) => healthy.has(id)).length - (isFound ? 0 : 1)
  const { purpose } = wait
  // A cluster of one is never without interruption.
  if (purpose !== 'removal' && voters.length === 1 && isFound) return []
  const needed = quorumOf(purpose === 'removal' ? others.length : voters.length)
  const isSick = ({ id }: EtcdMember): boolean =>
    purpose !== 'removal' && !healthy.has(id) && !purpose.restart.beyondReach.includes(id)
  const sick = others.filter(isSick)
  return [
    ...(left < needed
      ? [`${left} of the ${voters.length} members of the cluster would remain, but a quorum needs ${needed}`]
      : []),
    ...sick.map(member => `${showMember(member)} is not healthy`),
  ]
}

/** Seconds that the other members may take to be healthy before one is removed. */
const LONGEST_WAIT = 30

/** Removes a member once those that stay can serve without it. Throws TaskError if they are not healthy in time. */
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

/** Runs etcdctl of the v3 commands on the host; gives what it printed. Throws TaskError if it fails. */
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
