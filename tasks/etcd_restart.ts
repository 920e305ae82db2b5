/**
 * A member of an etcd cluster that runs what its files say: restarted where one is newer than its process, and only
 * while the other members are healthy. Use it with `throttle: 1`.
 *
 *     - etcd_restart:
 *         endpoint: https://192.168.202.131:2379
 *         endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379", "https://192.168.202.133:2379"]
 *         files: [/usr/lib/systemd/system/etcd.service, /usr/bin/etcd]
 */
import {
  awaitHealth,
  changedSince,
  defineTask,
  etcdClientParams,
  flag,
  inSync,
  oneOrMore,
  plan,
  sh,
  text,
  unitFailure,
  unitState,
  z,
} from '../src/task.ts'

const params = z.strictObject({
  endpoint: text()
    .describe(
      'The client URL of this member, one of `endpoints`; before it goes down all others must be healthy.',
    )
    .meta({ examples: ['https://192.168.202.131:2379'] }),
  files: oneOrMore(text())
    .describe('What it reads at its start.')
    .meta({ examples: [['/usr/lib/systemd/system/etcd.service']] }),
  force: flag()
    .default(false)
    .describe('Restart it whatever state the others are in: for a cluster that has lost its quorum.')
    .meta({ examples: [true] }),
  ...etcdClientParams,
})

/** Seconds that the others may take: they were healthy before, or there is something to be looked at. */
const PATIENCE = 30

interface RestartPlan {
  /** False where it does not serve anyway, so that nothing is lost by restarting it. */
  readonly isServing: boolean
  readonly needsReload: boolean
}

export default defineTask<typeof params, RestartPlan>({
  summary:
    'Restarts a member of an etcd cluster where its files are newer than its process, while the other members are healthy.',
  example: `- etcd_restart:
    endpoint: https://192.168.202.131:2379
    endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379", "https://192.168.202.133:2379"]
    files: [/usr/lib/systemd/system/etcd.service, /usr/bin/etcd]
`,
  params,
  looks: 'beyond',
  check: async ({ host, params }) => {
    const now = await host.ask(unitState(params.unit))
    if (now === null || now.mainPid === 0) return inSync({ restarted: false })
    const newer = await host.ask(changedSince(now.mainPid, params.files))
    if (newer.length === 0) return inSync({ restarted: false })
    const change = {
      resource: `unit:${params.unit}`,
      action: 'restart',
      before: { newer },
      after: { newer: [] },
    }
    return plan([change], { isServing: now.active === 'active', needsReload: now.needsReload })
  },
  apply: async ({ host, params, plan: { data } }) => {
    const { endpoint, endpoints, unit, force } = params
    const others = endpoints.filter(url => url !== endpoint)
    if (data.isServing && others.length > 0 && !force) {
      const what = `${unit} was not restarted, since the other members are`
      await awaitHealth(host, {
        ...params,
        endpoints: others,
        what,
        timeout: Math.min(params.timeout, PATIENCE),
      })
    }
    if (data.needsReload) await host.run(sh`systemctl daemon-reload`, { title: 'systemctl daemon-reload' })
    const { status, stderr } = await host.run(sh`systemctl restart -- ${unit}`, {
      title: `systemctl restart ${unit}`,
      ok: 'any',
    })
    if (status !== 0) {
      const said = stderr.toString().trim()
      throw await unitFailure(host, unit, 'system', `${unit} did not come up again: ${said}`)
    }
    if (!force) await awaitHealth(host, { ...params, what: `after the restart of ${unit} the members are` })
    return { restarted: true }
  },
})
