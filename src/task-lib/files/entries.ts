import type { LocalEntry, LocalFile, Project } from '../../authoring/project.ts'
import { assertDefined } from '../../base/assert-defined.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { pathsBelow } from '../../remote/probes/files/listing.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { known, orUnknown, orUnknownAnswer, type Unknown } from '../../values/unknown.ts'
import { MAX_DIFF } from '../text/text-change.ts'
import { digestOf, type FileContent, type FileSource } from './content.ts'
import { readStates } from './put-tree.ts'

/** An entry of a directory to copy. `path` is relative to that directory. */
export type FoundEntry =
  | {
      readonly kind: 'directory'
      readonly path: string
      readonly mode: string | Unknown
      /** The mode of a new copy if the task does not set one; absent for the default mode. */
      readonly newMode?: string | Unknown
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | {
      readonly kind: 'file'
      readonly path: string
      readonly mode: string | Unknown
      readonly newMode?: string | Unknown
      readonly content: FileContent | Unknown
    }

/**
 * Reads all entries below a directory of the project. With `follows`, symbolic links are replaced by their targets,
 * except links to nothing. Encrypted files are decrypted, unless `decrypts` is false. Throws TaskError if links form
 * a loop.
 */
export async function treeOfProject(
  project: Project,
  src: string,
  follows: boolean,
  decrypts = true,
): Promise<FoundEntry[]> {
  const found: FoundEntry[] = []
  for (const entry of await listProject(project, src, follows)) {
    const { path, kind } = entry
    if (kind === 'directory') found.push({ kind, path, mode: entry.mode })
    else if (kind === 'link')
      found.push({ kind, path, target: assertDefined(entry.target, `where ${path} leads`) })
    else {
      const name = join(src, path)
      const local = await project.file(name, { decrypts })
      found.push({ kind, path, mode: local.mode, content: await contentOfLocal(name, local) })
    }
  }
  return found
}

/** Returns a file of the project as content. `name` is its path in the project. */
export async function contentOfLocal(name: string, local: LocalFile): Promise<FileContent> {
  const { size, isSecret, isRaw } = local
  const source: FileSource = isRaw ? { file: name, isRaw } : { file: name }
  const content = { sha256: await local.sha256(), size, source }
  return size <= MAX_DIFF && isSecret !== true ? { ...content, bytes: await local.read() } : content
}

/** Returns a file on the host as content. `state` is its present state. */
export async function contentOfHost(
  host: ReadHost,
  path: string,
  state: FileState,
): Promise<FileContent | Unknown> {
  const sha256 = await orUnknownAnswer(digestOf(host, path, state))
  return orUnknown(() => ({ sha256: known(sha256), size: state.size, source: { host: path } }))
}

/**
 * Reads all entries below a directory of the host. Links stay links, and new copies get the modes of their sources.
 * Throws TaskError for a name that is not UTF-8.
 */
export async function treeOfHost(host: ReadHost, directory: string): Promise<FoundEntry[]> {
  const paths = await host.ask(pathsBelow(directory))
  const states = await readStates(
    host,
    paths.map(path => join(directory, path)),
  )
  const found: FoundEntry[] = []
  for (const [index, path] of paths.entries()) {
    const state = states[index]
    const from = join(directory, path)
    if (!state && path.includes('\ufffd')) {
      throw new TaskError(`a name below \`${directory}\` is not UTF-8: \`${path}\``, {
        hint: 'rename it, or copy with `command: cp -a`',
      })
    }
    const mode = orUnknown(() => state?.mode ?? '')
    if (state?.kind === 'directory') found.push({ kind: 'directory', path, mode, newMode: mode })
    else if (state?.kind === 'link') found.push({ kind: 'link', path, target: state.target ?? '' })
    else if (state?.kind === 'file') {
      const content = await contentOfHost(host, from, state)
      found.push({ kind: 'file', path, mode, newMode: mode, content })
    }
  }
  return found
}

async function listProject(
  project: Project,
  src: string,
  follows: boolean,
  depth = 0,
): Promise<LocalEntry[]> {
  if (depth > 20) {
    throw new TaskError(`links below \`${src}\` form a loop`, {
      hint: 'say `local_follow: false`',
    })
  }
  const entries: LocalEntry[] = []
  for (const entry of await project.list(src)) {
    if (entry.kind !== 'link' || !follows || entry.isDeadEnd) {
      entries.push(entry)
      continue
    }
    const { isDirectory, mode } = await project.file(join(src, entry.path))
    entries.push({ path: entry.path, kind: isDirectory ? 'directory' : 'file', mode })
    if (!isDirectory) continue
    const below = await listProject(project, join(src, entry.path), follows, depth + 1)
    entries.push(...below.map(inner => ({ ...inner, path: join(entry.path, inner.path) })))
  }
  return entries
}

function join(...parts: string[]): string {
  return plainPath(parts.join('/'))
}

/**
 * Returns the names in a directory of the host; empty if the directory does not exist. Throws TaskError if it cannot
 * be read.
 */
export async function namesInDirectory(host: ReadHost, directory: string): Promise<string[]> {
  const [state, names] = await Promise.all([
    host.ask(fileState(directory)),
    host.ask(pathsBelow(directory, 1)).catch((error: unknown) => error),
  ])
  if (state === null) return []
  if (!Array.isArray(names)) throw names
  return names
}
