/**
 * A key by which rpm, dnf and yum trust packages.
 *
 *     - rpm_key:
 *         key: https://download.docker.com/linux/centos/gpg
 *         fingerprint: 060A 61C5 1B55 8A7F 742B 77AA C52F EB6B 621E 9F35
 */
import {
  type CheckContext,
  defineTask,
  flag,
  type Host,
  inSync,
  oneOrMore,
  plan,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { armored, type KeyBlock, keysIn } from '../../src/built-in/certificates.ts'
import { temporaryFolder } from '../../src/built-in/files.ts'
import { joinShell, type RpmKey, rpmKeys } from '../../src/built-in/host.ts'
import { givenKeys } from '../../src/built-in/packages.ts'

const params = z.strictObject({
  key: text()
    .refine(
      key => /^(https?:\/\/\S+|[/~][^\0]*)$/.test(key) || idIn(key) !== undefined,
      'expected a URL, an absolute path on the host, or an ID of at least eight hex digits',
    )
    .describe(
      'The key: its URL, the path of its file on the host, or its ID. The ID is enough if rpm already has the key.',
    )
    .meta({ examples: ['https://download.docker.com/linux/centos/gpg'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether rpm should trust the key.')
    .meta({ examples: ['absent'] }),
  fingerprint: oneOrMore(
    text()
      .transform(words => words.replace(/\s/g, '').toUpperCase())
      .refine(
        digits => /^([0-9A-F]{40}|[0-9A-F]{64})$/.test(digits),
        'expected a fingerprint of 40 hex digits',
      ),
  )
    .optional()
    .describe('Fingerprints of the keys that may be imported. Any other key in the file is an error.')
    .meta({ examples: ['060A 61C5 1B55 8A7F 742B 77AA C52F EB6B 621E 9F35'] }),
  validate_certs: flag()
    .default(true)
    .describe('Whether the certificate of the server must be valid.')
    .meta({ examples: [false] }),
})

type Params = z.output<typeof params>

interface KeyPlan {
  /** The keys to import, in ASCII armor. */
  readonly imports: string
  readonly erases: readonly string[]
}

export default defineTask({
  summary: 'Adds a key that rpm uses to verify packages, or removes it.',
  example: `- rpm_key:
    key: https://download.docker.com/linux/centos/gpg
    fingerprint: 060A 61C5 1B55 8A7F 742B 77AA C52F EB6B 621E 9F35
`,
  params,
  outputs: {},
  readsExternalState: true,
  check: async context => {
    const { host, params } = context
    const trusted = (await host.ask(rpmKeys())).map(key => ({ ...key, ids: idsOf(key) }))
    const id = idIn(params.key)
    const wanted = id === undefined ? await keysFrom(context) : undefined
    const isWanted = (ids: readonly string[]): boolean =>
      wanted?.some(({ fingerprints }) => ids[0] === fingerprints[0]) ??
      ids.some(each => each.endsWith(id ?? ''))
    const found = trusted.filter(({ ids }) => isWanted(ids))
    if (params.state === 'absent') {
      const changes = found.map(({ name, ids: [fingerprint = name] }) => change(fingerprint, 'delete', name))
      const erases = found.map(({ name }) => name)
      return erases.length === 0 ? inSync() : plan<KeyPlan>(changes, { imports: '', erases })
    }
    if (wanted === undefined) {
      if (found.length > 0) return inSync()
      throw new TaskError(`rpm has no key ${params.key}`, { hint: 'give the URL or the file of the key' })
    }
    const lacking = wanted.filter(key => !found.some(({ ids }) => ids[0] === key.fingerprints[0]))
    if (lacking.length === 0) return inSync()
    return plan<KeyPlan>(
      lacking.map(({ fingerprints: [fingerprint] }) => change(fingerprint, 'create', params.key)),
      { imports: lacking.map(({ bytes }) => armored(bytes).toString()).join(''), erases: [] },
    )
  },
  mayChange: () => DATABASES.map(path => ({ resource: `file:${path}`, isWhole: true })),
  apply: async ({ host, plan: { data } }) => {
    const { imports, erases } = data
    if (imports !== '') await host.run(importScript(host), { title: 'rpm --import', stdin: imports })
    if (erases.length > 0)
      await host.run(sh`rpm --erase --allmatches -- ${erases}`, { title: `rpm --erase ${erases.join(' ')}` })
  },
})

/**
 * Returns the script that imports keys from standard input. It writes them to a file, because rpm does not read from a
 * pipe.
 */
function importScript(host: Host) {
  return joinShell([
    temporaryFolder(host.name),
    sh`[ -n "$d" ] || { echo 'no directory has space for the key' >&2; exit 1; }
trap 'rm -rf "$d"' EXIT
cat >"$d/key" && rpm --import "$d/key" || exit`,
  ])
}

/** Possible directories of rpm's database. */
const DATABASES = ['/var/lib/rpm', '/usr/lib/sysimage/rpm']

/** Returns the hex digits of a key ID in upper case; undefined if `key` is not an ID. */
function idIn(key: string): string | undefined {
  return /^(?:0x)?([0-9a-f]{8,64})$/i.exec(key.replace(/\s/g, ''))?.[1]?.toUpperCase()
}

/** Returns the fingerprints of a key in rpm's database; if it cannot be parsed, the ID that rpm shows for it. */
function idsOf({ name, text }: RpmKey): readonly string[] {
  try {
    const [key] = keysIn(Buffer.from(text), name)
    if (key) return key.fingerprints
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
  }
  return [name.split('-')[2]?.toUpperCase() ?? name]
}

/** Reads the keys of the URL or file. Throws TaskError if there is none, or the fingerprint of one is not allowed. */
async function keysFrom({ host, params, environment }: CheckContext<Params>): Promise<readonly KeyBlock[]> {
  const { key, fingerprint, validate_certs } = params
  const source = /^https?:/.test(key) ? { url: key } : { file: key }
  const { keys, where } = await givenKeys(host, { ...source, validate_certs }, environment)
  if (keys.length === 0) throw new TaskError(`${where} has no key`)
  const strange = keys.find(({ fingerprints: [own] }) => fingerprint?.includes(own) === false)
  if (strange === undefined) return keys
  throw new TaskError(`${where} has a key whose fingerprint is ${strange.fingerprints[0]}`, {
    hint: `expected ${fingerprint?.join(' or ')}: ask the owner of the repository which one is right`,
  })
}

function change(fingerprint: string, action: 'create' | 'delete', place: string) {
  const [before, after] = action === 'create' ? [null, { key: place }] : [{ key: place }, null]
  return { resource: `rpm-key:${fingerprint}`, action, before, after }
}
