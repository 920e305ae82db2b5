import type { Place, ScalarSource, Source } from '../errors.ts'
import { isTemplated } from './describe.ts'

/** Decrypts the bytes of a file. Returns undefined if they are not encrypted. Throws InputError. */
export type Decrypt = (bytes: Buffer, place: Place) => Buffer | undefined

/**
 * Marks the values of an encrypted file as secret. Strings become secrets, except those that contain `{{`: these are
 * rendered, as in Ansible, and then masked. Numbers stay numbers and are masked.
 */
export function confidential(source: Source): Source {
  return mark(source, scalar => !isTemplated(scalar))
}

/** Marks the values of a file of secrets as secret. Unlike with `confidential`, strings are never rendered. */
export function allSecret(source: Source): Source {
  return mark(source, () => true)
}

function mark(source: Source, isLiteral: (source: ScalarSource) => boolean): Source {
  if (source.kind === 'list') return { ...source, items: source.items.map(item => mark(item, isLiteral)) }
  if (source.kind === 'map') {
    if (source.tag === '!secret') return source
    const entries = [...source.entries].map(
      ([key, { keyPlace, value }]) => [key, { keyPlace, value: mark(value, isLiteral) }] as const,
    )
    return { ...source, entries: new Map(entries) }
  }
  const isText = typeof source.value === 'string' && source.tag === undefined
  if (isText && isLiteral(source)) return { ...source, tag: '!secret' }
  return { ...source, isConfidential: true }
}
