/**
 * A snapshot of an etcd cluster in a file on the host, verified with the checksum that etcd appends.
 *
 *     - etcd_snapshot:
 *         endpoints: ["https://192.168.202.131:2379"]
 *         path: /var/tmp/etcd.snapshot
 */
import { defineTask, hostPath, plan, sh, TaskError, z } from '../../src/authoring/task.ts'
import { etcdClientParams, etcdTimeoutParam, runEtcdctl } from '../../src/built-in/etcd.ts'
import { etcdView, shellDigest } from '../../src/built-in/host.ts'

const params = z.strictObject({
  path: hostPath()
    .describe('The path of the snapshot on the host.')
    .meta({ examples: ['/var/tmp/etcd.snapshot'] }),
  ...etcdClientParams,
  ...etcdTimeoutParam,
})

export default defineTask({
  summary: 'Saves a snapshot of an etcd cluster to a file on the host, and verifies its checksum.',
  example: `- etcd_snapshot:
    endpoints: ["https://192.168.202.131:2379"]
    path: /var/tmp/etcd.snapshot
`,
  params,
  outputs: {
    path: 'The path of the snapshot.',
    cluster: 'The ID of the cluster in hex.',
    revision: 'The revision of the member when it was asked before the snapshot.',
    version: 'The version of etcd.',
    bytes: 'The size of the snapshot in bytes, with its checksum.',
    name: 'A name for the snapshot with the cluster, the time (UTC) and the revision.',
  },
  readsExternalState: true,
  action: 'repeatable',
  check: async ({ params: { path, endpoints } }) =>
    plan(
      [{ resource: `file:${path}`, action: 'create', before: null, after: { of: endpoints[0] ?? '' } }],
      undefined,
      {
        path,
      },
    ),
  apply: async ({ host, params }) => {
    const { path, endpoints } = params
    const one = { ...params, endpoints: endpoints.slice(0, 1) }
    const { statuses, problem } = await host.ask(etcdView({ ...one, statusOf: one.endpoints, answered: [] }))
    const [status] = statuses
    if (!status) throw new TaskError(`${endpoints[0]} does not respond\n${problem}`)
    const part = `${path}.part`
    await host.run(sh`rm -f -- ${part}; umask 077; : > ${part} && rm -f -- ${part}`, {
      title: `make ${part}`,
    })
    await runEtcdctl(host, one, ['snapshot', 'save', part], {
      title: `snapshot of ${endpoints[0]}`,
      seconds: params.timeout,
    })
    const { stdout } = await host.run(
      sh`f=${part}; chmod 0600 "$f"
n=$(wc -c <"$f"); n=$((n - 32))
[ $n -gt 0 ] && [ $((n % 512)) -eq 0 ] || { echo 'it does not end with a checksum' >&2; exit 1; }
wanted=$(tail -c 32 "$f" | od -An -v -tx1 | tr -d ' \\n')
head -c $n "$f" >"$f.db"
${shellDigest('sha256', '<"$f.db"')}
rm -f "$f.db"
[ "\${sums%% *}" = "$wanted" ] || { echo 'the checksum at its end is not that of the database' >&2; exit 1; }
mv -- "$f" ${path}
echo $n`,
      { title: `verify the snapshot ${path}` },
    )
    const { cluster, revision, version } = status
    const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
    return {
      ...{ path, cluster, revision, version, bytes: Number(stdout.toString().trim()) + 32 },
      name: `etcd-${cluster}-${time}-revision-${revision}.db`,
    }
  },
})
