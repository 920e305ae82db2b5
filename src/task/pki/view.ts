import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Json } from '../plan.ts'
import { BIT_NAMES } from './usages.ts'

/** A certificate as flat plain values, to be compared field by field. */
export interface CertificateView {
  readonly subject: string
  readonly issuer: string
  /** `DNS:name` and `IP:address`, in order. */
  readonly names: readonly string[]
  readonly key: string
  readonly isCA: boolean
  readonly keyUsage: readonly string[]
  readonly extendedKeyUsage: readonly string[]
  /** Hours from notBefore to notAfter. */
  readonly hours: number
  readonly notAfter: string
  readonly serial: string
  readonly fingerprint: string
}

/** Reads a PEM certificate by node:crypto; undefined where it is none. */
export function viewCertificate(pem: string): CertificateView | undefined {
  const certificate = parse(pem)
  if (!certificate) return undefined
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
  const size = asymmetricKeyDetails?.modulusLength ?? CURVE_SIZES[asymmetricKeyDetails?.namedCurve ?? '']
  return {
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    names: (certificate.subjectAltName ?? '')
      .split(', ')
      .filter(name => name !== '')
      .map(name => name.replace('IP Address:', 'IP:'))
      .sort(),
    key: `${asymmetricKeyType === 'ec' ? 'ecdsa' : asymmetricKeyType} ${size}`,
    isCA: certificate.ca,
    keyUsage: keyUsageOf(certificate.raw),
    extendedKeyUsage: [...(certificate.keyUsage ?? [])].sort(),
    hours: Math.round((Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 3_600_000),
    notAfter: new Date(certificate.validTo).toISOString(),
    serial: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
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

/** Whether one certificate was issued and signed by another. */
export function isIssuedBy(pem: string, authority: string): boolean {
  const [certificate, ca] = [parse(pem), parse(authority)]
  return (
    certificate !== undefined &&
    ca !== undefined &&
    certificate.checkIssued(ca) &&
    certificate.verify(ca.publicKey)
  )
}

/** The fields of which two views differ, with both values. */
export function differing(
  found: Partial<CertificateView>,
  wanted: Partial<CertificateView>,
): { before: Record<string, Json>; after: Record<string, Json> } {
  const before: Record<string, Json> = {}
  const after: Record<string, Json> = {}
  for (const [field, value] of Object.entries(wanted) as [keyof CertificateView, Json][]) {
    const now = (found[field] ?? null) as Json
    if (JSON.stringify(now) === JSON.stringify(value)) continue
    before[field] = now
    after[field] = value
  }
  return { before, after }
}

const CURVE_SIZES: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 }

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

/** One line, `C=CN, ST=…`, in name order: issuers order the fields as they like. */
function distinguishedName(lines: string): string {
  return lines.split('\n').filter(Boolean).sort().join(', ')
}

/**
 * The bits of the keyUsage extension, which node:crypto does not give: OID 2.5.29.15, perhaps a critical flag, then an
 * OCTET STRING that holds a BIT STRING. Source: RFC 5280, 4.2.1.3; X.690.
 */
function keyUsageOf(der: Buffer): string[] {
  const at = der.indexOf(Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x0f]))
  if (at < 0) return []
  let position = at + 5
  if (der[position] === 0x01) position += 3
  if (der[position] !== 0x04 || der[position + 2] !== 0x03) return []
  const length = der[position + 3] ?? 0
  const bits = der.subarray(position + 5, position + 4 + length)
  return BIT_NAMES.filter((_, bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
}
