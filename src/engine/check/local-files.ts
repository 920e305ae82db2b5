import { statSync } from 'node:fs'
import { readdir, readlink, realpath } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { LocalEntry, LocalFile } from '../../authoring/project.ts'
import { openInPieces, readWhole } from '../../base/file-pieces.ts'
import { noteFile } from '../../base/files-read.ts'
import { localDigest } from './local-digest.ts'

/** Describes a file or folder of a project. Its content is read on demand. */
export async function describeFile(path: string): Promise<LocalFile> {
  const found = statSync(path, { bigint: true })
  if (!found.isDirectory()) noteFile(path)
  return {
    path,
    size: Number(found.size),
    mode: permissionsOf(Number(found.mode)),
    isDirectory: found.isDirectory(),
    open: () => openInPieces(path),
    file: path,
    read: () => readWhole(path, found.size),
    sha256: () => localDigest(path, found),
    sha1: () => localDigest(path, found, 'sha1'),
    md5: () => localDigest(path, found, 'md5'),
  }
}

/** Lists the entries of a project folder at any depth, sorted by path. */
export async function listDeeply(root: string): Promise<LocalEntry[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const listed = entries.map(async (entry): Promise<LocalEntry | undefined> => {
    const full = join(entry.parentPath, entry.name)
    const path = relative(root, full)
    if (entry.isSymbolicLink()) {
      const [target, isDeadEnd] = await Promise.all([readlink(full), leadsNowhere(full)])
      return { path, kind: 'link', target, isDeadEnd, mode: '0777' }
    }
    if (!entry.isDirectory() && !entry.isFile()) return undefined
    const { mode } = statSync(full)
    return {
      path,
      kind: entry.isDirectory() ? 'directory' : 'file',
      mode: permissionsOf(mode),
    }
  })
  const found = (await Promise.all(listed)).filter(entry => entry !== undefined)
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Returns the permissions of a mode as four octal digits. */
function permissionsOf(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0')
}

/** Whether the target of a link does not exist, or is a folder that contains the link. */
async function leadsNowhere(link: string): Promise<boolean> {
  const folder = await realpath(dirname(link))
  const target = await realpath(link).catch(() => undefined)
  return target === undefined || `${folder}/`.startsWith(`${target}/`)
}
