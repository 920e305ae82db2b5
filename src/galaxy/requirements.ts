import { basename, dirname, resolve } from 'node:path'
import { expandHome } from '../base/expand-home.ts'
import { InputError, type MapSource, type Place, type Source } from '../errors.ts'
import { addressFault } from '../task-lib/git/repo-address.ts'
import { describe, itemsOf } from '../yaml/describe.ts'
import { loadYamlIfAny } from '../yaml/load.ts'

/** A role or a collection to install, and where it comes from. */
export interface Requirement {
  readonly kind: 'role' | 'collection'
  /** The name of a role. A collection has its name in its own files. */
  readonly name: string
  readonly from: Origin
  /** A tag, branch or commit; for an archive or a folder it is only recorded as the installed version. */
  readonly version: string | undefined
  readonly place: Place | undefined
}

/** The source of a role or collection: a git repository, a tar file, or a folder. Paths are absolute. */
interface Origin {
  readonly type: 'git' | 'archive' | 'folder'
  /** A path or a URL. */
  readonly source: string
}

/** Reads a `requirements.yml` of ansible-galaxy, also in its older form, a list of roles. Throws InputError. */
export function readRequirements(file: string): Requirement[] {
  const source = loadYamlIfAny(file)
  if (!source) return []
  if (source.kind === 'list') return readRoles(source, file)
  if (source.kind !== 'map') throw refused(source, 'a list of roles, or a map with `roles` and `collections`')
  const stranger = [...source.entries].find(([key]) => key !== 'roles' && key !== 'collections')
  if (stranger) {
    throw new InputError(`a file of requirements has no key \`${stranger[0]}\``, {
      place: stranger[1].keyPlace,
      hint: 'its keys are `roles` and `collections`',
    })
  }
  const [roles, collections] = [source.entries.get('roles'), source.entries.get('collections')]
  return [
    ...(roles ? readRoles(roles.value, file) : []),
    ...(collections ? itemsOf(collections.value).map(item => readCollection(item, file)) : []),
  ]
}

/** Reads a list of roles, such as the dependencies in `meta/requirements.yml`. Throws InputError. */
export function readRoles(list: Source, file: string): Requirement[] {
  if (list.kind !== 'list') throw refused(list, 'a list of roles')
  return list.items.flatMap(item => readRole(item, file))
}

function readRole(item: Source, file: string): Requirement[] {
  if (item.kind === 'scalar' && typeof item.value === 'string')
    return [roleOf(item.value, dirname(file), item.place)]
  if (item.kind !== 'map')
    throw refused(item, 'a role, such as `{name: web, src: https://git.example.com/web.git}`')
  const included = textOf(item, 'include')
  if (included !== undefined) return readRequirements(resolve(dirname(file), included))
  const [address, written] = [textOf(item, 'src') ?? textOf(item, 'role'), textOf(item, 'name')]
  const src = address ?? written
  if (src === undefined) throw refused(item, 'a role with `src`')
  const scm = textOf(item, 'scm')
  if (scm !== undefined && scm !== 'git') {
    throw new InputError(`\`scm\` is \`git\`, got \`${scm}\``, { place: item.place })
  }
  const from = originOf(src, dirname(file), { isGit: scm === 'git', place: item.place })
  const name = (address === undefined ? undefined : written) ?? nameIn(src)
  return [
    {
      kind: 'role',
      name: checkedName(name, item.place),
      from,
      version: textOf(item, 'version'),
      place: item.place,
    },
  ]
}

/**
 * Parses a role in the form of the command line: `SOURCE[,VERSION[,NAME]]`. Paths are relative to `folder`. Throws
 * InputError.
 */
export function roleOf(text: string, folder: string, place?: Place): Requirement {
  const [src = '', version, name] = text.split(',').map(part => part.trim())
  const from = originOf(src, folder, { isGit: false, place })
  return {
    kind: 'role',
    name: checkedName(name || nameIn(src), place),
    from,
    version: version === '' ? undefined : version,
    place,
  }
}

const COLLECTION_TYPES: Readonly<Record<string, Origin['type']>> = {
  git: 'git',
  file: 'archive',
  url: 'archive',
  dir: 'folder',
}

function readCollection(item: Source, file: string): Requirement {
  const isText = item.kind === 'scalar' && typeof item.value === 'string'
  const entry = item.kind === 'map' ? item : undefined
  const source = isText ? String(item.value) : entry && (textOf(entry, 'source') ?? textOf(entry, 'name'))
  if (source === undefined)
    throw refused(item, 'a collection, such as `{name: vendor/acme-web-1.0.0.tar.gz}`')
  const [name = '', after] = isText ? source.split(',') : [source]
  const type = entry && textOf(entry, 'type')
  const known = type === undefined || Object.hasOwn(COLLECTION_TYPES, type)
  if (!known) {
    throw new InputError(
      `\`type\` of a collection is ${Object.keys(COLLECTION_TYPES).join(', ')}, got \`${type}\``,
      {
        place: item.place,
        hint: 'Drover does not install collections from Galaxy servers: give a tar file, a folder or a repository',
      },
    )
  }
  const found = originOf(name, dirname(file), { isGit: type === 'git', place: item.place })
  const from = type === undefined ? found : { ...found, type: COLLECTION_TYPES[type] ?? found.type }
  const version = (entry && textOf(entry, 'version')) ?? after?.trim()
  return {
    kind: 'collection',
    name: nameIn(name),
    from,
    version: version === '*' ? undefined : version,
    place: item.place,
  }
}

interface Asked {
  readonly isGit: boolean
  readonly place: Place | undefined
}

function originOf(src: string, folder: string, { isGit, place }: Asked): Origin {
  const isMarked = src.startsWith('git+')
  const address = isMarked ? src.slice('git+'.length) : src
  const path = resolve(folder, expandHome(address.replace(/^file:\/\//, '')))
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) && !address.startsWith('file://')
  const isScp = /^[^/\s]+@[^/\s]+:/.test(address)
  if (isMarked || isGit || isScp || /^ssh:|\.git$/.test(address)) {
    const source = isUrl || isScp || /^[^/]+::/.test(address) ? address : path
    // Addresses with which git would start a program are refused.
    const fault = addressFault(source)
    if (fault === undefined) return { type: 'git', source }
    throw new InputError(`\`${address}\` is not the address of a repository: ${fault}`, { place })
  }
  if (isUrl) return { type: 'archive', source: address }
  if (/\.(?:tar(?:\.\w+)?|tgz)$/.test(address)) return { type: 'archive', source: path }
  if (/^(?:[./~]|file:)/.test(address)) return { type: 'folder', source: path }
  throw new InputError(
    `\`${src}\` is the name of a role or collection on a Galaxy server, which Drover does not support`,
    {
      place,
      hint: 'give its repository (`git+https://…`), a tar file or a folder (`./…`), or install it with `ansible-galaxy`',
    },
  )
}

/** Returns the last part of an address, without suffixes such as `.git`. */
function nameIn(src: string): string {
  return basename(src.replace(/\/+$/, ''))
    .replace(/^.*:/, '')
    .replace(/\.(?:git|tar(?:\.\w+)?|tgz)$/, '')
}

/** Returns whether a role can have this name: its folder must be directly in the folder of roles. */
export function isRoleName(name: string): boolean {
  return /^[A-Za-z0-9_][\w.-]*$/.test(name)
}

function checkedName(name: string, place: Place | undefined): string {
  if (isRoleName(name)) return name
  throw new InputError(`\`${name}\` is not the name of a role`, {
    place,
    hint: 'give it a name of letters, digits, `_`, `.` and `-`',
  })
}

function textOf(map: MapSource, key: string): string | undefined {
  const value = map.entries.get(key)?.value
  if (value === undefined || (value.kind === 'scalar' && value.value === null)) return undefined
  if (value.kind === 'scalar' && value.value !== '') return String(value.value)
  throw new InputError(`\`${key}\` must be a text, got ${describe(value)}`, { place: value.place })
}

function refused(source: Source, expected: string): InputError {
  return new InputError(`expected ${expected}, got ${describe(source)}`, { place: source.place })
}
