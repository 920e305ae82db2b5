import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isFolder } from './base/is-folder.ts'
import { droverField, modulesAbove } from './base/npm-packages.ts'
import { packageRoot } from './base/package.ts'
import { parseJson } from './base/parse-json.ts'
import { suggest } from './base/suggest.ts'
import { InputError, type Place } from './errors.ts'
import { taskNamesOf } from './load-task-types.ts'

/**
 * The task folders of the npm packages that `drover.packs` in the package.json of a project lists: `tasks/`, or what `drover.tasks` of the
 * package names. Throws InputError for a package that is not installed, has no such folder, or brings a task type that Drover or another
 * package has.
 */
export function packFolders(projectDir: string): string[] {
  const place = { file: join(projectDir, 'package.json'), line: 1, column: 1 }
  const packs = packsOf(place)
  if (packs === undefined) return []
  if (!Array.isArray(packs) || !packs.every(name => typeof name === 'string' && name !== ''))
    throw new InputError('`drover.packs` must be a list of names of npm packages', { place })
  const owners = new Map(taskNamesOf(join(packageRoot(), 'tasks')).map(name => [name, 'Drover']))
  return [...new Set<string>(packs)].map(pack => {
    const folder = folderOf(pack, projectDir, place)
    for (const name of taskNamesOf(folder)) {
      const owner = owners.get(name)
      if (owner !== undefined)
        throw new InputError(
          `the pack \`${pack}\` brings the task type \`${name}\`, which ${owner} has too`,
          {
            place,
            hint: 'remove one of the packs, or copy the task type into `tasks/` of the project under another name',
          },
        )
      owners.set(name, `the pack \`${pack}\``)
    }
    return folder
  })
}

/** The value of `drover.packs`. Throws InputError for a package.json in which it cannot be found, or is misspelt. */
function packsOf(place: Place): unknown {
  if (!existsSync(place.file)) return undefined
  const declared = parseJson(readFileSync(place.file, 'utf8')) as { drover?: unknown } | null | undefined
  if (declared === undefined) throw new InputError('this is not JSON', { place })
  const { drover } = declared ?? {}
  if (drover === undefined) return undefined
  if (typeof drover !== 'object' || drover === null)
    throw new InputError('`drover` must be an object', { place })
  const unknown = Object.keys(drover).find(key => !FIELDS.includes(key))
  if (unknown === undefined) return 'packs' in drover ? drover.packs : undefined
  const near = suggest(unknown, FIELDS)
  throw new InputError(`\`drover\` has no field \`${unknown}\``, {
    place,
    hint: near ? `did you mean \`${near}\`?` : `it has ${FIELDS.join(', ')}`,
  })
}

/** What package.json may say for Drover. */
const FIELDS: readonly string[] = ['packs', 'tasks', 'roles']

function folderOf(pack: string, projectDir: string, place: Place): string {
  const found = modulesAbove(projectDir).find(modules => isFolder(join(modules, pack)))
  if (found === undefined)
    throw new InputError(`the pack \`${pack}\` is not installed`, {
      place,
      hint: `run \`npm install ${pack}\`, or remove it from \`drover.packs\``,
    })
  const tasks = droverField(join(found, pack), 'tasks') ?? 'tasks'
  if (typeof tasks !== 'string')
    throw new InputError(`\`drover.tasks\` of the pack \`${pack}\` must be the name of a folder`, { place })
  const folder = join(found, pack, tasks)
  if (isFolder(folder)) return folder
  throw new InputError(`the pack \`${pack}\` has no task types: there is no folder ${folder}`, { place })
}
