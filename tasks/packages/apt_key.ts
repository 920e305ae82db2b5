/**
 * A key by which apt trusts package sources, in one of apt's keyrings.
 *
 *     - apt_key:
 *         url: https://download.docker.com/linux/debian/gpg
 *         id: 9DC858229FC7DD38854AE2D88D81803C0EBFCD88
 *         keyring: /etc/apt/trusted.gpg.d/docker.gpg
 */
import {
  defineTask,
  flag,
  hostPath,
  inSync,
  plan,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import type { KeyBlock } from '../../src/built-in/certificates.ts'
import {
  explainFiles,
  type FilePlan,
  fileRemoval,
  planFile,
  putFile,
  removeFiles,
} from '../../src/built-in/files.ts'
import {
  aptKeyrings,
  givenKeys,
  isGiven,
  KEYRING_PARTS,
  MAIN_KEYRING,
  wantedKeyring,
} from '../../src/built-in/packages.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    id: text()
      .transform(id => id.replace(/^0x/i, '').toUpperCase())
      .refine(id => /^([0-9A-F]{8}|[0-9A-F]{16,})$/.test(id), {
        message: 'expected the ID of a key: 8, 16 or more hexadecimal digits',
      })
      .optional()
      .describe(
        'Fingerprint of the key, or its last digits. A downloaded key must match it. If the key already exists, nothing is downloaded.',
      )
      .meta({ examples: ['9DC858229FC7DD38854AE2D88D81803C0EBFCD88'] }),
    url: text()
      .refine(url => /^https?:\/\/\S+$/.test(url), 'expected a URL that begins with `https://` or `http://`')
      .optional()
      .describe('URL of the key.')
      .meta({ examples: ['https://download.docker.com/linux/debian/gpg'] }),
    data: text()
      .optional()
      .describe('The key itself, armored.')
      .meta({ examples: ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n…'] }),
    file: hostPath()
      .optional()
      .describe('Path of a file on the host that contains the key, armored or not.')
      .meta({ examples: ['/root/docker.asc'] }),
    keyserver: text()
      .refine(
        server => /^((hkps?|https?):\/\/)?[\w.[\]:-]+\/?$/.test(server),
        'expected the name of a server',
      )
      .optional()
      .describe('Server from which to fetch the key with that `id`, over HTTP.')
      .meta({ examples: ['keyserver.ubuntu.com'] }),
    keyring: hostPath()
      .optional()
      .describe(
        'Path of the keyring. Default: `/etc/apt/trusted.gpg`. If the name of the file ends in `.asc`, the key is stored armored.',
      )
      .meta({ examples: ['/etc/apt/trusted.gpg.d/docker.gpg'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(
        'Whether apt should trust the key. Without `keyring`, the key is searched for in all keyrings, and `absent` removes it from each of them.',
      )
      .meta({ examples: ['absent'] }),
    validate_certs: flag()
      .default(true)
      .describe('Whether the certificate of the server must be valid.')
      .meta({ examples: [false] }),
  })
  .refine(({ url, data, file, keyserver }) => [url, data, file, keyserver].filter(isGiven).length < 2, {
    path: ['url'],
    message: 'expected one of `url`, `data`, `file` and `keyserver`',
  })
  .refine(
    ({ state, ...from }) =>
      state === 'absent' || [from.url, from.data, from.file, from.keyserver].some(isGiven),
    {
      path: ['url'],
      message: 'expected one of `url`, `data`, `file` and `keyserver`',
    },
  )
  .refine(({ state, keyserver, id }) => (state === 'present' && keyserver === undefined) || isGiven(id), {
    path: ['id'],
    message: 'expected the ID of the key, which `state: absent` and `keyserver` need',
  })

type Params = z.output<typeof params>

interface KeyPlan {
  readonly files: readonly FilePlan[]
  readonly removes: readonly string[]
}

export default defineTask({
  summary: 'Adds a key that apt uses to verify package sources, or removes it.',
  example: `- apt_key:
    url: https://download.docker.com/linux/debian/gpg
    id: 9DC858229FC7DD38854AE2D88D81803C0EBFCD88
    keyring: /etc/apt/trusted.gpg.d/docker.gpg
`,
  params,
  outputs: {
    id: "The `id` of the task, in upper case and without `0x`; without `id`, the last 16 digits of the key's fingerprint.",
    key_id: 'The same as `id`.',
    fp: 'The last 16 digits of `id`.',
    short_id: 'The last 8 digits of `id`.',
    before:
      'The valid keys and subkeys in the keyring before the task, as a list of the last 16 digits of their fingerprints; without `keyring`, those in all keyrings.',
    after: 'The same list after the task; only if something changed.',
  },
  readsExternalState: true,
  check: async ({ host, params, environment }) => {
    const target = params.keyring === undefined ? MAIN_KEYRING : await absolutePath(host, params.keyring)
    const rings = await aptKeyrings(host, params, target)
    const now = Date.now()
    const trusted = [...rings.values()].flat().filter(key => isAlive(key, now))
    const before = trusted.flatMap(longIds)
    if (params.state === 'absent') return planRemoval(host, params, rings, before)
    const found = isGiven(params.id) ? trusted.find(key => hasId(key, params.id ?? '')) : undefined
    if (found) return inSync({ ...idsOf(params.id, found), before })
    const { keys, where } = await givenKeys(host, params, environment)
    const wanted = isGiven(params.id) ? keys.filter(key => hasId(key, params.id ?? '')) : keys
    const [first] = wanted
    if (first === undefined)
      throw new TaskError(`${where} has no key ${params.id ?? ''}`, {
        hint: `it has ${keys.map(({ fingerprints }) => fingerprints[0]).join(', ') || 'none'}: is it the key that was meant?`,
      })
    const outputs = { ...idsOf(params.id, first), before }
    const lacking = keys.filter(key => isAlive(key, now) && !trusted.some(each => isSameKey(each, key)))
    if (wanted.every(key => !isAlive(key, now)))
      throw new TaskError(`the key ${first.fingerprints[0]} in ${where} has expired`, {
        hint: 'ask the owner of the package sources for their present key',
      })
    if (lacking.length === 0) return inSync(outputs)
    // An expired key is replaced.
    const kept = (rings.get(target) ?? []).filter(key => !lacking.some(each => isSameKey(each, key)))
    const result = await planFile(host, wantedKeyring(target, [...kept, ...lacking]))
    if (result.kind === 'in-sync') return inSync(outputs)
    const after = [...before, ...lacking.flatMap(longIds)]
    return plan<KeyPlan>(
      [...lacking.map(key => change(key, 'create', target)), ...result.changes],
      { files: [result.data], removes: [] },
      { ...outputs, after },
    )
  },
  explain: explainFiles,
  mayChange: async ({ host, params }) => [
    ...(await mayChangeFiles(host, [params.keyring ?? MAIN_KEYRING])),
    ...(params.keyring === undefined ? await mayChangeFiles(host, [KEYRING_PARTS], { isWhole: true }) : []),
  ],
  apply: async ({ host, project, plan: { data, outputs } }) => {
    for (const file of data.files) await putFile(host, project, file)
    await removeFiles(host, data.removes)
    // In the outputs of the check after apply, the keys before the change would be those after it.
    return outputs
  },
})

function isAlive({ expires }: KeyBlock, now: number): boolean {
  return expires === undefined || expires > now
}

function isSameKey(one: KeyBlock, other: KeyBlock): boolean {
  return one.fingerprints[0] === other.fingerprints[0]
}

function hasId({ fingerprints }: KeyBlock, id: string): boolean {
  return fingerprints.some(fingerprint => fingerprint.endsWith(id))
}

function longIds({ fingerprints }: KeyBlock): string[] {
  return fingerprints.map(fingerprint => fingerprint.slice(-16))
}

/** Returns the IDs of a key under Ansible's names. */
function idsOf(id: string | undefined, { fingerprints }: KeyBlock) {
  const key = isGiven(id) ? (id ?? '') : fingerprints[0].slice(-16)
  return { id: key, key_id: key, fp: key.slice(-16), short_id: key.slice(-8) }
}

function change({ fingerprints: [fingerprint] }: KeyBlock, action: 'create' | 'delete', keyring: string) {
  const there = { keyring }
  const [before, after] = action === 'create' ? [null, there] : [there, null]
  return { resource: `apt-key:${fingerprint}`, action, before, after }
}

async function planRemoval(
  host: ReadHost,
  { id = '' }: Params,
  rings: ReadonlyMap<string, readonly KeyBlock[]>,
  before: readonly string[],
) {
  const changes = []
  const data = { files: [] as FilePlan[], removes: [] as string[] }
  const gone: KeyBlock[] = []
  for (const [path, keys] of rings) {
    const kept = keys.filter(key => !hasId(key, id))
    const removed = keys.filter(key => hasId(key, id))
    if (removed.length === 0) continue
    gone.push(...removed)
    changes.push(...removed.map(key => change(key, 'delete', path)))
    if (kept.length === 0) {
      data.removes.push(path)
      changes.push(fileRemoval(path))
      continue
    }
    const result = await planFile(host, wantedKeyring(path, kept))
    if (result.kind === 'in-sync') continue
    data.files.push(result.data)
    changes.push(...result.changes)
  }
  const outputs = { id, key_id: id, fp: id.slice(-16), short_id: id.slice(-8), before }
  if (changes.length === 0) return inSync(outputs)
  const ids = gone.flatMap(longIds)
  return plan<KeyPlan>(changes, data, { ...outputs, after: before.filter(each => !ids.includes(each)) })
}
