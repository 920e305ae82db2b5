import type { Change } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { rpmUnneeded } from '../../remote/probes/packages/rpms.ts'

/** The installation or removal of one package or group. */
export interface DnfStep {
  readonly verb: 'install' | 'remove'
  readonly name: string
  readonly change: Change
}

/** Fields of the change to the newest version, which is not known before the transaction. */
export const NEWEST_VERSION = { action: 'update', after: { version: 'newest' } } as const

/** The change of a task that fetches the metadata of the repositories. */
export const DNF_METADATA: Change = {
  resource: 'dnf:metadata',
  action: 'update',
  before: { fetched: false },
  after: { fetched: true },
}

/**
 * Plans the step for a package; undefined if it is already in the desired state. `versions`: the installed versions;
 * `isOld`: whether an update is needed.
 */
export function packageStep(
  name: string,
  versions: readonly string[],
  isAbsent: boolean,
  isOld: boolean,
): DnfStep | undefined {
  const resource = `package:${name}`
  const before = { version: versions.join(' ') }
  if (isAbsent) {
    if (versions.length === 0) return undefined
    return { verb: 'remove', name, change: { resource, action: 'delete', before, after: null } }
  }
  const { after } = NEWEST_VERSION
  if (versions.length === 0)
    return { verb: 'install', name, change: { resource, action: 'create', before: null, after } }
  return isOld ? { verb: 'install', name, change: { ...NEWEST_VERSION, resource, before } } : undefined
}

/** Plans the step for a group; undefined if it is already in the desired state. */
export function groupStep(name: string, isThere: boolean, isAbsent: boolean): DnfStep | undefined {
  if (isThere !== isAbsent) return undefined
  const resource = `package:${name}`
  return isAbsent
    ? { verb: 'remove', name, change: { resource, action: 'delete', before: {}, after: null } }
    : { verb: 'install', name, change: { resource, action: 'create', before: null, after: {} } }
}

/**
 * Returns the removals that `autoremove` would make; none if names are given or the tool cannot list unneeded packages.
 */
export async function unneededPackages(
  host: ReadHost,
  tool: string,
  { autoremove, name }: { readonly autoremove: boolean; readonly name: readonly string[] },
): Promise<Change[]> {
  if (!autoremove || name.length > 0) return []
  const names = (await host.ask(rpmUnneeded(tool))) ?? []
  return names.map(each => ({ resource: `package:${each}`, action: 'delete', before: {}, after: null }))
}
