import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError } from '../errors.ts'
import { noteFolder } from '../inputs.ts'
import type { TaskType } from './define.ts'

/** The task types that a run can use; names are read from the disk, files only when their task type is asked for. */
export interface TaskTypes {
  readonly names: readonly string[]
  /** Loads a task type once. Throws InputError where its file does not compile or exports no task. */
  readonly load: (name: string) => Promise<TaskType>
}

/**
 * Scans task folders, the first that has a name wins: a project's own `tasks/` before the built-in one.
 * Folders that do not exist are passed over.
 */
export function openTaskFolders(projectFolders: readonly string[]): TaskTypes {
  const files = new Map<string, string>()
  const builtIn = join(packageRoot(), 'tasks')
  for (const folder of [...projectFolders, builtIn]) {
    for (const file of taskFilesOf(folder)) {
      const name = basename(file, extname(file))
      if (!files.has(name)) files.set(name, file)
    }
  }
  const loaded = new Map<string, Promise<TaskType>>()
  return {
    names: [...files.keys()].sort(),
    load: name => {
      const known = loaded.get(name) ?? loadTaskType(name, files.get(name), builtIn)
      loaded.set(name, known)
      return known
    },
  }
}

/** The folder of Drover's own package, wherever the running file was bundled to. */
export function packageRoot(): string {
  root ??= findRoot()
  return root
}

let root: string | undefined

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

function taskFilesOf(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(file => /^[a-z][a-z0-9_]*\.(ts|js|mjs)$/.test(file) && !file.endsWith('.d.ts'))
    .map(file => join(folder, file))
}

async function loadTaskType(name: string, file: string | undefined, builtIn: string): Promise<TaskType> {
  if (file === undefined) throw new InputError(`unknown task type \`${name}\``)
  if (!isBuiltInFile(file, builtIn)) noteFolder(dirname(file))
  const exported = await importTask(name, file, builtIn).catch(cause => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new InputError(`the task file \`${file}\` cannot be loaded: ${reason}`, {
      place: { file, line: 1, column: 1 },
      cause,
    })
  })
  if (isTaskType(exported)) return exported
  throw new InputError(`the task file \`${file}\` does not export a task type`, {
    place: { file, line: 1, column: 1 },
    hint: 'end it with `export default defineTask({ … })`; docs/writing-tasks.md shows a whole one',
  })
}

async function importTask(name: string, file: string, builtIn: string): Promise<unknown> {
  if (!isBuiltInFile(file, builtIn) || isChangedSinceBuild(file)) return importTypeScript(file)
  // The bundler takes in the whole folder.
  return (await import(`../../tasks/${name}.ts`)).default
}

function isBuiltInFile(file: string, builtIn: string): boolean {
  return realpathSync(dirname(file)) === realpathSync(builtIn)
}

/** True where a bundle is running which was built before this file was last written. */
function isChangedSinceBuild(file: string): boolean {
  const running = fileURLToPath(import.meta.url)
  const isBundle = running.startsWith(join(packageRoot(), 'dist') + sep)
  return isBundle && statSync(running).mtimeMs < statSync(file).mtimeMs
}

/** jiti compiles TypeScript on any Node; the task's `drover/task` is the very module that is running here. */
async function importTypeScript(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const taskModule = await import('../task.ts')
  const jiti = createJiti(file, {
    virtualModules: { 'drover/task': taskModule },
    alias: { '../src/task.ts': 'drover/task', '../src/task.js': 'drover/task' },
    moduleCache: false,
  })
  return jiti.import(file, { default: true })
}

function isTaskType(value: unknown): value is TaskType {
  if (typeof value !== 'object' || value === null || !('params' in value) || !('summary' in value))
    return false
  return 'check' in value
    ? typeof value.check === 'function'
    : 'expand' in value && typeof value.expand === 'function'
}

/** The version of the package. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}
