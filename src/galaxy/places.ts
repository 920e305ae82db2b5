import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { isFolder } from '../base/is-folder.ts'
import { InputError } from '../errors.ts'
import { isRoleName, type Requirement } from './requirements.ts'
import { INSTALL_INFO } from './tree.ts'

/** The folders in which roles and collections are installed, as absolute paths. */
export interface Places {
  readonly rolesPath: string
  readonly collectionsPath: string
}

/** The name and version of a fetched role or collection, and the path for it. */
interface Identity {
  readonly name: string
  readonly version: string | undefined
  readonly path: string
}

/**
 * Determines the name, version and path of a fetched role or collection from its files. Throws InputError if it is
 * not one.
 */
export function identify(wanted: Requirement, folder: string, places: Places): Identity {
  const { kind, name, version, place } = wanted
  if (kind === 'role') {
    if (['tasks', 'meta', 'defaults', 'vars', 'handlers'].some(part => isFolder(join(folder, part))))
      return { name, version, path: join(places.rolesPath, name) }
    throw new InputError(
      `what was fetched for \`${name}\` is not a role: it has no \`tasks/\` and no \`meta/\``,
      { place },
    )
  }
  const { namespace, name: own, version: found } = collectionIn(folder, wanted)
  if (version !== undefined && /^\d+\.\d+/.test(version) && version !== found) {
    throw new InputError(
      `the collection ${namespace}.${own} is required in version ${version}, got ${found}`,
      {
        place,
      },
    )
  }
  return {
    name: `${namespace}.${own}`,
    version: found,
    path: join(places.collectionsPath, 'ansible_collections', namespace, own),
  }
}

const identifier = z.string().regex(/^[A-Za-z_]\w*$/)
const collection = z.object({ namespace: identifier, name: identifier, version: z.string() })
const manifest = z.object({ collection_info: collection })

/**
 * Reads the metadata of a collection from a build of `ansible-galaxy collection build`, or from its source folder.
 */
function collectionIn(folder: string, { name, place }: Requirement): z.infer<typeof collection> {
  const [built, source] = [join(folder, 'MANIFEST.json'), join(folder, 'galaxy.yml')]
  try {
    if (existsSync(built)) return manifest.parse(JSON.parse(readFileSync(built, 'utf8'))).collection_info
    return collection.parse(parse(readFileSync(source, 'utf8')))
  } catch (cause) {
    throw new InputError(
      `what was fetched for \`${name}\` is not a collection: it has no MANIFEST.json or galaxy.yml that can be read`,
      { place, cause },
    )
  }
}

const info = z.object({ version: z.coerce.string().nullish(), install_date: z.string().nullish() })

/** Stores the installed version and the date in the role, as ansible-galaxy does. */
export function noteInstallation(folder: string, version: string | undefined): void {
  mkdirSync(join(folder, 'meta'), { recursive: true })
  const text = stringify({ install_date: new Date().toUTCString(), version: version ?? '' })
  writeFileSync(join(folder, INSTALL_INFO), text)
}

/** Returns what was stored when a role was installed; undefined if nothing was. */
export function infoOf(path: string): { readonly version: string | undefined } | undefined {
  const file = join(path, INSTALL_INFO)
  if (!existsSync(file)) return undefined
  const found = info.safeParse(parse(readFileSync(file, 'utf8')))
  return { version: found.success ? found.data.version || undefined : undefined }
}

/** Returns the roles in a folder, sorted, with their stored versions. */
export function installedRoles(
  rolesPath: string,
): { readonly name: string; readonly version: string | undefined }[] {
  if (!isFolder(rolesPath)) return []
  return readdirSync(rolesPath)
    .filter(name => !name.startsWith('.') && isFolder(join(rolesPath, name)))
    .sort()
    .map(name => ({ name, version: infoOf(join(rolesPath, name))?.version }))
}

/** Removes an installed role. Throws InputError if there is none. */
export function removeRole(name: string, rolesPath: string): void {
  const path = join(rolesPath, name)
  // Nothing outside of the folder of roles may be removed.
  if (!isRoleName(name) || !isFolder(path))
    throw new InputError(`there is no role \`${name}\` in ${rolesPath}`, { hint: 'see `run role list`' })
  rmSync(path, { recursive: true })
}
