import { dirname } from 'node:path'
import { InputError, type Source } from '../../../errors.ts'
import { DISK, filesMatching, type Places, placesOf, wantedFiles } from '../../../functions/find-files.ts'
import { isList } from '../../../values/plain.ts'
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
    return filesMatching(pattern, placesFor(terms, search), DISK)
  })
}

/**
 * `with_first_found`: the first of some files that exists. `written` has names, lists of them and `{files, paths, skip}`; a name
 * with a variable that does not exist is passed over. Throws InputError if there is none, unless `skip` is set.
 */
export function firstFound(terms: Omit<Terms, 'value'>, written: Source, search: Search): unknown[] {
  const { names, skips } = wantedFiles(knownTerms(written, search.render), value =>
    wrongTerm({ ...terms, value }, 'names of files and maps of `files` and `paths`', value),
  )
  const tried = names.flatMap(name => placesOf(placesFor(terms, search), name))
  const found = tried.find(path => DISK.kindOf(path) !== undefined)
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

/** The role of the task, those that use it, the folder of the task's file, that of the playbook. */
function placesFor({ place }: Pick<Terms, 'place'>, { roles, playbook, kind }: Search): Places {
  return { folders: [...roles.map(role => role.path), dirname(place.file), playbook], kind }
}
