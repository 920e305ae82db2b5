import { type KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import { childrenOf, type Der, identifierOf, readDer } from './der.ts'
import { type Extension, readExtensions } from './extensions.ts'
import { publicDer } from './fingerprints.ts'
import { writeExtension } from './request.ts'
import { isSignedBy, signatureAlgorithm, signedDer, writeAlgorithm } from './signatures.ts'
import { derWriter, pemText } from './write-der.ts'

/** A parsed certificate. */
export interface Certificate {
  /** The whole certificate, in DER. */
  readonly der: Buffer
  /** In DER. */
  readonly subject: Buffer
  /** In DER. */
  readonly issuer: Buffer
  readonly serial: Buffer
  readonly version: number
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKey: KeyObject
  /** The object identifier of the signature's algorithm. */
  readonly signature: string
  readonly extensions: readonly Extension[]
}

/** The maximum size of a certificate in bytes; longer input is not parsed. */
const LONGEST = 256 * 1024

/** Parses a certificate in DER or PEM, the first if there are several; undefined if it is not one. */
export function readCertificate(bytes: Buffer | string): Certificate | undefined {
  if (bytes.length > LONGEST) return undefined
  try {
    const read = new X509Certificate(bytes)
    return {
      ...{ der: read.raw, publicKey: read.publicKey, ...certificateParts(read.raw) },
      notBefore: Date.parse(read.validFrom),
      notAfter: Date.parse(read.validTo),
    }
  } catch {
    return undefined
  }
}

/**
 * Parses the parts of a DER certificate that node:crypto does not provide. Throws RangeError if it is truncated.
 * Source: RFC 5280, 4.1.
 */
export function certificateParts(
  der: Buffer,
): Pick<Certificate, 'subject' | 'issuer' | 'serial' | 'version' | 'signature' | 'extensions'> {
  const [body, algorithm] = childrenOf(readDer(der))
  const all = body ? childrenOf(body) : []
  const [version, ...rest] = all[0]?.tag === 0xa0 ? all : [undefined, ...all]
  const [serial, , issuer, , subject] = rest
  const type = algorithm && childrenOf(algorithm)[0]
  if (!serial || !issuer || !subject || !type) throw new RangeError('the certificate is cut short')
  const list = all.find(({ tag }) => tag === 0xa3)
  return {
    ...{ subject: subject.bytes, issuer: issuer.bytes, serial: serial.content },
    version: version ? versionOf(version) : 1,
    signature: identifierOf(type),
    extensions: list ? childrenOf(list).flatMap(readExtensions) : [],
  }
}

function versionOf(wrapped: Der): number {
  return (childrenOf(wrapped)[0]?.content[0] ?? 0) + 1
}

/** Whether a certificate was signed by a key. */
export function isCertificateSignedBy({ der }: Certificate, key: KeyObject): boolean {
  return isSignedBy(readDer(der), key)
}

/** The parts of a new certificate. */
export interface CertificateParts {
  /** In DER. */
  readonly subject: Buffer
  /** In DER. */
  readonly issuer: Buffer
  readonly publicKey: KeyObject
  readonly extensions: readonly Extension[]
  /** Milliseconds since 1970; fractions of a second are dropped. */
  readonly notBefore: number
  readonly notAfter: number
  readonly digest: string
}

/** Creates a certificate in PEM, signed by `key`, with a random serial number. */
export async function newCertificate(parts: CertificateParts, key: KeyObject): Promise<string> {
  const write = await derWriter()
  const { sequence, raw, time, tagged } = write
  const algorithm = signatureAlgorithm(key, parts.digest)
  const extensions = parts.extensions.map(each => writeExtension(write, each))
  const body = sequence(
    tagged(0, write.integer(Buffer.from([2]))),
    write.integer(serialNumber()),
    writeAlgorithm(write, algorithm),
    raw(parts.issuer),
    sequence(time(parts.notBefore), time(parts.notAfter)),
    raw(parts.subject),
    raw(publicDer(parts.publicKey)),
    ...(extensions.length === 0 ? [] : [tagged(3, sequence(...extensions))]),
  )
  return pemText('CERTIFICATE', signedDer(write, body, key, algorithm))
}

/**
 * Returns a random serial number of twenty bytes. The first byte is an odd number up to 127, so that the number is
 * positive and in its shortest encoding.
 */
function serialNumber(): Buffer {
  const bytes = randomBytes(20)
  bytes[0] = (bytes.readUInt8(0) & 0x7f) | 0x01
  return bytes
}
