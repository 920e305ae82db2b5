import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isEncrypted } from '../../yaml/encrypted.ts'

/** A file of a project; `text` is undefined for what is no plain text: binary or encrypted files, links. */
export interface ProjectFile {
  /** Relative to the project. */
  readonly path: string
  readonly text: string | undefined
  readonly isEncrypted: boolean
}

/** Folders that are no part of a project. */
const PASSED_OVER = ['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__']

/** Every file of a project, in alphabetical order. Throws what the file system does. */
export function projectFiles(folder: string): ProjectFile[] {
  return pathsBelow(folder)
    .map(({ path, isLink }) => {
      const file = relative(folder, path)
      const bytes = isLink ? undefined : readFileSync(path)
      const isSealed = bytes !== undefined && isEncrypted(bytes)
      const isText = bytes !== undefined && !isSealed && isUtf8(bytes) && !bytes.includes(0)
      return { path: file, text: isText ? bytes.toString('utf8') : undefined, isEncrypted: isSealed }
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1))
}

function pathsBelow(folder: string): { readonly path: string; readonly isLink: boolean }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return PASSED_OVER.includes(entry.name) ? [] : pathsBelow(path)
    return entry.isFile() || entry.isSymbolicLink() ? [{ path, isLink: entry.isSymbolicLink() }] : []
  })
}

/** Whether a file is read as YAML: by its ending, or as a file of variables without one. */
export function isYaml({ path, text }: ProjectFile): boolean {
  if (text === undefined) return false
  return /\.ya?ml$/.test(path) || (/(^|\/)(group|host)_vars\//.test(path) && !/\.\w+$/.test(path))
}
