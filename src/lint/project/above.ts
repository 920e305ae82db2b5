import { basename, dirname, join, resolve } from 'node:path'
import { YAML_ENDINGS } from '../../yaml/vars-folder.ts'
import { FILE_INCLUDES, includeParams, nameOf, ROLE_INCLUDES } from './include-names.ts'
import type { LintFile } from './lint-file.ts'
import type { Above } from './lint-project.ts'
import { keyword, type LintLevel, type LintStep } from './lint-step.ts'
import { listOf } from './written.ts'

/** A play or an include that brings in a task file, with the levels around it. */
interface User {
  readonly levels: readonly LintLevel[]
  /** The file of the include, if other files may bring it in; undefined if it is in a play. */
  readonly file: string | undefined
}

interface Parts {
  readonly files: readonly LintFile[]
  readonly plays: readonly LintLevel[]
  readonly steps: readonly LintStep[]
  readonly roles: ReadonlyMap<string, string>
}

/**
 * Returns a function that finds the levels that may be around a step, including the step itself, as far as files and
 * roles are named without templates.
 */
export function aboveIn(parts: Parts): (level: LintLevel) => Above {
  const users = usersOf(parts)
  const files = new Map<string, Above>()
  const known = new Map<LintLevel, Above>()
  const find = (step: LintLevel): Above => {
    if (step.kind === 'play') return { levels: new Set([step]), isComplete: true }
    const own = new Set<LintLevel>([step, ...step.enclosing])
    if (step.enclosing[0]?.kind === 'play') return { levels: own, isComplete: true }
    const file = files.get(step.file.path) ?? aboveFile(step.file.path, users)
    files.set(step.file.path, file)
    return { levels: new Set([...own, ...file.levels]), isComplete: file.isComplete }
  }
  return level => {
    const above = known.get(level) ?? find(level)
    known.set(level, above)
    return above
  }
}

function aboveFile(path: string, users: ReadonlyMap<string, readonly User[]>): Above {
  const levels = new Set<LintLevel>()
  const seen = new Set<string>()
  let isComplete = true
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const own = users.get(file) ?? []
    if (own.length === 0) isComplete = false
    for (const user of own) {
      for (const level of user.levels) levels.add(level)
      if (user.file !== undefined) visit(user.file)
    }
  }
  visit(path)
  return { levels, isComplete }
}

/** Returns the plays and includes that bring in each task file, by its absolute path. */
function usersOf({ files, plays, steps, roles }: Parts): Map<string, User[]> {
  const found: Found = { users: new Map(), roles, paths: new Set(files.map(({ path }) => path)) }
  for (const play of plays)
    for (const entry of listOf(keyword(play, 'roles')))
      noteRole(found, nameOf(entry, 'role', 'name'), undefined, { levels: [play], file: undefined })
  for (const step of steps) if (step.kind === 'include') noteInclude(found, step)
  for (const file of files) if (file.kind === 'metadata') noteDependencies(found, file)
  return found.users
}

interface Found {
  readonly users: Map<string, User[]>
  readonly roles: ReadonlyMap<string, string>
  /** The paths of the files in the project. */
  readonly paths: ReadonlySet<string>
}

/** Returns the names of the roles that plays and steps use; an empty string for a name that is a template. */
export function rolesUsed(plays: readonly LintLevel[], steps: readonly LintStep[]): string[] {
  const listed = plays.flatMap(play =>
    listOf(keyword(play, 'roles')).map(entry => nameOf(entry, 'role', 'name')),
  )
  const included = steps.flatMap(step =>
    step.kind === 'include'
      ? ROLE_INCLUDES.map(key => includeParams(step, key))
          .filter(Boolean)
          .map(params => nameOf(params, 'name', 'role'))
      : [],
  )
  return [...listed, ...included].map(name => name ?? '')
}

function note({ users }: Found, path: string | undefined, user: User): void {
  if (path !== undefined) users.set(path, [...(users.get(path) ?? []), user])
}

/** Notes which play or include uses a task file of a role (`file`, or `main`) and its handlers. */
function noteRole(found: Found, name: string | undefined, file: string | undefined, user: User): void {
  const folder = name === undefined ? undefined : found.roles.get(basename(name))
  if (folder === undefined) return
  note(found, fileNamed(join(folder, 'tasks', file ?? 'main'), found.paths), user)
  note(found, fileNamed(join(folder, 'handlers', 'main'), found.paths), user)
}

function noteInclude(found: Found, step: LintStep): void {
  const isInPlay = step.enclosing[0]?.kind === 'play'
  const user = { levels: [step, ...step.enclosing], file: isInPlay ? undefined : step.file.path }
  for (const key of FILE_INCLUDES) {
    const name = nameOf(includeParams(step, key), 'file')
    if (name !== undefined) note(found, includedFile(name, step, found.paths), user)
  }
  for (const key of ROLE_INCLUDES) {
    const params = includeParams(step, key)
    const file = params?.kind === 'map' ? nameOf(params, 'tasks_from') : undefined
    noteRole(found, nameOf(params, 'name', 'role'), file, user)
  }
}

function noteDependencies(found: Found, { path, role, source }: LintFile): void {
  if (role === undefined || source.kind !== 'map') return
  const main = fileNamed(join(role, 'tasks', 'main'), found.paths)
  for (const entry of listOf(source.entries.get('dependencies')?.value))
    noteRole(found, nameOf(entry, 'role', 'name'), undefined, { levels: [], file: main ?? path })
}

function includedFile(name: string, { file }: LintStep, paths: ReadonlySet<string>): string | undefined {
  const folders = [dirname(file.path), ...(file.role === undefined ? [] : [join(file.role, 'tasks')])]
  return folders.map(folder => resolve(folder, name)).find(path => paths.has(path))
}

function fileNamed(base: string, paths: ReadonlySet<string>): string | undefined {
  return [base, ...YAML_ENDINGS.map(ending => base + ending)].find(path => paths.has(path))
}
