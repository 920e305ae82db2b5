import { createPublicKey, type KeyObject } from 'node:crypto'
import { childrenOf, derOfPem, identifierOf, readDer } from './der.ts'
import { type Extension, readExtensions } from './extensions.ts'
import { publicDer } from './fingerprints.ts'
import { type NameField, writeName } from './names.ts'
import { isSignedBy, signatureAlgorithm, signedDer } from './signatures.ts'
import { type DerWriter, derWriter, pemText } from './write-der.ts'

/** A parsed signing request. */
export interface SigningRequest {
  /** In DER. */
  readonly subject: Buffer
  readonly publicKey: KeyObject
  readonly extensions: readonly Extension[]
  /** Whether it is signed by its own key. */
  readonly isSigned: boolean
}

/** The identifier of the attribute that holds the extensions of a request. Source: RFC 2985, 5.4.2. */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'

/** Parses a signing request in PEM; undefined if it is not one. Source: RFC 2986, 4. */
export function readSigningRequest(pem: string): SigningRequest | undefined {
  try {
    const der = derOfPem(pem, '(?:NEW )?CERTIFICATE REQUEST')
    if (der === undefined) return undefined
    const signed = readDer(der)
    const [body] = childrenOf(signed)
    const [, subject, publicKey, attributes] = body ? childrenOf(body) : []
    if (!subject || !publicKey) return undefined
    const key = createPublicKey({ key: publicKey.bytes, format: 'der', type: 'spki' })
    const asked = (attributes ? childrenOf(attributes) : []).map(childrenOf).flatMap(([type, values]) => {
      return type && values && identifierOf(type) === EXTENSION_REQUEST ? childrenOf(values) : []
    })
    return {
      subject: subject.bytes,
      publicKey: key,
      extensions: asked.flatMap(readExtensions),
      isSigned: isSignedBy(signed, key),
    }
  } catch {
    return undefined
  }
}

/** Creates a signing request in PEM, signed by its own key. */
export async function newSigningRequest(
  key: KeyObject,
  asked: {
    readonly subject: readonly NameField[]
    readonly extensions: readonly Extension[]
    readonly digest: string
  },
): Promise<string> {
  const write = await derWriter()
  const { sequence, set, identifier } = write
  const list = asked.extensions.map(each => writeExtension(write, each))
  const attributes =
    list.length === 0 ? [] : [sequence(identifier(EXTENSION_REQUEST), set(sequence(...list)))]
  const body = sequence(
    write.integer(Buffer.from([0])),
    writeName(write, asked.subject),
    write.raw(publicDer(key)),
    write.tagged(0, ...attributes),
  )
  return pemText('CERTIFICATE REQUEST', signedDer(write, body, key, signatureAlgorithm(key, asked.digest)))
}

/** Converts an extension to ASN.1. */
export function writeExtension(write: DerWriter, { identifier, isCritical, value }: Extension) {
  const critical = isCritical ? [write.yes()] : []
  return write.sequence(write.identifier(identifier), ...critical, write.octets(value))
}
