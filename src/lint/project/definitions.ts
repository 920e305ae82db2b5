import { basename, dirname } from 'node:path'
import type { Place, Source } from '../../errors.ts'
import { ROLE_KEYS } from '../../playbook/read-role-entry.ts'
import type { LintFile } from './lint-file.ts'
import { keyword, type LintLevel, type LintStep } from './lint-step.ts'
import { entriesOf, listOf } from './written.ts'

/** What sets a variable. `file` is a file of variables outside of roles and inventories. */
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

/** A place where a variable is set. */
export interface Definition {
  readonly name: string
  readonly place: Place
  readonly by: DefinedBy
  readonly file: LintFile
  /** The value as it is written; absent if only a run determines it. */
  readonly value?: Source
  /** The play or step that sets it; absent if a file sets it. */
  readonly level?: LintLevel
}

/** Returns all definitions of variables in the files, plays and steps of a project. */
export function definitionsIn(
  files: readonly LintFile[],
  plays: readonly LintLevel[],
  steps: readonly LintStep[],
): Definition[] {
  return [...files.flatMap(inFile), ...plays.flatMap(inPlay), ...steps.flatMap(inStep)]
}

/** The fields that all definitions at one place share. */
type Setter = Pick<Definition, 'by' | 'file' | 'level'>

function setBy(by: DefinedBy, level: LintLevel): Setter {
  return { by, file: level.file, level }
}

function inPlay(play: LintLevel): Definition[] {
  return [
    ...inMap(keyword(play, 'vars'), setBy('play', play)),
    ...promptsOf(play),
    ...listOf(keyword(play, 'roles')).flatMap(entry => roleParams(entry, setBy('params', play))),
  ]
}

function inStep(step: LintStep): Definition[] {
  const include = keyword(step, 'include_role') ?? keyword(step, 'import_role')
  const isShared = step.kind === 'include' || include !== undefined
  return [
    ...inMap(keyword(step, 'vars'), setBy(isShared ? 'params' : 'step', step)),
    ...named(keyword(step, 'register'), setBy('register', step)),
    ...loopNames(step),
    ...factsOf(step),
  ]
}

function factsOf(step: LintStep): Definition[] {
  if (step.task?.type !== 'set_fact') return []
  return inMap(step.task.params, setBy('set_fact', step)).filter(({ name }) => name !== 'cacheable')
}

function loopNames(step: LintStep): Definition[] {
  const control = keyword(step, 'loop_control')
  if (control?.kind !== 'map') return []
  return ['loop_var', 'index_var'].flatMap(key => named(control.entries.get(key)?.value, setBy('loop', step)))
}

function promptsOf(play: LintLevel): Definition[] {
  return listOf(keyword(play, 'vars_prompt')).flatMap(entry =>
    entry.kind === 'map' ? named(entry.entries.get('name')?.value, setBy('prompt', play)) : [],
  )
}

/** Returns the params that an entry of `roles` or `dependencies` sets. */
function roleParams(entry: Source, setter: Setter): Definition[] {
  if (entry.kind !== 'map') return []
  const own = [...entry.entries].filter(([key]) => !ROLE_KEYS.includes(key))
  return [
    ...inMap({ ...entry, entries: new Map(own) }, setter),
    ...inMap(entry.entries.get('vars')?.value, setter),
  ]
}

function inFile(file: LintFile): Definition[] {
  const { source } = file
  if (file.kind === 'variables') return inMap(source, { by: originOf(file), file })
  if (file.kind === 'inventory') return inventoryVars(source, file)
  if (file.kind !== 'metadata' || source.kind !== 'map') return []
  return listOf(source.entries.get('dependencies')?.value).flatMap(entry =>
    roleParams(entry, { by: 'params', file }),
  )
}

function originOf({ path, role }: LintFile): DefinedBy {
  const folders = path.split('/')
  if (folders.includes('group_vars') || folders.includes('host_vars')) return 'inventory'
  if (role === undefined) return 'file'
  return [dirname(path), dirname(dirname(path))].some(folder => basename(folder) === 'defaults')
    ? 'role defaults'
    : 'role vars'
}

/** Returns the variables of groups and hosts, including those of nested groups. */
function inventoryVars(source: Source | undefined, file: LintFile): Definition[] {
  return entriesOf(source).flatMap(([, { value }]) => {
    const group = new Map(entriesOf(value))
    const hosts = entriesOf(group.get('hosts')?.value)
    const own = [group.get('vars')?.value, ...hosts.map(([, host]) => host.value)]
    return [
      ...own.flatMap(vars => inMap(vars, { by: 'inventory', file })),
      ...inventoryVars(group.get('children')?.value, file),
    ]
  })
}

function inMap(source: Source | undefined, setter: Setter): Definition[] {
  return entriesOf(source).map(([name, { keyPlace, value }]) => ({ name, place: keyPlace, value, ...setter }))
}

function named(source: Source | undefined, setter: Setter): Definition[] {
  if (source?.kind !== 'scalar' || typeof source.value !== 'string') return []
  return [{ name: source.value, place: source.place, ...setter }]
}
