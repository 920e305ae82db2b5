/**
 * The etcdctl configuration, for a login shell; for its v2 and its v3 commands.
 *
 *     - etcdctl:
 *         endpoints: ["https://node1:2379"]
 */
import { defineTask, etcdClientParams, hostPath, z } from '../src/task.ts'

const params = z.strictObject({
  endpoints: etcdClientParams.endpoints,
  certificates: etcdClientParams.certificates,
  path: hostPath()
    .default('/etc/etcd/etcdctl')
    .describe('The configuration file.')
    .meta({ examples: ['/etc/etcd/etcdctl'] }),
  profile: hostPath()
    .default('/etc/profile.d/etcdctl.sh')
    .describe('The file by which login shells read it.')
    .meta({ examples: ['/etc/profile.d/etcdctl.sh'] }),
})

export default defineTask({
  summary: 'Configures etcdctl for login shells.',
  example: `- etcdctl:
    endpoints: ["https://node1:2379"]
`,
  params,
  expand: ({ params: { endpoints, certificates, path, profile } }) => {
    const all = `"${endpoints.join(',')}"`
    const settings = {
      // The guide's names, then those of v3 and v2 that they stand for.
      ETCDCTL_ENDPOINT: all,
      ETCDCTL_CACERT: `${certificates}/ca.pem`,
      ETCDCTL_CERT: `${certificates}/etcd.pem`,
      ETCDCTL_KEY: `${certificates}/etcd-key.pem`,
      ETCDCTL_ENDPOINTS: all,
      ETCDCTL_CA_FILE: `${certificates}/ca.pem`,
      ETCDCTL_CERT_FILE: `${certificates}/etcd.pem`,
      ETCDCTL_KEY_FILE: `${certificates}/etcd-key.pem`,
    }
    const content = Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('')
    return [
      { type: 'file', params: { path: path.slice(0, path.lastIndexOf('/')) || '/', state: 'directory' } },
      { type: 'copy', params: { dest: path, content, mode: '0644' } },
      { type: 'copy', params: { dest: profile, content: `set -a\n. ${path}\nset +a\n`, mode: '0644' } },
    ]
  },
})
