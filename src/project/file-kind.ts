import { basename, dirname } from 'node:path'
import type { Source } from '../errors.ts'

/** The kind of a YAML file of a project. `other`: data, or a file that Drover does not read. */
export type FileKind = 'playbook' | 'tasks' | 'variables' | 'inventory' | 'metadata' | 'settings' | 'other'

/** Determines the kind of a file by its folder and content. `path` is relative to the project. */
export function kindOfFile(path: string, source: Source): FileKind {
  const folders = dirname(path).split('/')
  const within = (...names: readonly string[]): boolean => folders.some(folder => names.includes(folder))
  if (within('files', 'templates', 'molecule', 'tests') || folders.some(folder => /^\.\w/.test(folder)))
    return 'other'
  if (['drover.yml', 'galaxy.yml', 'requirements.yml'].includes(basename(path)) || path.startsWith('.'))
    return 'settings'
  if (within('meta')) return basename(path).startsWith('argument_specs') ? 'settings' : 'metadata'
  if (within('defaults', 'vars', 'group_vars', 'host_vars'))
    return source.kind === 'map' ? 'variables' : 'other'
  if (source.kind === 'list') return kindOfList(source.items, within('tasks', 'handlers'))
  if (isInventory(source)) return 'inventory'
  return source.kind === 'map' && !within('roles') ? 'variables' : 'other'
}

function kindOfList(items: readonly Source[], isInTasks: boolean): FileKind {
  const [first] = items
  if (first?.kind !== 'map') return 'other'
  const isPlay = [...first.entries.keys()].some(
    key => key === 'hosts' || key.replace(/^ansible\.builtin\./, '') === 'import_playbook',
  )
  return isPlay && !isInTasks ? 'playbook' : 'tasks'
}

/** Whether a file contains only groups, each with hosts, children or variables. */
function isInventory(source: Source): boolean {
  if (source.kind !== 'map' || source.entries.size === 0) return false
  return [...source.entries.values()].every(({ value }) => {
    if (value.kind === 'scalar') return value.value === null
    return (
      value.kind === 'map' &&
      [...value.entries.keys()].every(key => ['hosts', 'children', 'vars'].includes(key))
    )
  })
}
