/**
 * Promotes a learner of an etcd cluster to a voting member after it has caught up with the others: the last step of a join.
 *
 *     - etcd_promote:
 *         endpoint: https://192.168.202.134:2379
 *         peer_url: https://192.168.202.134:2380
 *         endpoints: ["https://192.168.202.131:2379"]
 */
import { setTimeout } from 'node:timers/promises'
import {
  defineTask,
  inSync,
  pending,
  plan,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  etcdClientParams,
  etcdTimeoutParam,
  etcdUnitParam,
  refuseDead,
  runEtcdctl,
} from '../../src/built-in/etcd.ts'
import { type EtcdMember, etcdHealth, etcdView } from '../../src/built-in/host.ts'

const params = z.strictObject({
  endpoint: text()
    .describe('The client URL of the member.')
    .meta({ examples: ['https://192.168.202.134:2379'] }),
  peer_url: text()
    .describe('The URL that the other members use to reach this member.')
    .meta({ examples: ['https://192.168.202.134:2380'] }),
  ...etcdClientParams,
  ...etcdUnitParam,
  ...etcdTimeoutParam,
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Waits until a new member of an etcd cluster has caught up, and promotes it to a voting member.',
  example: `- etcd_promote:
    endpoint: https://192.168.202.134:2379
    peer_url: https://192.168.202.134:2380
    endpoints: ["https://192.168.202.131:2379"]
`,
  params,
  outputs: {},
  readsExternalState: true,
  check: async ({ host, params, isCheckMode }) => {
    const change = {
      resource: `etcd-member:${params.peer_url}`,
      action: 'promote',
      before: { votes: false },
      after: { votes: true },
    }
    if (isCheckMode) return plan([change])
    const member = await ownOf(host, params)
    if (member?.isLearner) return plan([change])
    return (await isHealthy(host, params)) ? inSync() : pending(`${params.endpoint} to be healthy`)
  },
  apply: async ({ host, params }) => {
    const { unit, endpoint, timeout } = params
    const until = Date.now() + timeout * 1000
    let lastError = ''
    for (let turn = 1; ; turn += 1) {
      const member = await ownOf(host, params)
      if (member?.isLearner) lastError = await promote(member.id)
      else if (await isHealthy(host, params)) return
      if (turn % 20 === 0) await refuseDead(host, unit)
      if (Date.now() >= until) {
        await refuseDead(host, unit)
        throw new TaskError(`${endpoint} has not caught up after ${timeout} s${lastError}`, {
          hint: 'it continues: run again later, or see `journalctl -u etcd` on it',
        })
      }
      await setTimeout(500)
    }

    /**
     * Promotes the learner. etcd refuses this until the learner has caught up; the reason is returned for the message.
     */
    async function promote(id: string): Promise<string> {
      try {
        await runEtcdctl(host, params, ['member', 'promote', id], { title: `promote member ${id}` })
        return ''
      } catch (error) {
        if (error instanceof TaskError) return `\n${error.message}`
        throw error
      }
    }
  },
})

async function ownOf(host: ReadHost, params: Params): Promise<EtcdMember | undefined> {
  const { members } = await host.ask(etcdView({ ...params, statusOf: [], answered: 'all' }))
  return members?.find(({ peerUrls }) => peerUrls.includes(params.peer_url))
}

async function isHealthy(host: ReadHost, params: Params): Promise<boolean> {
  return (await host.ask(etcdHealth({ ...params, endpoints: [params.endpoint] }))).isHealthy
}
