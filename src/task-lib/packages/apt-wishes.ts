import { compileGlob, hasWildcards } from '../../base/glob.ts'
import type { ReadHost } from '../../remote/host.ts'
import { debNames } from '../../remote/probes/packages/debs.ts'
import { orUnknown, Unknown } from '../../values/unknown.ts'
import { unknownPackage } from './apt-get.ts'

/**
 * The params that request packages: names or patterns, and whether the packages should be installed. In a dry run,
 * reading an unknown param throws.
 */
interface Asked {
  readonly name: readonly string[]
  readonly state: string
}

/** One requested package. `bare` is its name without the version. */
export interface Wish {
  readonly bare: string
  readonly version?: string | Unknown
  /** The operand for apt. */
  readonly spec: string
}

/**
 * Returns the requested packages; a pattern is replaced by the names that match it. In a dry run, a name that is not
 * known yet is returned as `Unknown`. Throws TaskError for a pattern that matches no package.
 */
export async function wishesOf(host: ReadHost, params: Asked): Promise<readonly (Wish | Unknown)[]> {
  const names = orUnknown(() => params.name)
  const items =
    names instanceof Unknown ? ((names.known.items as (string | Unknown)[] | undefined) ?? [names]) : names
  const wishes = items.flatMap(item => (item instanceof Unknown ? [wishOfUnknown(item)] : wishesIn(item)))
  const patterns = wishes.flatMap(wish =>
    wish instanceof Unknown || !hasWildcards(wish.bare) ? [] : [wish.bare],
  )
  if (patterns.length === 0) return wishes
  const names_ = await host.ask(debNames(patterns))
  const isAbsent = /^(absent|removed)$/.test(String(orUnknown(() => params.state)))
  return wishes.flatMap(wish => {
    if (wish instanceof Unknown || !patterns.includes(wish.bare)) return [wish]
    const found = (isAbsent ? names_.installed : names_.known).filter(compileGlob(wish.bare).matches)
    if (found.length === 0 && !isAbsent) throw unknownPackage(wish.bare)
    return found.map(name => ({ ...wish, bare: name, spec: wish.spec.replace(wish.bare, () => name) }))
  })
}

function wishesIn(item: string): Wish[] {
  const names = item.split(',').map(name => name.trim())
  return names.filter(Boolean).map(spec => {
    const at = spec.indexOf('=')
    return at < 0 ? { bare: spec, spec } : { bare: spec.slice(0, at), version: spec.slice(at + 1), spec }
  })
}

/** Reads an item that is partly unknown: of `etcd={{version}}`, the package is known. */
function wishOfUnknown(item: Unknown): Wish | Unknown {
  const [, bare] = /^([^=,\s]+)=/.exec(String(item.known.prefix ?? '')) ?? []
  return bare === undefined ? item : { bare, version: item, spec: bare }
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
