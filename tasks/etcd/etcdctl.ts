/**
 * The settings of etcdctl for its v2 and v3 commands, in login shells and with `. /etc/etcd/etcdctl`.
 *
 *     - etcdctl:
 *         endpoints: ["https://node1:2379", "https://node2:2379"]
 */
import { composeTask, hostPath, z } from '../../src/authoring/task.ts'
import { etcdClientParams } from '../../src/built-in/etcd.ts'
import { FILE_OUTPUTS, parentOf } from '../../src/built-in/files.ts'
import { quote } from '../../src/built-in/host.ts'

const params = z.strictObject({
  endpoints: etcdClientParams.endpoints,
  certificates: etcdClientParams.certificates,
  path: hostPath()
    .default('/etc/etcd/etcdctl')
    .describe('The file that contains the settings.')
    .meta({ examples: ['/etc/etcd/etcdctl'] }),
  profile: hostPath()
    .default('/etc/profile.d/etcdctl.sh')
    .describe('The file that makes login shells read the settings.')
    .meta({ examples: ['/etc/profile.d/etcdctl.sh'] }),
})

export default composeTask({
  summary: 'Configures the endpoints and certificates of etcdctl, also for login shells.',
  example: `- etcdctl:
    endpoints: ["https://node1:2379", "https://node2:2379"]
`,
  params,
  outputs: FILE_OUTPUTS,
  expand: ({ params: { endpoints, certificates, path, profile } }) => [
    {
      type: 'file',
      params: { path: parentOf(path), state: 'directory', mode: '0755' },
    },
    {
      type: 'template',
      params: { src: 'etcdctl.hbs', dest: path, mode: '0644' },
      vars: { endpoints: endpoints.join(','), certificates },
    },
    {
      type: 'copy',
      params: {
        dest: profile,
        content: `if [ -r ${quote(path)} ]; then . ${quote(path)}; fi\n`,
        mode: '0644',
      },
    },
  ],
})
