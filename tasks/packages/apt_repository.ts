/**
 * A package source of apt, as a line in a file of /etc/apt/sources.list.d.
 *
 *     - apt_repository:
 *         repo: deb [signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.com/linux/debian bookworm stable
 *         filename: docker
 */
import {
  type Change,
  defineTask,
  flag,
  inSync,
  mode,
  number,
  plan,
  presentTools,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  contentOf,
  explainFiles,
  type FilePlan,
  fileRemoval,
  namesInDirectory,
  planFile,
  putFile,
  removeFiles,
} from '../../src/built-in/files.ts'
import { fileContents } from '../../src/built-in/host.ts'
import { APT_LISTS, changeAndFetch } from '../../src/built-in/packages.ts'
import { lineParam, mayChangeFiles, omitUndefined } from '../../src/built-in/params.ts'
import { nameForSource, readSourceLine, textOf, withoutSource, withSource } from '../../src/built-in/text.ts'

const MAIN = '/etc/apt/sources.list'
const PARTS = '/etc/apt/sources.list.d'

const params = z
  .strictObject({
    repo: lineParam()
      .describe('The package source, in the format of sources.list(5).')
      .meta({ examples: ['deb http://deb.debian.org/debian bookworm-backports main'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(
        'Whether the source should exist and be enabled. `absent` removes it from every file that contains it.',
      )
      .meta({ examples: ['absent'] }),
    filename: text()
      .refine(name => /^(\/[^\r\n\0]*[^/\r\n\0]|[^/\r\n\0.-][^/\r\n\0]*)$/.test(name), {
        message: 'expected the name of a file, without `.list`, or an absolute path',
      })
      .optional()
      .describe(
        'Name of the file for a new source, without `.list`. The file is in /etc/apt/sources.list.d. Default: a name made from the URL.',
      )
      .meta({ examples: ['docker'] }),
    mode: mode()
      .optional()
      .describe('Mode of a file to which a source is added. Default for a new file: `0644`.')
      .meta({ examples: ['0644'] }),
    update_cache: flag()
      .default(true)
      .describe(
        'Fetch the package lists after a change. If this fails, the files are restored to their previous state.',
      )
      .meta({ examples: [false] }),
    update_cache_retries: number()
      .default(5)
      .describe('Maximum number of attempts to fetch the package lists.')
      .meta({ examples: [3] }),
    update_cache_retry_max_delay: number()
      .default(12)
      .describe('The longest pause between two attempts, in seconds.')
      .meta({ examples: [30] }),
    codename: text()
      .optional()
      .describe('Has no effect: only PPAs need the codename, and they are not supported.')
      .meta({ examples: ['bookworm'] }),
    validate_certs: flag()
      .default(true)
      .describe(
        'Has no effect: apt itself validates certificates. To trust a source without a signature, write `[trusted=yes]` in it.',
      )
      .meta({ examples: [true] }),
    install_python_apt: flag()
      .default(false)
      .describe('Has no effect: no Python is needed.')
      .meta({ examples: [false] }),
  })
  .refine(({ repo }) => !repo.trim().startsWith('ppa:'), {
    path: ['repo'],
    message:
      'a PPA is not supported: expected its source, `deb [signed-by=KEY] https://ppa.launchpadcontent.net/OWNER/NAME/ubuntu RELEASE main`, and its key by `get_url`',
  })
  .refine(({ repo }) => repo.trim().startsWith('ppa:') || sourceIn(repo) !== undefined, {
    path: ['repo'],
    message: 'expected a source, such as `deb http://deb.debian.org/debian bookworm main`',
  })

type Params = z.output<typeof params>

interface RepositoryPlan {
  readonly files: readonly FilePlan[]
  readonly removes: readonly string[]
  readonly update: boolean
}

export default defineTask({
  summary: 'Adds a package source to apt, or removes it.',
  example: `- apt_repository:
    repo: deb [signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.com/linux/debian bookworm stable
    filename: docker
`,
  params,
  aliases: { 'update-cache': 'update_cache' },
  outputs: {
    repo: 'The line of the package source, as in the task.',
    state: 'The `state` of the task.',
    sources_added:
      'The file that was created for the package source, as a list of one path; empty if none was created.',
    sources_removed:
      'The paths of the files that were removed because they contained no other package source, as a list.',
  },
  check: async ({ host, params }) => {
    const { repo, state, update_cache } = params
    const source = sourceIn(repo) ?? ''
    const target = targetOf(params, source)
    const [tools, files] = await Promise.all([host.ask(presentTools(['apt-get'])), sourceFiles(host, target)])
    if (!tools.has('apt-get'))
      throw new TaskError('the host has no apt', { hint: 'it is for hosts of Debian, Ubuntu and the like' })
    const texts = new Map([...files].map(([path, bytes]) => [path, textOf(bytes).text]))
    const changed = state === 'present' ? withSource(texts, source, target) : withoutSource(texts, source)
    const outputs = { repo, state }
    if (changed.size === 0) return inSync({ ...outputs, sources_added: [], sources_removed: [] })
    const changes: Change[] = []
    const data = { files: [] as FilePlan[], removes: [] as string[], update: update_cache }
    for (const [path, next] of changed) {
      if (next === null) {
        data.removes.push(path)
        changes.push(fileRemoval(path))
        continue
      }
      const isAdded = state === 'present' && path === target
      const content = contentOf(textOf(files.get(path) ?? Buffer.alloc(0)).toBytes(next))
      const wanted = {
        path,
        content,
        follow: true,
        ...omitUndefined({ mode: isAdded ? params.mode : undefined }),
      }
      const result = await planFile(host, wanted)
      if (result.kind === 'in-sync') continue
      data.files.push(result.data)
      changes.push(...result.changes)
    }
    const added = state === 'present' && !files.has(target) && changed.has(target) ? [target] : []
    const planned = plan<RepositoryPlan>(changes, data, {
      ...outputs,
      ...{ sources_added: added, sources_removed: data.removes },
    })
    return update_cache ? { ...planned, predicts: [APT_LISTS] } : planned
  },
  explain: explainFiles,
  mayChange: async ({ host, params }) => [
    ...(await mayChangeFiles(host, [MAIN])),
    ...(await mayChangeFiles(host, [PARTS], { isWhole: true })),
    ...(await mayChangeFiles(host, [targetOf(params, sourceIn(params.repo) ?? '')])),
  ],
  apply: async ({ host, project, params, plan: { data, outputs } }) => {
    const { files, removes, update } = data
    const change = async (): Promise<void> => {
      for (const file of files) await putFile(host, project, file)
      await removeFiles(host, removes)
    }
    if (!update) await change()
    else await changeAndFetch(host, [...files.map(({ path }) => path), ...removes], change, params)
    return outputs
  },
})

/**
 * Returns the source in a line, with single spaces between its words; undefined if there is none, or it is disabled.
 */
function sourceIn(line: string): string | undefined {
  const { source, isEnabled } = readSourceLine(line)
  return isEnabled && source !== undefined && source.split(' ').length > 1 ? source : undefined
}

/** Returns the path of the file to which a new source is added. */
function targetOf({ filename }: Params, source: string): string {
  const name = `${filename ?? nameForSource(source)}.list`
  return name.startsWith('/') ? name : `${PARTS}/${name}`
}

/** Reads the one-line-style source files of apt and the file for a new source. */
async function sourceFiles(host: ReadHost, target: string): Promise<ReadonlyMap<string, Buffer>> {
  const lists = (await namesInDirectory(host, PARTS)).filter(name => name.endsWith('.list'))
  const paths = [...new Set([MAIN, ...lists.map(name => `${PARTS}/${name}`), target])]
  const contents = await host.ask(fileContents(paths))
  return new Map(
    paths.flatMap((path, nth) => {
      const bytes = contents[nth] ?? null
      return bytes === null ? [] : [[path, bytes] as const]
    }),
  )
}
