import { basename, dirname } from 'node:path'
import type { MapSource, Place, Source } from '../../errors.ts'
import { readTextParams } from '../../playbook/ansible-forms/text-params.ts'
import type { LintFile } from './lint-file.ts'
import { keyword, type LintLevel, type LintStep } from './lint-step.ts'
import { entriesOf, listOf } from './written.ts'

/** Where a variable is set. `file`: a file of variables that is no role's and no inventory's. */
export type DefinedBy =
  | 'play'
  | 'step'
  | 'role defaults'
  | 'role vars'
  | 'inventory'
  | 'file'
  | 'params'
  | 'prompt'
  | 'set_fact'
  | 'register'
  | 'loop'

/** A place at which a variable is given a value. */
export interface Definition {
  readonly name: string
  readonly place: Place
  readonly by: DefinedBy
  readonly file: LintFile
  /** As written; absent if only a run makes it. */
  readonly value?: Source
  /** The play or step that sets it. */
  readonly level?: LintLevel
}

/** All variables that the files, plays and steps of a project set. */
export function definitionsIn(
  files: readonly LintFile[],
  plays: readonly LintLevel[],
  steps: readonly LintStep[],
): Definition[] {
  return [
    ...files.flatMap(inFile),
    ...plays.flatMap(play => [
      ...inMap(keyword(play, 'vars'), 'play', play),
      ...promptsOf(play),
      ...listOf(keyword(play, 'roles')).flatMap(entry => roleParams(entry, play)),
    ]),
    ...steps.flatMap(inStep),
  ]
}

function inStep(step: LintStep): Definition[] {
  const include = keyword(step, 'include_role') ?? keyword(step, 'import_role')
  const isShared = step.kind === 'include' || include !== undefined
  return [
    ...inMap(keyword(step, 'vars'), isShared ? 'params' : 'step', step),
    ...named(keyword(step, 'register'), 'register', step),
    ...loopNames(step),
    ...factsOf(step),
  ]
}

function factsOf(step: LintStep): Definition[] {
  if (step.task?.type !== 'set_fact') return []
  return inMap(step.task.params, 'set_fact', step).filter(({ name }) => name !== 'cacheable')
}

function loopNames(step: LintStep): Definition[] {
  const control = keyword(step, 'loop_control')
  if (control?.kind !== 'map') return []
  return ['loop_var', 'index_var'].flatMap(key => named(control.entries.get(key)?.value, 'loop', step))
}

function promptsOf(play: LintLevel): Definition[] {
  return listOf(keyword(play, 'vars_prompt')).flatMap(entry =>
    entry.kind === 'map' ? named(entry.entries.get('name')?.value, 'prompt', play) : [],
  )
}

/** Keys of an entry of `roles` that are not params of the role. */
const ROLE_KEYWORDS = ['role', 'name', 'when', 'tags', 'become', 'become_user', 'delegate_to', 'environment']

function roleParams(entry: Source, play: LintLevel): Definition[] {
  if (entry.kind !== 'map') return []
  const own = [...entry.entries].filter(([key]) => !ROLE_KEYWORDS.includes(key) && key !== 'vars')
  return [
    ...inMap({ ...entry, entries: new Map(own) }, 'params', play),
    ...inMap(entry.entries.get('vars')?.value, 'params', play),
  ]
}

function inFile(file: LintFile): Definition[] {
  const { source } = file
  if (file.kind === 'variables') {
    const by = originOf(file)
    return entriesOf(source).map(([name, { keyPlace, value }]) => ({
      name,
      place: keyPlace,
      by,
      file,
      value,
    }))
  }
  if (file.kind === 'inventory') return inventoryVars(source, file)
  if (file.kind !== 'metadata' || source.kind !== 'map') return []
  return listOf(source.entries.get('dependencies')?.value).flatMap(entry =>
    entry.kind === 'map' ? paramsOfDependency(entry, file) : [],
  )
}

function paramsOfDependency(entry: MapSource, file: LintFile): Definition[] {
  const own = [...entry.entries].filter(([key]) => !ROLE_KEYWORDS.includes(key) && key !== 'vars')
  return [...own, ...entriesOf(entry.entries.get('vars')?.value)].map(([name, { keyPlace, value }]) => ({
    name,
    place: keyPlace,
    by: 'params',
    file,
    value,
  }))
}

function originOf({ path, role }: LintFile): DefinedBy {
  const folders = path.split('/')
  if (folders.includes('group_vars') || folders.includes('host_vars')) return 'inventory'
  if (role === undefined) return 'file'
  return [dirname(path), dirname(dirname(path))].some(folder => basename(folder) === 'defaults')
    ? 'role defaults'
    : 'role vars'
}

/** The variables of groups and hosts, however deep the groups are. */
function inventoryVars(source: Source, file: LintFile): Definition[] {
  return entriesOf(source).flatMap(([, { value }]) => {
    const group = new Map(entriesOf(value))
    const hosts = entriesOf(group.get('hosts')?.value)
    const own = [group.get('vars')?.value, ...hosts.map(([, host]) => host.value)]
    return [
      ...own.flatMap(entriesOf).map(
        ([name, entry]): Definition => ({
          name,
          place: entry.keyPlace,
          by: 'inventory',
          file,
          value: entry.value,
        }),
      ),
      ...(group.get('children') ? inventoryVars(group.get('children')?.value ?? source, file) : []),
    ]
  })
}

function inMap(source: Source | undefined, by: DefinedBy, level: LintLevel): Definition[] {
  return entriesOf(source && source.kind === 'scalar' ? readTextParams('set_fact', source) : source).map(
    ([name, { keyPlace, value }]) => ({ name, place: keyPlace, by, file: level.file, value, level }),
  )
}

function named(source: Source | undefined, by: DefinedBy, level: LintLevel): Definition[] {
  if (source?.kind !== 'scalar' || typeof source.value !== 'string') return []
  return [{ name: source.value, place: source.place, by, file: level.file, level }]
}
