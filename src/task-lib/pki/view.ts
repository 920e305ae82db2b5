import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { addressText } from '../x509/addresses.ts'
import { certificateParts } from '../x509/certificate.ts'
import { bitsOf, childrenOf, type Der, identifierOf, readDer } from '../x509/der.ts'
import { EXTENSIONS, extensionOf } from '../x509/extensions.ts'
import { subjectFields } from '../x509/names.ts'
import { extendedUsageWords, keyUsageWords } from './usages.ts'

/** The fields of a certificate as plain values, so that two certificates can be compared field by field. */
export interface CertificateView {
  /** Fields such as `C=CN` and `O=frognew`, in name order, because issuers order them differently. */
  readonly subject: readonly string[]
  readonly issuer: readonly string[]
  /** Alternative names, both host names and addresses, in name order. */
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

/**
 * Parses a certificate in PEM; undefined if it is not one. What node:crypto does not provide is read from the DER
 * encoding.
 */
export function viewCertificate(pem: string): CertificateView | undefined {
  const certificate = parse(pem)
  if (!certificate) return undefined
  const { issuer, subject, extensions } = certificateParts(certificate.raw)
  const extension = (identifier: string): Der[] => {
    const found = extensionOf(extensions, identifier)
    return found === undefined ? [] : childrenOf(readDer(found.value))
  }
  const usage = extensionOf(extensions, EXTENSIONS.keyUsage)
  return {
    subject: attributesOf(subject),
    issuer: attributesOf(issuer),
    hosts: extension(EXTENSIONS.subjectAltName).map(hostOf).sort(),
    key: describeKey(certificate.publicKey),
    // node:crypto's own value is also false if the key usage does not allow signing.
    is_ca: extension(EXTENSIONS.basicConstraints)[0]?.tag === 0x01,
    key_usage: usage === undefined ? [] : keyUsageWords(bitsOf(readDer(usage.value))),
    extended_key_usage: extendedUsageWords(extension(EXTENSIONS.extendedKeyUsage).map(identifierOf)),
    not_before: new Date(certificate.validFrom).toISOString(),
    not_after: new Date(certificate.validTo).toISOString(),
    serial: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
  }
}

/**
 * Returns the parts of an issuer's certificate that the certificates it signs contain byte for byte: its subject and
 * its key identifier.
 */
export function issuerParts(pem: string): { subject: Buffer; keyIdentifier: Buffer | undefined } {
  const { subject, extensions } = certificateParts(new X509Certificate(pem).raw)
  const identifier = extensionOf(extensions, EXTENSIONS.subjectKeyIdentifier)
  return { subject, keyIdentifier: identifier && readDer(identifier.value).content }
}

/** Describes a private key in PEM as `rsa 2048` or `ecdsa 256`; undefined if it is not a key. */
export function viewKey(pem: string): string | undefined {
  try {
    return describeKey(createPublicKey(createPrivateKey(pem)))
  } catch {
    return undefined
  }
}

/** Whether a private key belongs to a certificate. */
export function keyMatches(pem: string, key: string): boolean {
  try {
    return parse(pem)?.checkPrivateKey(createPrivateKey(key)) ?? false
  } catch {
    return false
  }
}

/** Whether a certificate was issued and signed by an authority, which may be the certificate itself. */
export function isIssuedBy(pem: string, authority: string): boolean {
  const [certificate, ca] = [parse(pem), parse(authority)]
  if (!certificate || !ca?.ca) return false
  return certificate.checkIssued(ca) && certificate.verify(ca.publicKey)
}

const CURVE_SIZES: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 }

function describeKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, namedCurve = '' } = asymmetricKeyDetails ?? {}
  if (asymmetricKeyType === 'rsa') return `rsa ${modulusLength}`
  return asymmetricKeyType === 'ec'
    ? `ecdsa ${CURVE_SIZES[namedCurve] ?? namedCurve}`
    : String(asymmetricKeyType)
}

/** The maximum length of a certificate in PEM; longer input is not parsed. */
const LONGEST = 256 * 1024

function parse(pem: string): X509Certificate | undefined {
  if (pem.length > LONGEST) return undefined
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
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

function attributesOf(name: Buffer): string[] {
  return subjectFields(name)
    .map(({ identifier, value }) => `${ATTRIBUTES[identifier] ?? identifier}=${value}`)
    .sort()
}

/**
 * Returns an alternative name as a string. Tag [7] is an address, the other kinds that cfssl knows are strings. Source:
 * RFC 5280, 4.2.1.6.
 */
function hostOf({ tag, content }: Der): string {
  return tag === 0x87 ? addressText(content) : content.toString('latin1')
}
