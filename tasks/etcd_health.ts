/**
 * Members of an etcd cluster that are all healthy, as seen from the host over TLS.
 *
 *     - etcd_health:
 *         endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379"]
 */
import { awaitHealth, defineTask, etcdClientParams, etcdHealth, inSync, waits, z } from '../src/task.ts'

const params = z.strictObject(etcdClientParams)

export default defineTask({
  summary: 'Waits until every member of an etcd cluster is healthy, as seen from the host over TLS.',
  example: `- etcd_health:
    endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379"]
`,
  params,
  looks: 'beyond',
  isAction: true,
  check: async ({ host, params }) => {
    const { isHealthy, report } = await host.ask(etcdHealth(params))
    if (isHealthy)
      return inSync({ report, endpoints: params.endpoints }, { message: healthy(params.endpoints) })
    return waits(`${params.endpoints.join(', ')} to be healthy`)
  },
  apply: async ({ host, params }) => {
    const report = await awaitHealth(host, { ...params, what: 'the members are' })
    return { report, endpoints: params.endpoints }
  },
})

function healthy(endpoints: readonly string[]): string {
  return `${endpoints.length} of ${endpoints.length} members are healthy`
}
