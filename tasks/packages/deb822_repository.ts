/**
 * Package sources of apt, as a file of fields in /etc/apt/sources.list.d, with their key.
 *
 *     - deb822_repository:
 *         name: docker
 *         uris: https://download.docker.com/linux/debian
 *         suites: bookworm
 *         components: stable
 *         signed_by: https://download.docker.com/linux/debian/gpg
 */
import {
  type Change,
  type CheckContext,
  defineTask,
  fileState,
  flag,
  inSync,
  mode,
  number,
  plan,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  contentOf,
  deb822Text,
  explainFiles,
  type FilePlan,
  fetchSmallFile,
  fileRemoval,
  fileStates,
  keysIn,
  makeParents,
  mayChangeFiles,
  planFile,
  putFile,
  removeFiles,
  shownUrl,
} from '../../src/built-in.ts'

const PARTS = '/etc/apt/sources.list.d'
const KEYRINGS = '/etc/apt/keyrings'

function oneLine() {
  return text().refine(value => value.trim() !== '' && !/[\r\n\0]/.test(value), 'expected one line')
}

/** A list; in one text, with commas between its items. */
function list() {
  return z.union(
    [z.array(oneLine()), oneLine().transform(all => all.split(',').map(each => each.trim()))],
    'expected a list of lines',
  )
}

const params = z
  .strictObject({
    name: oneLine()
      .refine(name => slugOf(name) !== '', 'expected a name with letters or digits')
      .describe('Name of the sources; the file and the key are named after it.')
      .meta({ examples: ['docker'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(
        'Whether the sources should be there. `absent` also removes the key that was fetched for them.',
      )
      .meta({ examples: ['absent'] }),
    types: list()
      .refine(types => types.every(type => type === 'deb' || type === 'deb-src'), {
        message: 'expected `deb` or `deb-src`',
      })
      .default(['deb'])
      .describe('`deb` for packages, `deb-src` for their sources.')
      .meta({ examples: [['deb', 'deb-src']] }),
    uris: list()
      .optional()
      .describe('Where the archive is.')
      .meta({ examples: ['https://download.docker.com/linux/debian'] }),
    suites: list()
      .optional()
      .describe('Releases, or a path that ends in `/`.')
      .meta({ examples: ['bookworm'] }),
    components: list()
      .optional()
      .describe('Sections of the release.')
      .meta({ examples: [['main', 'contrib']] }),
    signed_by: text()
      .refine(value => value.trim() !== '', 'expected a key')
      .optional()
      .describe(
        'The key: a URL, whose key is kept in /etc/apt/keyrings; the path of a keyring; fingerprints; or an armored key.',
      )
      .meta({ examples: ['https://download.docker.com/linux/debian/gpg'] }),
    architectures: list()
      .optional()
      .describe('Architectures of the packages.')
      .meta({ examples: ['amd64'] }),
    languages: list()
      .optional()
      .describe('Languages of the descriptions that are fetched.')
      .meta({ examples: [['en', 'de']] }),
    targets: list()
      .optional()
      .describe('What apt fetches from the sources.')
      .meta({ examples: ['Packages'] }),
    include: list()
      .optional()
      .describe('The only packages that come from the sources.')
      .meta({ examples: ['docker-ce'] }),
    exclude: list()
      .optional()
      .describe('Packages that do not come from the sources.')
      .meta({ examples: ['docker-compose'] }),
    enabled: flag()
      .optional()
      .describe('Whether apt uses the sources.')
      .meta({ examples: [false] }),
    trusted: flag()
      .optional()
      .describe('Whether the sources are trusted without a signature.')
      .meta({ examples: [true] }),
    allow_insecure: flag()
      .optional()
      .describe('Whether sources without a signature may be used.')
      .meta({ examples: [true] }),
    allow_weak: flag()
      .optional()
      .describe('Whether signatures may have a weak digest.')
      .meta({ examples: [true] }),
    allow_downgrade_to_insecure: flag()
      .optional()
      .describe('Whether sources that had a signature may lose it.')
      .meta({ examples: [true] }),
    by_hash: flag()
      .optional()
      .describe('Whether lists are fetched by their digest.')
      .meta({ examples: [true] }),
    check_date: flag()
      .optional()
      .describe('Whether sources from the future are refused.')
      .meta({ examples: [false] }),
    check_valid_until: flag()
      .optional()
      .describe('Whether sources that are out of date are refused.')
      .meta({ examples: [false] }),
    date_max_future: number()
      .optional()
      .describe('Seconds that sources may be from the future.')
      .meta({ examples: [60] }),
    inrelease_path: oneLine()
      .optional()
      .describe('Path of the file InRelease, from its usual place.')
      .meta({ examples: ['../InRelease'] }),
    pdiffs: flag()
      .optional()
      .describe('Whether only differences of lists are fetched.')
      .meta({ examples: [false] }),
    mode: mode()
      .default('0644')
      .describe('Mode of the file.')
      .meta({ examples: ['0600'] }),
    install_python_debian: flag()
      .default(false)
      .describe('Has no effect: no Python is needed.')
      .meta({ examples: [false] }),
  })
  .refine(({ state, uris, suites }) => state === 'absent' || (uris !== undefined && suites !== undefined), {
    path: ['uris'],
    message: 'expected `uris` and `suites`',
  })

type Params = z.output<typeof params>

interface Deb822Plan {
  readonly files: readonly FilePlan[]
  readonly removes: readonly string[]
}

export default defineTask({
  summary: 'Adds package sources of apt with their key, or removes them.',
  example: `- deb822_repository:
    name: docker
    uris: https://download.docker.com/linux/debian
    suites: bookworm
    components: stable
    signed_by: https://download.docker.com/linux/debian/gpg
`,
  params,
  readsExternalState: true,
  check: async context => {
    const { host, params } = context
    const { dest, keys } = placesOf(params.name)
    if (params.state === 'absent') return planRemoval(host, dest, keys)
    const key = await keyOf(context, keys)
    const repo = fieldsOf(params, key?.path ?? params.signed_by)
    const wanted = [
      ...(key ? [{ path: key.path, content: contentOf(key.bytes), mode: '0644' }] : []),
      { path: dest, content: contentOf(Buffer.from(repo)), mode: params.mode },
    ]
    const results = await Promise.all(wanted.map(each => planFile(host, each)))
    const path = params.signed_by?.startsWith('/') ? params.signed_by : null
    const outputs = { repo, dest, key_filename: key?.path ?? path }
    const plans = results.flatMap(result => (result.kind === 'plan' ? [result] : []))
    if (plans.length === 0) return inSync(outputs)
    const isNew = key !== undefined && (await host.ask(fileState(KEYRINGS))) === null
    return plan<Deb822Plan>(
      [...(isNew ? [NEW_KEYRINGS] : []), ...plans.flatMap(({ changes }) => changes)],
      { files: plans.map(({ data }) => data), removes: [] },
      outputs,
    )
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => {
    const { dest, keys } = placesOf(params.name)
    return mayChangeFiles(host, [dest, ...keys])
  },
  apply: async ({ host, project, plan: { data } }) => {
    const { files, removes } = data
    for (const file of files) {
      if (file.path.startsWith(`${KEYRINGS}/`))
        await host.run(makeParents(file.path, host.name), { title: `make ${KEYRINGS}` })
      await putFile(host, project, file)
    }
    await removeFiles(host, removes)
  },
})

const NEW_KEYRINGS: Change = {
  resource: `file:${KEYRINGS}`,
  action: 'create',
  before: null,
  after: { state: 'directory', mode: '0755' },
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_\s]+/g, '-')
    .replace(/[^a-z0-9-]+/g, '')
}

/** The file of the sources, and those that may have the key. */
function placesOf(name: string) {
  const slug = slugOf(name)
  return {
    dest: `${PARTS}/${slug}.sources`,
    keys: [`${KEYRINGS}/${slug}.asc`, `${KEYRINGS}/${slug}.gpg`] as const,
  }
}

/** The key behind a URL, and where it is kept; undefined if `signed_by` is none. Throws TaskError for what is no key. */
async function keyOf(
  { host, params: { signed_by = '' }, environment }: CheckContext<Params>,
  [armoredPath, binaryPath]: readonly [string, string],
): Promise<{ path: string; bytes: Buffer } | undefined> {
  if (!/^https?:\/\//.test(signed_by)) return undefined
  const bytes = await fetchSmallFile(host, signed_by, { verifiesCertificates: true, environment })
  if (keysIn(bytes, `\`${shownUrl(signed_by)}\``).length === 0)
    throw new TaskError(`\`${shownUrl(signed_by)}\` is empty`)
  const isArmored = bytes.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----')
  return { path: isArmored ? armoredPath : binaryPath, bytes }
}

/** The text of the file of sources. */
function fieldsOf(params: Params, signedBy: string | undefined): string {
  const { state: _, mode: __, install_python_debian: ___, ...fields } = { ...params, signed_by: signedBy }
  return deb822Text(fields)
}

async function planRemoval(host: ReadHost, dest: string, keys: readonly string[]) {
  const paths = [dest, ...keys]
  const states = await host.ask(fileStates(paths))
  const removes = paths.filter((_, nth) => states[nth])
  const outputs = { repo: null, dest, key_filename: keys.at(-1) ?? null }
  if (removes.length === 0) return inSync(outputs)
  return plan<Deb822Plan>(removes.map(fileRemoval), { files: [], removes }, outputs)
}
