/**
 * Clears the alarm NOSPACE of an etcd cluster. If a member still has no space, the next write raises it again, so free space first.
 *
 *     - etcd_disarm:
 *         endpoints: ["https://192.168.202.131:2379"]
 */
import { defineTask, inSync, plan, TaskError, z } from '../../src/authoring/task.ts'
import { etcdClientParams, runEtcdctl } from '../../src/built-in/etcd.ts'
import { etcdView } from '../../src/built-in/host.ts'

const params = z.strictObject(etcdClientParams)

export default defineTask({
  summary: 'Clears the alarm `NOSPACE` of an etcd cluster.',
  example: `- etcd_disarm:
    endpoints: ["https://192.168.202.131:2379"]
`,
  params,
  outputs: {},
  readsExternalState: true,
  check: async ({ host, params }) => {
    const { statuses, problem } = await host.ask(
      etcdView({ ...params, statusOf: params.endpoints, answered: [] }),
    )
    if (statuses.length === 0) throw new TaskError(`no member responds\n${problem}`)
    if (!statuses.some(({ alarms }) => alarms.includes('NOSPACE'))) return inSync()
    return plan([{ resource: 'etcd:alarm', action: 'delete', before: { alarm: 'NOSPACE' }, after: null }])
  },
  apply: async ({ host, params }) => {
    await runEtcdctl(host, params, ['alarm', 'disarm'], { title: 'disarm the alarm' })
  },
})
