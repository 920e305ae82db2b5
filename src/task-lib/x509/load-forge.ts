import { pbkdf2Sync } from 'node:crypto'
import type { md } from 'node-forge'

/**
 * Loads node-forge, with its key derivation replaced by Node's: the one in JavaScript is a hundred times slower and
 * blocks the event loop.
 */
export async function loadForge() {
  const { default: forge } = await import('node-forge')
  Object.assign(forge.pkcs5, { pbkdf2 })
  return forge
}

/** Computes PBKDF2 with the signature that node-forge expects: binary strings, and the digest as an object. */
function pbkdf2(
  password: string,
  salt: string,
  rounds: number,
  size: number,
  { algorithm }: md.MessageDigest,
): string {
  const bytes = [Buffer.from(password, 'binary'), Buffer.from(salt, 'binary')] as const
  return pbkdf2Sync(...bytes, rounds, size, algorithm).toString('binary')
}
