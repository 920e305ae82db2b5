/**
 * Restores the data of a member from a snapshot of an etcd cluster. The old data is moved aside and never deleted.
 * `etcd_restoration` decides whether this is allowed; etcd must be stopped on all hosts first.
 *
 *     - etcd_restore:
 *         src: backups/etcd.db
 *         name: node1
 *         member: 9a5bc9a08ea94845
 *         token: etcd-cluster-1-0a1b2c3d4e5f
 *         hosts: [{ name: node1, address: 192.168.202.131 }]
 */
import {
  type Change,
  defineTask,
  fileState,
  flag,
  hostPath,
  inSync,
  plan,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { freeName, peerUrl, walDirectoryOf } from '../../src/built-in/etcd.ts'
import { etcdData, plainPath } from '../../src/built-in/host.ts'
import { assertDefined } from '../../src/built-in/params.ts'

const params = z.strictObject({
  src: text()
    .describe('The snapshot: a file in the project, or an absolute path on the controller.')
    .meta({ examples: ['/var/backups/etcd.db'] }),
  name: text()
    .describe('The name of this host, one of `hosts`.')
    .meta({ examples: ['node1'] }),
  member: text()
    .describe('The id of the new member, as `etcd_restoration` reports it.')
    .meta({ examples: ['9a5bc9a08ea94845'] }),
  token: text()
    .describe('The token of the new cluster, as `etcd_restoration` reports it.')
    .meta({ examples: ['etcd-cluster-1-0a1b2c3d4e5f'] }),
  unverified: flag()
    .default(false)
    .describe('Accept a database without a checksum at its end.')
    .meta({ examples: [true] }),
  hosts: z
    .array(z.strictObject({ name: text(), address: text() }))
    .min(1)
    .describe('All hosts of the cluster.')
    .meta({ examples: [[{ name: 'node1', address: '192.168.202.131' }]] }),
  data_directory: hostPath()
    .default('/var/lib/etcd')
    .describe('The data directory.')
    .meta({ examples: ['/var/lib/etcd'] }),
  options: z
    .array(text())
    .default([])
    .describe('Additional command-line options of etcd. A snapshot cannot be restored with `--wal-dir`.')
    .meta({ examples: [[]] }),
  settings: z
    .record(z.string(), text())
    .default({})
    .describe('Settings of etcd. A snapshot cannot be restored with `ETCD_WAL_DIR`.')
    .meta({ examples: [{}] }),
  binaries: hostPath()
    .default('/usr/bin')
    .describe('The folder that contains etcdutl or etcdctl. If the folder contains both, etcdutl is used.')
    .meta({ examples: ['/usr/bin'] }),
  user: text()
    .default('root')
    .describe('The user that etcd runs as.')
    .meta({ examples: ['etcd'] }),
  group: text()
    .default('root')
    .describe('The group that etcd runs as.')
    .meta({ examples: ['etcd'] }),
  unit: text()
    .default('etcd.service')
    .describe('The systemd unit of etcd. It is stopped first.')
    .meta({ examples: ['etcd.service'] }),
})

export default defineTask({
  summary: 'Restores the data of a member from a snapshot of an etcd cluster. The old data is moved aside.',
  example: `- etcd_restore:
    src: backups/etcd.db
    name: node1
    member: 9a5bc9a08ea94845
    token: etcd-cluster-1-0a1b2c3d4e5f
    hosts: [{ name: node1, address: 192.168.202.131 }]
`,
  params,
  outputs: {
    moved:
      'The path to which the old data was moved; null if there was none or the data is restored already.',
  },
  reads: ({ src }) => [{ kind: 'file', path: src }],
  check: async ({ host, params }) => {
    const dataDirectory = plainPath(params.data_directory)
    const walDirectory = walDirectoryOf({ ...params, data_directory: dataDirectory })
    const folder = `${dataDirectory}/member`
    if (!walDirectory.startsWith(`${folder}/`))
      throw new TaskError(`the log of etcd is in ${walDirectory}, but a restore puts it into ${folder}/wal`, {
        hint: 'restore without `--wal-dir`, and move the log afterwards, while etcd is stopped',
      })
    const [data, there] = await Promise.all([
      host.ask(etcdData({ dataDirectory, walDirectory })),
      host.ask(fileState(folder)),
    ])
    if (data.kind === 'member' && data.member === params.member) return inSync({ moved: null })
    const aside = there ? await freeName(host, folder) : null
    const changes: Change[] = [
      ...(aside === null
        ? []
        : [
            {
              resource: `file:${folder}`,
              action: 'move aside',
              before: { path: folder },
              after: { path: aside },
            },
          ]),
      {
        resource: `etcd-member:${params.name}`,
        action: 'restore',
        before: null,
        after: { from: params.src },
      },
    ]
    return plan(changes, { aside }, { moved: aside })
  },
  apply: async ({ host, params, project, plan: { data, outputs } }) => {
    const { unit, binaries, name, token, hosts, user, group } = params
    const dataDirectory = plainPath(params.data_directory)
    const [snapshot, made] = [`${dataDirectory}/.restore.db`, `${dataDirectory}/.restored`]
    const urls = hosts.map(each => `${each.name}=${peerUrl(each.address)}`)
    const own = peerUrl(
      assertDefined(
        hosts.find(each => each.name === name),
        `${name} in \`hosts\``,
      ).address,
    )
    await host.run(
      sh`mkdir -p -- ${dataDirectory} && chmod 0700 ${dataDirectory} && rm -rf -- ${made} && systemctl stop -- ${unit} 2>/dev/null; systemctl reset-failed -- ${unit} 2>/dev/null; :`,
      { title: `stop ${unit}` },
    )
    await host.write({ path: snapshot, content: await project.file(params.src), mode: '0600' })
    const unverified = params.unverified ? ['--skip-hash-check'] : []
    // The restored data is complete, in place and has its owner before the old data is moved aside.
    await host.run(
      sh`umask 077; t=${binaries}/etcdutl; [ -x "$t" ] || t=${binaries}/etcdctl
for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done
ETCDCTL_API=3 "$t" snapshot restore ${snapshot} --name=${name} --initial-cluster=${urls.join(',')} \
  --initial-cluster-token=${token} --initial-advertise-peer-urls=${own} --data-dir=${made} ${unverified} || exit
chown -R ${`${user}:${group}`} ${made} || exit
rm -f -- ${snapshot}`,
      { title: `restore ${params.src}` },
    )
    const folder = `${dataDirectory}/member`
    if (data.aside !== null)
      await host.run(sh`mv -- ${folder} ${data.aside}`, { title: `move ${folder} aside to ${data.aside}` })
    await host.run(sh`mv -- ${made}/member ${folder} && rm -rf -- ${made} && sync`, {
      title: `put the restored data into ${folder}`,
    })
    return outputs
  },
})
