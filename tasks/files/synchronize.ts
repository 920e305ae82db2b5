/**
 * A file or directory that is the same on the controller and on the host.
 *
 *     - synchronize:
 *         src: site/
 *         dest: /srv/site
 *         delete: true
 *         rsync_opts: ["--exclude=.git"]
 */
import { defineTask, flag, number, oneOrMore, orUnknown, text, z } from '../../src/authoring/task.ts'
import {
  BACKUPS_OUTPUTS,
  explainFiles,
  FILE_OUTPUTS,
  type Incoming,
  type PushPlan,
  planPull,
  planPush,
  putPush,
  readRsyncOptions,
  receiveAll,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

/** Returns the schema of an rsync param without effect, because it changes only how rsync works. */
function without(example: boolean) {
  return flag()
    .optional()
    .describe('Has no effect, because rsync is not used.')
    .meta({ examples: [example] })
}

const params = z
  .strictObject({
    src: text()
      .refine(path => path !== '' && !path.includes('://'), 'expected a path')
      .describe(
        'The source: a path in `files/` of the project, or an absolute path on the controller. With `mode: pull`, an absolute path on the host. If it ends in a slash, only the contents of the directory are copied.',
      )
      .meta({ examples: ['site/'] }),
    dest: text()
      .refine(path => path !== '' && !path.includes('://'), 'expected a path')
      .describe('The destination: an absolute path on the host. With `mode: pull`, a path on the controller.')
      .meta({ examples: ['/srv/site'] }),
    mode: z
      .enum(['push', 'pull'])
      .default('push')
      .describe('`push` copies to the host. `pull` copies to the controller.')
      .meta({ examples: ['pull'] }),
    archive: flag()
      .default(true)
      .describe(
        'Copy directories with all their contents, including links and modes. Timestamps and owners are not copied.',
      )
      .meta({ examples: [true] }),
    recursive: flag()
      .optional()
      .describe(
        'Copy directories with all their contents. Must not be `false`. Default: the value of `archive`.',
      )
      .meta({ examples: [true] }),
    links: flag()
      .optional()
      .describe('Copy links as links. With `false`, links are skipped. Default: the value of `archive`.')
      .meta({ examples: [false] }),
    copy_links: flag()
      .default(false)
      .describe('Copy the targets of links instead of the links. Only with `mode: push`.')
      .meta({ examples: [true] }),
    perms: flag()
      .optional()
      .describe('Copy modes. Default: the value of `archive`.')
      .meta({ examples: [false] }),
    times: flag()
      .refine(
        isCopied => !isCopied,
        'cannot be true: files are compared by their content, and times are not copied',
      )
      .optional()
      .describe('Must be `false` if it is set: timestamps are not copied.')
      .meta({ examples: [false] }),
    owner: flag()
      .refine(isCopied => !isCopied, 'cannot be true: set the owner with `--chown` in `rsync_opts`')
      .optional()
      .describe('Must be `false` if it is set: set owners with `--chown` in `rsync_opts`.')
      .meta({ examples: [false] }),
    group: flag()
      .refine(isCopied => !isCopied, 'cannot be true: set the group with `--chown` in `rsync_opts`')
      .optional()
      .describe('Must be `false` if it is set: set groups with `--chown` in `rsync_opts`.')
      .meta({ examples: [false] }),
    delete: flag()
      .default(false)
      .describe(
        'Delete files in the destination that are not in the source, unless they are excluded. Only with `mode: push`.',
      )
      .meta({ examples: [true] }),
    rsync_opts: oneOrMore(text())
      .default([])
      .describe(
        "Supported: `--exclude=PATTERN`, `--chown=USER:GROUP` and `--chmod=D0755,F0644`. Options that only affect rsync's speed or output are accepted and ignored. All other options are refused.",
      )
      .meta({ examples: [['--exclude=.git']] }),
    checksum: without(true),
    compress: without(false),
    partial: without(true),
    delay_updates: without(true),
    verify_host: without(true),
    set_remote_user: without(false),
    use_ssh_args: without(true),
    ssh_connection_multiplexing: without(true),
    rsync_timeout: number()
      .optional()
      .describe('Has no effect, because rsync is not used.')
      .meta({ examples: [60] }),
  })
  .superRefine(
    ({ mode, src, dest, archive, recursive, delete: deletes, copy_links, rsync_opts }, context) => {
      const refuse = (param: string, message: string) =>
        context.addIssue({ code: 'custom', path: [param], message })
      if (!/^[/~]/.test(mode === 'push' ? dest : src))
        refuse(mode === 'push' ? 'dest' : 'src', 'expected an absolute path on the host')
      if (!(recursive ?? archive)) refuse('recursive', 'cannot be false: directories are copied as a whole')
      if (mode === 'pull' && deletes)
        refuse('delete', 'is not for `mode: pull`: nothing is deleted on the controller')
      if (mode === 'pull' && copy_links) refuse('copy_links', 'is not for `mode: pull`')
      const options = readRsyncOptions(rsync_opts)
      if (typeof options === 'string') refuse('rsync_opts', options)
      else if (mode === 'pull' && (options.owner ?? options.group))
        refuse('rsync_opts', '`--chown` is not for `mode: pull`')
    },
  )

type Params = z.output<typeof params>

type SyncPlan = { readonly push: PushPlan } | { readonly pull: readonly Incoming[] }

export default defineTask({
  summary: 'Copies a file or directory to the host or from it, so that both sides are the same.',
  example: `- synchronize:
    src: site/
    dest: /srv/site
    delete: true
    rsync_opts: ["--exclude=.git"]
`,
  params,
  outputs: {
    ...FILE_OUTPUTS,
    ...BACKUPS_OUTPUTS,
    path: 'The absolute path of the file; only if a single file is pushed, as with all other keys except `src`, `dest` and backups.',
    src: 'The value of `src`; with `mode: pull`, the absolute path on the host.',
    dest: 'The absolute path of the destination: for a single file that is pushed, the path of the file.',
  },
  unsupported: {
    dest_port: 'remove it: the connection settings of the host apply, such as `port`',
    dirs: 'use `file` with `state: directory`',
    existing_only: 'remove it: files that are missing are made',
    link_dest: 'use `command: rsync`',
    private_key: 'remove it: the connection settings of the host apply',
    rsync_path: 'remove it: no rsync is run; use `become: true` for `sudo rsync`',
  },
  reads: ({ mode, src }) => (mode === 'push' ? [{ kind: 'file', path: src }] : []),
  // A task on another host may have written the file on the controller.
  readsExternalState: true,
  check: async ({ host, project, params }) => {
    const { src, dest } = params
    if (params.mode === 'pull') {
      const slash = dest.endsWith('/') ? '/' : ''
      const to = `${project.resolve(dest)}${slash}`.replace(/\/+$/, slash)
      const result = await planPull(host, {
        ...transferOf(params),
        src: await absolutePath(host, src),
        dest: to,
      })
      return result.kind === 'in-sync' ? result : { ...result, data: { pull: result.data } as SyncPlan }
    }
    const result = await planPush(host, project, {
      ...transferOf(params),
      dest: await absolutePath(host, dest),
    })
    return result.kind === 'in-sync' ? result : { ...result, data: { push: result.data } as SyncPlan }
  },
  explain: explainFiles,
  mayChange: async ({ host, params }) => {
    if (orUnknown(() => params.mode) === 'pull') return []
    return mayChangeFiles(host, [params.dest], {
      isWhole: true,
      mayGo: orUnknown(() => params.delete) !== false,
    })
  },
  apply: async ({ host, project, plan: { data } }) => {
    if ('pull' in data) await receiveAll(host, data.pull)
    else await putPush(host, project, data.push)
  },
})

function transferOf({ src, dest, archive, links, perms, copy_links, delete: deletes, rsync_opts }: Params) {
  const options = readRsyncOptions(rsync_opts)
  if (typeof options === 'string') throw new TypeError(options)
  return {
    ...options,
    ...{ src, dest, deletes },
    copiesLinks: copy_links,
    keepsLinks: links ?? archive,
    keepsModes: perms ?? archive,
  }
}
