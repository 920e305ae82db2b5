/**
 * An etcd cluster without the revisions of before: who reads the past, or watches from there, gets an error then.
 *
 *     - etcd_compact:
 *         endpoints: ["https://192.168.202.131:2379"]
 */
import { defineTask, plan, TaskError, z } from '../../src/authoring/task.ts'
import { etcdClientParams, etcdView, runEtcdctl } from '../../src/built-in.ts'

const params = z.strictObject(etcdClientParams)

export default defineTask({
  summary: 'Gives up the old revisions of an etcd cluster, up to the present one.',
  example: `- etcd_compact:
    endpoints: ["https://192.168.202.131:2379"]
`,
  params,
  readsExternalState: true,
  action: 'repeatable',
  check: async () =>
    plan([
      { resource: 'etcd:revisions', action: 'compact', before: null, after: { kept: 'the present one' } },
    ]),
  apply: async ({ host, params }) => {
    const { statuses, problem } = await host.ask(
      etcdView({ ...params, statusOf: params.endpoints, answered: [] }),
    )
    const revision = Math.max(0, ...statuses.map(status => status.revision))
    if (revision === 0) throw new TaskError(`no member answers\n${problem}`)
    await runEtcdctl(host, params, ['compaction', String(revision), '--physical'], {
      title: `compact up to revision ${revision}`,
      seconds: params.timeout,
    }).catch(error => {
      if (!/has been compacted/.test(String(error))) throw error
    })
    return { revision }
  },
})
