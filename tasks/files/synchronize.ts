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
  explainFiles,
  type Incoming,
  type PushPlan,
  planPull,
  planPush,
  putPush,
  readRsyncOptions,
  receiveAll,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

/** A param of rsync's that changes only how it works. */
function without(example: boolean) {
  return flag()
    .optional()
    .describe('Has no effect: no rsync is run.')
    .meta({ examples: [example] })
}

const params = z
  .strictObject({
    src: text()
      .refine(path => path !== '' && !path.includes('://'), 'expected a path')
      .describe(
        'The source: of the project (`files/`) or absolute on the controller, with `mode: pull` absolute on the host. With a slash at its end, what is in the directory is meant.',
      )
      .meta({ examples: ['site/'] }),
    dest: text()
      .refine(path => path !== '' && !path.includes('://'), 'expected a path')
      .describe('The destination: absolute on the host, with `mode: pull` a path on the controller.')
      .meta({ examples: ['/srv/site'] }),
    mode: z
      .enum(['push', 'pull'])
      .default('push')
      .describe('`push` copies to the host, `pull` to the controller.')
      .meta({ examples: ['pull'] }),
    archive: flag()
      .default(true)
      .describe(
        'Copy directories with all that is in them, links as links, and modes. Times and owners stay.',
      )
      .meta({ examples: [true] }),
    recursive: flag()
      .optional()
      .describe('Copy directories with all that is in them. Default: as `archive`. `false` is refused.')
      .meta({ examples: [true] }),
    links: flag()
      .optional()
      .describe('Copy links as links; `false` leaves them out. Default: as `archive`.')
      .meta({ examples: [false] }),
    copy_links: flag()
      .default(false)
      .describe('Copy what links lead to. Only with `mode: push`.')
      .meta({ examples: [true] }),
    perms: flag()
      .optional()
      .describe('Copy modes. Default: as `archive`.')
      .meta({ examples: [false] }),
    times: flag()
      .refine(
        isCopied => !isCopied,
        'cannot be true: files are compared by their content, and times are not copied',
      )
      .optional()
      .describe('Accepted only as false or left out: times are not copied.')
      .meta({ examples: [false] }),
    owner: flag()
      .refine(isCopied => !isCopied, 'cannot be true: set the owner with `--chown` in `rsync_opts`')
      .optional()
      .describe('Accepted only as false or left out: owners are set with `--chown` in `rsync_opts`.')
      .meta({ examples: [false] }),
    group: flag()
      .refine(isCopied => !isCopied, 'cannot be true: set the group with `--chown` in `rsync_opts`')
      .optional()
      .describe('Accepted only as false or left out: groups are set with `--chown` in `rsync_opts`.')
      .meta({ examples: [false] }),
    delete: flag()
      .default(false)
      .describe(
        'Delete what is in the destination and not in the source, unless it is excluded. Only with `mode: push`.',
      )
      .meta({ examples: [true] }),
    rsync_opts: oneOrMore(text())
      .default([])
      .describe(
        '`--exclude=PATTERN`, `--chown=USER:GROUP` and `--chmod=D0755,F0644`. Options that change only how rsync works or what it prints are accepted; others are refused.',
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
      .describe('Has no effect: no rsync is run.')
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
  summary: 'Makes a file or directory the same on the controller and on the host.',
  example: `- synchronize:
    src: site/
    dest: /srv/site
    delete: true
    rsync_opts: ["--exclude=.git"]
`,
  params,
  unsupported: {
    dest_port: 'remove it: the connection settings of the host apply, such as `port`',
    dirs: 'use `file` with `state: directory`',
    existing_only: 'remove it: files that are missing are made',
    link_dest: 'use `command: rsync`',
    private_key: 'remove it: the connection settings of the host apply',
    rsync_path: 'remove it: no rsync is run; use `become: true` for `sudo rsync`',
  },
  reads: ({ mode, src }) => (mode === 'push' ? [{ kind: 'file', path: src }] : []),
  // What is on the controller may be there because of another host.
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
