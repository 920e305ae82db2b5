/**
 * cfssl, cfssljson and cfssl-certinfo: from release binaries, from a package, or built by Go.
 *
 *     - cfssl:
 *         method: release
 *         version: 1.6.5
 */
import { composeTask, hostPath, sh, type TaskCall, text, z } from '../../src/authoring/task.ts'
import { FILE_OUTPUTS } from '../../src/built-in/files.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { APT_OUTPUTS, RELEASE_OUTPUTS } from '../../src/built-in/packages.ts'
import { COMMAND_OUTPUTS } from '../../src/built-in/params.ts'

const PROGRAMS = ['cfssl', 'cfssljson', 'cfssl-certinfo']

const params = z.strictObject({
  method: z
    .enum(['release', 'package', 'go'])
    .default('release')
    .describe(
      '`release` downloads a release. `package` installs the package of the distribution. `go` builds cfssl with Go, which must be installed.',
    )
    .meta({ examples: ['package'] }),
  version: text()
    .default('1.6.5')
    .describe('The release to install. With `package`, the distribution determines the version.')
    .meta({ examples: ['1.6.5'] }),
  download_base: text()
    .default('https://github.com/cloudflare/cfssl/releases/download')
    .describe(
      'The base URL of the releases. Below it are files such as `v1.6.5/cfssl_1.6.5_linux_amd64` and `v1.6.5/cfssl_1.6.5_checksums.txt`.',
    )
    .meta({ examples: ['https://mirror.example.com/cfssl'] }),
  directory: hostPath()
    .default('/usr/local/bin')
    .describe('The folder in which the programs are installed. Packages install them in `/usr/bin`.')
    .meta({ examples: ['/root/local/bin'] }),
  profile: hostPath()
    .default('/etc/profile.d/cfssl.sh')
    .describe('The file that adds the folder to the `PATH` of login shells.')
    .meta({ examples: ['/etc/profile.d/cfssl.sh'] }),
})

type Params = z.output<typeof params>

export default composeTask({
  summary: 'Installs cfssl, cfssljson and cfssl-certinfo.',
  example: `- cfssl:
    method: release
    version: 1.6.5
`,
  params,
  outputs: { ...APT_OUTPUTS, ...COMMAND_OUTPUTS, ...FILE_OUTPUTS, ...RELEASE_OUTPUTS },
  expand: ({ params }) => {
    if (params.method === 'package') return FROM_PACKAGE
    return [...(params.method === 'go' ? byGo(params) : fromRelease(params)), ...inPath(params)]
  },
})

function fromRelease({ version, download_base, directory }: Params): TaskCall[] {
  return [
    {
      type: 'release',
      params: {
        ...{ name: 'cfssl', version, url: `${download_base}/v${version}` },
        checksums: `cfssl_${version}_checksums.txt`,
        programs: PROGRAMS.map(program => ({
          path: `${plainPath(directory)}/${program}`,
          file: `${program}_{version}_linux_{arch}`,
        })),
      },
    },
  ]
}

/**
 * Returns the task that builds the programs with `go install`, which accepts a version since Go 1.16. The version of an
 * installed program is read from its build information.
 */
function byGo({ version, directory }: Params): TaskCall[] {
  const packages = PROGRAMS.map(program => `github.com/cloudflare/cfssl/cmd/${program}@v${version}`)
  const last = `${plainPath(directory)}/cfssl-certinfo`
  const cmd = sh`PATH=$PATH:/usr/local/go/bin:/usr/lib/go/bin
command -v go >/dev/null || {
  echo 'Go is not on this host: install it, or let cfssl come from a release or a package' >&2; exit 127; }
mkdir -p -- ${directory} && HOME=\${HOME:-/root} GOBIN=${plainPath(directory)} go install ${packages}`
  const unless = sh`PATH=$PATH:/usr/local/go/bin:/usr/lib/go/bin
go version -m ${last} | grep -q ${`cloudflare/cfssl[[:space:]]*v${version.replaceAll('.', '[.]')}`}`
  return [{ type: 'shell', params: { cmd: cmd.text, unless: unless.text } }]
}

/** Returns the task that adds the directory to PATH; none for the directories that every PATH has. */
function inPath({ directory, profile }: Params): TaskCall[] {
  const path = plainPath(directory)
  if (['/usr/local/bin', '/usr/bin', '/bin'].includes(path)) return []
  const content = `case ":$PATH:" in *:${path}:*) ;; *) PATH=${path}:$PATH ;; esac\n`
  return [{ type: 'copy', params: { dest: profile, content, mode: '0644' } }]
}

const FROM_PACKAGE: TaskCall[] = [
  {
    type: 'apt',
    params: { name: ['golang-cfssl'], update_cache: true },
    when: 'ansible_facts.pkg_mgr == "apt"',
  },
  {
    type: 'fail',
    params: {
      msg: 'only the Debian family has a cfssl package: use `method: release`, or `pki_backend: forge`',
    },
    when: 'ansible_facts.pkg_mgr != "apt"',
  },
]
