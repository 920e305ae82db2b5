import { compileGlob, hasWildcards } from '../../base/glob.ts'
import type { ReadHost } from '../../remote/host.ts'
import { debNames } from '../../remote/probes/packages/debs.ts'
import { orUnknown, Unknown } from '../../values/unknown.ts'
import { unknownPackage } from './apt-get.ts'

/**
 * The params that request packages: names or patterns, and whether the packages should be installed. In a dry run,
 * reading an unknown param throws.
 */
interface RequestParams {
  readonly name: readonly string[]
  readonly state: string
}

/** One requested package. `name` is without the version. */
export interface RequestedPackage {
  readonly name: string
  readonly version?: string | Unknown
  /** The operand for apt. */
  readonly spec: string
}

/**
 * Returns the requested packages; a pattern is replaced by the names that match it. In a dry run, a name that is not
 * known yet is returned as `Unknown`. Throws TaskError for a pattern that matches no package.
 */
export async function requestsOf(
  host: ReadHost,
  params: RequestParams,
): Promise<readonly (RequestedPackage | Unknown)[]> {
  const names = orUnknown(() => params.name)
  const items =
    names instanceof Unknown ? ((names.known.items as (string | Unknown)[] | undefined) ?? [names]) : names
  const requests = items.flatMap(item =>
    item instanceof Unknown ? [requestOfUnknown(item)] : requestsIn(item),
  )
  const patterns = requests.flatMap(request =>
    request instanceof Unknown || !hasWildcards(request.name) ? [] : [request.name],
  )
  if (patterns.length === 0) return requests
  const matching = await host.ask(debNames(patterns))
  const isAbsent = /^(absent|removed)$/.test(String(orUnknown(() => params.state)))
  return requests.flatMap(request => {
    if (request instanceof Unknown || !patterns.includes(request.name)) return [request]
    const found = (isAbsent ? matching.installed : matching.known).filter(compileGlob(request.name).matches)
    if (found.length === 0 && !isAbsent) throw unknownPackage(request.name)
    return found.map(name => ({ ...request, name, spec: request.spec.replace(request.name, () => name) }))
  })
}

function requestsIn(item: string): RequestedPackage[] {
  const names = item.split(',').map(name => name.trim())
  return names.filter(Boolean).map(spec => {
    const at = spec.indexOf('=')
    return at < 0 ? { name: spec, spec } : { name: spec.slice(0, at), version: spec.slice(at + 1), spec }
  })
}

/** Reads an item that is partly unknown: of `etcd={{version}}`, the package is known. */
function requestOfUnknown(item: Unknown): RequestedPackage | Unknown {
  const [, name] = /^([^=,\s]+)=/.exec(String(item.known.prefix ?? '')) ?? []
  return name === undefined ? item : { name, version: item, spec: name }
}

/** Returns a package name without the requested version. */
export function bareName(name: string): string {
  return name.split('=')[0] ?? name
}

/** Matches plain package names, but not patterns or apt's special operands such as `name/release`. */
export const PLAIN_NAME = /^[a-z0-9][a-z0-9.+-]*$/

/**
 * Whether each of the comma-separated items is a package name or pattern, optionally with `=VERSION`. Operands with
 * another meaning for apt, such as `name/release` or `name-` (remove), are refused.
 */
export function isPackageSpec(value: string): boolean {
  const names = value.split(',').map(name => name.trim())
  return names.every(
    name => name === '' || /^[A-Za-z0-9*?[][A-Za-z0-9.+*?[\]:-]*(?<!-)(=[^\s=]+)?$/.test(name),
  )
}
