import type { KeyObject } from 'node:crypto'
import type { Json } from '../../authoring/plan.ts'
import type { Certificate } from './certificate.ts'
import { bitsOf, childrenOf, type Der, identifierOf, readDer } from './der.ts'
import { EXTENSIONS, extensionOf } from './extensions.ts'
import { KEY_USAGE_NAMES, usageName } from './field-names.ts'
import { colonHex, fingerprintsOf, publicDer } from './fingerprints.ts'
import { generalNameText } from './general-names.ts'
import { subjectFields } from './names.ts'
import { describedKey } from './new-key.ts'
import { numberOf } from './numbers.ts'
import { signatureName } from './signatures.ts'
import { timeText } from './times.ts'

/** Returns the fields of a certificate that changes show. */
export function describedCertificate({ subject, issuer, notAfter }: Certificate): Record<string, Json> {
  const [shown, by] = [subject, issuer].map(name =>
    subjectFields(name).map(each => `${each.name}=${each.value}`),
  )
  return { subject: shown ?? [], issuer: by ?? [], not_after: timeText(notAfter) }
}

/** Returns all fields of a certificate under Ansible's names. `now` is in milliseconds. */
export function certificateInfo(certificate: Certificate, now: number): Record<string, unknown> {
  const { subject, issuer, publicKey, extensions, notBefore, notAfter, der } = certificate
  const [own, by] = [subject, issuer].map(name => subjectFields(name).map(each => [each.name, each.value]))
  return {
    signature_algorithm: signatureName(certificate.signature),
    subject: Object.fromEntries(own ?? []),
    subject_ordered: own,
    issuer: Object.fromEntries(by ?? []),
    issuer_ordered: by,
    version: certificate.version,
    ...listsOf(certificate),
    not_before: timeText(notBefore),
    not_after: timeText(notAfter),
    expired: notAfter < now,
    public_key: String(publicKey.export({ type: 'spki', format: 'pem' })),
    public_key_type: describedKey(publicKey).type,
    public_key_data: keyData(publicKey),
    public_key_fingerprints: fingerprintsOf(publicDer(publicKey)),
    fingerprints: fingerprintsOf(der),
    ...identifiersOf(certificate),
    serial_number: numberOf(certificate.serial),
    extensions_by_oid: Object.fromEntries(
      extensions.map(({ identifier, isCritical, value }) => [
        identifier,
        { critical: isCritical, value: value.toString('base64') },
      ]),
    ),
    ocsp_uri: accessUri(certificate, '1.3.6.1.5.5.7.48.1'),
    issuer_uri: accessUri(certificate, '1.3.6.1.5.5.7.48.2'),
  }
}

/** Returns the fields of extensions that are lists, each with a field that says whether the extension is critical. */
function listsOf({ extensions }: Certificate): Record<string, unknown> {
  const shown = (name: string, identifier: string, show: (value: Der) => unknown) => {
    const found = extensionOf(extensions, identifier)
    return {
      [name]: found ? show(readDer(found.value)) : null,
      [`${name}_critical`]: found?.isCritical ?? false,
    }
  }
  return {
    ...shown('key_usage', EXTENSIONS.keyUsage, value =>
      bitsOf(value)
        .map(bit => KEY_USAGE_NAMES[bit]?.[0] ?? String(bit))
        .sort(),
    ),
    ...shown('extended_key_usage', EXTENSIONS.extendedKeyUsage, value =>
      childrenOf(value).map(identifierOf).map(usageName).sort(),
    ),
    ...shown('basic_constraints', EXTENSIONS.basicConstraints, constraintsOf),
    ...shown('ocsp_must_staple', EXTENSIONS.tlsFeature, value =>
      childrenOf(value).some(({ content }) => content.equals(Buffer.from([5]))),
    ),
    ...shown('subject_alt_name', EXTENSIONS.subjectAltName, value => childrenOf(value).map(generalNameText)),
  }
}

function constraintsOf(value: Der): string[] {
  const parts = childrenOf(value)
  const isAuthority = parts.some(({ tag, content }) => tag === 0x01 && content[0] !== 0)
  const length = parts.find(({ tag }) => tag === 0x02)
  return [`CA:${isAuthority ? 'TRUE' : 'FALSE'}`, ...(length ? [`pathlen:${numberOf(length.content)}`] : [])]
}

function identifiersOf({ extensions }: Certificate): Record<string, unknown> {
  const own = extensionOf(extensions, EXTENSIONS.subjectKeyIdentifier)
  const authority = extensionOf(extensions, EXTENSIONS.authorityKeyIdentifier)
  const parts = authority ? childrenOf(readDer(authority.value)) : []
  const part = (number: number) => parts.find(({ tag }) => (tag & 0x1f) === number)
  const [key, issuer, serial] = [part(0), part(1), part(2)]
  return {
    subject_key_identifier: own ? colonHex(readDer(own.value).content) : null,
    authority_key_identifier: key ? colonHex(key.content) : null,
    authority_cert_issuer: issuer ? childrenOf(issuer).map(generalNameText) : null,
    authority_cert_serial_number: serial ? numberOf(serial.content) : null,
  }
}

/** Returns the first URI for an access method; null if there is none. Source: RFC 5280, 4.2.2.1. */
function accessUri({ extensions }: Certificate, method: string): string | null {
  const found = extensionOf(extensions, EXTENSIONS.authorityInfoAccess)
  for (const each of found ? childrenOf(readDer(found.value)) : []) {
    const [type, location] = childrenOf(each)
    const isUri = location !== undefined && (location.tag & 0x1f) === 6
    if (type && isUri && identifierOf(type) === method) return location.content.toString('latin1')
  }
  return null
}

/** Returns the numbers of a public key; those that a JavaScript number cannot represent exactly are strings. */
function keyData(key: KeyObject): Record<string, unknown> {
  const described = describedKey(key)
  if (described.type !== 'RSA' && described.type !== 'ECC') return {}
  const { n = '', e = '', x, y } = publicNumbers(key)
  if (described.type === 'RSA') return { size: described.size, modulus: numeric(n), exponent: numeric(e) }
  const bits = key.asymmetricKeyDetails?.namedCurve?.match(/\d+/)?.[0]
  const numbers = x === undefined || y === undefined ? {} : { x: numeric(x), y: numeric(y) }
  return { curve: described.curve, ...numbers, exponent_size: Number(bits) }
}

/** Returns the numbers of a key in JWK form; an empty object for curves that JWK does not support. */
function publicNumbers(key: KeyObject) {
  try {
    return key.export({ format: 'jwk' })
  } catch {
    return {}
  }
}

function numeric(base64: string): number | string {
  return numberOf(Buffer.from(base64, 'base64url'))
}
