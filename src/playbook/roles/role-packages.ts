import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isFolder } from '../../base/is-folder.ts'
import { droverField, modulesAbove } from '../../base/npm-packages.ts'
import { InputError, type Place } from '../../errors.ts'

/**
 * Returns the folder of a role in an npm package of the playbook's project: `PACKAGE/ROLE`, `ROLE` if a single
 * package has a role of that name, or `PACKAGE` if that is a role itself. A package has its roles in `roles/` or in
 * the folder that `drover.roles` of its package.json names. Returns undefined if there is none. Throws InputError if
 * several packages have it.
 */
export function roleInPackages(name: string, playbookDir: string, place: Place): string | undefined {
  // Excludes paths and names of modules.
  if (!/^(@[\w.-]+\/)?[\w-][\w.-]*(\/[\w-][\w.-]*)?$/.test(name)) return undefined
  for (const modules of modulesAbove(playbookDir)) {
    const found = roleInPackage(modules, name) ?? roleInAny(modules, name, place)
    if (found !== undefined) return found
  }
  return undefined
}

function roleInPackage(modules: string, name: string): string | undefined {
  const [, owner, role] = /^((?:@[^/]+\/)?[^/]+)(?:\/([^/]+))?$/.exec(name) ?? []
  if (owner === undefined) return undefined
  const folder = join(modules, owner)
  if (role === undefined) return isRole(folder) ? folder : undefined
  const found = join(rolesOf(folder), role)
  return isFolder(found) ? found : undefined
}

function isRole(folder: string): boolean {
  return existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'tasks'))
}

function roleInAny(modules: string, name: string, place: Place): string | undefined {
  if (name.includes('/')) return undefined
  const owners = packagesIn(modules).filter(owner => isFolder(join(rolesOf(join(modules, owner)), name)))
  const [first, second] = owners
  if (first === undefined) return undefined
  if (second === undefined) return join(rolesOf(join(modules, first)), name)
  throw new InputError(`more than one package has a role \`${name}\`: ${owners.join(', ')}`, {
    place,
    hint: `name the package: \`${first}/${name}\``,
  })
}

/** Returns the names of the installed packages, including their scopes. */
function packagesIn(modules: string): string[] {
  const names = readdirSync(modules).filter(name => !name.startsWith('.'))
  return names.flatMap(name =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map(inner => `${name}/${inner}`) : [name],
  )
}

function rolesOf(folder: string): string {
  const roles = droverField(folder, 'roles')
  return join(folder, typeof roles === 'string' ? roles : 'roles')
}
