/**
 * Moves data that must not be used out of an etcd data directory: the data of a removed member, or of an interrupted start.
 * It is moved aside and never deleted; the member is stopped first.
 *
 *     - etcd_aside:
 *         data_directory: /var/lib/etcd
 *         member: 8e9e05c52164694d
 */
import { defineTask, inSync, plan, sh, text, z } from '../../src/authoring/task.ts'
import { etcdDataParams, freeName, walDirectoryOf } from '../../src/built-in/etcd.ts'
import { etcdData, fileStates, plainPath } from '../../src/built-in/host.ts'

const params = z.strictObject({
  ...etcdDataParams,
  member: text()
    .nullable()
    .default(null)
    .describe(
      'The id of the member whose data is moved. If it is not set, only files that are not the data of a member are moved.',
    )
    .meta({ examples: ['8e9e05c52164694d'] }),
  unit: text()
    .default('etcd.service')
    .describe('The systemd unit of etcd. It is stopped first.')
    .meta({ examples: ['etcd.service'] }),
})

export default defineTask({
  summary: 'Stops etcd and moves old data out of its data directory. Nothing is deleted.',
  example: `- etcd_aside:
    data_directory: /var/lib/etcd
    member: 8e9e05c52164694d
`,
  params,
  outputs: {
    moved: 'The paths to which old data was moved, as a list; only if there was old data.',
  },
  check: async ({ host, params }) => {
    const dataDirectory = plainPath(params.data_directory)
    const walDirectory = walDirectoryOf({ ...params, data_directory: dataDirectory })
    const data = await host.ask(etcdData({ dataDirectory, walDirectory }))
    if (data.kind === 'none' || (data.kind === 'member' && data.member !== params.member)) return inSync()
    const member = `${dataDirectory}/member`
    const folders = walDirectory.startsWith(`${member}/`) ? [member] : [member, walDirectory]
    const states = await host.ask(fileStates(folders))
    const moves = await Promise.all(
      folders.filter((_, nth) => states[nth]).map(async from => ({ from, to: await freeName(host, from) })),
    )
    const changes = moves.map(({ from, to }) => ({
      resource: `file:${from}`,
      action: 'move aside',
      before: { path: from },
      after: { path: to },
    }))
    return plan(changes, moves, { moved: moves.map(({ to }) => to) })
  },
  apply: async ({ host, params: { unit }, plan: { data } }) => {
    await host.run(
      sh`systemctl stop -- ${unit} 2>/dev/null; systemctl reset-failed -- ${unit} 2>/dev/null; :`,
      {
        title: `stop ${unit}`,
      },
    )
    for (const { from, to } of data)
      await host.run(sh`mv -- ${from} ${to}`, { title: `move ${from} aside to ${to}` })
  },
})
