/**
 * etcd and etcdctl, from a release archive or a package.
 *
 *     - etcd:
 *         version: 3.5.17
 */
import { defineTask, hostPath, type TaskCall, text, z } from '../src/task.ts'

const params = z.strictObject({
  method: z
    .enum(['release', 'package'])
    .default('release')
    .describe('Where it comes from.')
    .meta({ examples: ['package'] }),
  version: text()
    .default('3.5.17')
    .describe('The release.')
    .meta({ examples: ['3.5.17'] }),
  download_base: text()
    .default('https://github.com/etcd-io/etcd/releases/download')
    .describe('Where releases are; below it `v3.5.17/etcd-v3.5.17-linux-amd64.tar.gz` and `SHA256SUMS`.')
    .meta({ examples: ['https://mirror.example.com/etcd'] }),
  arch: z
    .enum(['amd64', 'arm64', 'ppc64le', 's390x'])
    .default('amd64')
    .describe('The processor, as releases name it.')
    .meta({ examples: ['arm64'] }),
  checksum: text()
    .optional()
    .describe("The archive's checksum; absent: what the release's own SHA256SUMS says.")
    .meta({ examples: ['sha256:0000000000000000000000000000000000000000000000000000000000000000'] }),
  directory: hostPath()
    .default('/usr/local/src')
    .describe('Where archives are kept and unpacked.')
    .meta({ examples: ['/usr/local/src'] }),
  binaries: hostPath()
    .default('/usr/bin')
    .describe('Where etcd and etcdctl go.')
    .meta({ examples: ['/usr/local/bin'] }),
})

export default defineTask({
  summary: 'Installs etcd and etcdctl.',
  example: `- etcd:
    version: 3.5.17
`,
  params,
  expand: ({ params }) => (params.method === 'release' ? fromRelease(params) : FROM_PACKAGE),
})

function fromRelease({
  version,
  download_base,
  arch,
  checksum,
  directory,
  binaries,
}: z.output<typeof params>): TaskCall[] {
  const name = `etcd-v${version}-linux-${arch}`
  const base = `${download_base}/v${version}`
  const archive = `${directory}/${name}.tar.gz`
  const binary = (program: string): TaskCall => ({
    type: 'copy',
    params: {
      src: `${directory}/${name}/${program}`,
      dest: `${binaries}/${program}`,
      remote_src: true,
      mode: '0755',
    },
  })
  return [
    { type: 'file', params: { path: directory, state: 'directory' } },
    {
      type: 'get_url',
      params: {
        url: `${base}/${name}.tar.gz`,
        dest: archive,
        checksum: checksum ?? `sha256:${base}/SHA256SUMS`,
        mode: '0644',
      },
    },
    {
      type: 'unarchive',
      params: { src: archive, dest: directory, remote_src: true, owner: 'root', group: 'root' },
    },
    binary('etcd'),
    binary('etcdctl'),
  ]
}

/** Debian's package would start a member of its own at once, with a data directory of its own making. */
const FROM_PACKAGE: TaskCall[] = [
  {
    type: 'apt',
    params: { name: ['etcd-server', 'etcd-client'], update_cache: true, policy_rc_d: 101 },
    when: 'ansible_facts.pkg_mgr == "apt"',
  },
  { type: 'dnf', params: { name: ['etcd'] }, when: 'ansible_facts.pkg_mgr in ["dnf", "yum"]' },
]
