import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { suggest } from '../../base/suggest.ts'
import { InputError, type Place } from '../../errors.ts'
import { loadVarsFile, type VarsSource } from '../../yaml/load.ts'
import type { YamlReading } from '../../yaml/reading.ts'
import { readOwnVars } from '../../yaml/variables.ts'
import { varsFilesIn, YAML_ENDINGS } from '../../yaml/vars-folder.ts'
import type { RoleFiles, RoleFolder } from './role.ts'

/** A role's folder, and the files that its user requests in place of `main.yml`. */
export interface RoleSource {
  readonly name: string
  readonly path: string
  readonly files: RoleFiles
  /** The place where the role is used. */
  readonly place: Place
}

/**
 * Returns the absolute path of the file of a role's tasks or handlers; undefined if it has none. Throws InputError
 * if a requested file is missing.
 */
export function fileOf(role: RoleSource, folder: RoleFolder): string | undefined {
  return candidatesFor(role, folder).find(isFile) ?? missing(role, folder)
}

/**
 * Returns the variables of `vars` or `defaults`, from a file or from all files of a folder of that name. Throws
 * InputError.
 */
export function varsOf(role: RoleSource, folder: RoleFolder, reading: YamlReading): VarsSource {
  const found = candidatesFor(role, folder).find(existsSync) ?? missing(role, folder)
  if (found === undefined) return new Map()
  const files = isFile(found) ? [found] : varsFilesIn(found)
  return new Map(files.flatMap(file => [...loadVarsFile(file, reading, readOwnVars)]))
}

/** Returns the path of a role's metadata file; undefined if it has none. */
export function metaOf(path: string): string | undefined {
  return YAML_ENDINGS.map(ending => join(path, 'meta', `main${ending}`)).find(isFile)
}

/** Throws InputError if a folder is not a role. */
export function mustBeRole({ name, path, files, place }: RoleSource): void {
  const isAsked = Object.keys(files).length > 0
  const hasMain = ['tasks', 'handlers', 'vars', 'defaults', 'meta'].some(folder =>
    ['', ...YAML_ENDINGS].some(ending => existsSync(join(path, folder, `main${ending}`))),
  )
  const hasSpecs = YAML_ENDINGS.some(ending => existsSync(join(path, 'meta', `argument_specs${ending}`)))
  const hasOthers = ['templates', 'files', 'library', 'task_types'].some(folder =>
    existsSync(join(path, folder)),
  )
  if (isAsked || hasMain || hasSpecs || hasOthers) return
  throw new InputError(`\`${name}\` is not a role: it has no \`main.yml\``, {
    place,
    hint: `create ${join(path, 'tasks', 'main.yml')}`,
  })
}

/**
 * Returns the paths to try, in Ansible's order: of `main`, the one without an extension comes last; a requested name
 * is first tried as written.
 */
function candidatesFor({ path, files }: RoleSource, folder: RoleFolder): string[] {
  const name = files[folder]
  const base = join(path, folder, name ?? 'main')
  const endings = name === undefined ? [...YAML_ENDINGS, ''] : ['', ...YAML_ENDINGS]
  return base.startsWith(join(path, folder) + sep) ? endings.map(ending => base + ending) : []
}

function missing({ name, path, files, place }: RoleSource, folder: RoleFolder): undefined {
  const file = files[folder]
  if (file === undefined) return undefined
  const inFolder = join(path, folder)
  const names = existsSync(inFolder) ? readdirSync(inFolder).map(each => each.replace(/\.\w+$/, '')) : []
  const near = suggest(file, names)
  throw new InputError(`the role \`${name}\` has no file \`${folder}/${file}\``, {
    place,
    hint: `${near === undefined ? '' : `did you mean \`${near}\`? `}looked in ${inFolder}`,
  })
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
