import { dirname } from 'node:path'
import { InputError, type Source } from '../../../errors.ts'
import { DISK, filesMatching, type Places, placesOf, wantedFiles } from '../../../functions/find-files.ts'
import { isList } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'
import type { Role } from '../../roles/role.ts'
import { type Terms, termsOf, wrongTerm } from './terms.ts'

/** The folders in which a task searches for its files, in addition to the folder of its own file. */
export interface FileRoots {
  /** The role that the task belongs to, followed by the roles that use it. */
  readonly roles: readonly Role[]
  /** The folder of the playbook. */
  readonly playbook: string
}

/** The folders in which a loop searches for files, and the function that renders its values. */
export interface Search extends FileRoots {
  /** The subfolder of these folders that holds files of this kind: `files`, `templates` or `vars`. */
  readonly kind: string
  readonly render: (source: Source) => unknown
}

/** Implements `with_fileglob`: returns the absolute paths of the files that match a pattern in one folder. */
export function fileglob(terms: Terms, search: Search): unknown[] {
  return termsOf(terms).flatMap(term => {
    const pattern = known<unknown>(term)
    if (typeof pattern !== 'string') throw wrongTerm(terms, 'patterns of files', pattern)
    return filesMatching(pattern, placesFor(terms, search), DISK)
  })
}

/**
 * Implements `with_first_found`: returns the first of several files that exists. `written` contains names, lists of
 * names and maps `{files, paths, skip}`. A name that contains an undefined variable is skipped. Throws InputError if
 * no file exists, unless `skip` is set.
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
  throw new InputError(`\`${terms.form}\` found none of its files`, {
    place: terms.place,
    hint,
    ansibleMessage: 'No file was found when using first_found.',
  })
}

/** Renders the terms, without those that need a variable that does not exist. */
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

/**
 * Returns the folders to search: of the role of the task, of the roles that use it, of the task's file, and of the
 * playbook.
 */
function placesFor({ place }: Pick<Terms, 'place'>, { roles, playbook, kind }: Search): Places {
  return { folders: [...roles.map(role => role.path), dirname(place.file), playbook], kind }
}
