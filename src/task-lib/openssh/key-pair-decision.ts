import { TaskError } from '../../errors.ts'
import type { KeyPairType, OpenSshKey } from './key-pair.ts'

/** The conditions on which an existing key pair is replaced, from the most to the least careful. */
export const REPLACE = ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'] as const

/** The params that describe a key pair. */
export interface KeyPairParams {
  readonly type: KeyPairType
  readonly size?: number | undefined
  readonly regenerate: (typeof REPLACE)[number]
}

/** The default size of each key type, in bits. */
const SIZES: Readonly<Record<KeyPairType, number>> = { rsa: 4096, dsa: 1024, ecdsa: 256, ed25519: 256 }

/** Returns the size that a key should have, in bits; that of an ed25519 key is fixed. */
export function wantedBits({ type, size }: Pick<KeyPairParams, 'type' | 'size'>): number {
  return type === 'ed25519' ? SIZES.ed25519 : (size ?? SIZES[type])
}

/** Whether ssh-keygen can create keys of this type and size. */
export function hasBits({ type, size }: Pick<KeyPairParams, 'type' | 'size'>): boolean {
  if (size === undefined || type === 'ed25519') return true
  if (type === 'rsa') return size >= 1024 && size <= 16384
  return type === 'dsa' ? size === 1024 : [256, 384, 521].includes(size)
}

/**
 * Whether an existing key is replaced by a new one; `found` is null if the key cannot be read. Throws TaskError if it
 * does not match and `regenerate` forbids replacing it.
 */
export function isReplaced(found: OpenSshKey | null, params: KeyPairParams, path: string): boolean {
  const { regenerate } = params
  if (regenerate === 'always') return true
  if (found === null) {
    if (regenerate === 'full_idempotence') return true
    throw new TaskError(`the key at \`${path}\` cannot be read`, {
      hint: 'it has another passphrase or none, is broken, or others may read it (ssh-keygen demands mode 0600); `regenerate: full_idempotence` replaces it by a new one',
    })
  }
  if (regenerate === 'never' || (found.type === params.type && found.size === wantedBits(params)))
    return false
  if (regenerate !== 'fail') return true
  throw new TaskError(`the key at \`${path}\` has another type or size`, {
    hint: 'it is kept; `regenerate: partial_idempotence` replaces it by a new one',
  })
}
