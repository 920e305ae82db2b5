/**
 * Waits until all members of an etcd cluster are healthy, as seen from the host over TLS.
 *
 *     - etcd_health:
 *         endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379"]
 */
import {
  defineTask,
  fileContent,
  hostPath,
  inSync,
  number,
  pending,
  plan,
  unitState,
  z,
} from '../../src/authoring/task.ts'
import { awaitHealth, etcdClientParams, etcdTimeoutParam, etcdUnitParam } from '../../src/built-in/etcd.ts'
import { etcdHealth } from '../../src/built-in/host.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'

const params = z.strictObject({
  members: number()
    .optional()
    .describe(
      'The number of members in the cluster, including members that are not in `endpoints`. It is shown in messages. Default: the number of `endpoints`.',
    )
    .meta({ examples: [3] }),
  record: hostPath()
    .optional()
    .describe(
      'The file that records in which cluster the host was seen as a member. If the data of the host is lost later, this file shows that the host was a member.',
    )
    .meta({ examples: ['/etc/etcd/cluster'] }),
  ...etcdClientParams,
  ...etcdUnitParam,
  ...etcdTimeoutParam,
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Waits until every member of an etcd cluster is healthy, as seen from the host over TLS.',
  example: `- etcd_health:
    endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379"]
`,
  params,
  outputs: {
    report: 'What etcdctl printed of the health of each endpoint, one line for each.',
    endpoints: 'The `endpoints` of the task, as a list.',
    cluster: 'The ID of the cluster in hex; empty if the endpoints do not report it.',
  },
  readsExternalState: true,
  check: async ({ host, params, isCheckMode }) => {
    const { endpoints, record } = params
    // The current response does not count: if an earlier task would restore the data, it belongs to another cluster.
    if (isCheckMode && ((await host.ask(unitState(params.unit)))?.mainPid ?? 0) < 0)
      onlyRunTells(`the health of the members after ${params.unit} was started`)
    const [{ isHealthy, report, cluster }, recorded] = await Promise.all([
      host.ask(etcdHealth(params)),
      record === undefined ? undefined : host.ask(fileContent(record)),
    ])
    const before = recorded?.toString()
    const after = isHealthy && cluster !== '' ? recordOf(cluster) : undefined
    const isRight = record === undefined || (after === undefined ? before !== undefined : before === after)
    const outputs = { report, endpoints, cluster }
    if (isRight)
      return isHealthy
        ? inSync(outputs, { message: healthy(params) })
        : pending(`${endpoints.join(', ')} to be healthy`)
    const change = {
      resource: `file:${record}`,
      action: before === undefined ? 'create' : 'update',
      before: before === undefined ? null : { content: before },
      after: { content: after ?? 'the id of the cluster' },
    }
    return plan([change], undefined, isHealthy ? outputs : {})
  },
  mayChange: ({ params }) => (params.record === undefined ? [] : [{ resource: `file:${params.record}` }]),
  apply: async ({ host, params, plan: { changes } }) => {
    const { report, cluster } = await awaitHealth(host, { ...params, what: 'the members are' })
    if (params.record !== undefined && changes.length > 0)
      await host.write({ path: params.record, content: recordOf(cluster), mode: '0644' })
    return { report, endpoints: params.endpoints, cluster }
  },
})

/**
 * Returns the content of the record file, which is outside the data directory: because of it, hosts that have all lost
 * their data are not mistaken for new ones.
 */
function recordOf(cluster: string): string {
  return `# Written by Drover when the cluster was healthy.\ncluster ${cluster}\n`
}

function healthy({ endpoints, members = endpoints.length }: Params): string {
  return `${endpoints.length} of ${members} members are healthy`
}
