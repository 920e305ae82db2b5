import { isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml'
import { plainName } from '../../playbook/keywords/collections.ts'
import { typeNamed } from '../../playbook/keywords/type-names.ts'
import { TASK_KEYS } from '../../playbook/read-task.ts'
import { unsupportedModule } from '../../playbook/unsupported-ansible.ts'
import { ANYTHING, type Shape } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import type { FileVisit } from './file-visit.ts'
import { loopShapes } from './loop-shapes.ts'
import { visitTextParams } from './text-params.ts'

/** The facts about Drover and the project that the conversion of tasks needs. */
export interface TaskWorld {
  readonly taskTypes: readonly string[]
  /** Returns the new name of a converted template; undefined for any other name. */
  readonly renamed: (template: string) => string | undefined
}

const STEPS = ['import_tasks', 'include_tasks', 'include', 'import_role', 'include_role', 'meta']
const CONDITIONS = ['when', 'until', 'changed_when', 'failed_when']
const LISTS_OF_TASKS = ['block', 'rescue', 'always']
/** Task types whose params are variables. */
const SETTERS = ['set_fact', 'set_stats', 'add_host']

const OTHER_KEYS = [
  'args',
  'action',
  'local_action',
  'sudo',
  'sudo_user',
  'collections',
  'rescue_unreachable',
  'first_available_file',
]

/** Converts a list of tasks, blocks and includes. */
export function visitTasks(node: ParsedNode | null, visit: FileVisit, world: TaskWorld): void {
  if (!isSeq(node)) return
  for (const item of node.items) if (isMap(item)) visitTask(item as YAMLMap.Parsed, visit, world)
}

function visitTask(node: YAMLMap.Parsed, visit: FileVisit, world: TaskWorld): void {
  const entries = entriesOf(node)
  const name = entries.get('name')?.value
  const unit = {
    what: 'task' as const,
    name: isScalar(name) ? String(name.value) : nameless(entries, world),
    place: visit.file.placeOf(node),
  }
  visit.within(unit, loopOf(node, visit), () => {
    for (const [key, entry] of entries) if (!LISTS_OF_TASKS.includes(key)) visitKey(key, entry, visit, world)
  })
  for (const key of LISTS_OF_TASKS) visitTasks(entries.get(key)?.value ?? null, visit, world)
}

/**
 * Returns the shapes of the variables of a task's loop. If the task uses an alias of something outside of it, they
 * are unknown.
 */
function loopOf(node: YAMLMap.Parsed, visit: FileVisit): ReadonlyMap<string, Shape> {
  try {
    const source = visit.file.sourceOf(node)
    return source.kind === 'map' ? loopShapes(source, visit.project) : new Map()
  } catch (error) {
    if (error instanceof Unconvertible) return new Map([['item', ANYTHING]])
    throw error
  }
}

interface Entry {
  readonly key: ParsedNode
  readonly value: ParsedNode | null
}

/** Returns the entries of a map by key, with collection prefixes removed. */
export function entriesOf(node: YAMLMap.Parsed): ReadonlyMap<string, Entry> {
  return new Map(
    node.items.map(({ key, value }) => [
      isScalar(key) ? plainName(String(key.value)) : '',
      { key: key as ParsedNode, value: value as ParsedNode | null },
    ]),
  )
}

function nameless(entries: ReadonlyMap<string, Entry>, world: TaskWorld): string {
  if (entries.has('block')) return 'block'
  return (
    [...entries.keys()].find(key => isType(key, world) || STEPS.includes(key)) ??
    [...entries.keys()].join(' ')
  )
}

function isType(key: string, { taskTypes }: TaskWorld): boolean {
  return typeNamed(key, { taskTypes, roleTypes: new Map() }) !== undefined
}

const PARAMS = { takesTag: true, takesNumbers: true } as const
const KEYWORD = { takesTag: false, takesNumbers: true } as const
const VARIABLES = { takesTag: true, takesNumbers: false } as const

function visitKey(key: string, { key: keyNode, value }: Entry, visit: FileVisit, world: TaskWorld): void {
  if (CONDITIONS.includes(key)) visit.conditions(value)
  else if (key === 'vars' || key === 'environment') visit.values(value, VARIABLES)
  else if (key === 'loop' || key.startsWith('with_')) visit.values(value, VARIABLES)
  else if (key === 'action' || key === 'local_action') visitAction(value, visit, world)
  else if (isType(key, world) || STEPS.includes(key)) visitParams(key, value, visit, world)
  else if (TASK_KEYS.includes(key) || OTHER_KEYS.includes(key)) visit.values(value, KEYWORD)
  else {
    const known = unsupportedModule(key, visit.file.placeOf(keyNode))
    const hint = known?.hint ?? 'use `command` with `unless`, or write a task type in `tasks/`'
    visit.note(keyNode, 'missing', `there is no task type \`${key}\` in Drover: ${hint}`)
    visit.values(value, PARAMS)
  }
}

function visitAction(value: ParsedNode | null, visit: FileVisit, world: TaskWorld): void {
  if (isScalar(value)) visitTextParams('action', value as Scalar.Parsed, visit, world)
  else visit.values(value, KEYWORD)
}

/** Converts the params of a task, written as a map or as text. */
function visitParams(type: string, value: ParsedNode | null, visit: FileVisit, world: TaskWorld): void {
  if (isScalar(value)) {
    visitTextParams(type, value as Scalar.Parsed, visit, world)
    return
  }
  if (!isMap(value)) {
    visit.values(value, PARAMS)
    return
  }
  const position = SETTERS.includes(type) ? VARIABLES : PARAMS
  for (const [param, entry] of entriesOf(value as YAMLMap.Parsed)) {
    if (type === 'assert' && param === 'that') visit.conditions(entry.value)
    else if (type === 'debug' && param === 'var') visit.bare(entry.value)
    else if (type === 'template' && param === 'src') visitSource(entry.value, visit, world)
    else visit.values(entry.value, STEPS.includes(type) ? KEYWORD : position)
  }
}

function visitSource(value: ParsedNode | null, visit: FileVisit, world: TaskWorld): void {
  const name = isScalar(value) ? world.renamed(String(value.value)) : undefined
  if (name !== undefined) visit.replaceText(value as Scalar.Parsed, name)
  else visit.values(value, PARAMS)
}
