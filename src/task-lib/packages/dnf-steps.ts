import type { Change } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { rpmUnneeded } from '../../remote/probes/packages/rpms.ts'

/** What is done about one package or group. */
export interface DnfStep {
  readonly verb: 'install' | 'remove'
  readonly name: string
  readonly change: Change
}

/** The change to the newest version, whichever that is. */
export const NEWEST_VERSION = { action: 'update', after: { version: 'newest' } } as const

/** That the metadata of the repositories is fetched. */
export const DNF_METADATA: Change = {
  resource: 'dnf:metadata',
  action: 'update',
  before: { fetched: false },
  after: { fetched: true },
}

/** What is done about a package; undefined if it is as it should be. */
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

/** What is done about a group; undefined if it is as it should be. */
export function groupStep(name: string, isThere: boolean, isAbsent: boolean): DnfStep | undefined {
  if (isThere !== isAbsent) return undefined
  const resource = `package:${name}`
  return isAbsent
    ? { verb: 'remove', name, change: { resource, action: 'delete', before: {}, after: null } }
    : { verb: 'install', name, change: { resource, action: 'create', before: null, after: {} } }
}

/** The packages that autoremove would remove; none if the tool cannot list them. */
export async function unneededPackages(
  host: ReadHost,
  tool: string,
  { autoremove, name }: { readonly autoremove: boolean; readonly name: readonly string[] },
): Promise<Change[]> {
  if (!autoremove || name.length > 0) return []
  const names = (await host.ask(rpmUnneeded(tool))) ?? []
  return names.map(each => ({ resource: `package:${each}`, action: 'delete', before: {}, after: null }))
}
