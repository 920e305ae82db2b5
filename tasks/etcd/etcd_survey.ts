/**
 * The view of a host on an etcd cluster: its data directory, read from its files, and the cluster's members and their
 * status, as the cluster reports them over TLS. It changes nothing; `etcd_roles` uses it for its decision.
 *
 *     - etcd_survey:
 *         endpoint: https://192.168.202.131:2379
 *         endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379", "https://192.168.202.133:2379"]
 *       register: etcd_survey
 */
import { defineTask, fileContent, hostPath, inSync, text, unitState, z } from '../../src/authoring/task.ts'
import { clockDeviation } from '../../src/built-in/certificates.ts'
import { etcdClientParams, etcdDataParams, etcdUnitParam, walDirectoryOf } from '../../src/built-in/etcd.ts'
import { etcdData, etcdView, plainPath } from '../../src/built-in/host.ts'

const params = z.strictObject({
  endpoint: text()
    .describe('The client URL of the member on this host.')
    .meta({ examples: ['https://192.168.202.131:2379'] }),
  asked: z
    .array(text())
    .default([])
    .describe(
      'Client URLs of the hosts on which the same task runs. This host does not query the status of the others.',
    )
    .meta({ examples: [['https://192.168.202.132:2379']] }),
  ...etcdDataParams,
  unit_file: hostPath()
    .default('/usr/lib/systemd/system/etcd.service')
    .describe('The path of the systemd unit file.')
    .meta({ examples: ['/etc/systemd/system/etcd.service'] }),
  record: hostPath()
    .default('/etc/etcd/cluster')
    .describe(
      'The file in which `etcd_health` records in which cluster the host was seen as a healthy member.',
    )
    .meta({ examples: ['/etc/etcd/cluster'] }),
  ...etcdClientParams,
  ...etcdUnitParam,
})

export default defineTask({
  summary: 'Inspects the etcd data on a host, and the cluster as seen from this host.',
  example: `- etcd_survey:
    endpoint: https://192.168.202.131:2379
    endpoints: ["https://192.168.202.131:2379", "https://192.168.202.132:2379", "https://192.168.202.133:2379"]
  register: etcd_survey
`,
  params,
  outputs: {
    name: 'The name of the host.',
    data: 'What the data directory contains, as a map with `kind`: `none`, `leftover`, `damaged` (with `problem`) or `member` (with `member` and `cluster`, their IDs in hex, and `hasHadLeader`).',
    isRunning: 'Whether the unit runs or is starting.',
    begins:
      'The initial settings in the unit file, as a map with `cluster` and `state`; null if it has none.',
    remembered:
      'The ID of the cluster in which the host was last a healthy member, in hex; null if there is none.',
    clockOff:
      'The seconds by which the clock of the host is ahead, negative if it is behind; 0 if the difference is acceptable.',
    view: 'The cluster as seen from the host, as a map with `hasClient`, `members`, `cluster`, `statuses`, `late` and `problem`.',
  },
  readsExternalState: true,
  check: async ({ host, params }) => {
    const { endpoint, endpoints, asked, unit, unit_file, record } = params
    const dataDirectory = plainPath(params.data_directory)
    const walDirectory = walDirectoryOf({ ...params, data_directory: dataDirectory })
    const [data, state, unitText, recordText, clockOff, view] = await Promise.all([
      host.ask(etcdData({ dataDirectory, walDirectory })),
      host.ask(unitState(unit)),
      host.ask(fileContent(unit_file)),
      host.ask(fileContent(record)),
      clockDeviation(host),
      host.ask(etcdView({ ...params, endpoints, statusOf: [endpoint], answered: asked })),
    ])
    return inSync({
      name: host.name,
      data,
      isRunning: state !== null && (state.active === 'active' || state.active === 'activating'),
      begins: beginningIn(unitText?.toString() ?? ''),
      remembered: /^cluster ([0-9a-f]+)$/m.exec(recordText?.toString() ?? '')?.[1] ?? null,
      clockOff,
      view,
    })
  },
})

/** Reads from a unit file with which cluster etcd starts: options of the form `--option value` or `--option=value`. */
function beginningIn(unit: string): { cluster: string; state: string } | null {
  const option = (name: string): string | undefined => new RegExp(`--${name}[ =]"?([^\\s"]+)`).exec(unit)?.[1]
  const [cluster, state] = [option('initial-cluster'), option('initial-cluster-state')]
  return cluster === undefined || state === undefined ? null : { cluster, state }
}
