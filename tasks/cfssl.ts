/**
 * cfssl, cfssljson and cfssl-certinfo, from release binaries, a package or Go.
 *
 *     - cfssl:
 *         version: 1.6.5
 */
import { defineTask, hostPath, type TaskCall, text, z } from '../src/task.ts'

const PROGRAMS = ['cfssl', 'cfssljson', 'cfssl-certinfo']

const params = z.strictObject({
  method: z
    .enum(['release', 'package', 'go'])
    .default('release')
    .describe('Where it comes from; `go` builds it where Go is there.')
    .meta({ examples: ['package'] }),
  version: text()
    .default('1.6.5')
    .describe('The release.')
    .meta({ examples: ['1.6.5'] }),
  download_base: text()
    .default('https://github.com/cloudflare/cfssl/releases/download')
    .describe(
      'Where releases are; below it `v1.6.5/cfssl_1.6.5_linux_amd64` and `cfssl_1.6.5_checksums.txt`.',
    )
    .meta({ examples: ['https://mirror.example.com/cfssl'] }),
  arch: z
    .enum(['amd64', 'arm64', 's390x'])
    .default('amd64')
    .describe('The processor, as releases name it.')
    .meta({ examples: ['arm64'] }),
  directory: hostPath()
    .default('/root/local/bin')
    .describe('Where the programs go.')
    .meta({ examples: ['/usr/local/bin'] }),
})

export default defineTask({
  summary: 'Installs cfssl, cfssljson and cfssl-certinfo.',
  example: `- cfssl:
    version: 1.6.5
`,
  params,
  expand: ({ params }) => {
    if (params.method === 'package') return FROM_PACKAGE
    return params.method === 'go' ? byGo(params) : fromRelease(params)
  },
})

function fromRelease({ version, download_base, arch, directory }: z.output<typeof params>): TaskCall[] {
  const base = `${download_base}/v${version}`
  return [
    { type: 'file', params: { path: directory, state: 'directory' } },
    ...PROGRAMS.map(program => ({
      type: 'get_url',
      params: {
        url: `${base}/${program}_${version}_linux_${arch}`,
        dest: `${directory}/${program}`,
        checksum: `sha256:${base}/cfssl_${version}_checksums.txt`,
        mode: '0755',
      },
    })),
  ]
}

function byGo({ version, directory }: z.output<typeof params>): TaskCall[] {
  return [
    { type: 'file', params: { path: directory, state: 'directory' } },
    {
      type: 'shell',
      params: {
        cmd: `command -v go >/dev/null || { echo 'there is no Go here; use the method release or package' >&2; exit 127; }\nHOME=\${HOME:-/root} GOBIN=${directory} go install github.com/cloudflare/cfssl/cmd/...@v${version}`,
        creates: `${directory}/cfssl-certinfo`,
      },
    },
  ]
}

const FROM_PACKAGE: TaskCall[] = [
  {
    type: 'apt',
    params: { name: ['golang-cfssl'], update_cache: true },
    when: 'ansible_facts.pkg_mgr == "apt"',
  },
  {
    type: 'fail',
    params: { msg: 'there is a package of cfssl for Debian and its family alone; use the method release' },
    when: 'ansible_facts.pkg_mgr != "apt"',
  },
]
