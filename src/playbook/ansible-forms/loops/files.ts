import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { expandHome } from '../../../base/expand-home.ts'
import { noteFile } from '../../../base/files-read.ts'
import { parseFlag } from '../../../base/flag.ts'
import { compileGlob } from '../../../base/glob.ts'
import { InputError, type Source } from '../../../errors.ts'
import { isList, isMap } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'
import type { Role } from '../../roles/role.ts'
import { type Terms, termsOf, wrongTerm } from './terms.ts'

/** Where a task looks for its files, in addition to the folder of its own file. */
export interface FileRoots {
  /** Of the role that the task is in, then of those that use it. */
  readonly roles: readonly Role[]
  /** The folder of the playbook. */
  readonly playbook: string
}

/** Where the files of a loop are looked for, and how values are made. */
export interface Search extends FileRoots {
  /** The folder in each of the others that files of the kind are in: `files`, `templates` or `vars`. */
  readonly kind: string
  readonly render: (source: Source) => unknown
}

/** `with_fileglob`: the files that match a pattern in one folder, each with its absolute path. */
export function fileglob(terms: Terms, search: Search): unknown[] {
  return termsOf(terms).flatMap(term => {
    const pattern = known<unknown>(term)
    if (typeof pattern !== 'string') throw wrongTerm(terms, 'patterns of files', pattern)
    const name = basename(pattern)
    const folders =
      name === pattern
        ? placesOf(terms, search, '')
        : placesOf(terms, search, dirname(pattern))
            .filter(folder => existsSync(folder))
            .slice(0, 1)
    return folders.map(folder => matching(folder, name)).find(found => found.length > 0) ?? []
  })
}

/** In the order of their names; Ansible gives that of the disk. As in a shell, `*` matches no name that begins with a dot. */
function matching(folder: string, pattern: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return []
  const { matches } = compileGlob(pattern)
  const names = readdirSync(folder)
    .filter(name => matches(name) && (pattern.startsWith('.') || !name.startsWith('.')))
    .sort()
  const found = names
    .map(name => join(folder, name))
    .filter(path => existsSync(path) && statSync(path).isFile())
  for (const path of found) noteFile(path)
  return found
}

/**
 * `with_first_found`: the first of some files that exists. `written` has names, lists of them and `{files, paths, skip}`; a name
 * with a variable that does not exist is passed over. Throws InputError if there is none, unless `skip` is set.
 */
export function firstFound(terms: Omit<Terms, 'value'>, written: Source, search: Search): unknown[] {
  const { names, skips } = namesOf(terms, knownTerms(written, search.render))
  const tried = names.flatMap(name => placesOf(terms, search, name))
  const found = tried.find(path => existsSync(path))
  if (found !== undefined) return [found]
  if (skips) return []
  const hint = tried.length > 0 ? `looked for ${tried.join(', ')}` : 'no name could be made of its templates'
  throw new InputError(`\`${terms.form}\` found none of its files`, { place: terms.place, hint })
}

/** The terms without those that need a variable that does not exist, wherever in them. */
function knownTerms(written: Source, render: (source: Source) => unknown): unknown[] {
  if (written.kind !== 'list' || written.make) {
    const value = valueOrNothing(written, render)
    return isList(value) ? [...value] : [value]
  }
  return written.items.map(item => valueOrNothing(item, render)).filter(value => value !== undefined)
}

function valueOrNothing(source: Source, render: (source: Source) => unknown): unknown {
  try {
    return known(render(source))
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** As in Ansible, a map without `paths` replaces the names before it, and `skip` is that of the last term. */
function namesOf(
  terms: Omit<Terms, 'value'>,
  values: readonly unknown[],
): { names: string[]; skips: boolean } {
  let names: string[] = []
  let skips = false
  for (const term of values) {
    if (term === undefined) continue
    skips = false
    if (typeof term === 'string') names.push(term)
    else if (isList(term)) {
      const inner = namesOf(terms, term)
      names.push(...inner.names)
      skips = inner.skips
    } else if (isMap(term)) {
      const { files, paths } = term
      skips = parseFlag(term.skip) === true
      const own = splitNames(files, /[,;]/)
      const folders = splitNames(paths, /[,:;]/)
      if (folders.length > 0) names.push(...folders.flatMap(folder => own.map(name => join(folder, name))))
      else names = own
    } else throw wrongTerm({ ...terms, value: term }, 'names of files and maps of `files` and `paths`', term)
  }
  return { names, skips }
}

function splitNames(value: unknown, separator: RegExp): string[] {
  if (value === undefined || value === null) return []
  const values = isList(value) ? value : [value]
  return values.flatMap(each => String(each).split(separator))
}

/**
 * Where a file may be: in the role of the task, in those that use it, in the folder of the task's file, in that of the playbook;
 * in each, first in the folder of its kind.
 */
function placesOf(
  { place }: Pick<Terms, 'place'>,
  { roles, playbook, kind }: Search,
  path: string,
): string[] {
  const expanded = expandHome(path)
  if (isAbsolute(expanded)) return [expanded]
  const folders = [...roles.map(role => role.path), dirname(place.file), playbook]
  const isOfKind = path.split('/')[0] === kind
  const tried = folders.flatMap(folder => [
    ...(isOfKind ? [] : [resolve(folder, kind, path)]),
    resolve(folder, path),
  ])
  return [...new Set(tried)]
}
