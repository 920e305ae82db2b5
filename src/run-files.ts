import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { nearFile } from './base/near-file.ts'
import { STANDARD_INPUT } from './base/standard-input.ts'
import { InputError } from './errors.ts'
import type { RunOptions } from './run-settings.ts'
import { packFolders } from './task-packs.ts'

/** Where a run finds its files; absolute but for inventories, which may be lists of hosts. */
interface RunFiles {
  readonly playbooks: readonly string[]
  readonly playbookDir: string
  readonly projectDir: string
  /** None if no option names one, and the project has none. */
  readonly inventoryPaths: readonly string[]
}

/** The files that a run begins with. Throws InputError for a playbook that does not exist, or an inventory without a name. */
export function findFiles(options: Pick<RunOptions, 'playbooks' | 'inventory'>): RunFiles {
  const playbooks = options.playbooks.map(findPlaybook)
  const [first] = playbooks
  // Without a playbook, what is to be looked at is the inventory of the project that we are in.
  const playbookDir = first === undefined ? process.cwd() : dirname(first)
  const projectDir = projectFolderOf(playbookDir)
  const inventoryPaths = options.inventory.length > 0 ? options.inventory : defaultInventory(projectDir)
  if (inventoryPaths.includes(''))
    throw new InputError('the inventory after `-i` is empty', {
      hint: 'such as `-i inventory/` or `-i web1,web2`',
    })
  return { playbooks, playbookDir, projectDir, inventoryPaths }
}

/** The files and folders that the options of a run name, absolute; those that do not exist are left out. */
export function findInputs(options: RunOptions): string[] {
  const { playbooks, inventory, extraVars, privateKey, keys } = options
  const named = [
    ...playbooks.flatMap(name => [name, join('playbooks', name)]),
    ...(inventory.length > 0 ? inventory : ['inventory']),
    ...extraVars.flatMap(text => (text.startsWith('@') ? [text.slice(1)] : [])),
    ...(keys?.identities ?? []),
    ...(privateKey === undefined ? [] : [privateKey]),
  ]
  return named.map(path => resolve(path)).filter(path => existsSync(path))
}

/** A playbook as the user named it, or below `playbooks/`; `-` is standard input. */
export function findPlaybook(name: string): string {
  if (name === STANDARD_INPUT) return resolve(name)
  const tried = [resolve(name), resolve('playbooks', name)]
  const found = name === '' ? [] : tried.filter(file => existsSync(file))
  const [file = found[0]] = found.filter(each => !statSync(each).isDirectory())
  if (file === undefined) {
    const near = tried.map(nearFile).find(each => each !== undefined)
    const looked = `looked for ${tried.join(' and ')}`
    throw new InputError(`there is no playbook \`${name}\``, {
      hint: near === undefined ? looked : `did you mean \`${relative(process.cwd(), near)}\`? ${looked}`,
    })
  }
  if (statSync(file).isDirectory())
    throw new InputError(`\`${name}\` is a folder, expected a playbook`, {
      hint: `name a file in it: \`run playbook ${join(name, 'site.yml')}\``,
    })
  return file
}

/** The folder of the project that a folder of playbooks belongs to. */
export function projectFolderOf(playbookDir: string): string {
  return basename(playbookDir) === 'playbooks' ? dirname(playbookDir) : playbookDir
}

function defaultInventory(projectDir: string): string[] {
  const found = [join(projectDir, 'inventory'), resolve('inventory')].find(path => existsSync(path))
  return found === undefined ? [] : [found]
}

/**
 * The folders in which a project has task types: its own, those of its folders of playbooks, which go first, and those of packs of npm,
 * which go last.
 */
export function taskFoldersOf(
  projectDir: string,
  playbookDirs: readonly string[] = [join(projectDir, 'playbooks')],
): string[] {
  const own = [...playbookDirs, projectDir].map(folder => join(folder, 'tasks'))
  return [...new Set([...own, ...packFolders(projectDir)])]
}
