import type { ChangeInput } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContents } from '../../remote/probes/files/read.ts'
import { isInstalledAsLocked } from './npm-lock.ts'
import { type NpmPackage, type NpmPlace, npmOutdated, npmPackages } from './npm-packages.ts'
import { type NpmParams, npmRequest, npmSpec } from './npm-params.ts'

/** An npm command and its changes. */
export interface NpmStep {
  readonly verb: 'install' | 'ci' | 'update' | 'uninstall'
  readonly changes: readonly ChangeInput[]
}

/** Plans `npm ci`; no step if the packages already match the lock file. Throws TaskError if there is no lock file. */
export async function cleanInstall(host: ReadHost, place: NpmPlace, params: NpmParams): Promise<NpmStep[]> {
  if (await isAsLocked(host, place.directory, params)) return []
  const after = { state: 'as package-lock.json' }
  return [{ verb: 'ci', changes: [{ resource: `npm:${place.directory}`, action: 'install', after }] }]
}

/** Plans the removal of the task's package; no step if it is not installed. */
export async function npmRemoval(host: ReadHost, place: NpmPlace, params: NpmParams): Promise<NpmStep[]> {
  const { name } = npmRequest(params)
  const found = (await host.ask(npmPackages(place, name))).find(each => each.name === name)
  if (!found) return []
  const change = {
    resource: `npm:${name}`,
    action: 'remove',
    before: { version: found.version },
    after: null,
  }
  return [{ verb: 'uninstall', changes: [change] }]
}

/** Plans the installation of missing packages and, with `state: latest`, the upgrade of the others. */
export async function npmInstallation(
  host: ReadHost,
  place: NpmPlace,
  params: NpmParams,
): Promise<NpmStep[]> {
  const { name, version } = npmRequest(params)
  const seen = await host.ask(npmPackages(place, npmSpec(params)))
  const outdated = params.state === 'latest' ? await host.ask(npmOutdated(place, name)) : []
  const installs = lackingOf(seen, name).map(each => ({
    resource: `npm:${each}`,
    action: 'install',
    after: { version: version ?? 'newest' },
  }))
  const upgrades = outdated.map(({ name: each, current, wanted }) => ({
    resource: `npm:${each}`,
    action: 'upgrade',
    before: { version: current },
    after: { version: wanted },
  }))
  const steps: NpmStep[] = [
    { verb: 'install', changes: installs },
    { verb: 'update', changes: upgrades },
  ]
  return steps.filter(({ changes }) => changes.length > 0)
}

/** Returns the names of the packages to install: the task's own or, without a name, those of `package.json`. */
function lackingOf(seen: readonly NpmPackage[], name: string | undefined): string[] {
  if (name === undefined) return seen.filter(({ isRight }) => !isRight).map(each => each.name)
  return seen.some(each => each.name === name && each.isRight) ? [] : [name]
}

async function isAsLocked(
  host: ReadHost,
  directory: string,
  { production, no_optional }: NpmParams,
): Promise<boolean> {
  const names = ['package-lock.json', 'npm-shrinkwrap.json', 'node_modules/.package-lock.json']
  const [lock = null, shrinkwrap = null, installed = null] = await host.ask(
    fileContents(names.map(name => `${directory}/${name}`)),
  )
  if (lock === null && shrinkwrap === null)
    throw new TaskError(`\`${directory}\` has no package-lock.json`, {
      hint: 'create it in an earlier task, or remove `ci`',
    })
  return isInstalledAsLocked(shrinkwrap ?? lock, installed, { dev: production, optional: no_optional })
}
