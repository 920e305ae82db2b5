import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { expandHome } from '../base/expand-home.ts'
import { noteFile } from '../base/files-read.ts'
import { parseFlag } from '../base/flag.ts'
import { compileGlob } from '../base/glob.ts'
import type { InputError } from '../errors.ts'
import { isList, isMap } from '../values/plain.ts'

/** The folders in which files are searched for. */
export interface Places {
  /** The folders, in order. */
  readonly folders: readonly string[]
  /** The subfolder of these folders that holds files of this kind: `files`, `templates` or `vars`. */
  readonly kind: string
}

type PathKind = 'file' | 'folder' | 'other'

/** The file system of the controller, as far as the search needs it. */
export interface Disk {
  readonly kindOf: (path: string) => PathKind | undefined
  /** Returns the names in a folder, sorted. */
  readonly list: (folder: string) => readonly string[]
}

/** The actual file system of the controller. */
export const DISK: Disk = {
  kindOf: path => {
    try {
      const found = statSync(path)
      if (found.isFile()) return 'file'
      return found.isDirectory() ? 'folder' : 'other'
    } catch {
      return undefined
    }
  },
  list: folder => readdirSync(folder).sort(),
}

/** Returns the absolute paths at which a file may be: of each folder, first the subfolder of its kind. */
export function placesOf({ folders, kind }: Places, path: string): string[] {
  const expanded = expandHome(path)
  if (isAbsolute(expanded)) return [expanded]
  const isOfKind = path.split('/')[0] === kind
  const tried = folders.flatMap(folder => [
    ...(isOfKind ? [] : [resolve(folder, kind, path)]),
    resolve(folder, path),
  ])
  return [...new Set(tried)]
}

/**
 * Returns the absolute paths of the files that match a pattern, sorted by name. All are in one folder: for a plain
 * name the first that contains a match, for a pattern with folders the first that exists.
 */
export function filesMatching(pattern: string, places: Places, disk: Disk): string[] {
  const name = basename(pattern)
  const folders =
    name === pattern
      ? placesOf(places, '')
      : placesOf(places, dirname(pattern))
          .filter(folder => disk.kindOf(folder) !== undefined)
          .slice(0, 1)
  return folders.map(folder => matching(folder, name, disk)).find(found => found.length > 0) ?? []
}

/**
 * Returns the matching files sorted by name (Ansible returns them in directory order). As in a shell, `*` matches no
 * name that begins with a dot.
 */
function matching(folder: string, pattern: string, disk: Disk): string[] {
  if (disk.kindOf(folder) !== 'folder') return []
  const { matches } = compileGlob(pattern)
  const found = disk
    .list(folder)
    .filter(name => matches(name) && (pattern.startsWith('.') || !name.startsWith('.')))
    .map(name => join(folder, name))
    .filter(path => disk.kindOf(path) === 'file')
  for (const path of found) noteFile(path)
  return found
}

/** Names of files to try, and whether it is permitted that none of them exists. */
export interface FileSearch {
  readonly names: readonly string[]
  readonly skips: boolean
}

/**
 * Returns the names that the values stand for: strings, lists of these, and maps of `files`, `paths` and `skip`. As
 * in Ansible, a map without `paths` replaces the names before it, and `skip` of the last term applies. For any other
 * value, throws the error that `refuse` returns.
 */
export function wantedFiles(values: readonly unknown[], refuse: (value: unknown) => InputError): FileSearch {
  let names: string[] = []
  let skips = false
  for (const term of values) {
    if (term === undefined) continue
    skips = false
    if (typeof term === 'string') names.push(term)
    else if (isList(term)) {
      const inner = wantedFiles(term, refuse)
      names.push(...inner.names)
      skips = inner.skips
    } else if (isMap(term)) {
      const { files, paths } = term
      skips = parseFlag(term.skip) === true
      const own = splitNames(files, /[,;]/)
      const folders = splitNames(paths, /[,:;]/)
      if (folders.length > 0) names.push(...folders.flatMap(folder => own.map(name => join(folder, name))))
      else names = own
    } else throw refuse(term)
  }
  return { names, skips }
}

function splitNames(value: unknown, separator: RegExp): string[] {
  if (value === undefined || value === null) return []
  const values = isList(value) ? value : [value]
  return values.flatMap(each => String(each).split(separator))
}
