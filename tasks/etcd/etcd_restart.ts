/**
 * Restarts an etcd member if one of its files is newer than its process, and only while the other members have a quorum
 * without it. Use it with `throttle: 1`.
 *
 *     - etcd_restart:
 *         endpoint: https://192.168.202.131:2379
 *         endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379", "https://192.168.202.133:2379"]
 *         files: [/usr/lib/systemd/system/etcd.service, /usr/bin/etcd]
 */
import {
  defineTask,
  flag,
  inSync,
  number,
  oneOrMore,
  plan,
  sh,
  TaskError,
  text,
  unitState,
  z,
} from '../../src/authoring/task.ts'
import {
  awaitHealth,
  awaitSpare,
  type ClusterMembers,
  etcdClientParams,
  etcdTimeoutParam,
  etcdUnitParam,
  quorumOf,
} from '../../src/built-in/etcd.ts'
import { changedSince } from '../../src/built-in/host.ts'
import { unitFailure } from '../../src/built-in/services.ts'

const params = z.strictObject({
  endpoint: text()
    .describe(
      'The client URL of this member. Before the restart, the other members must be healthy and form a quorum without it.',
    )
    .meta({ examples: ['https://192.168.202.131:2379'] }),
  files: oneOrMore(text())
    .describe(
      'The files that etcd reads when it starts. If one of them is newer than the process, the member is restarted.',
    )
    .meta({ examples: [['/usr/lib/systemd/system/etcd.service']] }),
  force: flag()
    .default(false)
    .describe(
      'Restart the member even if other members are not healthy, for a cluster that has lost its quorum.',
    )
    .meta({ examples: [true] }),
  voters: number()
    .optional()
    .describe(
      'The number of voting members in the cluster, as `etcd_roles` counts them. If it is set, a restart that would leave no quorum is refused before anything is changed, also in a dry run.',
    )
    .meta({ examples: [3] }),
  beyond_reach: z
    .array(text())
    .default([])
    .describe(
      'The IDs of members that are down and that the run cannot start, as `etcd_roles` reports them. They need not be healthy.',
    )
    .meta({ examples: [['8e9e05c52164694d']] }),
  ...etcdClientParams,
  ...etcdUnitParam,
  ...etcdTimeoutParam,
})

type Params = z.output<typeof params>

/**
 * The maximum time in seconds to wait for the other members. They were healthy before; if it takes longer, a person
 * must check them.
 */
const LONGEST_WAIT = 30

export default defineTask({
  summary:
    'Restarts a member of an etcd cluster if its files are newer than its process and the other members are healthy.',
  example: `- etcd_restart:
    endpoint: https://192.168.202.131:2379
    endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379", "https://192.168.202.133:2379"]
    files: [/usr/lib/systemd/system/etcd.service, /usr/bin/etcd]
`,
  params,
  outputs: {
    restarted: 'Whether the member was restarted.',
    status: 'What systemd reports of the unit, as one line; only if the restart failed.',
    journal: 'The last lines of the journal of the unit; only if the restart failed.',
  },
  readsExternalState: true,
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
    // If the member is down anyway, a restart does no harm.
    const isServing = now.active === 'active'
    if (isServing && !params.force) refuseWithoutSpare(params)
    return plan([change], { isServing, needsReload: now.needsReload })
  },
  mayChange: ({ params }) => [{ resource: `unit:${params.unit}` }],
  apply: async ({ host, params, plan: { data } }) => {
    const { endpoint, unit, force, beyond_reach } = params
    const before =
      data.isServing && !force
        ? await awaitSpare(host, {
            client: params,
            which: ({ clientUrls }) => clientUrls.includes(endpoint),
            purpose: { restart: { beyondReach: beyond_reach } },
            seconds: Math.min(params.timeout, LONGEST_WAIT),
            what: `${unit} was not restarted`,
          })
        : undefined
    if (data.needsReload) await host.run(sh`systemctl daemon-reload`, { title: 'systemctl daemon-reload' })
    const { status, stderr } = await host.run(sh`systemctl restart -- ${unit}`, {
      title: `systemctl restart ${unit}`,
      ok: 'any',
    })
    if (status !== 0) {
      const errorOutput = stderr.toString().trim()
      throw await unitFailure(host, unit, 'system', `${unit} did not start again: ${errorOutput}`)
    }
    if (!force)
      await awaitHealth(host, {
        ...params,
        ...after(before, params),
        what: `after the restart of ${unit} the members are`,
      })
    return { restarted: true }
  },
})

/**
 * Returns the endpoints that must be healthy after the restart: those that were healthy before or, if that is not
 * known, all.
 */
function after(
  before: ClusterMembers | undefined,
  { endpoint, endpoints }: Params,
): { endpoints: readonly string[] } {
  if (!before) return { endpoints }
  const urls = before.members
    .filter(({ id }) => before.healthy.has(id))
    .flatMap(({ clientUrls }) => clientUrls.slice(0, 1))
  return { endpoints: [...new Set([...urls, endpoint])] }
}

/**
 * Throws TaskError if the reachable members would have no quorum without this one, before anything is done and also in
 * a dry run: waiting would not change that.
 */
function refuseWithoutSpare({ voters, beyond_reach, unit }: Params): void {
  if (voters === undefined) return
  const left = voters - beyond_reach.length - 1
  const needed = quorumOf(voters)
  if (left >= needed || voters === 1) return
  throw new TaskError(
    `${unit} is not restarted: ${left} of the ${voters} members of the cluster would remain, but a quorum needs ${needed}; down ${beyond_reach.length === 1 ? 'is' : 'are'} ${beyond_reach.join(', ')}`,
    {
      hint: 'start the members that are down, or remove them (`etcd_remove_unlisted: true` for those not in the inventory), then run again',
    },
  )
}
