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
  inSync,
  plan,
  type ReadHost,
  TaskError,
} from '../../src/authoring/task.ts'
import { keysIn } from '../../src/built-in/certificates.ts'
import { fetchSmallFile, shownUrl } from '../../src/built-in/downloads.ts'
import {
  contentOf,
  explainFiles,
  type FilePlan,
  fileRemoval,
  makeParents,
  planFile,
  putFile,
  removeFiles,
} from '../../src/built-in/files.ts'
import { fileStates } from '../../src/built-in/host.ts'
import { APT_KEYRINGS, type Deb822Params, deb822Params, deb822Places } from '../../src/built-in/packages.ts'
import { mayChangeFiles } from '../../src/built-in/params.ts'
import { deb822Text } from '../../src/built-in/text.ts'

interface Deb822Plan {
  readonly files: readonly FilePlan[]
  readonly removes: readonly string[]
}

export default defineTask({
  summary: 'Adds package sources and their key to apt, or removes them.',
  example: `- deb822_repository:
    name: docker
    uris: https://download.docker.com/linux/debian
    suites: bookworm
    components: stable
    signed_by: https://download.docker.com/linux/debian/gpg
`,
  params: deb822Params,
  outputs: {
    repo: 'The text of the file of package sources; null if `state` is `absent`.',
    dest: 'The path of this file.',
    key_filename:
      'The path of the file of the key if `signed_by` is a URL or a path, or if `state` is `absent`; otherwise null.',
  },
  readsExternalState: true,
  check: async context => {
    const { host, params } = context
    const { dest, keys } = deb822Places(params.name)
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
    const isNew = key !== undefined && (await host.ask(fileState(APT_KEYRINGS))) === null
    return plan<Deb822Plan>(
      [...(isNew ? [NEW_APT_KEYRINGS] : []), ...plans.flatMap(({ changes }) => changes)],
      { files: plans.map(({ data }) => data), removes: [] },
      outputs,
    )
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => {
    const { dest, keys } = deb822Places(params.name)
    return mayChangeFiles(host, [dest, ...keys])
  },
  apply: async ({ host, project, plan: { data } }) => {
    const { files, removes } = data
    for (const file of files) {
      if (file.path.startsWith(`${APT_KEYRINGS}/`))
        await host.run(makeParents(file.path, host.name), { title: `make ${APT_KEYRINGS}` })
      await putFile(host, project, file)
    }
    await removeFiles(host, removes)
  },
})

const NEW_APT_KEYRINGS: Change = {
  resource: `file:${APT_KEYRINGS}`,
  action: 'create',
  before: null,
  after: { state: 'directory', mode: '0755' },
}

/**
 * Fetches the key from the URL `signed_by`, and returns it with its path on the host; undefined if `signed_by` is not a
 * URL. Throws TaskError if the URL has no key.
 */
async function keyOf(
  { host, params: { signed_by = '' }, environment }: CheckContext<Deb822Params>,
  [armoredPath, binaryPath]: readonly [string, string],
): Promise<{ path: string; bytes: Buffer } | undefined> {
  if (!/^https?:\/\//.test(signed_by)) return undefined
  const bytes = await fetchSmallFile(host, signed_by, { verifiesCertificates: true, environment })
  if (keysIn(bytes, `\`${shownUrl(signed_by)}\``).length === 0)
    throw new TaskError(`\`${shownUrl(signed_by)}\` is empty`)
  const isArmored = bytes.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----')
  return { path: isArmored ? armoredPath : binaryPath, bytes }
}

/** Returns the text of the source file. */
function fieldsOf(params: Deb822Params, signedBy: string | undefined): string {
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
