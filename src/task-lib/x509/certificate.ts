import { type KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import { childrenOf, type Der, identifierOf, readDer } from './der.ts'
import { type Extension, readExtensions } from './extensions.ts'
import { publicDer } from './fingerprints.ts'
import { writeExtension } from './request.ts'
import { isSignedBy, signatureAlgorithm, signedDer, writeAlgorithm } from './signatures.ts'
import { derWriter, pemText } from './write-der.ts'

/** A certificate that was read. */
export interface Certificate {
  /** All of it, in DER. */
  readonly der: Buffer
  /** In DER. */
  readonly subject: Buffer
  /** In DER. */
  readonly issuer: Buffer
  readonly serial: Buffer
  readonly version: number
  /** Milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKey: KeyObject
  /** The identifier of its algorithm. */
  readonly signature: string
  readonly extensions: readonly Extension[]
}

/** No certificate has as many bytes. */
const LONGEST = 256 * 1024

/** Reads a certificate, the first if there are several in PEM; undefined if it is none. */
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

/** What node:crypto does not give of a certificate in DER. Throws RangeError if it is cut short. Source: RFC 5280, 4.1. */
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

/** What a new certificate should be. */
export interface CertificateParts {
  /** In DER. */
  readonly subject: Buffer
  /** In DER. */
  readonly issuer: Buffer
  readonly publicKey: KeyObject
  readonly extensions: readonly Extension[]
  /** Milliseconds; the parts of a second are left out. */
  readonly notBefore: number
  readonly notAfter: number
  readonly digest: string
}

/** A new certificate in PEM, signed by a key, with a serial number of its own. */
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

/** A new serial number: twenty bytes that begin with a number from 1 to 127, so it is positive, and in its shortest form. */
function serialNumber(): Buffer {
  const bytes = randomBytes(20)
  bytes[0] = (bytes.readUInt8(0) & 0x7f) | 0x01
  return bytes
}
