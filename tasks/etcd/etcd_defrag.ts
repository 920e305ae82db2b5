/**
 * Defragments the database of an etcd member if a large part of it is free. The member does not respond meanwhile, so use
 * it with `throttle: 1`.
 *
 *     - etcd_defrag:
 *         endpoint: https://192.168.202.131:2379
 *         endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379", "https://192.168.202.133:2379"]
 */
import {
  defineTask,
  flag,
  inSync,
  number,
  plan,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { canSpare, etcdClientParams, etcdTimeoutParam, runEtcdctl } from '../../src/built-in/etcd.ts'
import { type EtcdStatus, etcdView } from '../../src/built-in/host.ts'

const params = z.strictObject({
  endpoint: text()
    .describe('The client URL of the member.')
    .meta({ examples: ['https://192.168.202.131:2379'] }),
  share: number()
    .default(0.25)
    .describe('The smallest share of free space at which the database is defragmented.')
    .meta({ examples: [0.5] }),
  compact: flag()
    .default(false)
    .describe(
      'Whether old revisions were discarded before this task. A member reports the space that this frees only after its next write. Therefore `true` always defragments the database.',
    )
    .meta({ examples: [true] }),
  ...etcdClientParams,
  ...etcdTimeoutParam,
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Defragments the database of a member of an etcd cluster if enough of its space is free.',
  example: `- etcd_defrag:
    endpoint: https://192.168.202.131:2379
    endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379", "https://192.168.202.133:2379"]
`,
  params,
  outputs: {
    bytes: 'The size of the database in bytes; after the defragmentation, unless `compact` is true.',
    used: 'How much of that is in use, in bytes.',
  },
  readsExternalState: true,
  action: ({ compact }) => (compact ? 'repeatable' : undefined),
  check: async ({ host, params }) => {
    const { endpoint, share, compact } = params
    const { own, problem } = await statuses(host, params)
    if (!own) throw new TaskError(`${endpoint} does not respond\n${problem}`)
    const free = 1 - own.usedBytes / Math.max(own.databaseBytes, 1)
    const outputs = { bytes: own.databaseBytes, used: own.usedBytes }
    if (free < share && !compact) return inSync(outputs)
    const change = {
      resource: `etcd-database:${endpoint}`,
      action: 'defragment',
      before: { bytes: own.databaseBytes },
      after: { bytes: own.usedBytes },
    }
    return plan([change], undefined, outputs)
  },
  apply: async ({ host, params }) => {
    const { own, members, serving, problem } = await statuses(host, params)
    if (!own) throw new TaskError(`${params.endpoint} does not answer\n${problem}`)
    const voters = members.filter(({ isLearner }) => !isLearner).map(({ id }) => id)
    if (voters.length > 1 && !canSpare(own.member, voters, serving))
      throw new TaskError(
        `${params.endpoint} was not defragmented: without it, the ${voters.length} members of the cluster have no quorum`,
        { hint: 'start the members that are down first' },
      )
    await runEtcdctl(host, { ...params, endpoints: [params.endpoint] }, ['defrag'], {
      title: `defragment ${params.endpoint}`,
      seconds: params.timeout,
    })
  },
})

async function statuses(host: ReadHost, params: Params) {
  const view = await host.ask(etcdView({ ...params, statusOf: params.endpoints, answered: [] }))
  const own: EtcdStatus | undefined = view.statuses.find(({ endpoint }) => endpoint === params.endpoint)
  const serving = new Set(view.statuses.filter(({ serves }) => serves).map(({ member }) => member))
  return { own, members: view.members ?? [], serving, problem: view.problem }
}
