import { basename, dirname } from 'node:path'
import { InputError, type Place, type Source } from '../errors.ts'
import { loadYamlIfAny, type VarsSource } from '../yaml/load.ts'
import { attempt } from '../yaml/problems.ts'
import { type Reading, withinRole } from './keywords/context.ts'
import type { Inherited } from './keywords/inherit.ts'
import { readRoleEntry } from './read-role-entry.ts'
import { readEntryPoint } from './roles/argument-specs.ts'
import { findRole } from './roles/find-role.ts'
import { readMeta } from './roles/meta.ts'
import { innermostPrivateRole, inputsOf, type Privacy } from './roles/privacy.ts'
import type { Role, RoleFiles } from './roles/role.ts'
import { fileOf, mustBeRole, varsOf } from './roles/role-files.ts'
import { validationTask } from './roles/validation-task.ts'
import type { BlockStep, RoleRun, Step } from './steps.ts'

/** A use of a role: in `roles`, as a dependency, or by a task. */
export interface RoleUse {
  readonly name: string
  readonly place: Place
  readonly files: RoleFiles
  readonly given: VarsSource
  readonly params: VarsSource
  /** Distinguishes this use from others of the role of the same name. */
  readonly distinction: unknown
  /** Whether a host may run the role again; if absent, its metadata determines that. */
  readonly allowsDuplicates?: boolean
  readonly ancestors: readonly Role[]
  /** Whether the rest of the play can read the role's variables. */
  readonly isExported: boolean
  readonly isDependency: boolean
  /** Whether its argument spec is ignored (`rolespec_validate: false`). */
  readonly isUnchecked?: boolean
  /** The keywords that its tasks inherit. */
  readonly inherited: Inherited
}

export type ReadSteps = (source: Source, inherited: Inherited, reading: Reading) => Step[]

/**
 * Reads a role with its dependencies: returns a block for each, in the order in which they run. Errors in tasks are
 * added to `reading.problems`. Throws InputError if the role does not exist or depends on itself.
 */
export function readRole(use: RoleUse, reading: Reading, readSteps: ReadSteps): BlockStep[] {
  const { place, files, given, params, ancestors, isDependency } = use
  const { playbookDir, rolesPath = [], collections, problems } = reading
  const search = { playbookDir, rolesPath, collections, parent: ancestors.at(-1) }
  const found = findRole(use.name, place, search)
  const source = { ...found, files, place }
  mustBeRole(source)
  const meta = readMeta(found.path, reading)
  const read = (folder: 'vars' | 'defaults'): VarsSource =>
    attempt(problems, () => varsOf(source, folder, reading)) ?? new Map()
  const defaults = read('defaults')
  const privacy =
    meta.outputs &&
    attempt(problems, () => privacyOf(use, { ...found, defaults }, meta.outputs ?? [], reading))
  const ownRole: Role = {
    ...found,
    ...(privacy ? { privacy } : {}),
    playbookDir,
    identity: JSON.stringify([found.path, use.distinction]),
    allowsDuplicates: use.allowsDuplicates ?? meta.allowsDuplicates,
    defaults,
    vars: read('vars'),
    given,
    params,
    dependencies: [],
    ancestors,
    isDependency,
  }
  // The tasks of a private role do not inherit variables from the place where the role is used.
  const { includeParams: _, ...withoutParams } = use.inherited
  const inner: Inherited = privacy ? { ...withoutParams, vars: [] } : use.inherited
  const isExported = use.isExported && !innermostPrivateRole(ownRole)
  const needed = meta.dependencies.map(entry =>
    attempt(problems, () => {
      const within = { ...reading, chain: chainWith(found.path, place, reading) }
      const dependency = readRoleEntry(entry, inner, within)
      return readRole(
        { ...dependency, ancestors: [...ancestors, ownRole], isExported: use.isExported, isDependency: true },
        within,
        readSteps,
      )
    }),
  )
  const blocks = needed.flatMap(each => each ?? [])
  const role = { ...ownRole, dependencies: needed.flatMap(each => each?.at(-1)?.roleRun?.role ?? []) }
  const inherited = { ...inner, role }
  const steps = (folder: 'tasks' | 'handlers', isHandlers: boolean): Step[] => {
    const file = attempt(problems, () => fileOf(source, folder))
    if (file === undefined) return []
    const chain = chainWith(file, place, reading)
    const list = attempt(problems, () => loadYamlIfAny(file, reading))
    const within = { ...withinRole(reading, found), chain, isHandlers }
    // Handlers are not part of the block that uses the role.
    const { notify: _notify, ...ofHandlers } = inherited
    return (
      (list && attempt(problems, () => readSteps(list, isHandlers ? ofHandlers : inherited, within))) ?? []
    )
  }
  const validation = use.isUnchecked
    ? undefined
    : attempt(problems, () => validationTask(role, files.tasks, place, reading))
  const validating = validation ? readSteps(validation, inherited, { ...reading, isHandlers: false }) : []
  const block = [...validating, ...steps('tasks', reading.isHandlers)]
  const roleRun = { role, handlers: steps('handlers', true), isExported }
  return [...blocks, { kind: 'block', ...inherited, place, block, rescue: [], always: [], roleRun }]
}

function privacyOf(
  { files, given, params, inherited, place }: RoleUse,
  role: Pick<Role, 'name' | 'path' | 'defaults'>,
  outputs: readonly string[],
  reading: Reading,
): Privacy {
  const spec = readEntryPoint(role.path, basename(files.tasks ?? 'main'), reading)
  const inputs = inputsOf(role, spec, [given, params])
  return { inputs, outputs: new Set(outputs), outer: { ...inherited, place } }
}

/**
 * Returns the chain of files with the path added. Throws InputError if the role, or the file of its tasks, is
 * already being read.
 */
function chainWith(path: string, place: Place, { chain }: Reading): readonly string[] {
  const first = chain.indexOf(path)
  if (first < 0) return [...chain, path]
  const circle = [...chain.slice(first), path].map(each => `\`${roleOf(each)}\``)
  throw new InputError(
    `circular roles: ${circle.filter((each, at) => each !== circle[at - 1] || at + 1 === circle.length).join(' → ')}`,
    {
      place,
      hint: 'remove one of these roles from the `dependencies` or the tasks of another',
    },
  )
}

/** Returns the name of a role from its folder or from a file of its tasks. */
function roleOf(path: string): string {
  return basename(basename(dirname(path)) === 'tasks' ? dirname(dirname(path)) : path)
}

/**
 * Returns the roles whose tasks are among the steps, including nested ones. A role comes after the roles that it
 * imports.
 */
export function roleRunsIn(steps: readonly Step[]): RoleRun[] {
  return steps.flatMap(step => {
    if (step.kind !== 'block') return []
    const inner = roleRunsIn([...step.block, ...step.rescue, ...step.always])
    return step.roleRun ? [...inner, step.roleRun] : inner
  })
}
