/**
 * An archive extracted on the host. Members that could write outside the directory are refused: first by the listing of the
 * archive, and again after extraction, before anything is moved into place.
 *
 *     - unarchive:
 *         src: /var/cache/etcd-v3.5.17.tar.gz
 *         remote_src: true
 *         dest: /opt/etcd
 *         strip_components: 1
 */
import {
  type ApplyContext,
  type CheckContext,
  defineTask,
  fileState,
  flag,
  hostPath,
  inSync,
  number,
  oneOrMore,
  orUnknown,
  pathExists,
  type ShellText,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { type Download, downloadToFile, shownUrl } from '../../src/built-in/downloads.ts'
import {
  type ArchiveSource,
  attributeParams,
  EXISTING_OUTPUTS,
  type Extraction,
  type ExtractionPlan,
  existingOutputs,
  extractScript,
  type Inspected,
  inspectArchive,
  maxSizeOf,
  planExtraction,
  privateFolder,
  readTarOptions,
  refuseUnsafe,
  TAR_OPTIONS,
  throughLink,
  UNSUPPORTED_SECURITY,
} from '../../src/built-in/files.ts'
import { joinShell, plainPath, tarOfFile } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles, omitUndefined, parseSize } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    src: text()
      .describe(
        'An archive of the project; with `remote_src`, a file on the host or a URL. Formats: tar (gz, xz, bz2, zst) and zip.',
      )
      .meta({ examples: ['/var/cache/etcd.tar.gz'] }),
    dest: hostPath()
      .describe('Directory to extract into; it must exist.')
      .meta({ examples: ['/opt/etcd'] }),
    remote_src: flag()
      .default(false)
      .describe('Whether `src` is a file on the host, or a URL that the host downloads.')
      .meta({ examples: [true] }),
    creates: text()
      .optional()
      .describe('Skip the task if this path exists on the host. Wildcards are allowed.')
      .meta({ examples: ['/opt/etcd/etcd'] }),
    ...attributeParams,
    include: oneOrMore(text())
      .default([])
      .describe('Extract only these paths of the archive, with everything below them. Wildcards are allowed.')
      .meta({ examples: [['etcd-v3.5.17-linux-amd64/etcd']] }),
    exclude: oneOrMore(text())
      .default([])
      .describe('Do not extract these paths of the archive. Wildcards are allowed.')
      .meta({ examples: [['*/Documentation']] }),
    strip_components: number()
      .optional()
      .describe('Number of leading path components to remove.')
      .meta({ examples: [1] }),
    extra_opts: oneOrMore(text())
      .default([])
      .describe(`Options for tar. Supported: ${TAR_OPTIONS.join(', ')}.`)
      .meta({ examples: [['--strip-components=1']] }),
    keep_newer: flag()
      .default(false)
      .describe('Keep files on the host that are newer than those in the archive.')
      .meta({ examples: [true] }),
    max_size: text()
      .refine(size => parseSize(size) !== undefined, 'expected a number of bytes, such as `500M` or `20G`')
      .default('10G')
      .describe('Maximum unpacked size of the archive; larger archives are rejected.')
      .meta({ examples: ['50G'] }),
    list_files: flag()
      .default(false)
      .describe('Return the paths in the archive as `files`.')
      .meta({ examples: [true] }),
    copy: flag()
      .optional()
      .describe('The opposite of `remote_src`, for compatibility with older playbooks.')
      .meta({ examples: [false] }),
    validate_certs: flag()
      .default(true)
      .describe('Verify the TLS certificate of a URL; `false` accepts any certificate.')
      .meta({ examples: [false] }),
  })
  .refine(
    ({ src, remote_src, copy }) =>
      !(remote_src || copy === false) || src.includes('://') || hostPath().safeParse(src).success,
    {
      path: ['src'],
      message: 'expected an absolute path on the host, because of `remote_src`',
      params: { isRelativePath: true },
    },
  )
  .refine(({ extra_opts }) => readTarOptions(extra_opts) !== undefined, {
    path: ['extra_opts'],
    message: `expected options among ${TAR_OPTIONS.join(', ')}`,
  })
  .refine(({ include, exclude }) => include.length === 0 || exclude.length === 0, {
    path: ['exclude'],
    message: 'cannot be combined with `include`',
    params: { ansibleMessage: 'parameters are mutually exclusive: include|exclude' },
  })

type Params = z.output<typeof params>
type Checking = CheckContext<Params>

export default defineTask({
  summary: 'Extracts an archive on the host.',
  example: `- unarchive:
    src: /var/cache/etcd-v3.5.17.tar.gz
    remote_src: true
    dest: /opt/etcd
    strip_components: 1
`,
  params,
  outputs: {
    dest: 'The absolute path of the directory.',
    src: 'The value of `src`; the user and password of a URL are hidden.',
    ...EXISTING_OUTPUTS,
    state: 'The text `directory`.',
    handler:
      '`ZipArchive` for a zip file, `TgzArchive` for a tar file compressed with gzip, otherwise `TarArchive`; absent if the task was skipped.',
    files: 'The paths in the archive, as a list; only with `list_files: true`.',
  },
  unsupported: UNSUPPORTED_SECURITY,
  reads: params => (isRemote(params) ? [] : [{ kind: 'file', path: params.src }]),
  check: async context => {
    const { host, params } = context
    const [dest, creates] = await Promise.all([
      absolutePath(host, params.dest).then(plainPath),
      params.creates && absolutePath(host, params.creates),
    ])
    const outputs = { dest, src: orUnknown(() => shownUrl(params.src)), state: 'directory' }
    if (creates && (await host.ask(pathExists(creates))))
      return inSync(
        { ...outputs, msg: `skipped, since ${creates} exists` },
        { skipped: `\`${creates}\` exists` },
      )
    const at = await host.ask(fileState(dest))
    const directory = throughLink(at)
    if (directory?.kind !== 'directory') {
      throw new TaskError(`expected a directory at \`${dest}\`, found ${at ? 'something else' : 'nothing'}`, {
        hint: 'create it in an earlier task: `file: { path: …, state: directory }`',
        outputs: { msg: `dest '${dest}' must be an existing dir` },
      })
    }
    const found = await inspectArchive({
      ...{ host, project: context.project, isCheckMode: context.isCheckMode, src: params.src },
      isRemote: isRemote(params),
      maxSize: maxSizeOf(params),
      downloadOf: url => downloadOf(context, url),
    })
    if ('message' in found) {
      const { message, hint, msg } = found
      throw new TaskError(message, { hint, outputs: omitUndefined({ msg }) })
    }
    await refuseUnsafe(found.entries, params.src, maxSizeOf(params))
    return planExtraction(context, dest, found, {
      ...outputs,
      ...existingOutputs(directory),
      handler: handlerOf(found),
      ...(params.list_files ? { files: found.entries.map(entry => entry.path) } : {}),
    })
  },
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.dest], { isWhole: true }),
  apply: async context => {
    const { data } = context.plan
    await extract(context, data.source, data.extraction)
  },
})

async function extract(
  context: ApplyContext<Params, ExtractionPlan>,
  source: ArchiveSource,
  extraction: Extraction,
) {
  const { host, project, params } = context
  const { dest, format } = extraction
  const title = `extract ${shownUrl(params.src)} to ${dest}`
  const ofFile = (path: string): ShellText => (format === 'zip' ? sh`zip=${path}` : tarOfFile(path))
  if (source.from === 'project') {
    // The archive is sent directly to the private directory: no other user can replace it there.
    const stagedFile = { directory: dest, content: await project.file(source.file) }
    return host.run(extractScript(ofFile('./new'), extraction), { title, stagedFile })
  }
  if (source.from === 'host') {
    return host.run(
      joinShell([privateFolder(host.name, dest), extractScript(ofFile(source.path), extraction)]),
      { title },
    )
  }
  // Downloaded to a file first: the checked and the extracted archive must be the same.
  const fetch = sh`umask 077
t=./new
${downloadToFile(source.tool, downloadOf(context, source.url))}
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

/** Returns the name of the class that Ansible uses for such an archive. */
function handlerOf({ format, isGzipped }: Inspected): string {
  if (format === 'zip') return 'ZipArchive'
  return isGzipped ? 'TgzArchive' : 'TarArchive'
}

function isRemote({ remote_src, copy }: Params): boolean {
  return remote_src || copy === false
}
