import { z } from 'zod'
import { hostPath, number, text } from '../../authoring/params.ts'
import { parseChecksum } from '../downloads/checksum.ts'

/** The params of the task type `release`. */
export const releaseParams = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, 'expected a name such as `etcd`')
      .describe('Name of the receipt file on the host. It records what was installed.')
      .meta({ examples: ['etcd'] }),
    version: text()
      .refine(
        version => /^[A-Za-z0-9][A-Za-z0-9._+~-]*$/.test(version),
        'expected a version such as `3.5.17`',
      )
      .describe('Version of the release. It replaces `{version}` in file names.')
      .meta({ examples: ['3.5.17'] }),
    url: z
      .string()
      .regex(/^(https?|ftp|file):\/\/[^\s\0]+$/i, 'expected a URL that begins with `https://`')
      .describe('URL of the folder that contains the release files.')
      .meta({ examples: ['https://github.com/etcd-io/etcd/releases/download/v3.5.17'] }),
    programs: z
      .array(
        z.strictObject({
          path: z.string().regex(/^\/[^\0]*[^/\0]$/, 'expected the absolute path of a file'),
          file: z.string().regex(/^[^/\s]+$/, 'expected the name of a file of the release'),
          member: z
            .string()
            .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))\S+$/, 'expected a path inside the archive')
            .optional(),
        }),
      )
      .min(1)
      .describe(
        'For each program: the `path` to install it to, and the `file` of the release that contains it. If that file is an archive, also the path in it as `member`. `{arch}` stands for the processor architecture in the notation of Go: amd64, arm64, …',
      )
      .meta({ examples: [[{ path: '/usr/local/bin/app', file: 'app_{version}_linux_{arch}' }]] }),
    checksums: z
      .string()
      .regex(/^[^/\s]+$/, 'expected the name of a file of the release')
      .optional()
      .describe('File of the release that lists the SHA-256 checksums of the other files.')
      .meta({ examples: ['SHA256SUMS'] }),
    checksum: z
      .string()
      .refine(value => parseChecksum(value) !== undefined, 'expected `sha256:` and a digest in hex')
      .optional()
      .describe('The checksum itself. Allowed only if all programs are in one file.')
      .meta({ examples: ['sha256:9c7d9d4a5b1f3e4f3e1b1e0f5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d'] }),
    via: z
      .enum(['auto', 'host', 'controller'])
      .default('auto')
      .describe(
        'Where to download: `host` uses curl or wget on the host, `controller` downloads on the controller and sends the files to the host, and `auto` uses the host if it has curl or wget. Each uses its own `http_proxy`, `https_proxy` and `no_proxy`.',
      )
      .meta({ examples: ['controller'] }),
    receipts: hostPath()
      .default('/usr/local/share/drover')
      .describe('Directory for the receipt files. Each file is a list that `sha256sum -c` can read.')
      .meta({ examples: ['/var/lib/drover'] }),
    timeout: number()
      .default(30)
      .describe('Seconds without any received data after which a download fails.')
      .meta({ examples: [120] }),
  })
  .refine(({ checksums, checksum }) => (checksums === undefined) !== (checksum === undefined), {
    path: ['checksums'],
    message: 'expected one of `checksums` and `checksum`',
  })
  .refine(
    ({ checksum, programs }) => checksum === undefined || new Set(programs.map(each => each.file)).size === 1,
    {
      path: ['checksum'],
      message: 'is only for a single file; use `checksums` if the programs are in several files',
    },
  )

/** The keys of the result of `release`, described. */
export const RELEASE_OUTPUTS = {
  version: 'The version of the release.',
  arch: 'The processor architecture of the host in the notation of Go, such as `amd64`.',
  programs: 'The paths of the programs, as a list.',
} as const
