import { shorten } from '../base/shorten.ts'
import type { Source } from '../errors.ts'

/** Describes a value for an error message: `a list`, `a map`, or the value itself in backticks. */
export function describe(source: Source): string {
  if (source.kind === 'list') return 'a list'
  if (source.kind === 'map') return 'a map'
  if (isSecret(source)) return 'a secret'
  if (source.value === null) return 'nothing'
  return `\`${shorten(String(source.value), 80)}\``
}

/** Whether a value has the tag `!secret`, or comes from an encrypted file or string. */
export function isSecret(source: Source): boolean {
  if (source.kind === 'list') return false
  return source.tag === '!secret' || (source.kind === 'scalar' && source.isConfidential === true)
}

/** Whether a value is only known after rendering: it is a template or an expression. */
export function isTemplated(source: Source): boolean {
  if (source.kind !== 'scalar') return false
  if (source.tag !== undefined) return source.tag === '!expr'
  const text = String(source.value)
  return text.includes('{{') || (source.dialect === 'ansible' && text.includes('{%'))
}

/** Returns the items of a list. Any other value is a list of one; null is an empty list. */
export function itemsOf(source: Source): readonly Source[] {
  if (source.kind === 'list') return source.items
  return isNothing(source) ? [] : [source]
}

/** Whether a value is null, as after a key without a value. */
export function isNothing(source: Source): boolean {
  return source.kind === 'scalar' && source.value === null
}
