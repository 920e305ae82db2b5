import { TaskError } from '../../errors.ts'
import { isWantedKey, type WantedKey } from './new-key.ts'
import type { KeyFormat, PrivateKey } from './private-key.ts'

/** The conditions on which an existing key is replaced, from the most to the least careful. */
export const REGENERATE = ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'] as const

/** The params that describe a private key file. */
export interface KeyFileParams extends WantedKey {
  readonly format: KeyFormat | 'auto' | 'auto_ignore'
  readonly format_mismatch: 'regenerate' | 'convert'
  readonly regenerate: (typeof REGENERATE)[number]
}

/** Returns the format in which a new key is written. */
export function writtenFormat({ format, type }: Pick<KeyFileParams, 'format' | 'type'>): KeyFormat {
  if (format !== 'auto' && format !== 'auto_ignore') return format
  return type === 'RSA' || type === 'ECC' ? 'pkcs1' : 'pkcs8'
}

/**
 * Decides whether an existing key file is kept, converted to another format, or gets a new key; `found` is undefined if
 * it cannot be read. Throws TaskError if a new key is needed and `regenerate` forbids it.
 */
export function decideKey(
  found: PrivateKey | undefined,
  params: KeyFileParams,
  path: string,
): 'keep' | 'convert' | 'make' {
  const { regenerate } = params
  if (regenerate === 'always') return 'make'
  if (found === undefined) {
    if (regenerate === 'full_idempotence') return 'make'
    throw kept(path, 'cannot be read: it has another passphrase or none, or is broken', 'full_idempotence')
  }
  if (regenerate === 'never') return isOtherForm(found, params, 'convert') ? 'convert' : 'keep'
  const allowsNew = regenerate !== 'fail'
  if (!isWantedKey(found.key, params)) {
    if (allowsNew) return 'make'
    throw kept(path, 'has another type, size or curve', 'partial_idempotence')
  }
  if (isOtherForm(found, params, 'convert')) return 'convert'
  if (!isOtherForm(found, params, 'regenerate')) return 'keep'
  if (allowsNew) return 'make'
  throw kept(path, 'has another format', 'partial_idempotence')
}

function isOtherForm(
  { format }: PrivateKey,
  params: KeyFileParams,
  mismatch: KeyFileParams['format_mismatch'],
): boolean {
  if (params.format === 'auto_ignore' || params.format_mismatch !== mismatch) return false
  return format !== writtenFormat(params)
}

function kept(path: string, why: string, least: string): TaskError {
  return new TaskError(`the key at \`${path}\` ${why}`, {
    hint: `it is kept; \`regenerate: ${least}\` replaces it by a new one`,
  })
}
