/**
 * Removes old revisions from an etcd cluster: clients that read or watch from an old revision then get an error.
 *
 *     - etcd_compact:
 *         endpoints: ["https://192.168.202.131:2379"]
 */
import { defineTask, plan, TaskError, z } from '../../src/authoring/task.ts'
import { etcdClientParams, etcdTimeoutParam, runEtcdctl } from '../../src/built-in/etcd.ts'
import { etcdView } from '../../src/built-in/host.ts'

const params = z.strictObject({
  ...etcdClientParams,
  ...etcdTimeoutParam,
})

export default defineTask({
  summary: 'Compacts an etcd cluster: discards all revisions before the current one.',
  example: `- etcd_compact:
    endpoints: ["https://192.168.202.131:2379"]
`,
  params,
  outputs: {
    revision: 'The revision up to which the cluster is compacted.',
  },
  readsExternalState: true,
  action: 'repeatable',
  check: async () =>
    plan([
      { resource: 'etcd:revisions', action: 'compact', before: null, after: { kept: 'the present one' } },
    ]),
  apply: async ({ host, params }) => {
    const view = await host.ask(etcdView({ ...params, statusOf: params.endpoints, answered: [] }))
    const learners = new Set(view.members?.filter(({ isLearner }) => isLearner).map(({ id }) => id))
    const serving = view.statuses.filter(({ serves, member }) => serves && !learners.has(member))
    if (serving.length === 0) throw new TaskError(`no member responds\n${view.problem}`)
    const revision = Math.max(...serving.map(status => status.revision))
    // Every member compacts on its own, and the command waits only for the member that it asks, even if another member
    // was asked before.
    for (const { endpoint } of serving) {
      await runEtcdctl(
        host,
        { ...params, endpoints: [endpoint] },
        ['compaction', String(revision), '--physical'],
        { title: `compact ${endpoint} up to revision ${revision}`, seconds: params.timeout },
      ).catch(error => {
        if (!/has been compacted/.test(String(error))) throw error
      })
    }
    return { revision }
  },
})
