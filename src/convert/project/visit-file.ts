import { isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml'
import type { FileKind } from '../../project/file-kind.ts'
import type { FileVisit } from './file-visit.ts'
import { entriesOf, type TaskWorld, visitTasks } from './visit-tasks.ts'

const VARIABLES = { takesTag: true, takesNumbers: false } as const
const KEYWORD = { takesTag: false, takesNumbers: true } as const

/** Converts the values and conditions of a file, depending on its kind. */
export function visitFile(kind: FileKind, visit: FileVisit, world: TaskWorld): void {
  const { root } = visit.file
  if (!root) return
  if (kind === 'tasks') visitTasks(root, visit, world)
  if (kind === 'playbook' && isSeq(root))
    for (const play of root.items) if (isMap(play)) visitPlay(play as YAMLMap.Parsed, visit, world)
  if (kind === 'variables' || kind === 'inventory')
    visit.within({ what: 'variables', name: 'variables', place: visit.file.placeOf(root) }, new Map(), () =>
      visit.values(root, VARIABLES),
    )
  if (kind === 'metadata' && isMap(root)) visitMetadata(root as YAMLMap.Parsed, visit)
}

const LISTS_OF_TASKS = ['pre_tasks', 'tasks', 'post_tasks', 'handlers']

function visitPlay(node: YAMLMap.Parsed, visit: FileVisit, world: TaskWorld): void {
  const entries = entriesOf(node)
  const [name, hosts] = [
    entries.get('name')?.value,
    entries.get('hosts')?.value ?? entries.get('import_playbook')?.value,
  ]
  const named = [name, hosts].find(isScalar)
  const unit = {
    what: 'play' as const,
    name: isScalar(named) ? String(named.value) : 'play',
    place: visit.file.placeOf(node),
  }
  visit.within(unit, new Map(), () => {
    for (const [key, { value }] of entries) {
      if (LISTS_OF_TASKS.includes(key)) continue
      if (key === 'when') visit.conditions(value)
      else if (key === 'roles') visitRoles(value, visit)
      else visit.values(value, key === 'vars' || key === 'environment' ? VARIABLES : KEYWORD)
    }
  })
  for (const key of LISTS_OF_TASKS) visitTasks(entries.get(key)?.value ?? null, visit, world)
}

/** Converts the entries of `roles`, or of `dependencies` in a role's metadata. */
function visitRoles(node: ParsedNode | null, visit: FileVisit): void {
  if (!isSeq(node)) return
  for (const item of node.items) {
    if (!isMap(item)) {
      visit.values(item as ParsedNode, KEYWORD)
      continue
    }
    for (const [key, { value }] of entriesOf(item as YAMLMap.Parsed)) {
      if (key === 'when') visit.conditions(value)
      else visit.values(value, ['role', 'name', 'tags'].includes(key) ? KEYWORD : VARIABLES)
    }
  }
}

function visitMetadata(node: YAMLMap.Parsed, visit: FileVisit): void {
  const entries = entriesOf(node)
  visit.within({ what: 'role', name: 'metadata', place: visit.file.placeOf(node) }, new Map(), () => {
    visitRoles(entries.get('dependencies')?.value ?? null, visit)
    visit.values(entries.get('allow_duplicates')?.value ?? null, KEYWORD)
  })
}
