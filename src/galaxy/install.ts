import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { replaceFolder } from '../base/atomic-write.ts'
import { InputError } from '../errors.ts'
import { dependenciesOf } from './dependencies.ts'
import { fetchRequirement } from './fetch.ts'
import { type Locked, lockedSource } from './lock-file.ts'
import { identify, infoOf, noteInstallation, type Places } from './places.ts'
import type { Requirement } from './requirements.ts'
import { treeDigest } from './tree.ts'

/** How `install` treats what is already installed, and what it may install. */
export interface InstallOptions extends Places {
  /** The folder to which paths in a lock file are relative. */
  readonly base: string
  /** The only versions that may be installed; undefined if any may. */
  readonly locked: readonly Locked[] | undefined
  /** Whether to replace what is already installed. */
  readonly isForced: boolean
  readonly followsDependencies: boolean
  readonly report: (line: string) => void
}

/**
 * Installs roles and collections, and the roles that they depend on, each completely or not at all; returns what is
 * installed then. What is already installed is kept, unless `isForced`. Throws InputError; what was installed before
 * the error stays.
 */
export async function install(
  requirements: readonly Requirement[],
  options: InstallOptions,
): Promise<Locked[]> {
  const done = new Map<string, Locked>()
  const ahead = [...requirements]
  for (let next = ahead.shift(); next; next = ahead.shift()) {
    const key = `${next.kind} ${next.name} ${next.kind === 'role' ? '' : next.from.source}`
    const before = done.get(key)
    if (before) {
      if (before.version !== (next.version ?? null) && next.version !== undefined)
        options.report(
          `${next.name} is also required as ${next.version}, but stays ${before.version ?? 'as it is'}`,
        )
      continue
    }
    const { locked, path } = await installOne(next, options)
    done.set(key, locked)
    if (options.followsDependencies && next.kind === 'role') ahead.push(...dependenciesOf(path))
  }
  return [...done.values()]
}

interface Installed {
  readonly locked: Locked
  readonly path: string
}

async function installOne(wanted: Requirement, options: InstallOptions): Promise<Installed> {
  const frozen = options.locked && lockFor(wanted, options.locked, options.base)
  const target = wanted.kind === 'role' ? join(options.rolesPath, wanted.name) : undefined
  if (target !== undefined && existsSync(target) && !options.isForced)
    return kept(wanted, target, { frozen, options })
  const parent = wanted.kind === 'role' ? options.rolesPath : options.collectionsPath
  mkdirSync(parent, { recursive: true })
  // On the same file system as the target, so that it can be renamed to it.
  const scratch = mkdtempSync(join(parent, '.installing-'))
  try {
    const { folder, commit } = await fetchRequirement(
      wanted,
      join(scratch, 'new'),
      frozen?.commit ?? undefined,
    )
    const { name, path, version } = identify(wanted, folder, options)
    const sha256 = treeDigest(folder)
    // With `--locked`, the digest must be that of the lock file.
    if (frozen && frozen.sha256 !== sha256) {
      throw new InputError(`${wanted.kind} \`${name}\` differs from the lock file: its files have changed`, {
        place: wanted.place,
        hint: 'it was not installed; find out who has changed it, or run without `--locked`',
      })
    }
    if (wanted.kind === 'collection' && existsSync(path) && !options.isForced)
      return kept(wanted, path, { frozen, options, name })
    if (wanted.kind === 'role') noteInstallation(folder, version ?? commit)
    mkdirSync(dirname(path), { recursive: true })
    replaceFolder(folder, path, join(scratch, 'old'))
    options.report(`${name}${version === undefined ? '' : ` (${version})`} was installed in ${path}`)
    const source = lockedSource(wanted, options.base)
    return {
      path,
      locked: { kind: wanted.kind, name, source, version: version ?? null, commit: commit ?? null, sha256 },
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

interface Keeping {
  readonly frozen: Locked | undefined
  readonly options: InstallOptions
  readonly name?: string
}

/** Returns what is already installed. With a lock file, throws InputError if it differs from that. */
function kept(
  wanted: Requirement,
  path: string,
  { frozen, options, name = wanted.name }: Keeping,
): Installed {
  const sha256 = treeDigest(path)
  if (frozen && frozen.sha256 !== sha256) {
    throw new InputError(`the ${wanted.kind} \`${name}\` in ${path} differs from the lock file`, {
      place: wanted.place,
      hint: 'install it again with `--force`, or run without `--locked`',
    })
  }
  const version = frozen?.version ?? wanted.version ?? infoOf(path)?.version ?? null
  options.report(`${name}${version === null ? '' : ` (${version})`} is already installed in ${path}`)
  const commit = frozen?.commit ?? null
  const source = lockedSource(wanted, options.base)
  return { path, locked: { kind: wanted.kind, name, source, version, commit, sha256 } }
}

/**
 * Returns the entry of a requirement in a lock file. Throws InputError if it has none, or only one of another
 * version.
 */
function lockFor(wanted: Requirement, locked: readonly Locked[], base: string): Locked {
  const source = lockedSource(wanted, base)
  const found = locked.find(
    each =>
      each.kind === wanted.kind &&
      each.source === source &&
      (each.name === wanted.name || wanted.kind === 'collection'),
  )
  const isSame = found && (wanted.version === undefined || found.version === wanted.version)
  if (isSame) return found
  throw new InputError(
    `the lock file does not contain the ${wanted.kind} \`${wanted.name}\`${wanted.version === undefined ? '' : ` in version ${wanted.version}`} from ${source}`,
    {
      place: wanted.place,
      hint: 'run `run role install` once without `--locked`, and commit the new lock file',
    },
  )
}
