import type { Place, ScalarSource, Source } from '../errors.ts'
import { isTemplated } from './describe.ts'

/** Decrypts the bytes of a file; undefined if they are not encrypted. Throws InputError. */
export type Decrypt = (bytes: Buffer, place: Place) => Buffer | undefined

/**
 * The values of an encrypted file, all secret. Text is a secret; what holds `{{` is rendered, as Ansible does, and
 * masked afterwards; numbers stay numbers, and are masked.
 */
export function confidential(source: Source): Source {
  return mark(source, scalar => !isTemplated(scalar))
}

/** The values of a file of secrets: like `confidential`, but text is never rendered. */
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
