import { basename, dirname, join } from 'node:path'
import type { TaskType } from '../../authoring/define.ts'
import { compileGlob } from '../../base/glob.ts'
import { InputError, inputErrorsOf, type Source } from '../../errors.ts'
import type { TaskTypes } from '../../load-task-types.ts'
import { plainName } from '../../playbook/keywords/collections.ts'
import type { Known } from '../../playbook/keywords/context.ts'
import { typeNamed } from '../../playbook/keywords/type-names.ts'
import { type FileKind, kindOfFile } from '../../project/file-kind.ts'
import { isYaml, type ProjectFile, projectFiles } from '../../project/project-files.ts'
import { parseYaml } from '../../yaml/load.ts'
import { aboveIn, rolesUsed } from './above.ts'
import { hasDefaultInventory } from './default-inventory.ts'
import { definitionsIn } from './definitions.ts'
import { encryptedVariables, isSecretFile } from './encrypted-variables.ts'
import { FILE_INCLUDES, ROLE_INCLUDES } from './include-names.ts'
import { iniDefinitions } from './ini-inventory.ts'
import type { LintFile } from './lint-file.ts'
import type { LintProject } from './lint-project.ts'
import type { LintStep } from './lint-step.ts'
import { namedTemplates } from './named-templates.ts'
import { optionalNames } from './optional-names.ts'
import { readLevels } from './read-steps.ts'
import { repeatedValues } from './repeated.ts'
import { usedNames } from './used-names.ts'
import { varsFilesNamed } from './vars-files-named.ts'

/** The folder of a project, and what its files may refer to. */
export interface ProjectFolder {
  /** The absolute path. */
  readonly folder: string
  readonly known: Known
  readonly types: TaskTypes
  /** Patterns of files that are excluded, relative to the folder. */
  readonly excluded: readonly string[]
}

/** A project, and errors for its files that are not valid YAML. */
export interface ReadProject {
  readonly project: LintProject
  readonly unreadable: readonly InputError[]
}

/** Reads all files of a project for the rules. Throws InputError if a file or folder cannot be read. */
export async function readProject({ folder, known, types, excluded }: ProjectFolder): Promise<ReadProject> {
  const all = filesOf(folder, excluded)
  const unreadable: InputError[] = []
  const isOwnRole = all.some(({ path }) => /^meta\/main\.ya?ml$/.test(path))
  const roleRoot = isOwnRole ? folder : undefined
  const opened = all.filter(isYaml).flatMap(file => openFile(file, { folder, known, roleRoot }, unreadable))
  const levels = opened.map(file => readLevels(file, known))
  const [plays, steps] = [levels.flatMap(each => each.plays), levels.flatMap(each => each.steps)]
  const named = varsFilesNamed(plays, steps)
  const files = opened.map(file => (named.has(file.path) ? { ...file, kind: 'variables' as const } : file))
  const encrypted = encryptedVariables(all, { folder, named, reading: known })
  const roles = rolesAmong(files)
  const optional = optionalNames(all)
  const above = aboveIn({ files, plays, steps, roles })
  const project: LintProject = {
    folder,
    files,
    plays,
    steps,
    definitions: [
      ...definitionsIn([...files, ...encrypted.opened], plays, steps),
      ...all.flatMap(file => iniDefinitions(file, folder, known.dialectOf?.(join(folder, file.path)))),
    ],
    templates: namedTemplates(steps, {
      folder,
      texts: new Map(
        all.flatMap(({ path, text }) => (text === undefined ? [] : [[join(folder, path), text]])),
      ),
      dialectOf: known.dialectOf ?? (() => 'drover'),
      levelsOf: step => above(step).levels,
    }),
    isUsed: usedNames(
      files,
      all.filter(file => !isYaml(file)),
    ),
    isOptional: name => optional.has(name),
    isClosed:
      hasDefaultInventory(folder, all, files) &&
      rolesUsed(plays, steps).every(name => roles.has(basename(name))),
    isRepeated: repeatedValues(files),
    types: await typesOf(steps, types),
    typeNames: types.names,
    playsWithoutHosts: [],
    above,
    roles,
    encrypted: encrypted.unknown,
  }
  return { project, unreadable }
}

function filesOf(folder: string, excluded: readonly string[]): ProjectFile[] {
  const globs = excluded.map(compileGlob)
  const isExcluded = (path: string): boolean => globs.some(glob => glob.matchesFromStart(path))
  try {
    return projectFiles(folder, {
      isWanted: path => isPartOf(path) && !isExcluded(path),
      isPassedOver: isExcluded,
    })
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException
    if (code === undefined || path === undefined) throw error
    throw new InputError(`\`${path}\` cannot be read: ${message}`, {
      hint: 'leave it out with `lint: {exclude: […]}` in `drover.yml`',
      cause: error,
    })
  }
}

/** Returns whether a file may define or read variables: YAML, templates, inventories and task types. */
function isPartOf(path: string): boolean {
  return (
    isYaml({ path }) ||
    /\.(j2|hbs|ini)$/.test(path) ||
    isSecretFile(path) ||
    /(^|\/)(templates|inventor(y|ies)|tasks|task_types)\//.test(path) ||
    basename(path) === 'hosts'
  )
}

interface Opening extends Pick<ProjectFolder, 'folder' | 'known'> {
  /** The folder of the project if it is itself a role; undefined otherwise. */
  readonly roleRoot: string | undefined
}

function openFile(
  { path, text, isEncrypted, link }: ProjectFile,
  { folder, known, roleRoot }: Opening,
  unreadable: InputError[],
): LintFile[] {
  const absolute = join(folder, path)
  if (text === undefined) {
    const place = { file: absolute, line: 1, column: 1 }
    const isOdd = !isEncrypted && link === undefined && !isOutside(path)
    if (isOdd) unreadable.push(new InputError('the file is not UTF-8 text', { place }))
    return []
  }
  const dialect = known.dialectOf?.(absolute) ?? 'drover'
  try {
    const source = parseYaml(text, absolute, dialect)
    if (source === null) return []
    return [
      {
        path: absolute,
        kind: kindOf(path, source, known),
        text,
        isAnsible: dialect === 'ansible',
        source,
        role: roleOf(absolute, roleRoot),
        isHandlers: /(^|\/)handlers\//.test(path),
      },
    ]
  } catch (error) {
    const errors = inputErrorsOf(error)
    // Files with data for other programs may be YAML that Drover does not accept.
    if (!isOutside(path)) unreadable.push(...errors)
    return []
  }
}

function isOutside(path: string): boolean {
  return /(^|\/)(files|templates|molecule|tests)\//.test(path) || path.startsWith('.')
}

/** Returns the kind of a file. A list or map in an unusual folder counts as data, unless it looks like tasks. */
function kindOf(path: string, source: Source, { taskTypes }: Known): FileKind {
  const kind = kindOfFile(path, source)
  if (kind === 'variables') return /(^|\/)(defaults|vars|group_vars|host_vars)\//.test(path) ? kind : 'other'
  if (kind !== 'tasks' || /(^|\/)(tasks|handlers)\//.test(path)) return kind
  const items = source.kind === 'list' ? source.items : []
  const isTasks = items.some(
    item =>
      item.kind === 'map' &&
      [...item.entries.keys()].some(
        key => isStep(key) || typeNamed(key, { taskTypes, roleTypes: new Map() }),
      ),
  )
  return isTasks ? kind : 'other'
}

function isStep(key: string): boolean {
  return ['block', ...FILE_INCLUDES, ...ROLE_INCLUDES].includes(plainName(key))
}

const ROLE_FOLDERS = ['tasks', 'handlers', 'vars', 'defaults', 'meta']

/** Returns the folder of the role that a file belongs to: a role below `roles/`, or the project itself. */
function roleOf(path: string, roleRoot: string | undefined): string | undefined {
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
    const [folder, isPart] = [dirname(at), ROLE_FOLDERS.includes(basename(at))]
    if (isPart && (basename(dirname(folder)) === 'roles' || folder === roleRoot)) return folder
  }
  return undefined
}

function rolesAmong(files: readonly LintFile[]): Map<string, string> {
  return new Map(files.flatMap(({ role }) => (role === undefined ? [] : [[basename(role), role] as const])))
}

/**
 * Returns the loaded task types of tasks, without those whose files cannot be loaded: these are reported by the
 * syntax check.
 */
async function typesOf(steps: readonly LintStep[], types: TaskTypes): Promise<Map<string, TaskType>> {
  const names = new Set(steps.flatMap(({ task }) => (task ? [task.type] : [])))
  const loaded = await Promise.all(
    [...names].map(async name => [name, await types.load(name).catch(() => undefined)] as const),
  )
  return new Map(loaded.flatMap(([name, type]) => (type ? [[name, type] as const] : [])))
}
