import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { z } from 'zod'
import type { ComposedTaskType, StateTaskType, TaskType } from '../../authoring/define.ts'
import { belowWorkingDirectory } from '../../authoring/working-directory.ts'
import { expandHome } from '../../base/expand-home.ts'
import { findUnknown, orUnknown, Unknown } from '../../values/unknown.ts'
import type { RunContext } from '../state/context.ts'

type Types = Pick<RunContext['types'], 'load' | 'ownNames'>

/** The files that tasks may have written on the controller up to a point of the run. */
export interface WrittenFiles {
  readonly projectDir: string
  /** True if there may be files that no task names, because a program may have created any file. */
  mayHaveMore: boolean
  /** The absolute paths that tasks name: files, and folders in which they may write files. */
  readonly paths: Set<string>
  /**
   * The absolute paths of folders that tasks create, or in which they name files. Such folders may be listed as a
   * whole.
   */
  readonly folders: Set<string>
  /** The words of commands. They may be paths, relative to any folder. */
  readonly words: Set<string>
}

/** Creates the state before the first task, with nothing written. */
export function nothingWritten(projectDir: string): WrittenFiles {
  return { projectDir, mayHaveMore: false, paths: new Set(), folders: new Set(), words: new Set() }
}

/** A task that writes on the controller. Reading a param that is not known yet throws UnknownValueError. */
interface ControllerTask<T extends TaskType = TaskType> {
  readonly name: string
  readonly type: T
  readonly params: Readonly<Record<string, unknown>>
}

/** Records the files that a task on the controller may write. Files that it only reads are not included. */
export async function recordWrites(written: WrittenFiles, task: ControllerTask, types: Types): Promise<void> {
  const { type, params } = task
  if ('expand' in type) return recordCalls(written, { ...task, type }, types)
  if (!type.apply) return
  if (leavesContent(task)) return recordFolder(written, task)
  if (runsProgram({ ...task, type }, types.ownNames)) {
    written.mayHaveMore = true
    for (const word of textsOf(params).flatMap(wordsIn)) written.words.add(word)
    return
  }
  if (isPlaceUnknown(params)) written.mayHaveMore = true
  const reads = orUnknown(() => type.reads?.(params as never) ?? [])
  const read = new Set(reads instanceof Unknown ? [] : reads.map(({ path }) => path))
  for (const text of textsOf(params)) {
    if (text !== '' && !read.has(text)) recordPath(written, absolute(text, written.projectDir))
  }
}

/**
 * Whether a task so far may have written a file of the controller. A file that exists counts as written only if a
 * task names it, or a folder that contains it: the folder of the project, or one inside it.
 */
export function mayBeWritten(written: WrittenFiles, file: string): boolean {
  return !isNothing(written) && isAmong(written, file, existsSync(file))
}

function isNothing({ mayHaveMore, paths, folders, words }: WrittenFiles): boolean {
  return !mayHaveMore && paths.size + folders.size + words.size === 0
}

function isAmong(
  { projectDir, mayHaveMore, paths, folders, words }: WrittenFiles,
  file: string,
  exists: boolean,
): boolean {
  if (!exists && mayHaveMore) return true
  if (folders.has(file)) return true
  for (let path = file; ; path = dirname(path)) {
    if (paths.has(path)) return true
    // A command that names the folder of the whole project, as `git -C` does, does not necessarily write to it.
    if (path !== projectDir && isNamedBy(words, path)) return true
    if (path === dirname(path) || (exists && path === projectDir)) return false
  }
}

/** Whether a file that is searched at several places, in their order, may be one that a task so far has written. */
export function mayFindWritten(written: WrittenFiles, places: readonly string[]): boolean {
  if (isNothing(written)) return false
  const found = places.findIndex(path => existsSync(path))
  if (found === -1) return places.some(path => isAmong(written, path, false))
  // An earlier place gets a file only if a task names it.
  const named = { ...written, mayHaveMore: false }
  return places.slice(0, found + 1).some((path, index) => isAmong(named, path, index === found))
}

function recordPath({ paths, folders }: WrittenFiles, path: string): void {
  paths.add(path)
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) folders.add(folder)
}

async function recordCalls(
  written: WrittenFiles,
  { name, type, params }: ControllerTask<ComposedTaskType<z.ZodObject>>,
  types: Types,
): Promise<void> {
  try {
    for (const call of type.expand({ params })) {
      if (call.type === name) written.mayHaveMore = true
      else
        await recordWrites(
          written,
          { name: call.type, type: await types.load(call.type), params: call.params },
          types,
        )
    }
  } catch {
    // Its errors are reported when it runs. Until then, it may write any file.
    written.mayHaveMore = true
  }
}

/** Records a folder that `file` creates. */
function recordFolder({ folders, projectDir }: WrittenFiles, { name, params }: ControllerTask): void {
  const [path, state] = [orUnknown(() => params.path), orUnknown(() => params.state)]
  if (name === 'file' && state === 'directory' && typeof path === 'string')
    folders.add(absolute(path, projectDir))
}

/** Task types that change a file's attributes but not its content. */
const ATTRIBUTE_TYPES = new Set(['acl', 'xattr'])

/** The states with which `file` creates a file, or a link to other files. */
const CREATING_STATES = new Set<unknown>(['touch', 'link', 'hard'])

function leavesContent({ name, params }: ControllerTask): boolean {
  if (name !== 'file') return ATTRIBUTE_TYPES.has(name)
  const state = orUnknown(() => params.state)
  return !(state instanceof Unknown) && !CREATING_STATES.has(state)
}

/** Whether a task runs a program that the user chose. The same is assumed of an action of a project's own task type. */
function runsProgram(
  { name, type, params }: ControllerTask<StateTaskType<z.ZodObject, never>>,
  ownNames: readonly string[],
): boolean {
  if (type.detaches || name === 'expect') return true
  const isOwn = ownNames.includes(name) || name.includes('.')
  if (!isOwn || type.action === undefined) return false
  const { action } = type
  return typeof action !== 'function' || orUnknown(() => action(params as never)) !== undefined
}

/** Whether the paths that the task writes to are unknown. */
function isPlaceUnknown(params: Readonly<Record<string, unknown>>): boolean {
  const places = ['path', 'dest'].filter(name => name in params)
  const deciding = places.length > 0 ? places : Object.keys(params)
  return deciding.some(name => findUnknown(orUnknown(() => params[name])) !== undefined)
}

/** Returns all strings in params, as far as they are known. */
function textsOf(params: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(params).flatMap(name => textsIn(orUnknown(() => params[name])))
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Unknown || typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

function absolute(path: string, projectDir: string): string {
  const below = belowWorkingDirectory(path)
  return below === undefined ? resolve(projectDir, expandHome(path)) : resolve(below)
}

/** Returns the words of a command, each as the end of a path: without a leading `./`, `../` or `$DIR/`. */
function wordsIn(text: string): string[] {
  return text
    .split(/[\s'"`=<>|&;()]+/)
    .map(word => expandHome(word).replace(/^((\.{1,2}|~\+|\$\w+|\$\{\w+\})\/+)+/, ''))
    .map(word => word.replace(/\/+$/, ''))
    .filter(word => word !== '')
}

/** Whether words of commands may refer to a path: they are equal to the path or to its end. */
function isNamedBy(words: ReadonlySet<string>, path: string): boolean {
  if (words.size === 0) return false
  if (words.has(path)) return true
  const names = path.split('/').slice(1)
  return names.some((_, index) => words.has(names.slice(index).join('/')))
}
