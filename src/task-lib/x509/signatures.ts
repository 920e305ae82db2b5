import { type KeyObject, sign, verify } from 'node:crypto'
import type { asn1 } from 'node-forge'
import { TaskError } from '../../errors.ts'
import { bitsContent, childrenOf, type Der, identifierOf } from './der.ts'
import type { DerWriter } from './write-der.ts'

/** The digests that signatures may use. */
export const SIGNATURE_DIGESTS = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const

/** A signature algorithm. */
interface Algorithm {
  readonly identifier: string
  /** The name that Ansible shows. */
  readonly name: string
  readonly type: 'rsa' | 'ec' | 'ed25519' | 'ed448'
  /** Null if the digest is part of the algorithm. */
  readonly digest: string | null
}

/** The supported signature algorithms. Source: RFC 4055, RFC 5758, RFC 8410. */
const ALGORITHMS: readonly Algorithm[] = [
  ...[
    ['1.2.840.113549.1.1.5', 'sha1'],
    ['1.2.840.113549.1.1.14', 'sha224'],
    ['1.2.840.113549.1.1.11', 'sha256'],
    ['1.2.840.113549.1.1.12', 'sha384'],
    ['1.2.840.113549.1.1.13', 'sha512'],
  ].map(([identifier = '', digest = '']) => ({
    ...{ identifier, digest, name: `${digest}WithRSAEncryption`, type: 'rsa' as const },
  })),
  ...[
    ['1.2.840.10045.4.1', 'sha1'],
    ['1.2.840.10045.4.3.1', 'sha224'],
    ['1.2.840.10045.4.3.2', 'sha256'],
    ['1.2.840.10045.4.3.3', 'sha384'],
    ['1.2.840.10045.4.3.4', 'sha512'],
  ].map(([identifier = '', digest = '']) => ({
    ...{ identifier, digest, name: `ecdsa-with-${digest.toUpperCase()}`, type: 'ec' as const },
  })),
  { identifier: '1.3.101.112', name: 'ED25519', type: 'ed25519', digest: null },
  { identifier: '1.3.101.113', name: 'ED448', type: 'ed448', digest: null },
]

/** Returns the name of a signature algorithm; its identifier if it is unknown. */
export function signatureName(identifier: string): string {
  return ALGORITHMS.find(each => each.identifier === identifier)?.name ?? identifier
}

/** Returns the algorithm with which a key signs. Throws TaskError for a key that cannot sign. */
export function signatureAlgorithm(key: KeyObject, digest: string): Algorithm {
  const found = ALGORITHMS.find(
    each => each.type === key.asymmetricKeyType && (each.digest === null || each.digest === digest),
  )
  if (found) return found
  throw new TaskError(`a key of type ${key.asymmetricKeyType} cannot sign certificates`, {
    hint: 'use a key of type RSA, ECC, Ed25519 or Ed448',
  })
}

/** Converts an algorithm to ASN.1, in the form that precedes a signature. */
export function writeAlgorithm(write: DerWriter, { identifier, type }: Algorithm): asn1.Asn1 {
  return write.algorithm(identifier, type === 'rsa')
}

/** Signs a body and returns it with its algorithm and signature, in DER. */
export function signedDer(write: DerWriter, body: asn1.Asn1, key: KeyObject, algorithm: Algorithm): Buffer {
  const bytes = write.der(body)
  const signature = sign(algorithm.digest, bytes, key)
  return write.der(
    write.sequence(write.raw(bytes), writeAlgorithm(write, algorithm), write.bits(signature, 0)),
  )
}

/** Whether a signed body was signed by this key; false for an unknown algorithm. */
export function isSignedBy(signed: Der, key: KeyObject): boolean {
  const [body, algorithm, signature] = childrenOf(signed)
  const [type] = algorithm ? childrenOf(algorithm) : []
  const identifier = type ? identifierOf(type) : ''
  const found = ALGORITHMS.find(each => each.identifier === identifier)
  if (!body || !signature || !found || found.type !== key.asymmetricKeyType) return false
  return verify(found.digest, body.bytes, key, bitsContent(signature))
}
