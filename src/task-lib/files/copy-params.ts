import { z } from 'zod'
import { flag, hostPath, mode, text } from '../../authoring/params.ts'
import { fileParams } from './attributes.ts'
import { backupParam, destParam, followParam, preservedModeParam, validateParam } from './write-params.ts'

/** The params of `copy`. */
export const copyParams = z
  .strictObject({
    src: text()
      .optional()
      .describe(
        'A file or directory of the project, in `files/`. If a directory path ends in `/`, only its contents are copied.',
      )
      .meta({ examples: ['motd'] }),
    content: z
      .union([text(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
      .optional()
      .describe('The content of the file. A map or list is written as JSON.')
      .meta({ examples: ['Authorised use only.\n'] }),
    dest: destParam('/etc/motd'),
    ...fileParams,
    mode: preservedModeParam('source'),
    directory_mode: mode()
      .optional()
      .describe('Mode of created directories; `0755` if omitted.')
      .meta({ examples: ['0750'] }),
    remote_src: flag()
      .default(false)
      .describe('Read `src` from the host instead of the project.')
      .meta({ examples: [true] }),
    force: flag()
      .default(true)
      .describe('Replace existing files; `false` leaves them unchanged.')
      .meta({ examples: [false] }),
    follow: followParam,
    local_follow: flag()
      .default(true)
      .describe('Follow symlinks in a source directory: copy their targets instead of the links.')
      .meta({ examples: [false] }),
    decrypt: flag()
      .default(true)
      .describe(
        'Decrypt source files that are encrypted with Ansible Vault or age; `false` copies them encrypted.',
      )
      .meta({ examples: [false] }),
    backup: backupParam,
    validate: validateParam('visudo -cf %s'),
    checksum: z
      .string()
      .regex(/^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$/, 'expected a sha1 or sha256 in hex')
      .optional()
      .describe('Expected SHA-256 or SHA-1 checksum of the source.')
      .meta({ examples: ['b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'] }),
  })
  .refine(({ src, content }) => (src ?? '') !== '' || content !== undefined, {
    path: ['src'],
    message: 'expected one of `src` and `content`',
    params: { ansibleMessage: 'src (or content) is required' },
  })
  .refine(({ src, content }) => src === undefined || content === undefined, {
    path: ['src'],
    message: 'expected one of `src` and `content`',
    params: { ansibleMessage: 'src and content are mutually exclusive' },
  })
  .refine(({ src, remote_src }) => !remote_src || src === undefined || hostPath().safeParse(src).success, {
    path: ['src'],
    message: 'expected an absolute path on the host, because of `remote_src`',
    params: { isRelativePath: true },
  })
  .refine(({ content, dest }) => content === undefined || !dest.endsWith('/'), {
    path: ['dest'],
    message: '`content` needs the path of a file, but this is the path of a directory',
  })
  .meta({ keepsFloats: true })

export type CopyParams = z.output<typeof copyParams>
