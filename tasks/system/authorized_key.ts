/**
 * Keys that may log in as a user by ssh.
 *
 *     - authorized_key:
 *         user: deploy
 *         key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com
 */
import { posix } from 'node:path'
import {
  type CheckContext,
  defineTask,
  fileContent,
  fileState,
  flag,
  hostPath,
  inSync,
  plan,
  type ReadHost,
  TaskError,
  text,
  type UserState,
  userState,
  z,
} from '../../src/authoring/task.ts'
import { fetchSmallFile } from '../../src/built-in/downloads.ts'
import {
  BACKUP_OUTPUTS,
  compareAttributes,
  type EditedFile,
  ensuredDirectory,
  explainFiles,
  type FilePlan,
  makeParents,
  type PathPlan,
  pathScript,
  planEdited,
  putFile,
  readEdited,
  throughLink,
} from '../../src/built-in/files.ts'
import { prefetchLikely } from '../../src/built-in/host.ts'
import { absolutePath, differs, lineParam, mayChangeFiles } from '../../src/built-in/params.ts'
import { editKeys, keyFault, parseKeys } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    user: text()
      .refine(name => /^[A-Za-z0-9_][^\s:/]*$/.test(name), 'expected a user name')
      .describe('User who logs in with the key.')
      .meta({ examples: ['deploy'] }),
    key: text()
      .superRefine((value, context) => {
        const fault = isElsewhere(value) ? undefined : keyFault(value)
        if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
      })
      .describe(
        'Public keys, one per line. Instead of the keys, you can give a URL, which the host fetches, or the absolute path of a file on the host.',
      )
      .meta({
        examples: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy'],
      }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the keys are allowed to log in.')
      .meta({ examples: ['absent'] }),
    exclusive: flag()
      .default(false)
      .describe('Remove all other lines from the file. List all keys in one task.')
      .meta({ examples: [true] }),
    key_options: lineParam()
      .optional()
      .describe('Options of the keys. They replace options in `key`.')
      .meta({ examples: ['no-port-forwarding,from="10.0.1.1"'] }),
    comment: lineParam()
      .optional()
      .describe('Comment of the keys. It replaces the comment in `key`.')
      .meta({ examples: ['deploy@example.com'] }),
    path: hostPath()
      .optional()
      .describe("Path of the file. Default: `.ssh/authorized_keys` in the user's home.")
      .meta({ examples: ['/etc/ssh/authorized_keys/deploy'] }),
    manage_dir: flag()
      .default(true)
      .describe(
        "When keys change, also manage the file's directory: create it, set its mode to 0700 and make the user its owner. Set this to `false` if several users share the directory.",
      )
      .meta({ examples: [false] }),
    follow: flag()
      .default(false)
      .describe('If the file is a symlink, change its target instead of replacing the link.')
      .meta({ examples: [true] }),
    validate_certs: flag()
      .default(true)
      .describe('Whether to verify the TLS certificate of a URL.')
      .meta({ examples: [false] }),
  })
  .refine(({ key, exclusive, state }) => !exclusive || state === 'absent' || key.trim() !== '', {
    path: ['key'],
    message: 'expected a key: with `exclusive`, none would be left',
  })

type Params = z.output<typeof params>
type Checking = CheckContext<Params>

interface KeyPlan {
  readonly file: FilePlan
  readonly directory?: PathPlan
  /** Set if the directory is not managed and may be missing: then it is created with its parents. */
  readonly parents?: true
}

export default defineTask({
  summary: 'Adds or removes public keys that can log in as a user by ssh.',
  example: `- authorized_key:
    user: deploy
    key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com
`,
  params,
  outputs: {
    user: 'The value of `user`.',
    key: 'The value of `key`.',
    keyfile: 'The absolute path of the file with the keys.',
    state: 'The value of `state`.',
    exclusive: 'The value of `exclusive`.',
    manage_dir: 'The value of `manage_dir`.',
    follow: 'The value of `follow`.',
    validate_certs: 'The value of `validate_certs`.',
    path: 'The value of `path`; null if it is not set.',
    key_options: 'The value of `key_options`; null if it is not set.',
    comment: 'The value of `comment`; null if it is not set.',
    ...BACKUP_OUTPUTS,
  },
  readsExternalState: true,
  check: async context => {
    const { host, params } = context
    // Most homes have the usual path: then the file is read in the same batch as the user's entry.
    const read = prefetchLikely(params.path ?? usualFile(params.user), path => readKeys(host, path, params))
    const [user, source] = await Promise.all([host.ask(userState(params.user)), keysOf(context)])
    if (user === null)
      throw new TaskError(`the user \`${params.user}\` does not exist`, {
        hint: 'create it with `user` in an earlier task',
      })
    const file = await read(params.path ?? posix.join(user.home, '.ssh/authorized_keys'))
    const { comment, key_options, state, exclusive } = params
    const keys = parseKeys(file.inFile(source), {
      comment: file.inFile(comment),
      options: file.inFile(key_options),
    })
    if (keys.length === 0 && exclusive && state === 'present')
      throw new TaskError(`\`${params.key}\` has no key: with \`exclusive\`, none would be left`)
    const next = editKeys(file.text, keys, { isAbsent: state === 'absent', isExclusive: exclusive })
    const outputs = outputsOf(params, file.path)
    if (next === file.text) return inSync(outputs)
    const owner = { mode: '0600', owner: params.user, group: user.group }
    const result = await planEdited(host, file, next, owner)
    if (result.kind === 'in-sync') return inSync(outputs)
    const parent = posix.dirname(file.path)
    const directory = params.manage_dir ? await directoryOf(host, parent, params.user, user) : undefined
    const changes = [...(directory?.changes ?? []), ...result.changes]
    const isLoose = !params.manage_dir && file.state === null
    const data = {
      file: result.data,
      ...(directory ? { directory: directory.data } : {}),
      ...(isLoose ? { parents: true as const } : {}),
    }
    const planned = plan<KeyPlan>(changes, data, outputs)
    return isLoose ? { ...planned, predicts: [ensuredDirectory(parent)] } : planned
  },
  explain: explainFiles,
  mayChange: async ({ host, params }) => {
    const path = params.path ?? `~${params.user}/.ssh/authorized_keys`
    const [file] = await mayChangeFiles(host, [path])
    const [directory] = await mayChangeFiles(host, [posix.dirname(path)])
    return [...(file ? [file] : []), ...(directory && params.manage_dir ? [directory] : [])]
  },
  apply: async ({ host, project, plan: { data } }) => {
    const { file, directory, parents } = data
    if (directory) await host.run(pathScript(directory, host.name), { title: `make ${directory.path}` })
    if (parents)
      await host.run(makeParents(file.path, host.name), { title: `make the directory of ${file.path}` })
    await putFile(host, project, file)
  },
})

/** Whether `key` is a URL or a path instead of keys. */
function isElsewhere(key: string): boolean {
  return /^(https?:\/\/|\/)/.test(key)
}

/** Returns the keys: the param itself, or the content of its file or URL. */
async function keysOf(context: Checking): Promise<string> {
  const { host, params } = context
  const { key } = params
  if (!isElsewhere(key)) return key
  const found = key.startsWith('/') ? await contentAt(host, key) : await fetched(context)
  const fault = keyFault(found)
  if (fault !== undefined) throw new TaskError(`\`${key}\` has no keys: ${fault}`)
  return found
}

async function contentAt(host: ReadHost, path: string): Promise<string> {
  const bytes = await host.ask(fileContent(path))
  if (bytes === null) throw new TaskError(`the file of keys \`${path}\` does not exist on ${host.name}`)
  return bytes.toString()
}

async function fetched({ host, params: { key, validate_certs }, environment }: Checking): Promise<string> {
  return (await fetchSmallFile(host, key, { verifiesCertificates: validate_certs, environment })).toString()
}

/** Plans the directory of the file. */
async function directoryOf(host: ReadHost, path: string, owner: string, user: UserState) {
  const wanted = { mode: '0700', owner, group: user.group }
  const asked = await host.ask(fileState(path))
  const state = throughLink(asked)
  const data: PathPlan = { do: 'make directory', path, ...wanted }
  const resource = `file:${path}`
  if (state === null) {
    const after = { state: 'directory', ...wanted }
    return { changes: [{ resource, action: 'create', before: null, after }], data }
  }
  if (state.kind !== 'directory') throw new TaskError(`\`${path}\` is not a directory`)
  const difference = await compareAttributes(host, path, state, wanted)
  if (!differs(difference)) return undefined
  const { before, after } = difference
  return { changes: [{ resource, action: 'update', before, after }], data }
}

/** Returns the path of the file for a user with the usual home directory. */
function usualFile(user: string): string {
  return user === 'root' ? '/root/.ssh/authorized_keys' : `/home/${user}/.ssh/authorized_keys`
}

async function readKeys(host: ReadHost, path: string, { follow }: Params): Promise<EditedFile> {
  return readEdited(host, await absolutePath(host, path), { follow })
}

function outputsOf(params: Params, keyfile: string) {
  const { user, key, key_options, state, exclusive, manage_dir, follow, validate_certs, path, comment } =
    params
  return {
    ...{ user, key, keyfile, state, exclusive, manage_dir, follow, validate_certs },
    ...{ path: path ?? null, key_options: key_options ?? null, comment: comment ?? null },
  }
}
