import { createHash, createPublicKey, getHashes, type KeyObject } from 'node:crypto'
import { childrenOf, readDer } from './der.ts'

/** The digests of Python's hashlib, which Ansible shows, with their names in OpenSSL. */
const DIGESTS: Readonly<Record<string, string>> = {
  ...{ blake2b: 'blake2b512', blake2s: 'blake2s256', md5: 'md5', sha1: 'sha1', sha224: 'sha224' },
  ...{ sha256: 'sha256', sha384: 'sha384', sha3_224: 'sha3-224', sha3_256: 'sha3-256' },
  ...{ sha3_384: 'sha3-384', sha3_512: 'sha3-512', sha512: 'sha512' },
  ...{ shake_128: 'shake128', shake_256: 'shake256' },
}

/**
 * Returns the digests of bytes by Python's names, in hex with colons. Digests that are not available, such as in FIPS
 * mode, are omitted.
 */
export function fingerprintsOf(bytes: Buffer): Record<string, string> {
  const present = new Set(getHashes().map(name => name.toLowerCase()))
  const names = Object.entries(DIGESTS).filter(([, own]) => present.has(own))
  return Object.fromEntries(
    names.map(([name, own]) => {
      const length = own.startsWith('shake') ? { outputLength: 32 } : {}
      return [name, colonHex(createHash(own, length).update(bytes).digest())]
    }),
  )
}

/** Returns bytes in hex with colons, such as `00:ff`. */
export function colonHex(bytes: Buffer): string {
  return bytes.toString('hex').replace(/(..)(?=.)/g, '$1:')
}

/** Returns the public part of a key as SubjectPublicKeyInfo in DER. */
export function publicDer(key: KeyObject): Buffer {
  const own = key.type === 'private' ? createPublicKey(key) : key
  return own.export({ type: 'spki', format: 'der' })
}

/** Returns the key identifier of a public key in DER. Source: RFC 5280, 4.2.1.2, method 1. */
export function keyIdentifier(publicKey: Buffer): Buffer {
  const bits = childrenOf(readDer(publicKey))[1]?.content.subarray(1) ?? Buffer.alloc(0)
  return createHash('sha1').update(bits).digest()
}
