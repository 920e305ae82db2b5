import { createPublicKey, type KeyObject } from 'node:crypto'
import { type Certificate, isCertificateSignedBy } from './certificate.ts'
import { childrenOf, readDer } from './der.ts'
import { areSameExtensions, EXTENSIONS, type Extension, extensionOf } from './extensions.ts'
import { keyIdentifier, publicDer } from './fingerprints.ts'
import { subjectFields } from './names.ts'
import type { SigningRequest } from './request.ts'
import { derWriter } from './write-der.ts'

/** When a certificate gets a subject key identifier that its request does not contain. */
export const SUBJECT_KEY_CHOICES = ['create_if_not_provided', 'always_create', 'never_create'] as const

/** The parts from which a certificate is created. */
export interface Wanted {
  /** The signing request; undefined if the task has only a key. */
  readonly request: SigningRequest | undefined
  /** The key that signs the certificate. */
  readonly signer: KeyObject
  /** The authority's certificate; undefined for a self-signed certificate. */
  readonly authority: Certificate | undefined
  readonly subjectKey: (typeof SUBJECT_KEY_CHOICES)[number]
  /** Whether the certificate contains the identifier of the authority's key. */
  readonly namesAuthority: boolean
}

/** A subject without fields, in DER. */
const NO_SUBJECT = Buffer.from('3000', 'hex')

/** Returns the subject (in DER) and the public key of the certificate. */
export function holderOf({ request, signer }: Wanted): { subject: Buffer; publicKey: KeyObject } {
  return { subject: request?.subject ?? NO_SUBJECT, publicKey: request?.publicKey ?? createPublicKey(signer) }
}

/** Returns the extensions that a certificate should have: those of its request, and key identifiers. */
export async function certificateExtensions(wanted: Wanted): Promise<Extension[]> {
  const write = await derWriter()
  const { request, authority, subjectKey, namesAuthority } = wanted
  const given = (request?.extensions ?? []).filter(
    ({ identifier }) =>
      !(subjectKey === 'always_create' && identifier === EXTENSIONS.subjectKeyIdentifier) &&
      !(namesAuthority && identifier === EXTENSIONS.authorityKeyIdentifier),
  )
  const plain = (identifier: string, value: Buffer) => ({ identifier, isCritical: false, value })
  const own = keyIdentifier(publicDer(holderOf(wanted).publicKey))
  const hasOwn = extensionOf(given, EXTENSIONS.subjectKeyIdentifier) !== undefined
  return [
    ...given,
    ...(hasOwn || subjectKey === 'never_create'
      ? []
      : [plain(EXTENSIONS.subjectKeyIdentifier, write.der(write.octets(own)))]),
    ...(authority && namesAuthority
      ? [
          plain(
            EXTENSIONS.authorityKeyIdentifier,
            write.der(write.sequence(write.short(0, authorityKey(authority)))),
          ),
        ]
      : []),
  ]
}

/** Returns the identifier of the authority's key: the one in its certificate, otherwise one derived from the key. */
function authorityKey({ extensions, publicKey }: Certificate): Buffer {
  const own = extensionOf(extensions, EXTENSIONS.subjectKeyIdentifier)
  return own ? readDer(own.value).content : keyIdentifier(publicDer(publicKey))
}

/**
 * Compares a certificate with the desired one and returns the names of the differing parts. `found` is undefined for a
 * file that is not a certificate.
 */
export async function compareWithWanted(
  found: Certificate | undefined,
  wanted: Wanted,
  times: { readonly notBefore: number; readonly notAfter: number } | undefined,
): Promise<string[]> {
  if (found === undefined) return ['not a certificate']
  const { subject, publicKey } = holderOf(wanted)
  const { authority, signer } = wanted
  const isKey = publicDer(found.publicKey).equals(publicDer(publicKey))
  const isIssuer = isSameName(found.issuer, authority?.subject ?? subject)
  const isTime = !times || (found.notBefore === times.notBefore && found.notAfter === times.notAfter)
  return [
    ...(isKey ? [] : ['key']),
    ...(isSameName(found.subject, subject) ? [] : ['subject']),
    ...(areSameExtensions(found.extensions, await certificateExtensions(wanted)) ? [] : ['extensions']),
    ...(isIssuer ? [] : ['issuer']),
    ...(isCertificateSignedBy(found, authority?.publicKey ?? createPublicKey(signer)) ? [] : ['signature']),
    ...(isTime ? [] : ['times']),
  ]
}

function isSameName(some: Buffer, other: Buffer): boolean {
  const [one, another] = [some, other].map(name =>
    // The string types may differ, but not the grouping of fields in sets.
    JSON.stringify([
      childrenOf(readDer(name)).map(set => childrenOf(set).length),
      subjectFields(name).map(({ identifier, value }) => [identifier, value]),
    ]),
  )
  return one === another
}
