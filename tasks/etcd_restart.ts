/**
 * A member of an etcd cluster that runs what its files say: restarted where one is newer, while the others are healthy.
 *
 *     - etcd_restart:
 *         endpoint: https://192.168.202.131:2379
 *         others: ["https://192.168.202.132:2379", "https://192.168.202.133:2379"]
 *         files: [/usr/lib/systemd/system/etcd.service]
 */
import {
  awaitHealth,
  changedSince,
  defineTask,
  etcdClientParams,
  inSync,
  oneOrMore,
  plan,
  sh,
  text,
  unitFailure,
  unitState,
  z,
} from '../src/task.ts'

const { endpoints: _, ...client } = etcdClientParams

const params = z.strictObject({
  unit: text()
    .default('etcd.service')
    .describe('The unit of the member.')
    .meta({ examples: ['etcd.service'] }),
  endpoint: text()
    .describe('The client URL of this member.')
    .meta({ examples: ['https://192.168.202.131:2379'] }),
  others: oneOrMore(text())
    .default([])
    .describe('The client URLs of the other members, which must all be healthy before this one goes down.')
    .meta({ examples: [['https://192.168.202.132:2379']] }),
  files: oneOrMore(text())
    .describe('What it reads at its start.')
    .meta({ examples: [['/usr/lib/systemd/system/etcd.service']] }),
  ...client,
})

export default defineTask({
  summary:
    'Restarts a member of an etcd cluster where its files are newer than its process, and only while the others are healthy.',
  example: `- etcd_restart:
    endpoint: https://192.168.202.131:2379
    others: ["https://192.168.202.132:2379", "https://192.168.202.133:2379"]
    files: [/usr/lib/systemd/system/etcd.service]
`,
  params,
  looks: 'beyond',
  check: async ({ host, params }) => {
    const now = await host.ask(unitState(params.unit))
    if (now === null || now.mainPid === 0) return inSync({ restarted: false })
    const newer = await host.ask(changedSince(now.mainPid, params.files))
    if (newer.length === 0) return inSync({ restarted: false })
    return plan([
      { resource: `unit:${params.unit}`, action: 'restart', before: { newer }, after: { newer: [] } },
    ])
  },
  apply: async ({ host, params }) => {
    const { timeout } = params
    const reach = (endpoints: readonly string[]) => ({ ...params, endpoints })
    if (params.others.length > 0)
      await awaitHealth(host, reach(params.others), timeout, 'the other members are')
    const { status, stderr } = await host.run(
      sh`systemctl daemon-reload && systemctl restart -- ${params.unit}`,
      { title: `restart ${params.unit}`, ok: 'any' },
    )
    if (status !== 0)
      throw await unitFailure(
        host,
        params.unit,
        'system',
        `${params.unit} did not come up again: ${stderr.toString().trim()}`,
      )
    await awaitHealth(
      host,
      reach([params.endpoint, ...params.others]),
      timeout,
      'after the restart the cluster is',
    )
    return { restarted: true }
  },
})
