import type { Source } from '../../errors.ts'
import { isRendered } from '../../evaluation/language.ts'

/**
 * Whether a source always has the same value for every host: nothing in it is rendered, evaluated, decrypted or
 * masked.
 */
export function isConstant(source: Source): boolean {
  const known = constants.get(source) ?? isConstantNow(source)
  constants.set(source, known)
  return known
}

const constants = new WeakMap<Source, boolean>()

function isConstantNow(source: Source): boolean {
  if (source.kind === 'list') return source.make === undefined && source.items.every(isConstant)
  if (source.kind === 'map')
    return source.tag === undefined && [...source.entries.values()].every(({ value }) => isConstant(value))
  const { tag, isConfidential } = source
  if (isConfidential) return false
  if (tag === '!unsafe') return true
  return tag === undefined && !isRendered(source)
}
