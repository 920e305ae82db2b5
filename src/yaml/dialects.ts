import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { noteFile } from '../base/files-read.ts'
import { compileGlob } from '../base/glob.ts'
import { PROJECT_KEYS } from '../base/setting-keys.ts'
import { InputError, type Source } from '../errors.ts'
import { describe, itemsOf } from './describe.ts'
import { loadYamlIfAny } from './load.ts'
import type { Dialect } from './reading.ts'

/** Which files of a project are in the dialect of Ansible. */
export interface Dialects {
  /** The dialect of a file, given its path; relative ones are those of options, such as `--extra-vars`. */
  readonly of: (file: string) => Dialect
  /** The dialect of the project as a whole: that of its `site.yml`, whether there is one or not. */
  readonly ofProject: Dialect
  /** Why all files are in the dialect of Ansible although nothing asks for it, such as `ansible.cfg`: what was found. */
  readonly found: string | undefined
}

/** The file with the settings of a project. */
const SETTINGS = 'drover.yml'

/** Files that only a project of Ansible has. */
const MARKS = ['ansible.cfg', 'galaxy.yml', ...endings('meta/main'), ...endings('collections/requirements')]

/** How many folders above a file may be the one of its role. */
const DEEPEST = 8

/**
 * Finds out which files are in the dialect of Ansible: all if `asked` says so; those that `ansible` in `drover.yml` lists; all
 * if a folder of the project has a file that only projects of Ansible have; and those of roles that were written for
 * Ansible Galaxy. Throws InputError for an invalid `drover.yml`.
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
    // Roles are looked into only if it is asked for.
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

/** Inventories in TypeScript are Drover's alone. */
function isTypeScript(file: string): boolean {
  return /\.[cm]?ts$/.test(file)
}

/** The patterns of files that the settings of a project list; undefined if they say nothing about Ansible. */
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

/** What makes one of some folders a project of Ansible. */
function markIn(folders: readonly string[]): string | undefined {
  return [...new Set(folders)].flatMap(folder => MARKS.map(mark => join(folder, mark))).find(isThere)
}

/** Whether a file exists. A plan is another one if that changes. */
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

/** Whether a role's metadata has what Ansible Galaxy shows, and Drover's own roles have no use for. */
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
