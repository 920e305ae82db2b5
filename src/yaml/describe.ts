import { shorten } from '../base/shorten.ts'
import type { Source } from '../errors.ts'

/** A value in the words of an error message: `a list`, `a map`, or itself in backticks. */
export function describe(source: Source): string {
  if (source.kind === 'list') return 'a list'
  if (source.kind === 'map') return 'a map'
  if (isSecret(source)) return 'a secret'
  if (source.value === null) return 'nothing'
  return `\`${shorten(String(source.value), 80)}\``
}

/** Whether a value is a `!secret`, or from an encrypted file or text. */
export function isSecret(source: Source): boolean {
  if (source.kind === 'list') return false
  return source.tag === '!secret' || (source.kind === 'scalar' && source.isConfidential === true)
}

/** Whether a value is only known once something renders it: a template or an expression. */
export function isTemplated(source: Source): boolean {
  if (source.kind !== 'scalar') return false
  if (source.tag !== undefined) return source.tag === '!expr'
  const text = String(source.value)
  return text.includes('{{') || (source.dialect === 'ansible' && text.includes('{%'))
}

/** The items of a list; a single value is a list of one, and nothing an empty one. */
export function itemsOf(source: Source): readonly Source[] {
  if (source.kind === 'list') return source.items
  return isNothing(source) ? [] : [source]
}

/** Whether there is nothing behind the name. */
export function isNothing(source: Source): boolean {
  return source.kind === 'scalar' && source.value === null
}
