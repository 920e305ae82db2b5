/**
 * Removes members from an etcd cluster, one at a time, and only if the remaining healthy members form a quorum.
 *
 *     - etcd_remove:
 *         ids: [8e9e05c52164694d]
 *         endpoints: ["https://192.168.202.131:2379"]
 */
import { defineTask, inSync, plan, text, z } from '../../src/authoring/task.ts'
import { etcdClientParams, removeMember, showMember } from '../../src/built-in/etcd.ts'
import { type EtcdMember, etcdView } from '../../src/built-in/host.ts'

const params = z.strictObject({
  ids: z
    .array(text())
    .describe('The ids of the members, in hex, as etcdctl prints them.')
    .meta({ examples: [['8e9e05c52164694d']] }),
  ...etcdClientParams,
})

export default defineTask({
  summary:
    'Removes members from an etcd cluster, one at a time, if the remaining healthy members form a quorum.',
  example: `- etcd_remove:
    ids: [8e9e05c52164694d]
    endpoints: ["https://192.168.202.131:2379"]
`,
  params,
  outputs: {
    removed: 'The members that the task removed, as a list of texts with their ID, name and peer URLs.',
  },
  readsExternalState: true,
  check: async ({ host, params }) => {
    if (params.ids.length === 0) return inSync({ removed: [] })
    const { members } = await host.ask(etcdView({ ...params, statusOf: [], answered: 'all' }))
    const going = (members ?? []).filter(({ id }) => params.ids.includes(id))
    if (going.length === 0) return inSync({ removed: [] })
    return plan(
      going.map(removal),
      going.map(({ id }) => id),
      { removed: going.map(showMember) },
    )
  },
  apply: async ({ host, params, plan: { data, outputs } }) => {
    for (const id of data) await removeMember(host, params, id)
    return outputs
  },
})

function removal({ id, name, peerUrls }: EtcdMember) {
  return {
    resource: `etcd-member:${id}`,
    action: 'delete',
    before: { name, url: peerUrls[0] ?? '' },
    after: null,
  }
}
