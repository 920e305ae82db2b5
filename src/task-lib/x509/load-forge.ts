import { pbkdf2Sync } from 'node:crypto'
import type { md } from 'node-forge'

/**
 * Loads node-forge, with the key derivation of Node: its own, in JavaScript, takes a hundred times as long, and nothing else goes
 * on meanwhile.
 */
export async function loadForge() {
  const { default: forge } = await import('node-forge')
  Object.assign(forge.pkcs5, { pbkdf2 })
  return forge
}

/** PBKDF2 as node-forge calls it: strings of bytes, and the digest as an object. */
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
