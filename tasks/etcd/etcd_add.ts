/**
 * Adds a host to a running etcd cluster: removes the member whose data the host has lost, and adds the host, as a learner
 * if the cluster supports that. Later tasks start etcd with `existing`, and `etcd_promote` completes the join.
 *
 *     - etcd_add:
 *         name: node4
 *         peer_url: https://192.168.202.134:2380
 *         endpoints: ["https://192.168.202.131:2379"]
 *         initial_cluster: node1=https://192.168.202.131:2380,node4=https://192.168.202.134:2380
 */
import { setTimeout } from 'node:timers/promises'
import {
  type Change,
  defineTask,
  flag,
  type Host,
  inSync,
  plan,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  etcdClientParams,
  etcdUnitParam,
  minorOf,
  removeMember,
  runEtcdctl,
  showMember,
} from '../../src/built-in/etcd.ts'
import { type EtcdMember, etcdView } from '../../src/built-in/host.ts'

const params = z.strictObject({
  name: text()
    .describe('The name of the member.')
    .meta({ examples: ['node4'] }),
  peer_url: text()
    .describe('The URL that the other members use to reach this member.')
    .meta({ examples: ['https://192.168.202.134:2380'] }),
  initial_cluster: text()
    .describe(
      'The members of the cluster after the join. If the cluster has other members, the task fails and changes nothing.',
    )
    .meta({
      examples: ['node1=https://192.168.202.131:2380,node4=https://192.168.202.134:2380'],
    }),
  replaces: flag()
    .default(false)
    .describe(
      'Whether the host replaces a member with the same name or peer URL that has lost its data. That old member is removed first, unless it was never started.',
    )
    .meta({ examples: [true] }),
  ...etcdClientParams,
  ...etcdUnitParam,
})

type Params = z.output<typeof params>

interface AddPlan {
  readonly removes: readonly EtcdMember[]
  readonly adds: boolean
}

export default defineTask({
  summary:
    'Adds a host as a member to an etcd cluster that serves requests. The host can replace a member that has lost its data.',
  example: `- etcd_add:
    name: node4
    peer_url: https://192.168.202.134:2380
    endpoints: ["https://192.168.202.131:2379"]
    initial_cluster: node1=https://192.168.202.131:2380,node4=https://192.168.202.134:2380
`,
  params,
  outputs: {},
  readsExternalState: true,
  check: async ({ host, params, isCheckMode }) => {
    // In a dry run the host may have no etcdctl or certificate yet: the decision from the start of the run is used.
    const planned = isCheckMode ? { removes: [], adds: true } : await differences(host, params)
    const changes = changesOf(params, planned)
    return changes.length === 0 ? inSync() : plan(changes, planned)
  },
  apply: async ({ host, params, plan: { data } }) => {
    const { unit, name, peer_url } = params
    await refuseOtherMembers(host, params, data)
    // Stopped first: with the old unit, this host might start a cluster of its own.
    await host.run(
      sh`systemctl stop -- ${unit} 2>/dev/null; systemctl reset-failed -- ${unit} 2>/dev/null; :`,
      {
        title: `stop ${unit}`,
      },
    )
    for (const { id } of data.removes) await removeMember(host, params, id)
    if (!data.adds) return
    const learner = (await knowsLearners(host, params)) ? ['--learner'] : []
    await add(host, params, ['member', 'add', name, `--peer-urls=${peer_url}`, ...learner])
  },
})

/**
 * The time in seconds to retry adding a member: etcd refuses until all members have been connected for five seconds.
 */
const LONGEST_WAIT = 20

async function add(host: Host, params: Params, words: readonly string[]): Promise<void> {
  const until = Date.now() + LONGEST_WAIT * 1000
  for (;;) {
    try {
      await runEtcdctl(host, params, words, { title: `add member ${params.name}` })
      return
    } catch (error) {
      if (!/unhealthy cluster/.test(String(error))) throw error
      if (Date.now() >= until)
        throw new TaskError(`${params.name} was not added: etcd adds no member while another is down`, {
          hint: 'start the members that are down, or remove them (`etcd_remove_unlisted: true` for those not in the inventory), then run again',
        })
    }
    await setTimeout(1000)
  }
}

async function differences(host: ReadHost, params: Params): Promise<AddPlan> {
  const members = await membersOf(host, params)
  const listed = members.find(({ peerUrls }) => peerUrls.includes(params.peer_url))
  // Already added: the member only has to start, or to catch up.
  if (listed && (listed.clientUrls.length === 0 || !params.replaces)) return { removes: [], adds: false }
  const before = listed ?? members.find(({ name }) => name === params.name)
  return { removes: before && params.replaces ? [before] : [], adds: true }
}

function changesOf({ name, peer_url }: Params, { removes, adds }: AddPlan): Change[] {
  return [
    ...removes.map(member => ({
      resource: `etcd-member:${member.id}`,
      action: 'delete',
      before: { name: member.name, url: member.peerUrls[0] ?? '' },
      after: null,
    })),
    ...(adds
      ? [{ resource: `etcd-member:${name}`, action: 'create', before: null, after: { url: peer_url } }]
      : []),
  ]
}

/** Returns the members that the cluster lists. Throws TaskError if no member responds: then this host cannot join. */
async function membersOf(host: ReadHost, params: Params): Promise<readonly EtcdMember[]> {
  const { members, problem } = await host.ask(etcdView({ ...params, statusOf: [], answered: 'all' }))
  if (members !== null) return members
  throw new TaskError(`${params.name} cannot join: no member of the cluster responds\n${problem}`, {
    hint: 'run again when the cluster is up',
  })
}

/**
 * Throws TaskError if the cluster has other members than when the run began: the decision that was made then is no
 * longer valid.
 */
async function refuseOtherMembers(host: Host, params: Params, { removes, adds }: AddPlan): Promise<void> {
  const members = await membersOf(host, params)
  const staying = members.filter(({ id }) => !removes.some(each => each.id === id))
  const will = [...staying.map(({ peerUrls }) => peerUrls[0] ?? ''), ...(adds ? [params.peer_url] : [])]
  const planned = params.initial_cluster.split(',').map(entry => entry.slice(entry.indexOf('=') + 1))
  if (will.length === planned.length && will.every(url => planned.includes(url))) return
  throw new TaskError(
    `${params.name} was not added: the members of the cluster have changed during the run\n${members.map(showMember).join('\n')}`,
    { hint: 'run again: the next run checks the cluster again' },
  )
}

/** Whether all members support learners, which exist since etcd 3.4. */
async function knowsLearners(host: Host, params: Params): Promise<boolean> {
  const { statuses } = await host.ask(etcdView({ ...params, statusOf: params.endpoints, answered: [] }))
  return statuses.length > 0 && statuses.every(({ version }) => (minorOf(version) ?? 0) >= 3004)
}
