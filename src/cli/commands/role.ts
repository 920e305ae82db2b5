import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../../errors.ts'
import type { InstallOptions } from '../../galaxy/install.ts'

interface PathFlags {
  readonly rolesPath?: string
}

interface InstallFlags extends PathFlags {
  readonly requirements?: string
  readonly collectionsPath?: string
  readonly locked: boolean
  readonly force: boolean
  readonly deps: boolean
}

/** `run role`: installs, lists and removes roles; also installs collections. */
export function roleCommand(): Command {
  const role = new Command('role').description('Install, list and remove roles.')
  withPath(role.command('install'))
    .description('Install roles, or everything that `requirements.yml` lists.')
    .argument('[source...]', 'folder, tar file or repository, as SOURCE[,VERSION[,NAME]]')
    .option(
      '-r, --requirements <file>',
      'file that lists the roles, if no source is given (default: requirements.yml)',
    )
    .option('--collections-path <folder>', 'folder for collections (default: collections/ of the project)')
    .option('--locked', 'install exactly what requirements.lock records, and fail if anything differs', false)
    .option('-f, --force', 'install again even what is already installed', false)
    .option('-n, --no-deps', 'do not install dependencies of roles')
    .action(installAll)
  withPath(role.command('list'))
    .description('List the installed roles with their versions.')
    .action(async (flags: PathFlags) => {
      const { installedRoles } = await import('../../galaxy/places.ts')
      for (const { name, version } of installedRoles(rolesPathOf(flags, process.cwd())))
        process.stdout.write(`${name}${version === undefined ? '' : `, ${version}`}\n`)
    })
  withPath(role.command('remove'))
    .description('Remove installed roles.')
    .argument('<name...>')
    .action(async (names: string[], flags: PathFlags) => {
      const { removeRole } = await import('../../galaxy/places.ts')
      for (const name of names) {
        removeRole(name, rolesPathOf(flags, process.cwd()))
        process.stdout.write(`${name} was removed\n`)
      }
    })
  return role
}

function withPath(command: Command): Command {
  return command.option('-p, --roles-path <folder>', 'folder for roles (default: roles/ of the project)')
}

function rolesPathOf({ rolesPath }: PathFlags, project: string): string {
  return rolesPath === undefined ? join(project, 'roles') : resolve(rolesPath)
}

async function installAll(sources: readonly string[], flags: InstallFlags): Promise<void> {
  if (sources.length === 0) return installRequirements(requirementsFile(flags.requirements), flags)
  if (flags.locked)
    throw new InputError('`--locked` cannot be combined with sources: it installs what the lock file records')
  const { install } = await import('../../galaxy/install.ts')
  const { roleOf } = await import('../../galaxy/requirements.ts')
  const project = process.cwd()
  const wanted = sources.map(text => roleOf(text, project))
  await install(wanted, { ...optionsIn(project, flags), locked: undefined })
}

async function installRequirements(file: string, flags: InstallFlags): Promise<void> {
  const { install } = await import('../../galaxy/install.ts')
  const { lockFileOf, readLock, writeLock } = await import('../../galaxy/lock-file.ts')
  const { readRequirements } = await import('../../galaxy/requirements.ts')
  const lockFile = lockFileOf(file)
  const locked = flags.locked ? readLock(lockFile) : undefined
  if (flags.locked && !locked)
    throw new InputError(`there is no lock file ${lockFile}`, { hint: 'write it with `run role install`' })
  const installed = await install(readRequirements(file), { ...optionsIn(projectOf(file), flags), locked })
  if (!flags.locked) writeLock(lockFile, installed)
}

function optionsIn(project: string, flags: InstallFlags): Omit<InstallOptions, 'locked'> {
  return {
    rolesPath: rolesPathOf(flags, project),
    collectionsPath: resolve(flags.collectionsPath ?? join(project, 'collections')),
    base: project,
    isForced: flags.force,
    followsDependencies: flags.deps,
    report: line => process.stdout.write(`${line}\n`),
  }
}

function requirementsFile(given: string | undefined): string {
  const candidates = given === undefined ? ['requirements.yml', 'roles/requirements.yml'] : [given]
  const found = candidates.map(file => resolve(file)).find(existsSync)
  if (found !== undefined) return found
  throw new InputError(`there is no file ${candidates.join(' or ')}`, {
    hint: 'name a source to install, or a file with `--requirements`',
  })
}

/** Returns the folder of a project: its `requirements.yml` may be in `roles/` or `collections/`. */
function projectOf(file: string): string {
  const folder = dirname(file)
  return /[/\\](?:roles|collections)$/.test(folder) ? dirname(folder) : folder
}
