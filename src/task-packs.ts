import { join } from 'node:path'
import { isFolder } from './base/is-folder.ts'
import { droverField, modulesAbove } from './base/npm-packages.ts'
import { packageRoot } from './base/package.ts'
import { InputError } from './errors.ts'
import { taskNamesOf } from './load-task-types.ts'

/**
 * The task folders of the npm packages that `drover.packs` in the package.json of a project lists: `tasks/`, or what `drover.tasks` of the
 * package names. Throws InputError for a package that is not installed, has no such folder, or brings a task type that Drover or another
 * package has.
 */
export function packFolders(projectDir: string): string[] {
  const packs = droverField(projectDir, 'packs')
  if (packs === undefined) return []
  const place = { file: join(projectDir, 'package.json'), line: 1, column: 1 }
  if (!Array.isArray(packs) || packs.some(name => typeof name !== 'string'))
    throw new InputError('`drover.packs` must be a list of names of npm packages', { place })
  const owners = new Map(taskNamesOf(join(packageRoot(), 'tasks')).map(name => [name, 'Drover']))
  return packs.map((pack: string) => {
    const folder = folderOf(pack, projectDir)
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

function folderOf(pack: string, projectDir: string): string {
  const place = { file: join(projectDir, 'package.json'), line: 1, column: 1 }
  const found = modulesAbove(projectDir).find(modules => isFolder(join(modules, pack)))
  if (found === undefined)
    throw new InputError(`the pack \`${pack}\` is not installed`, {
      place,
      hint: `run \`npm install ${pack}\`, or remove it from \`drover.packs\``,
    })
  const tasks = droverField(join(found, pack), 'tasks')
  const folder = join(found, pack, typeof tasks === 'string' ? tasks : 'tasks')
  if (isFolder(folder)) return folder
  throw new InputError(`the pack \`${pack}\` has no task types: there is no folder ${folder}`, { place })
}
