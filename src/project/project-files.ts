import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isEncrypted } from '../base/encrypted-file.ts'

/** A file of a project. `text` is undefined for binary files, encrypted files and links. */
export interface ProjectFile {
  /** The path relative to the project. */
  readonly path: string
  readonly text: string | undefined
  readonly isEncrypted: boolean
  /** The target of a symbolic link; absent for other files. */
  readonly link?: string
}

/** Folders that are not part of a project. */
export const PASSED_OVER = ['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__']

/** Which files of a project are read. Paths are relative to the project. */
interface Wanted {
  readonly isWanted?: (path: string) => boolean
  /** Whether a folder is not listed at all, in addition to those that are never part of a project. */
  readonly isPassedOver?: (folder: string) => boolean
}

/** Returns the wanted files of a project in alphabetical order. Throws errors of the file system. */
export function projectFiles(
  folder: string,
  { isWanted = () => true, isPassedOver = () => false }: Wanted = {},
): ProjectFile[] {
  return pathsBelow(folder, path => isPassedOver(relative(folder, path)))
    .filter(({ path }) => isWanted(relative(folder, path)))
    .map(({ path, isLink }) => {
      const file = relative(folder, path)
      if (isLink) return { path: file, text: undefined, isEncrypted: false, link: readlinkSync(path) }
      const bytes = readFileSync(path)
      const isSealed = isEncrypted(bytes)
      const isText = !isSealed && isUtf8(bytes) && !bytes.includes(0)
      return { path: file, text: isText ? bytes.toString('utf8') : undefined, isEncrypted: isSealed }
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1))
}

function pathsBelow(
  folder: string,
  isPassedOver: (folder: string) => boolean,
): { readonly path: string; readonly isLink: boolean }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return PASSED_OVER.includes(entry.name) || isPassedOver(path) ? [] : pathsBelow(path, isPassedOver)
    return entry.isFile() || entry.isSymbolicLink() ? [{ path, isLink: entry.isSymbolicLink() }] : []
  })
}

/** Whether a file is read as YAML: because of its extension, or because it is a file of variables without one. */
export function isYaml({ path }: Pick<ProjectFile, 'path'>): boolean {
  return /\.ya?ml$/.test(path) || (/(^|\/)(group|host)_vars\//.test(path) && !/\.\w+$/.test(path))
}

/** Whether a file is an inventory in INI format. */
export function isIniInventory({ path, text = '' }: ProjectFile): boolean {
  const isInPlace = /(^|\/)(hosts|inventory)$|\.ini$|(^|\/)inventor(y|ies)\/[^.]*$/.test(path)
  return isInPlace && !/(^|\/)(group|host)_vars\//.test(path) && /^\[[\w:.-]+\]\s*$/m.test(text)
}
