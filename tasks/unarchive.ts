/**
 * An archive extracted on the host; what could write outside its directory is refused before anything is extracted.
 *
 *     - unarchive:
 *         src: /var/cache/etcd-v3.5.17.tar.gz
 *         remote_src: true
 *         dest: /opt/etcd
 *         strip_components: 1
 */
import {
  type ApplyContext,
  type ArchiveSource,
  type Attributes,
  absolutePath,
  attributeParams,
  type Change,
  type CheckContext,
  compareArchive,
  type Download,
  defineTask,
  downloadScript,
  type Extraction,
  extractScript,
  fileState,
  flag,
  given,
  hostPath,
  type InSync,
  type Inspected,
  inSync,
  inspectArchive,
  joinShell,
  number,
  oneOrMore,
  type Plan,
  pathExists,
  plainPath,
  plan,
  privateFolder,
  readTarOptions,
  refuseUnsafe,
  resolveMode,
  type SelectedEntry,
  type ShellText,
  selectEntries,
  sh,
  shownUrl,
  TAR_OPTIONS,
  TaskError,
  tarOfFile,
  text,
  z,
} from '../src/task.ts'

const params = z
  .strictObject({
    src: text()
      .describe(
        'An archive of the project; with `remote_src`, a file of the host or a URL. tar (gz, xz, bz2, zst) or zip.',
      )
      .meta({ examples: ['/var/cache/etcd.tar.gz'] }),
    dest: hostPath()
      .describe('The directory to extract in; it must be there.')
      .meta({ examples: ['/opt/etcd'] }),
    remote_src: flag()
      .default(false)
      .describe('`src` is on the host already, or a URL that the host fetches.')
      .meta({ examples: [true] }),
    creates: text()
      .optional()
      .describe('Do nothing where this is on the host; may hold wildcards.')
      .meta({ examples: ['/opt/etcd/etcd'] }),
    ...attributeParams,
    include: oneOrMore(text())
      .default([])
      .describe('Only these paths of the archive and what is below them; may hold wildcards.')
      .meta({ examples: [['etcd-v3.5.17-linux-amd64/etcd']] }),
    exclude: oneOrMore(text())
      .default([])
      .describe('Not these paths of the archive; may hold wildcards.')
      .meta({ examples: [['*/Documentation']] }),
    strip_components: number()
      .optional()
      .describe('How many leading parts of the paths are cut off.')
      .meta({ examples: [1] }),
    extra_opts: oneOrMore(text())
      .default([])
      .describe(`Options of tar that have a meaning here: ${TAR_OPTIONS.join(', ')}.`)
      .meta({ examples: [['--strip-components=1']] }),
    keep_newer: flag()
      .default(false)
      .describe('Leave files alone that are newer than in the archive.')
      .meta({ examples: [true] }),
    list_files: flag()
      .default(false)
      .describe('Give the paths of the archive as `files`.')
      .meta({ examples: [true] }),
    copy: flag()
      .optional()
      .describe('The opposite of `remote_src`, as older playbooks have it.')
      .meta({ examples: [false] }),
    validate_certs: flag()
      .default(true)
      .describe('`false` accepts any TLS certificate of a URL.')
      .meta({ examples: [false] }),
  })
  .refine(({ extra_opts }) => readTarOptions(extra_opts) !== undefined, {
    path: ['extra_opts'],
    message: `expected options among ${TAR_OPTIONS.join(', ')}`,
  })
  .refine(({ include, exclude }) => include.length === 0 || exclude.length === 0, {
    path: ['exclude'],
    message: 'goes without `include`',
  })

type Params = z.output<typeof params>
type Checking = CheckContext<Params>

interface UnarchivePlan {
  readonly source: ArchiveSource
  readonly extraction: Extraction
}

export default defineTask<typeof params, UnarchivePlan>({
  summary: 'Extracts an archive on the host.',
  example: `- unarchive:
    src: /var/cache/etcd-v3.5.17.tar.gz
    remote_src: true
    dest: /opt/etcd
    strip_components: 1
`,
  params,
  reads: params => (isRemote(params) ? [] : [{ kind: 'file', path: params.src }]),
  check: async context => {
    const { host, params } = context
    const [dest, creates] = await Promise.all([
      absolutePath(host, params.dest).then(plainPath),
      params.creates && absolutePath(host, params.creates),
    ])
    const outputs = { dest, src: shownUrl(params.src), state: 'directory' }
    if (creates && (await host.ask(pathExists(creates))))
      return inSync(outputs, { skipped: `\`${creates}\` is there` })
    const at = await host.ask(fileState(dest))
    if ((at?.leadsTo ?? at)?.kind !== 'directory') {
      throw new TaskError(`expected a directory at \`${dest}\`, found ${at ? 'something else' : 'nothing'}`, {
        hint: 'make it in a task before this one: `file: { path: …, state: directory }`',
      })
    }
    const found = await inspectArchive({
      ...{ host, project: context.project, isCheckMode: context.isCheckMode, src: params.src },
      isRemote: isRemote(params),
      downloadOf: url => downloadOf(context, url),
    })
    if ('message' in found) throw new TaskError(found.message, { hint: found.hint })
    refuseUnsafe(found.entries, params.src)
    return planExtraction(context, dest, found, {
      ...outputs,
      handler: found.format === 'zip' ? 'ZipArchive' : 'TarArchive',
      ...(params.list_files ? { files: found.entries.map(entry => entry.path) } : {}),
    })
  },
  apply: async context => {
    const { data } = context.plan
    await extract(context, data.source, data.extraction)
  },
})

async function planExtraction(
  { host, params }: Checking,
  dest: string,
  { source, format, entries, listed, digestOfFiles }: Inspected,
  outputs: Record<string, unknown>,
): Promise<InSync | Plan<UnarchivePlan>> {
  const options = readTarOptions(params.extra_opts)
  const { include, mode, owner, group } = params
  const exclude = [...params.exclude, ...(options?.exclude ?? [])]
  const strip = params.strip_components ?? options?.strip ?? 0
  if (strip > 0 && format === 'zip') {
    throw new TaskError('`strip_components` goes with tar files, and this is a zip file', {
      hint: 'extract it whole, then move what is in it',
    })
  }
  const wanted = selectEntries(entries, { include, exclude, strip })
  const keepsNewer = params.keep_newer || options?.keepsNewer === true
  const { missing, different, newer } = await compareArchive(host, wanted, {
    ...{ dest, mode, owner, group, keepsNewer, digestOfFiles },
    // Of a zip file, unzip programs keep no more than what the owner may do.
    modeBits: format === 'zip' ? 0o700 : 0o777,
  })
  if (missing.length === 0 && different.length === 0) return inSync(outputs)
  const kept = new Set(wanted.map(entry => entry.place))
  for (const place of newer) kept.delete(place)
  const drop = selectEntries(entries, { include: [], exclude: [], strip }).filter(
    entry => !kept.has(entry.place),
  )
  const isDirectory = (entry: SelectedEntry): boolean => entry.kind === 'directory'
  const deepestFirst = (a: SelectedEntry, b: SelectedEntry): number => (a.place < b.place ? 1 : -1)
  const extraction: Extraction = {
    ...{ dest, format, strip, listed, mode, owner, group },
    keepsOwners: options?.keepsOwners === true,
    drop: [...drop.filter(entry => !isDirectory(entry)), ...drop.filter(isDirectory).sort(deepestFirst)].map(
      entry => entry.place,
    ),
  }
  const change = {
    resource: `file:${dest}`,
    action: 'extract',
    before: { missing: named(missing), different: named(different) },
    after: { from: shownUrl(params.src), missing: [], different: [] },
  }
  const predicts = wanted.map(entry => predictionOf(entry, dest, { mode, owner, group }))
  return { ...plan<UnarchivePlan>([change], { source, extraction }, outputs), predicts }
}

/** An entry as it would be on the host. */
function predictionOf(entry: SelectedEntry, dest: string, { mode, owner, group }: Attributes): Change {
  const isDirectory = entry.kind === 'directory'
  return {
    resource: `file:${entry.place === '' ? dest : `${dest === '/' ? '' : dest}/${entry.place}`}`,
    action: entry.place === '' ? 'update' : 'create',
    before: null,
    after: {
      state: entry.kind === 'device' ? 'file' : entry.kind,
      ...(isDirectory ? {} : { size: entry.size }),
      ...given({ owner, group, sha256: entry.sha256, src: entry.target }),
      mode: mode === undefined ? entry.mode : resolveMode(mode, { mode: entry.mode, isDirectory }),
    },
  }
}

async function extract(
  context: ApplyContext<Params, UnarchivePlan>,
  source: ArchiveSource,
  extraction: Extraction,
) {
  const { host, project, params } = context
  const { dest, format } = extraction
  const title = `extract ${shownUrl(params.src)} to ${dest}`
  const ofFile = (path: string): ShellText => (format === 'zip' ? sh`zip=${path}` : tarOfFile(path))
  if (source.from === 'project') {
    // Straight into the private folder: nobody can put another archive in its place.
    const beside = { directory: dest, content: await project.file(source.file) }
    return host.run(extractScript(ofFile('./new'), extraction), { title, beside })
  }
  if (source.from === 'host') {
    return host.run(
      joinShell([privateFolder(host.name, dest), extractScript(ofFile(source.path), extraction)]),
      { title },
    )
  }
  // Fetched to a file first: what was judged and what is extracted must be the same.
  const fetch = sh`umask 077
${downloadScript(source.tool, downloadOf(context, source.url), sh`./new`)} || exit
umask 022
${tarOfFile('./new')}`
  return host.run(joinShell([privateFolder(host.name, dest), extractScript(fetch, extraction)]), { title })
}

function downloadOf(
  { params, environment }: Pick<Checking, 'params' | 'environment'>,
  url: string,
): Download {
  return { url, headers: {}, timeout: 30, verifiesCertificates: params.validate_certs, environment }
}

function isRemote({ remote_src, copy }: Params): boolean {
  return remote_src || copy === false
}

function named(places: readonly string[]): string[] {
  return places.length > 20 ? [...places.slice(0, 20), `and ${places.length - 20} more`] : [...places]
}
