import { dirname } from 'node:path'
import type { Layer } from '../../evaluation/scope.ts'
import { SEARCH_PATH } from '../../functions/controller.ts'
import type { InheritedVariables } from '../../playbook/keywords/inherit.ts'
import { type Role, withUsers } from '../../playbook/roles/role.ts'
import type { PlayContext } from '../state/context.ts'

/** The folders in which the files of a task are searched. Tasks with the same folders share one object. */
export interface SearchPath {
  readonly layer: Layer
}

/**
 * Returns the folders for a task or a play: those of its role and the roles that use it, of its file, and of the
 * playbook.
 */
export function searchPathOf(
  { play }: Pick<PlayContext, 'play'>,
  step: InheritedVariables | undefined,
): SearchPath {
  const file = (step as { readonly place?: { readonly file: string } } | undefined)?.place?.file
  const key = step?.role ?? play
  const known = paths.get(key) ?? new Map<string, SearchPath>()
  paths.set(key, known)
  const [own, playbook] = [dirname(file ?? play.place.file), dirname(play.place.file)]
  const path = known.get(own) ?? { layer: layerOf([...foldersOf(step?.role), own, playbook]) }
  known.set(own, path)
  return path
}

/** Returns the layer with the search path, as functions read it and as Ansible's `ansible_search_path`. */
export function layerOf(folders: readonly string[]): Layer {
  const value = [...new Set(folders)]
  return new Map([
    [SEARCH_PATH, { value }],
    ['ansible_search_path', { value }],
  ])
}

const paths = new WeakMap<object, Map<string, SearchPath>>()

function foldersOf(role: Role | undefined): string[] {
  return withUsers(role).map(({ path }) => path)
}
