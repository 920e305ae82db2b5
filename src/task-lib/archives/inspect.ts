import type { LocalFile, Project } from '../../authoring/project.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import {
  startOfFile,
  tarDigest,
  tarDigests,
  tarListing,
  tarOfBytes,
  tarOfFile,
  tarOfStream,
} from '../../remote/probes/files/archive.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import type { ShellText } from '../../shell/quote.ts'
import { absolutePath } from '../absolute-path.ts'
import {
  type Download,
  type DownloadTool,
  downloadScript,
  isConfidential,
  shownUrl,
} from '../downloads/download.ts'
import { fetchingTool } from '../downloads/fetch.ts'
import { KIND_NAMES } from '../files/describe-state.ts'
import { missingTool } from '../require-tools.ts'
import { type ArchiveEntry, plainMember } from './entries.ts'
import { readHostZip } from './host-zip.ts'
import { tooLarge, tooMany } from './limits.ts'
import { firstBytes, formatOf, readLocalArchive } from './read-local.ts'

/** The archive to inspect, and the context of the task that needs it. */
export interface ArchiveQuery {
  readonly host: ReadHost
  readonly project: Project
  readonly isCheckMode: boolean
  /** Path of a file in the project or on the host, or a URL. */
  readonly src: string
  readonly isRemote: boolean
  /** The maximum size of the extracted content, in bytes. */
  readonly maxSize: number
  /** Returns the settings for the download of a URL. */
  readonly downloadOf: (url: string) => Download
}

/** Where the archive is read from. */
export type ArchiveSource =
  | { readonly from: 'project'; readonly file: string }
  | { readonly from: 'host'; readonly path: string }
  | { readonly from: 'url'; readonly url: string; readonly tool: DownloadTool; readonly unpacker: string }

/** An archive whose entries have been listed. */
export interface Inspected {
  readonly source: ArchiveSource
  readonly format: 'tar' | 'zip'
  /** True of a tar file that gzip compressed. */
  readonly isGzipped: boolean
  readonly entries: readonly ArchiveEntry[]
  /** sha256 of the listing; null if the archive was read on the controller. */
  readonly listed: string | null
  readonly digests?: ArchiveDigests
}

/** Reads the sha256 of files on the host; for archives whose listing does not contain them. */
export interface ArchiveDigests {
  /** Reads the sha256 of the contents of all files, concatenated. */
  readonly all: () => Promise<string>
  /** Reads the sha256 of each file, in the order of the entries. */
  readonly each: () => Promise<readonly string[]>
}

/** The reason why an archive cannot be inspected yet: the archive or a program does not exist on the host. */
export interface Unavailable {
  readonly message: string
  /** The `msg` of Ansible's module, if it differs from `message`. */
  readonly msg?: string
  readonly hint: string
}

// The host's shell keeps the whole script in memory, including the archive in it.
const MOST_BYTES_TO_LIST = 32 * 1024 * 1024

/**
 * Lists the entries of an archive without changing anything. Returns the reason if the archive or a program that it
 * needs does not exist yet.
 */
export async function inspectArchive(query: ArchiveQuery): Promise<Inspected | Unavailable> {
  const { host, project } = query
  if (!query.isRemote) return inspectLocal(query, await project.file(query.src))
  if (/^(https?|ftp):\/\//i.test(query.src)) return inspectUrl(query, query.src)
  const path = await absolutePath(host, query.src)
  const [own, start] = await Promise.all([host.ask(fileState(path)), host.ask(startOfFile(path))])
  const state = own?.leadsTo ?? own
  if (state === null || state.kind === 'link') {
    return {
      message: `the archive \`${path}\` does not exist on ${host.name}`,
      msg: `Source '${path}' does not exist`,
      hint: 'download or copy it first',
    }
  }
  if (state.kind !== 'file')
    throw new TaskError(`expected an archive at \`${path}\`, found a ${KIND_NAMES[state.kind]}`)
  const format = formatOf(start)
  if (format !== 'zip')
    return inspectTar(query, { from: 'host', path }, { open: tarOfFile(path), isGzipped: format === 'gzip' })
  if ((await missingTool(host, ['unzip'])) !== undefined) return lacking('unzip', host.name)
  const bounds = { archive: query.src, maxSize: query.maxSize }
  const entries = await readOrRefuse(path, readHostZip(host, path, state.size, bounds))
  return { source: { from: 'host', path }, format: 'zip', isGzipped: false, entries, listed: null }
}

async function inspectLocal(query: ArchiveQuery, local: LocalFile): Promise<Inspected | Unavailable> {
  const { host } = query
  if (local.isDirectory) throw new TaskError(`expected an archive at \`${local.path}\`, found a directory`)
  const format = formatOf(await firstBytes(local))
  const source: ArchiveSource = { from: 'project', file: query.src }
  const bounds = { archive: query.src, maxSize: query.maxSize }
  const entries = await readOrRefuse(local.path, readLocalArchive(local, format, bounds))
  if (entries === undefined) return inspectPacked(query, source, local, format)
  const missing = await missingTool(host, toolsFor(format))
  if (missing) return lacking(missing, host.name)
  const isGzipped = format === 'gzip'
  return { source, format: format === 'zip' ? 'zip' : 'tar', isGzipped, entries, listed: null }
}

function toolsFor(format: string): readonly string[] {
  if (format === 'zip') return ['unzip']
  return format === 'gzip' ? ['tar', 'gzip'] : ['tar']
}

/**
 * Inspects an archive that only programs on the host can read. The archive is sent for that and is not stored there.
 */
async function inspectPacked(query: ArchiveQuery, source: ArchiveSource, local: LocalFile, format: string) {
  if (local.size > MOST_BYTES_TO_LIST) {
    throw new TaskError(
      `the archive \`${local.path}\` has ${local.size >> 20} MB, too much to send for inspection (${format}, over 32 MB)`,
      {
        hint: 'put it on the host with `copy` and extract it with `remote_src: true`, or compress it with gzip',
      },
    )
  }
  const unpacker = format === 'tar' ? 'cat' : format
  const open = tarOfBytes(unpacker, await local.read())
  return inspectTar(query, source, { open, isGzipped: format === 'gzip' })
}

async function inspectUrl(query: ArchiveQuery, url: string): Promise<Inspected | Unavailable> {
  const unpacker = unpackerOf(url)
  if (unpacker === undefined) {
    throw new TaskError(
      `\`${shownUrl(url)}\` does not end like a tar file, the only format extracted directly from a URL`,
      {
        hint: 'download it with `get_url`, then extract the file with `remote_src: true`',
      },
    )
  }
  const isSecret = isConfidential(query.downloadOf(url))
  const tool = await fetchingTool(query.host, isSecret)
  if (!tool) return lacking(isSecret ? 'curl' : 'curl or wget', query.host.name)
  const source: ArchiveSource = { from: 'url', url, tool, unpacker }
  try {
    return await inspectTar(query, source, {
      open: openOf(query, source),
      isGzipped: unpacker === 'gzip',
    })
  } catch (error) {
    // In a dry run, an earlier task may still start the service that this URL belongs to.
    if (!query.isCheckMode || !(error instanceof TaskError)) throw error
    return { message: error.message, hint: `\`${shownUrl(url)}\` could not be fetched` }
  }
}

async function inspectTar(
  { host, src, maxSize }: ArchiveQuery,
  source: ArchiveSource,
  { open, isGzipped }: { readonly open: ShellText; readonly isGzipped: boolean },
): Promise<Inspected | Unavailable> {
  const title = shownUrl(src)
  const listing = await host.ask(tarListing(title, open, maxSize))
  if ('lacks' in listing) return lacking(listing.lacks, host.name)
  if ('isTooMuch' in listing) throw listing.isTooMuch === 'bytes' ? tooLarge(src, maxSize) : tooMany(src)
  const entries = listing.members.map(member => ({
    ...member,
    member: member.path,
    path: plainMember(member.path),
  }))
  const sizes = entries.filter(entry => entry.kind === 'file').map(entry => entry.size)
  const digests: ArchiveDigests = {
    all: () => host.ask(tarDigest(title, open, maxSize)),
    each: () => host.ask(tarDigests(title, open, sizes, maxSize)),
  }
  return { source, format: 'tar', isGzipped, entries, listed: listing.listed, digests }
}

function openOf(query: ArchiveQuery, { url, tool, unpacker }: ArchiveSource & { from: 'url' }): ShellText {
  return tarOfStream(downloadScript(tool, query.downloadOf(url)), unpacker)
}

async function readOrRefuse<T>(archive: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (cause) {
    if (cause instanceof TaskError) throw cause
    throw new TaskError(`the archive \`${archive}\` cannot be read: ${(cause as Error).message}`, { cause })
  }
}

function lacking(program: string, host: string): Unavailable {
  return { message: `${host} has no ${program}, which this archive needs`, hint: `install ${program} first` }
}

function unpackerOf(url: string): string | undefined {
  const path = new URL(url).pathname.toLowerCase()
  const endings = {
    '.tar.gz': 'gzip',
    '.tgz': 'gzip',
    '.tar.xz': 'xz',
    '.txz': 'xz',
    '.tar.bz2': 'bzip2',
    '.tbz2': 'bzip2',
    '.tbz': 'bzip2',
    '.tar.zst': 'zstd',
    '.tar': 'cat',
  }
  return Object.entries(endings).find(([ending]) => path.endsWith(ending))?.[1]
}
