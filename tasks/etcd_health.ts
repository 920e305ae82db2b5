/**
 * Members of an etcd cluster that are all healthy, as seen from the host over TLS.
 *
 *     - etcd_health:
 *         endpoints: ["https://192.168.202.131:2379"]
 */
import { awaitHealth, defineTask, etcdClientParams, etcdHealth, inSync, waits, z } from '../src/task.ts'

const params = z.strictObject(etcdClientParams)

export default defineTask({
  summary: 'Waits until every member of an etcd cluster is healthy.',
  example: `- etcd_health:
    endpoints: ["https://192.168.202.131:2379"]
`,
  params,
  looks: 'beyond',
  isAction: true,
  check: async ({ host, params }) => {
    const { isHealthy, report } = await host.ask(etcdHealth(params))
    if (isHealthy) return inSync({ health: report })
    return waits(`${params.endpoints.join(', ')} to be healthy`)
  },
  apply: async ({ host, params }) => ({
    health: await awaitHealth(host, params, params.timeout, 'the cluster is'),
  }),
})
