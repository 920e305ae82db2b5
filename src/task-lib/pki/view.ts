import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { bitsOf, childrenOf, type Der, identifierOf, readDer, stringOf } from './der.ts'
import { extendedUsageWords, keyUsageWords } from './usages.ts'

/** A certificate as flat plain values, to be compared field by field. */
export interface CertificateView {
  /** `C=CN`, `O=frognew`, … in name order: issuers order the fields as they like. */
  readonly subject: readonly string[]
  readonly issuer: readonly string[]
  /** Alternative names, names and addresses alike, in name order. */
  readonly hosts: readonly string[]
  /** `rsa 2048`, `ecdsa 256`. */
  readonly key: string
  readonly is_ca: boolean
  readonly key_usage: readonly string[]
  readonly extended_key_usage: readonly string[]
  /** ISO 8601. */
  readonly not_before: string
  readonly not_after: string
  /** Hex. */
  readonly serial: string
  /** SHA-256 in hex, with colons. */
  readonly fingerprint: string
}

/** Reads a certificate in PEM by node:crypto, and by its DER what node:crypto does not give; undefined if it is none. */
export function viewCertificate(pem: string): CertificateView | undefined {
  const certificate = parse(pem)
  if (!certificate) return undefined
  const { issuer, subject, extensions } = partsOf(certificate)
  const extension = (identifier: string): Der[] => {
    const found = extensions.get(identifier)
    return found === undefined ? [] : childrenOf(readDer(found))
  }
  const usage = extensions.get('2.5.29.15')
  return {
    subject: attributesOf(subject),
    issuer: attributesOf(issuer),
    hosts: extension('2.5.29.17').map(hostOf).sort(),
    key: describeKey(certificate.publicKey),
    // node:crypto's own value is also false if the key usage does not allow signing.
    is_ca: extension('2.5.29.19')[0]?.tag === 0x01,
    key_usage: usage === undefined ? [] : keyUsageWords(bitsOf(readDer(usage))),
    extended_key_usage: extendedUsageWords(extension('2.5.29.37').map(identifierOf)),
    not_before: new Date(certificate.validFrom).toISOString(),
    not_after: new Date(certificate.validTo).toISOString(),
    serial: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
  }
}

/** What a certificate that is signed by this one takes over, byte for byte: its subject, and its key's identifier. */
export function issuerParts(pem: string): { subject: Buffer; keyIdentifier: Buffer | undefined } {
  const { subject, extensions } = partsOf(new X509Certificate(pem))
  const identifier = extensions.get('2.5.29.14')
  return { subject: subject.bytes, keyIdentifier: identifier && readDer(identifier).content }
}

/** A public or private key in PEM as `rsa 2048` or `ecdsa 256`; undefined if it is none. */
export function viewKey(pem: string): string | undefined {
  try {
    return describeKey(createPublicKey(createPrivateKey(pem)))
  } catch {
    return undefined
  }
}

/** Whether a private key is that of a certificate. */
export function keyMatches(pem: string, key: string): boolean {
  try {
    return parse(pem)?.checkPrivateKey(createPrivateKey(key)) ?? false
  } catch {
    return false
  }
}

/** Whether one certificate was issued and signed by another, which may be itself. */
export function isIssuedBy(pem: string, authority: string): boolean {
  const [certificate, ca] = [parse(pem), parse(authority)]
  if (!certificate || !ca?.ca) return false
  return certificate.checkIssued(ca) && certificate.verify(ca.publicKey)
}

/** A name or address in the one form in which certificates are compared: IPv6 addresses have several. */
export function canonicalHost(host: string): string {
  return isIP(host) === 6 ? new URL(`http://[${host}]/`).hostname.slice(1, -1) : host
}

const CURVE_SIZES: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 }

function describeKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, namedCurve = '' } = asymmetricKeyDetails ?? {}
  if (asymmetricKeyType === 'rsa') return `rsa ${modulusLength}`
  return asymmetricKeyType === 'ec'
    ? `ecdsa ${CURVE_SIZES[namedCurve] ?? namedCurve}`
    : String(asymmetricKeyType)
}

/** No certificate that is meant to be read has as many bytes, in PEM. */
const LONGEST = 256 * 1024

function parse(pem: string): X509Certificate | undefined {
  if (pem.length > LONGEST) return undefined
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

/** Source: RFC 5280, 4.1. */
function partsOf(certificate: X509Certificate) {
  const [body] = childrenOf(readDer(certificate.raw))
  const parts = body ? childrenOf(body) : []
  const [, , issuer, , subject] = parts[0]?.tag === 0xa0 ? parts.slice(1) : parts
  if (!issuer || !subject) throw new RangeError('the certificate is cut short')
  const [list] = parts.filter(part => part.tag === 0xa3).flatMap(childrenOf)
  const extensions = new Map<string, Buffer>()
  for (const each of list ? childrenOf(list) : []) {
    const fields = childrenOf(each)
    const [identifier, value] = [fields[0], fields.at(-1)]
    if (identifier && value) extensions.set(identifierOf(identifier), value.content)
  }
  return { issuer, subject, extensions }
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'E',
}

function attributesOf(name: Der): string[] {
  const attributes = childrenOf(name).flatMap(childrenOf).map(childrenOf)
  return attributes
    .map(([type, value]) => {
      const identifier = type ? identifierOf(type) : ''
      return `${ATTRIBUTES[identifier] ?? identifier}=${value ? stringOf(value) : ''}`
    })
    .sort()
}

/** Source: RFC 5280, 4.2.1.6: [7] is an address, the other kinds that cfssl knows are text. */
function hostOf({ tag, content }: Der): string {
  if (tag !== 0x87) return content.toString('latin1')
  if (content.length === 4) return [...content].join('.')
  return canonicalHost(content.toString('hex').replace(/(.{4})(?=.)/g, '$1:'))
}
