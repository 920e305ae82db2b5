/**
 * A pair of keys for ssh, made by ssh-keygen on the host: the private key never leaves it.
 *
 *     - openssh_keypair:
 *         path: /root/.ssh/deploy
 *         type: ed25519
 *         comment: deploy@web1
 */
import {
  defineTask,
  fileContent,
  flag,
  hostPath,
  inSync,
  mode,
  number,
  type Outputs,
  plan,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  explainFiles,
  fileParams,
  GENERATED_FILE_OUTPUTS,
  planFileRemoval,
  planGeneratedFile,
  putGeneratedFile,
  readPresentFile,
} from '../../src/built-in/files.ts'
import { plainPath, prefetch } from '../../src/built-in/host.ts'
import {
  hasBits,
  isReplaced,
  KEY_PAIR_TYPES,
  newKeyScript,
  type OpenSshKey,
  openSshKey,
  publicParts,
  REPLACE,
  wantedBits,
} from '../../src/built-in/openssh.ts'
import { absolutePath, mayChangeFiles, requireTools } from '../../src/built-in/params.ts'

const oneLine = (value: string): boolean => !/[\r\n\0]/.test(value)

const fields = z.strictObject({
  path: hostPath()
    .describe(
      'The path of the private key on the host. The public key has the same path with `.pub` appended.',
    )
    .meta({ examples: ['/root/.ssh/deploy'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the key pair should exist.')
    .meta({ examples: ['absent'] }),
  type: z
    .enum(KEY_PAIR_TYPES)
    .default('rsa')
    .describe('The type of the key pair.')
    .meta({ examples: ['ed25519'] }),
  size: number()
    .optional()
    .describe('The size of the keys in bits. Default: 4096 for rsa, 256 for ecdsa. Has no effect on ed25519.')
    .meta({ examples: [3072] }),
  comment: text()
    .refine(oneLine, 'expected one line')
    .optional()
    .describe('The comment of the key pair.')
    .meta({ examples: ['deploy@web1'] }),
  passphrase: text()
    .refine(words => words.length >= 5 && oneLine(words), 'expected one line of five or more characters')
    .optional()
    .describe('The passphrase of the private key. It is never passed as an argument of a program.')
    .meta({ secret: true, examples: ['{{key_passphrase}}'] }),
  regenerate: z
    .enum(REPLACE)
    .default('partial_idempotence')
    .describe(
      'When to replace an existing key pair. `never`: not at all. `fail`: report an error instead of replacing it. `partial_idempotence`: if its type or size differs. `full_idempotence`: also if the private key cannot be read. `always`: on every run.',
    )
    .meta({ examples: ['full_idempotence'] }),
  force: flag()
    .default(false)
    .describe('The same as `regenerate: always`.')
    .meta({ examples: [true] }),
  private_key_format: z
    .enum(['auto', 'ssh'])
    .default('auto')
    .describe('Has no effect: the private key always has the format of OpenSSH.')
    .meta({ examples: ['ssh'] }),
  ...fileParams,
  mode: mode()
    .default('0600')
    .describe('File mode of the private key. A new public key always gets 0644.')
    .meta({ examples: ['0600'] }),
})

type Params = z.output<typeof fields>

const params = fields.refine(hasBits, {
  path: ['size'],
  message: 'expected 1024 to 16384 bits for rsa, 1024 for dsa; 256, 384 or 521 for ecdsa',
})

type FilePlan = Parameters<typeof putGeneratedFile>[1]

/** The changes of the private and the public key file; absent if a file is not changed. */
interface PairPlan {
  readonly key?: FilePlan
  readonly public?: FilePlan
}

export default defineTask({
  summary: 'Creates an ssh key pair, and replaces it only if it differs from the params.',
  example: `- openssh_keypair:
    path: /root/.ssh/deploy
    type: ed25519
    comment: deploy@web1
`,
  params,
  aliases: { attr: 'attributes' },
  outputs: {
    ...GENERATED_FILE_OUTPUTS,
    type: 'The `type` of the task.',
    size: 'The size of the key in bits, as in the task or the default of the type.',
    fingerprint: 'The fingerprint of the key, such as `SHA256:…`; absent if `state` is `absent`.',
    public_key: 'The public key with its type and comment, as one line; absent if `state` is `absent`.',
    comment: 'The comment of the public key; absent if `state` is `absent`.',
  },
  unsupported: { backend: 'remove it: ssh-keygen makes the keys' },
  action: ({ force, regenerate, state }) =>
    state === 'present' && (force || regenerate === 'always') ? 'repeatable' : undefined,
  check: async ({ host, params }) => {
    const path = plainPath(await absolutePath(host, params.path))
    const outputs = { filename: path, type: params.type, size: wantedBits(params) }
    const [key, open] =
      params.state === 'absent' ? await planNoPair(host, path) : await planPair(host, path, params)
    if (key.kind === 'in-sync' && open.kind === 'in-sync') return inSync({ ...key.outputs, ...outputs })
    return plan<PairPlan>(
      [key, open].flatMap(each => (each.kind === 'plan' ? each.changes : [])),
      {
        ...(key.kind === 'plan' ? { key: key.data } : {}),
        ...(open.kind === 'plan' ? { public: open.data } : {}),
      },
      { ...outputs, path },
    )
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path, `${params.path}.pub`]),
  apply: async ({ host, params, plan: { data } }) => {
    const path = plainPath(await absolutePath(host, params.path))
    if (data.key) {
      const script = newKeyScript({ ...params, bits: wantedBits(params) })
      const make = async () => ({ content: { title: `make the key ${path}`, script } })
      await putGeneratedFile(host, data.key, { backup: false, make })
    }
    if (data.public) {
      const make = async () => ({ content: `${publicLine(await readKey(host, path, params), params)}\n` })
      await putGeneratedFile(host, data.public, { backup: false, make })
    }
    if (params.state === 'absent') return undefined
    const key = await readKey(host, path, params)
    return pairOutputs(key, publicLine(key, params))
  },
})

async function planNoPair(host: ReadHost, path: string) {
  const paths = [path, `${path}.pub`] as const
  const [key, open] = await Promise.all([readPresentFile(host, paths[0]), readPresentFile(host, paths[1])])
  return [planFileRemoval(paths[0], key, {}), planFileRemoval(paths[1], open, {})] as const
}

async function planPair(host: ReadHost, path: string, params: Params) {
  const publicPath = `${path}.pub`
  const files = prefetch(Promise.all([readPresentFile(host, path), readPresentFile(host, publicPath)]))
  const key = prefetch(host.ask(openSshKey(path, params.passphrase)))
  const content = prefetch(host.ask(fileContent(publicPath)))
  await requireTools(host, ['ssh-keygen'], 'install the client of OpenSSH in an earlier task')
  const [seen, seenPublic] = await files
  const asked = { ...params, regenerate: params.force ? ('always' as const) : params.regenerate }
  const found = seen.state === null ? null : await key
  const isNew = seen.state === null || isReplaced(found, asked, path)
  const old = isNew || found === null ? '' : String((await content) ?? '')
  const isPublicRight = !isNew && found !== null && isPublicOf(old, found, params)
  const { mode: _, ...publicParams } = params
  return Promise.all([
    planGeneratedFile(host, {
      ...{ path, present: seen, params, newMode: '0600', isRight: !isNew },
      before: found ? { type: found.type ?? '', bits: found.size } : {},
      after: { from: 'a new key', type: params.type, bits: wantedBits(params) },
      outputs: found && isPublicRight ? pairOutputs(found, old.trim()) : {},
    }),
    planGeneratedFile(host, {
      ...{
        path: publicPath,
        present: seenPublic,
        params: publicParams,
        newMode: '0644',
        isRight: isPublicRight,
      },
      before: {},
      after: { from: 'the private key' },
      outputs: {},
    }),
  ])
}

/** Whether a public key file belongs to a private key and has the requested comment. */
function isPublicOf(text: string, key: OpenSshKey, { comment }: Params): boolean {
  const found = publicParts(text)
  return found.publicKey === key.publicKey && (comment === undefined || found.comment === comment)
}

async function readKey(host: ReadHost, path: string, { passphrase }: Params): Promise<OpenSshKey> {
  const key = await host.ask(openSshKey(path, passphrase))
  if (key) return key
  throw new TaskError(`ssh-keygen cannot read the key at \`${path}\``, { hint: 'its mode must be 0600' })
}

function publicLine({ publicKey, comment }: OpenSshKey, params: Params): string {
  return `${publicKey} ${params.comment ?? comment}`.trim()
}

function pairOutputs({ fingerprint }: OpenSshKey, publicKey: string): Outputs {
  return { fingerprint, public_key: publicKey, comment: publicParts(publicKey).comment }
}
