import { z } from 'zod'
import { flag, hostPath, text } from '../../authoring/params.ts'
import { fileParams } from './attributes.ts'
import { isTime } from './file-times.ts'
import { isProtected } from './protected-paths.ts'
import { securityOf } from './security.ts'

/** The params of the task type `file`. */
export const fileTaskParams = z
  .strictObject({
    path: hostPath()
      .describe('Path of the file, directory or link.')
      .meta({ examples: ['/var/lib/etcd'] }),
    state: z
      .enum(['absent', 'directory', 'file', 'hard', 'link', 'touch'])
      .optional()
      .describe(
        'The desired state. `file` only sets attributes, and fails if the file does not exist. If omitted, an existing file, directory or link keeps its type.',
      )
      .meta({ examples: ['directory'] }),
    src: text()
      .optional()
      .describe(
        'The target, for `link` and `hard`. For `link`, a relative target is resolved from the folder of the link.',
      )
      .meta({ examples: ['/opt/etcd/bin/etcd'] }),
    ...fileParams,
    recurse: flag()
      .default(false)
      .describe('Also set the mode and owner of everything below the directory. Links are not followed.')
      .meta({ examples: [true] }),
    follow: flag()
      .optional()
      .describe(
        'If the path is a symlink, manage its target instead of the link. The default is `true`, except for `link`. If another user owns the link, it is followed only if that user also owns the target.',
      )
      .meta({ examples: [false] }),
    force: flag()
      .default(false)
      .describe(
        'For `link` and `hard`: replace an existing file or empty directory. For `link`, also allow a target that does not exist yet.',
      )
      .meta({ examples: [true] }),
    modification_time: text()
      .optional()
      .describe(
        '`preserve`, `now`, or a time as `YYYYMMDDhhmm.SS` or in `modification_time_format`; the default for `touch` is `now`.',
      )
      .meta({ examples: ['preserve'] }),
    modification_time_format: timeFormat('modification_time'),
    access_time: text()
      .optional()
      .describe(
        '`preserve`, `now`, or a time as `YYYYMMDDhhmm.SS` or in `access_time_format`; the default for `touch` is `now`.',
      )
      .meta({ examples: ['preserve'] }),
    access_time_format: timeFormat('access_time'),
  })
  .refine(({ state, path }) => state !== 'absent' || !isProtected(path), {
    path: ['path'],
    message: 'a system directory is never deleted',
  })
  .refine(({ state, src }) => state !== 'link' || (src ?? '') !== '', {
    path: ['src'],
    message: 'expected the target of the link',
    params: { ansibleMessage: 'src is required for creating new symlinks' },
  })
  .refine(({ state, src }) => state !== 'hard' || (src ?? '') !== '', {
    path: ['src'],
    message: 'expected the target of the link',
    params: { ansibleMessage: 'src is required for creating new hardlinks' },
  })
  .refine(({ state, src }) => state !== 'hard' || !src || hostPath().safeParse(src).success, {
    path: ['src'],
    message: 'expected an absolute path: a hard link has no directory of its own',
    params: { isRelativePath: true },
  })
  .refine(({ state, src }) => src === undefined || state === 'link' || state === 'hard', {
    path: ['src'],
    message: 'is allowed only with `state: link` and `state: hard`',
    params: { ansibleMessage: "src option requires state to be 'link' or 'hard'" },
  })
  .refine(({ recurse, state }) => !recurse || state === undefined || state === 'directory', {
    path: ['recurse'],
    message: 'is allowed only with `state: directory`',
    params: { ansibleMessage: "recurse option requires state to be 'directory'" },
  })
  .refine(({ recurse, ...more }) => !recurse || Object.keys(securityOf(more)).length === 0, {
    path: ['recurse'],
    message: 'sets only mode and owner: set contexts and flags of a tree with `command`',
  })
  .refine(({ state, attributes }) => state !== 'link' || attributes === undefined, {
    path: ['attributes'],
    message: 'is not for links, which have no flags',
  })
  .superRefine((params, { addIssue }) => {
    for (const field of ['modification_time', 'access_time'] as const) {
      const time = params[field]
      const format = params[`${field}_format`]
      if (time === undefined || isTime(time, format)) continue
      const expected = format === undefined ? '`YYYYMMDDhhmm.SS`' : `a time like \`${format}\``
      addIssue({ code: 'custom', path: [field], message: `expected \`preserve\`, \`now\` or ${expected}` })
    }
  })

export type FileTaskParams = z.output<typeof fileTaskParams>

function timeFormat(field: string) {
  return text()
    .optional()
    .describe(
      `The format of \`${field}\`, as for \`strptime\` of Python. If omitted, it is \`%Y%m%d%H%M.%S\`.`,
    )
    .meta({ examples: ['%Y-%m-%d'] })
}
