import type { Source } from '../errors.ts'
import { compileSource } from './language.ts'

const cache = new WeakMap<Source, ReadonlySet<string>>()

/** Returns the variables that a source refers to directly. Throws InputError if it does not compile. */
export function namesIn(source: Source): ReadonlySet<string> {
  const known = cache.get(source) ?? findNames(source)
  cache.set(source, known)
  return known
}

function findNames(source: Source): ReadonlySet<string> {
  if (source.kind === 'list') return new Set(source.items.flatMap(item => [...namesIn(item)]))
  if (source.kind === 'map')
    return new Set([...source.entries.values()].flatMap(({ value }) => [...namesIn(value)]))
  const own = compileSource(source)?.names ?? new Set<string>()
  return source.otherwise ? new Set([...own, ...namesIn(source.otherwise)]) : own
}
