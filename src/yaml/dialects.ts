import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { noteFile } from '../base/files-read.ts'
import { compileGlob } from '../base/glob.ts'
import { PROJECT_KEYS } from '../base/setting-keys.ts'
import { InputError, type Source } from '../errors.ts'
import { describe, itemsOf } from './describe.ts'
import { loadYamlIfAny } from './load.ts'
import type { Dialect } from './reading.ts'

/** Determines which files of a project are in the dialect of Ansible. */
export interface Dialects {
  /**
   * Returns the dialect of a file by its path. A path that is not absolute is the name of an option, such as
   * `--extra-vars`.
   */
  readonly of: (file: string) => Dialect
  /** The dialect of the project as a whole: that of its `site.yml`, whether this exists or not. */
  readonly ofProject: Dialect
  /**
   * The path because of which all files are in the dialect of Ansible, such as `ansible.cfg`. Undefined if an option
   * or `drover.yml` determines the dialect, or if there is no such file.
   */
  readonly found: string | undefined
}

/** The file with the settings of a project. */
const SETTINGS = 'drover.yml'

/** Files that only Ansible projects have. */
const MARKS = ['ansible.cfg', 'galaxy.yml', ...endings('meta/main'), ...endings('collections/requirements')]

/** The maximum number of folders between a file and the folder of its role. */
const DEEPEST = 8

/**
 * Determines which files are in the dialect of Ansible: all, if `asked` says so; those that `ansible` in
 * `drover.yml` lists; all, if a folder of the project contains a file that only Ansible projects have; and those of
 * roles that were written for Ansible Galaxy. Throws InputError for an invalid `drover.yml`.
 */
export function findDialects(
  folders: { readonly playbookDir: string; readonly projectDir: string },
  asked: Dialect | undefined,
): Dialects {
  const { playbookDir, projectDir } = folders
  const ofAll =
    (dialect: Dialect) =>
    (file: string): Dialect =>
      isTypeScript(file) ? 'drover' : dialect
  const dialectsBy = (of: Dialects['of'], found?: string): Dialects => ({
    of,
    // A getter, so that roles are only examined if the dialect of the project is needed.
    get ofProject() {
      return of(join(projectDir, 'site.yml'))
    },
    found,
  })
  if (asked !== undefined) return dialectsBy(ofAll(asked))
  const listed = listedIn(join(projectDir, SETTINGS))
  const found = listed === undefined ? markIn([playbookDir, projectDir, process.cwd()]) : undefined
  if (found !== undefined) return dialectsBy(ofAll('ansible'), found)
  const globs = (listed ?? []).map(compileGlob)
  const roles = new Map<string, boolean>()
  return dialectsBy(file => {
    const path = relative(projectDir, file)
    const isListed = globs.some(glob => glob.matchesFromStart(path))
    return isListed || isInGalaxyRole(dirname(resolve(file)), projectDir, roles) ? 'ansible' : 'drover'
  })
}

/** Whether a file is in TypeScript, which only Drover reads. */
function isTypeScript(file: string): boolean {
  return /\.[cm]?ts$/.test(file)
}

/** Returns the file patterns that the settings of a project list; undefined if they do not mention Ansible. */
function listedIn(file: string): string[] | undefined {
  const source = isThere(file) ? loadYamlIfAny(file) : null
  if (source === null) return undefined
  if (source.kind !== 'map')
    throw new InputError(`the settings of a project must be a map, got ${describe(source)}`, {
      place: source.place,
      hint: 'such as `ansible: [roles/vendor/*]`',
    })
  for (const [key, { keyPlace }] of source.entries)
    if (!PROJECT_KEYS.includes(key))
      throw new InputError(`\`${key}\` is not a setting of a project`, {
        place: keyPlace,
        hint: '`run config` lists the settings; `ansible` lists the files that are in the dialect of Ansible',
      })
  const ansible = source.entries.get('ansible')?.value
  return ansible && patternsOf(ansible)
}

function patternsOf(source: Source): string[] {
  if (source.kind === 'scalar' && source.value === true) return ['*']
  if (source.kind === 'scalar' && source.value === false) return []
  return itemsOf(source).map(item => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return item.value.replace(/^\.\//, '')
    throw new InputError(
      `\`ansible\` is true, false, or a list of files and folders, got ${describe(item)}`,
      { place: item.place, hint: 'such as `ansible: [roles/vendor/*, legacy]`' },
    )
  })
}

/** Returns the path of a file that makes one of the folders an Ansible project; undefined if there is none. */
function markIn(folders: readonly string[]): string | undefined {
  return [...new Set(folders)].flatMap(folder => MARKS.map(mark => join(folder, mark))).find(isThere)
}

/** Whether a file exists. The result is recorded, so that a plan becomes outdated if it changes. */
function isThere(path: string): boolean {
  noteFile(path)
  return existsSync(path)
}

function isInGalaxyRole(folder: string, projectDir: string, known: Map<string, boolean>): boolean {
  const passed: string[] = []
  let answer = false
  for (let at = folder; passed.length < DEEPEST; at = dirname(at)) {
    const before = known.get(at)
    const isRole = before ?? endings('meta/main').some(mark => isGalaxyMeta(join(at, mark)))
    passed.push(at)
    answer = isRole
    if (isRole || before !== undefined || at === projectDir || at === dirname(at)) break
  }
  for (const at of passed) known.set(at, answer)
  return answer
}

/** Whether a role's metadata contains data for Ansible Galaxy, which Drover's own roles do not need. */
function isGalaxyMeta(file: string): boolean {
  noteFile(file)
  try {
    return /^galaxy_info\s*:/m.test(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
}

function endings(path: string): string[] {
  return ['.yml', '.yaml'].map(ending => path + ending)
}
