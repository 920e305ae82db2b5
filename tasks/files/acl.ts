/**
 * Permissions of further users and groups on a file or directory.
 *
 *     - acl:
 *         path: /srv/site
 *         etype: user
 *         entity: web
 *         permissions: rX
 *         recursive: true
 *         state: present
 */
import {
  defineTask,
  flag,
  hostPath,
  inSync,
  type Probe,
  plan,
  probe,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { existingPath, explainFiles, setAttributes } from '../../src/built-in/files.ts'
import { plainPath, prefetchLikely, requireProgram } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const ENTRY = /^(?:(d)[a-z]*:)?([ugmo])[a-z]*:([^:,\s]*)(?::([rwxX0-7-]*))?$/i
const TYPES = { u: 'user', g: 'group', m: 'mask', o: 'other' } as const

const params = z
  .strictObject({
    path: hostPath()
      .describe('Path of the file or directory.')
      .meta({ examples: ['/srv/site'] }),
    state: z
      .enum(['query', 'present', 'absent'])
      .default('query')
      .describe('The desired state of the entry. `query` only registers the existing entries, as `acl`.')
      .meta({ examples: ['present'] }),
    etype: z
      .enum(['user', 'group', 'mask', 'other'])
      .optional()
      .describe('The type of the entry.')
      .meta({ examples: ['user'] }),
    entity: text()
      .refine(name => /^[^:,\s]*$/.test(name), 'expected a name or number')
      .default('')
      .describe('Name or number of the user or group. An empty text means the owner of the file.')
      .meta({ examples: ['web'] }),
    permissions: text()
      .refine(letters => /^([rwxX-]+|[0-7])$/.test(letters), 'expected letters of `rwxX-`, or a digit')
      .optional()
      .describe(
        'A combination of `r`, `w`, `x` and `X`. `X` means `x` for directories, and for files that are executable for anyone.',
      )
      .meta({ examples: ['rX'] }),
    entry: text()
      .refine(entry => ENTRY.test(entry), 'expected an entry such as `user:web:rX`, or `default:user:web:rX`')
      .optional()
      .describe('The whole entry as one text, instead of `etype`, `entity` and `permissions`.')
      .meta({ examples: ['default:group:www:rX'] }),
    default: flag()
      .default(false)
      .describe('Add the entry to the default ACL of the directory, which new files in it inherit.')
      .meta({ examples: [true] }),
    recursive: flag()
      .default(false)
      .describe('Also set the entry on everything below the directory. Links are not followed.')
      .meta({ examples: [true] }),
    follow: flag()
      .default(true)
      .describe('If the path is a symlink, use its target. Symlinks themselves have no ACL.')
      .meta({ examples: [false] }),
    recalculate_mask: z
      .enum(['default', 'mask', 'no_mask'])
      .default('default')
      .describe(
        'Whether to calculate the mask again. `mask` always does so and `no_mask` never does. `default` does so unless the entry itself is the mask.',
      )
      .meta({ examples: ['no_mask'] }),
  })
  .superRefine((given, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    const { state, entry, etype, permissions } = given
    const isParts = etype !== undefined || given.entity !== '' || permissions !== undefined
    if (entry !== undefined && isParts)
      refuse('entry', 'cannot be combined with `etype`, `entity` and `permissions`')
    if (state === 'query') {
      if (isParts || entry !== undefined || given.recursive || given.recalculate_mask !== 'default')
        refuse('state', '`query` changes nothing: set `state: present` or `absent`')
      return
    }
    const wanted = entryOf(given)
    if (wanted.type === undefined) refuse('etype', 'expected `etype` or `entry`')
    if (state === 'present' && !wanted.permissions) refuse('permissions', 'expected the permissions')
    if (state === 'absent' && entry === undefined && permissions !== undefined)
      refuse('permissions', 'is not for `state: absent`')
    if (state === 'absent' && wanted.entity === '')
      refuse('entity', 'expected a user or group: other entries are always there')
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Sets, removes or reads entries in the ACL of a file or directory.',
  example: `- acl:
    path: /srv/site
    etype: user
    entity: web
    permissions: rX
    recursive: true
    state: present
`,
  params,
  aliases: { name: 'path', recurse: 'recursive' },
  outputs: {
    acl: 'The entries of the ACL, as a list of texts such as `user:web:r-x`; of the default ACL as `default:user:web:r-x`.',
  },
  unsupported: { use_nfsv4_acls: 'use `command: nfs4_setfacl` with `unless`' },
  check: async ({ host, params }) => {
    const named = plainPath(await absolutePath(host, params.path))
    const compared = prefetchLikely(named, at => compare(host, at, params))
    const { path, state } = await existingPath(host, named, params.follow)
    if (state.kind === 'link')
      throw new TaskError(`\`${path}\` is a symlink, which has no ACL`, {
        hint: 'remove `follow: false` to use the ACL of its target',
      })
    if (params.state === 'query') return inSync({ acl: (await compared(path)).acl, msg: 'current acl' })
    const wanted = entryOf(params)
    if (wanted.isDefault && !params.recursive && state.kind !== 'directory')
      throw new TaskError(`\`${path}\` is not a directory, and only directories have default entries`)
    const words = wordsOf(params)
    const { acl, differing } = await compared(path)
    const shown = words.at(-1) ?? ''
    const outputs = { msg: `${shown} is ${params.state}`, acl }
    if (differing.length === 0) return inSync(outputs)
    const change = {
      resource: `file:${path}`,
      action: 'update',
      before: { acl },
      after: { acl: `${params.state === 'present' ? 'with' : 'without'} ${shown}`, files: differing.length },
    }
    return plan<AclPlan>([change], { path, words, isRecursive: params.recursive }, outputs)
  },
  explain: explainFiles,
  mayChange: ({ host, params }) =>
    mayChangeFiles(host, [params.path], { isWhole: params.recursive, keepsContent: true }),
  apply: async ({ host, plan: { data } }) => {
    const { path, words, isRecursive } = data
    const script = isRecursive
      ? sh`LC_ALL=C setfacl ${words} -- ${path}`
      : setAttributes(path, {}, { next: [sh`LC_ALL=C d_run_pinned setfacl ${words} -- "$d_pinned"`] })
    await host.run(script, { title: `setfacl ${words.join(' ')} ${path}` })
    return { acl: await host.ask(entries(path)) }
  },
})

interface AclPlan {
  readonly path: string
  /** The arguments of setfacl before the path. */
  readonly words: readonly string[]
  readonly isRecursive: boolean
}

/** Returns the entry of the params, which is given either as `entry` or in separate params. */
function entryOf({ entry, etype, entity, permissions, default: isDefault }: Params) {
  if (entry === undefined) return { type: etype, entity, permissions, isDefault }
  const [, d, letter = '', name = '', own] = ENTRY.exec(entry) ?? []
  const type = TYPES[letter.toLowerCase() as keyof typeof TYPES]
  return { type, entity: name, permissions: own, isDefault: isDefault || d !== undefined }
}

function wordsOf(params: Params): string[] {
  const { type = '', entity, permissions = '', isDefault } = entryOf(params)
  const masks = { default: [], mask: ['--mask'], no_mask: ['--no-mask'] }
  return [
    ...(params.recursive ? ['-R', '-P'] : []),
    ...(isDefault ? ['-d'] : []),
    ...masks[params.recalculate_mask],
    ...(params.state === 'present'
      ? ['-m', `${type}:${entity}:${permissions}`]
      : ['-x', `${type}:${entity}`]),
  ]
}

const REMEDY = 'install acl in an earlier task'

/** Returns a probe for the entries of a file or directory, one per line. */
function entries(path: string): Probe<readonly string[]> {
  return probe({
    title: `acl of ${path}`,
    script: sh`${requireProgram('getfacl', REMEDY)}
LC_ALL=C getfacl --omit-header --absolute-names -- ${path}`,
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split('\n')
        .filter(line => line !== ''),
  })
}

/** Returns the entries of a path, and those that the task would change. */
async function compare(host: ReadHost, path: string, params: Params) {
  const [acl, differing] = await Promise.all([
    host.ask(entries(path)),
    params.state === 'query' ? [] : host.ask(differences(path, wordsOf(params))),
  ])
  return { acl, differing }
}

/** Matches the end of a line of `setfacl --test`; a file name may contain a line break. */
const RECORD = /: (\*|[ugmo]:\S*),(\*|[ugmod]:\S*)$/

/**
 * Returns a probe for what setfacl would change, with a line for each file; the line of a file that is already right
 * ends with `*,*`.
 */
function differences(path: string, words: readonly string[]): Probe<readonly string[]> {
  return probe({
    title: `what setfacl ${words.join(' ')} would change of ${path}`,
    script: sh`${requireProgram('setfacl', REMEDY)}
LC_ALL=C setfacl --test ${words} -- ${path}`,
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split('\n')
        .filter(line => RECORD.test(line) && !line.endsWith(': *,*')),
  })
}
