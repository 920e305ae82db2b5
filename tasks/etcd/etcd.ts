/**
 * etcd and etcdctl: from a release archive, or from the distribution's package.
 *
 *     - etcd:
 *         method: release
 *         version: 3.5.17
 */
import { composeTask, hostPath, oneOrMore, type TaskCall, text, z } from '../../src/authoring/task.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { APT_OUTPUTS, RELEASE_OUTPUTS } from '../../src/built-in/packages.ts'

const params = z
  .strictObject({
    method: z
      .enum(['release', 'package'])
      .default('release')
      .describe('`release` installs a release archive. `package` installs the package of the distribution.')
      .meta({ examples: ['package'] }),
    version: text()
      .optional()
      .describe(
        "The release, or the version of the distribution's package. If it is not set or empty: `3.5.17`, or the newest package.",
      )
      .meta({ examples: ['3.5.17'] }),
    download_base: text()
      .default('https://github.com/etcd-io/etcd/releases/download')
      .describe(
        'The base URL of the releases. Below it are files such as `v3.5.17/etcd-v3.5.17-linux-amd64.tar.gz` and `v3.5.17/SHA256SUMS`.',
      )
      .meta({ examples: ['https://mirror.example.com/etcd'] }),
    checksum: z
      .string()
      .optional()
      .describe(
        'The digest of the archive. If it is not set or empty, the digest comes from the `SHA256SUMS` of the release. Releases before 3.4 do not have this file.',
      )
      .meta({ examples: ['sha256:9c7d9d4a5b1f3e4f3e1b1e0f5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d'] }),
    directory: hostPath()
      .default('/usr/bin')
      .describe('The folder in which the programs of a release are installed.')
      .meta({ examples: ['/usr/local/bin'] }),
    packages: oneOrMore(text())
      .optional()
      .describe(
        'The packages to install. Default: `etcd-server` and `etcd-client` with apt, `etcd` with dnf and yum.',
      )
      .meta({ examples: [['etcd']] }),
  })
  .refine(({ checksum }) => !checksum || /^sha256:[0-9a-fA-F]{64}$/.test(checksum), {
    path: ['checksum'],
    message: 'expected `sha256:` and a digest in hex',
  })

type Params = z.output<typeof params>

export default composeTask({
  summary: 'Installs etcd and etcdctl.',
  example: `- etcd:
    method: release
    version: 3.5.17
`,
  params,
  outputs: { ...APT_OUTPUTS, ...RELEASE_OUTPUTS },
  expand: ({ params }) => (params.method === 'release' ? fromRelease(params) : fromPackage(params)),
})

function fromRelease({ version, download_base, checksum, directory }: Params): TaskCall[] {
  const wanted = version || '3.5.17'
  const folder = 'etcd-v{version}-linux-{arch}'
  const programs = ['etcd', 'etcdctl'].map(program => ({
    path: `${plainPath(directory)}/${program}`,
    file: `${folder}.tar.gz`,
    member: `${folder}/${program}`,
  }))
  return [
    {
      type: 'release',
      params: {
        ...{ name: 'etcd', version: wanted, url: `${download_base}/v${wanted}`, programs },
        ...(!checksum ? { checksums: 'SHA256SUMS' } : { checksum }),
      },
    },
  ]
}

/**
 * Returns the tasks that install the packages. Debian's package starts a member with its own settings when it is
 * installed; `policy_rc_d: 101` prevents that.
 */
function fromPackage({ version, packages }: Params): TaskCall[] {
  const named = (names: readonly string[], sign: string): string[] =>
    names.map(name => (!version ? name : `${name}${sign}${version}`))
  return [
    {
      type: 'apt',
      params: {
        name: named(packages ?? ['etcd-server', 'etcd-client'], '='),
        update_cache: true,
        policy_rc_d: 101,
      },
      when: 'ansible_facts.pkg_mgr == "apt"',
    },
    {
      type: 'dnf',
      params: { name: named(packages ?? ['etcd'], '-') },
      when: 'ansible_facts.pkg_mgr in ["dnf", "yum"]',
    },
    {
      type: 'fail',
      params: { msg: 'the host has no apt, dnf or yum: install etcd with `method: release`' },
      when: '!(ansible_facts.pkg_mgr in ["apt", "dnf", "yum"])',
    },
  ]
}
