import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TaskType } from './authoring/define.ts'
import { taskTypeFault } from './authoring/task-type-fault.ts'
import { noteFolder } from './base/files-read.ts'
import { loadFailure } from './base/load-failure.ts'
import { packageRoot } from './base/package.ts'
import { InputError } from './errors.ts'

/** The task types that a run can use; names are read from the disk, files only when their task type is asked for. */
export interface TaskTypes {
  readonly names: readonly string[]
  /** Those of a project, which are not built in. */
  readonly ownNames: readonly string[]
  /**
   * Adds those of a folder that a role brings, as `ROLE.NAME`; gives their full names by their own. Throws InputError if another role of that
   * name has one of them.
   */
  readonly addRole: (role: string, folder: string) => ReadonlyMap<string, string>
  /** Loads a task type once. Throws InputError if its file does not compile or exports no task. */
  readonly load: (name: string) => Promise<TaskType>
}

/**
 * Scans task folders and the folders in them, the first that has a name wins: a project's own `tasks/` before the built-in one.
 * Folders that do not exist are passed over.
 */
export function openTaskFolders(projectFolders: readonly string[]): TaskTypes {
  const found = new Map<string, Found>()
  const builtIn = join(packageRoot(), 'tasks')
  for (const folder of [...projectFolders, builtIn]) {
    for (const [name, files] of taskFilesOf(folder)) if (!found.has(name)) found.set(name, { folder, files })
  }
  const loaded = new Map<string, Promise<TaskType>>()
  const ofRoles = new Map<string, ReadonlyMap<string, string>>()
  return {
    names: [...found.keys()].sort(),
    ownNames: [...found].flatMap(([name, { folder }]) => (folder === builtIn ? [] : [name])).sort(),
    addRole: (role, folder) => {
      const known = ofRoles.get(folder) ?? addOfRole(found, role, folder)
      ofRoles.set(folder, known)
      return known
    },
    load: name => {
      const known = loaded.get(name) ?? loadTaskType(name, found.get(name), builtIn)
      loaded.set(name, known)
      return known
    },
  }
}

function addOfRole(found: Map<string, Found>, role: string, folder: string): ReadonlyMap<string, string> {
  const own = [...taskFilesOf(folder)].map(([name, files]) => {
    const full = `${role}.${name}`
    const other = found.get(full)
    if (other)
      throw new InputError(`two roles bring the task type \`${full}\`: ${other.folder} and ${folder}`, {
        hint: 'rename one of the roles',
      })
    found.set(full, { folder, files })
    return [name, full] as const
  })
  return new Map(own)
}

/** The files of a task folder with the name of one task type: more than one is ambiguous. */
interface Found {
  readonly folder: string
  readonly files: readonly string[]
}

/** The names of the task types in a folder and those in it. */
export function taskNamesOf(folder: string): string[] {
  return [...taskFilesOf(folder).keys()]
}

/** The files of a folder, and of those in it, that may hold task types, by the names of those. */
function taskFilesOf(folder: string): Map<string, string[]> {
  const files = new Map<string, string[]>()
  for (const path of scriptsBelow(folder)) {
    const name = taskNameOf(path)
    const known = files.get(name) ?? []
    // The first of a folder counts: `copy.js` may be what `copy.ts` was compiled to.
    const isRepeated = known.some(each => dirname(each) === dirname(path))
    if (isTaskName(name) && !isRepeated) files.set(name, [...known, path])
  }
  return files
}

/** The name of the task type that a file would hold. */
export function taskNameOf(path: string): string {
  return basename(path, extname(path))
}

export function isTaskName(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(name)
}

/** The files in TypeScript and JavaScript of a folder, by name, then those of the folders in it; none if there is no such folder. */
export function scriptsBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  const pathsOf = (some: typeof entries): string[] => some.map(({ name }) => join(folder, name))
  const isHidden = (name: string): boolean => name === 'node_modules' || name.startsWith('.')
  const folders = entries.filter(entry => entry.isDirectory() && !isHidden(entry.name))
  const scripts = entries.filter(entry => !entry.isDirectory() && /^[^.].*\.(ts|js|mjs)$/.test(entry.name))
  return [...pathsOf(scripts), ...pathsOf(folders).flatMap(scriptsBelow)]
}

async function loadTaskType(name: string, found: Found | undefined, builtIn: string): Promise<TaskType> {
  const [file, ...others] = found?.files ?? []
  if (found === undefined || file === undefined) throw new InputError(`unknown task type \`${name}\``)
  if (others.length > 0)
    throw new InputError(`more than one file defines the task type \`${name}\`: ${found.files.join(', ')}`, {
      hint: 'rename all but one: the file name is the name of the task type',
    })
  if (!isBuiltInFile(file, builtIn)) noteFolder(found.folder)
  const exported = await importTask(file, builtIn).catch(cause => {
    const { reason, place } = loadFailure(file, cause)
    throw new InputError(`the task file \`${file}\` cannot be loaded: ${reason}`, { place, cause })
  })
  const fault = taskTypeFault(exported)
  if (fault === undefined) return exported as TaskType
  throw new InputError(`the task file \`${file}\` ${fault.message}`, {
    place: { file, line: lineOf(file, fault.key), column: 1 },
    hint: fault.hint,
  })
}

/** The line of a task file where a field of its definition begins; the first line if that is unknown. */
function lineOf(file: string, key: string | undefined): number {
  if (key === undefined) return 1
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.findIndex(line => new RegExp(`^\\s*(async\\s+)?${key}\\s*[:(,]`).test(line)) + 1 || 1
}

async function importTask(file: string, builtIn: string): Promise<unknown> {
  if (!isBuiltInFile(file, builtIn) || isChangedSinceBuild(file)) return importTypeScript(file)
  const name = basename(file, extname(file))
  const area = relative(realpathSync(builtIn), realpathSync(dirname(file)))
  // The bundler takes in the files of all areas.
  return (await import(`../tasks/${area}/${name}.ts`)).default
}

function isBuiltInFile(file: string, builtIn: string): boolean {
  return dirname(realpathSync(dirname(file))) === realpathSync(builtIn)
}

/**
 * True if a bundle is running which was built before this file was last written. npm writes the files of a package in any order, and
 * with the time of the installation: there, no file is newer.
 */
function isChangedSinceBuild(file: string): boolean {
  const running = fileURLToPath(import.meta.url)
  const isBundle = running.startsWith(join(packageRoot(), 'dist') + sep)
  const isInstalled = packageRoot().includes(`${sep}node_modules${sep}`)
  return isBundle && !isInstalled && statSync(running).mtimeMs < statSync(file).mtimeMs
}

/** The modules of `src/built-in`: a bundle has no folder to read. */
export const BUILT_IN_MODULES = [
  'accounts',
  'certificates',
  'containers',
  'databases',
  'downloads',
  'etcd',
  'files',
  'firewalls',
  'git',
  'host',
  'network',
  'openssh',
  'packages',
  'params',
  'services',
  'storage',
  'system',
  'text',
] as const

/** jiti compiles TypeScript on any Node; what the task imports of Drover are the very modules that are running here. */
async function importTypeScript(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const forAuthors = await import('./authoring/task.ts')
  const shared = await Promise.all(
    BUILT_IN_MODULES.map(
      async name => [`../../src/built-in/${name}.ts`, await import(`./built-in/${name}.ts`)] as const,
    ),
  )
  const jiti = createJiti(file, {
    // The last two are what a file of the built-in folder imports.
    virtualModules: {
      'drover/task': forAuthors,
      '../../src/authoring/task.ts': forAuthors,
      ...Object.fromEntries(shared),
    },
    moduleCache: false,
  })
  return jiti.import(file, { default: true })
}
