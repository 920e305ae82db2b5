/**
 * A file that is assembled from fragments, the files of a directory in the order of their names.
 *
 *     - assemble:
 *         src: /etc/haproxy/conf.d
 *         dest: /etc/haproxy/haproxy.cfg
 *         validate: haproxy -c -f %s
 */
import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import {
  defineTask,
  fileState,
  flag,
  hostPath,
  inSync,
  known,
  type LocalEntry,
  orUnknown,
  orUnknownAnswer,
  type Project,
  plan,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  backupParam,
  contentOf,
  digestHex,
  explainFiles,
  FILE_OUTPUTS,
  type FilePlan,
  fileOptionsIn,
  fileParams,
  KIND_NAMES,
  planFile,
  putFile,
  regexParam,
  validateParam,
} from '../../src/built-in/files.ts'
import { fileContents, pathsBelow, prefetch } from '../../src/built-in/host.ts'
import { absolutePath, compileRegex, mayChangeFiles, withinTime } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    src: text()
      .describe('The directory with the fragments, on the host. Files in its subdirectories are not used.')
      .meta({ examples: ['/etc/haproxy/conf.d'] }),
    dest: hostPath()
      .describe('The file to create from the fragments.')
      .meta({ examples: ['/etc/haproxy/haproxy.cfg'] }),
    remote_src: flag()
      .default(true)
      .describe(
        'Whether `src` is on the host. With `false`, it is a directory below `files/` of the project.',
      )
      .meta({ examples: [false] }),
    regexp: regexParam()
      .optional()
      .describe('Use only files whose names match this regular expression.')
      .meta({ examples: ['\\.cfg$'] }),
    ignore_hidden: flag()
      .default(false)
      .describe('Skip files whose names begin with a dot.')
      .meta({ examples: [true] }),
    delimiter: text()
      .refine(
        delimiter => !/(?<!\\)(\\\\)*\\($|x(?![0-9a-fA-F]{2}))/.test(delimiter),
        'expected text whose escapes are complete, such as `\\n` or `\\x23`',
      )
      .optional()
      .describe('A line to insert between two fragments. It may contain escapes such as `\\n` and `\\t`.')
      .meta({ examples: ['# next'] }),
    backup: backupParam,
    validate: validateParam(
      'haproxy -c -f %s',
      text().refine(
        command => command.includes('%s'),
        'expected a command with `%s` for the path of the file',
      ),
    ),
    ...fileParams,
  })
  .refine(({ src, remote_src }) => !remote_src || /^[/~]/.test(src), {
    path: ['src'],
    message: 'expected an absolute path on the host, or `remote_src: false` for a directory of the project',
    params: { isRelativePath: true },
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Creates a file from fragments, which are the files of a directory.',
  example: `- assemble:
    src: /etc/haproxy/conf.d
    dest: /etc/haproxy/haproxy.cfg
    validate: haproxy -c -f %s
`,
  params,
  aliases: { attr: 'attributes' },
  outputs: {
    ...FILE_OUTPUTS,
    src: 'The value of `src`.',
    md5sum: 'The MD5 checksum of the content, in hex.',
  },
  unsupported: {
    follow: 'remove it: a link at `dest` is replaced by the file',
    decrypt: 'remove it: encrypted fragments of the project are decrypted',
  },
  reads: ({ src, remote_src }) => (remote_src ? [] : [{ kind: 'file', path: src }]),
  check: async ({ host, project, params }) => {
    const dest = await absolutePath(host, params.dest)
    const state = prefetch(host.ask(fileState(dest, { digest: 'sha256' })))
    const found = await orUnknownAnswer(assembled(host, project, params))
    const content = orUnknown(() => contentOf(known(found).bytes, known(found).isSecret))
    const md5sum = orUnknown(() => digestHex(known(found).bytes, 'md5'))
    const wanted = { ...fileOptionsIn(params), path: dest, content }
    const result = await planFile(host, wanted, await state)
    const outputs = { ...result.outputs, src: params.src, dest, md5sum, msg: 'OK' }
    return result.kind === 'in-sync' ? inSync(outputs) : plan<FilePlan>(result.changes, result.data, outputs)
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.dest]),
  apply: ({ host, project, plan: { data } }) => putFile(host, project, data),
})

/** The assembled content, and whether some of it was decrypted. */
interface Assembled {
  readonly bytes: Buffer
  readonly isSecret: boolean
}

async function assembled(host: ReadHost, project: Project, params: Params): Promise<Assembled> {
  const { src, remote_src, regexp, ignore_hidden, delimiter } = params
  const regex = regexp === undefined ? undefined : compileRegex(regexp)
  const isWanted = (name: string): boolean =>
    !(ignore_hidden && name.startsWith('.')) && (regex?.test(name) ?? true)
  const choose = (names: readonly string[]): string[] =>
    withinTime('the choice of fragments by `regexp`', () => inOrder(names).filter(isWanted))
  const fragments = remote_src
    ? await fragmentsOfHost(host, await absolutePath(host, src), choose)
    : await fragmentsOfProject(project, src, choose)
  const between = delimiter === undefined || delimiter === '' ? '' : unescaped(delimiter)
  // Ansible adds a line break to any delimiter if it reads the fragments itself.
  const end = between !== '' && (!remote_src || !between.endsWith('\n')) ? '\n' : ''
  const parts = fragments.map(({ bytes }) => bytes)
  return {
    bytes: joined(parts, Buffer.from(between + end, 'latin1')),
    isSecret: fragments.some(fragment => fragment.isSecret),
  }
}

async function fragmentsOfHost(
  host: ReadHost,
  directory: string,
  choose: (names: readonly string[]) => string[],
): Promise<Assembled[]> {
  const [found, listed] = await Promise.all([
    host.ask(fileState(directory)),
    host.ask(pathsBelow(directory, 1)).catch((error: unknown) => error),
  ])
  const state = found?.leadsTo ?? found
  if (state === null || state.kind === 'link')
    throw new TaskError(`\`${directory}\` does not exist on ${host.name}`, {
      hint: 'create it in an earlier task, or set `remote_src: false` for a directory of the project',
      outputs: { msg: `Source (${directory}) does not exist` },
    })
  if (state.kind !== 'directory')
    throw new TaskError(`expected a directory at \`${directory}\`, found a ${KIND_NAMES[state.kind]}`, {
      outputs: { msg: `Source (${directory}) is not a directory` },
    })
  if (!Array.isArray(listed)) throw listed
  const names = choose(listed)
  if (names.length === 0) return []
  const contents = await host.ask(fileContents(names.map(name => posix.join(directory, name))))
  return contents.flatMap(bytes => (bytes === null ? [] : [{ bytes, isSecret: false }]))
}

async function fragmentsOfProject(
  project: Project,
  directory: string,
  choose: (names: readonly string[]) => string[],
): Promise<Assembled[]> {
  const { isDirectory, path: top } = await project.file(directory)
  if (!isDirectory) throw new TaskError(`expected a directory at \`${directory}\`, found a file`)
  const entries = await project.list(directory)
  // A link without a target is not a file.
  const isThere = ({ path, kind }: LocalEntry): boolean =>
    kind !== 'link' || existsSync(posix.join(top, path))
  const own = entries.filter(
    entry => !entry.path.includes('/') && entry.kind !== 'directory' && isThere(entry),
  )
  const files = choose(own.map(({ path }) => path)).map(name => project.file(posix.join(directory, name)))
  const found = (await Promise.all(files)).filter(file => !file.isDirectory)
  return Promise.all(
    found.map(async file => ({ bytes: await file.read(), isSecret: file.isSecret === true })),
  )
}

/** Sorts names by their code points, as Python does. */
function inOrder(names: readonly string[]): string[] {
  return [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
}

/** Joins fragments, so that each begins on a new line. */
function joined(fragments: readonly Buffer[], between: Buffer): Buffer {
  const parts = fragments.flatMap((bytes, nth) => {
    if (nth === 0) return [bytes]
    const isEnded = fragments[nth - 1]?.at(-1) === 0x0a
    return [...(isEnded ? [] : [Buffer.from('\n')]), between, bytes]
  })
  return Buffer.concat(parts)
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"', '\n': '' },
}

/**
 * Decodes the escapes in a string; the result is a Latin-1 string of bytes. Source: Python's `codecs.escape_decode`.
 */
function unescaped(text: string): string {
  const bytes = Buffer.from(text).toString('latin1')
  return bytes.replace(/\\([0-7]{1,3}|x[0-9a-fA-F]{2}|.)/gs, (whole, code: string) => {
    const number = code.startsWith('x') ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8)
    return Number.isNaN(number) ? (ESCAPES[code] ?? whole) : String.fromCharCode(number & 0xff)
  })
}
