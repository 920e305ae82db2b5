/** The string types for fields of a subject. */
export type TextKind = 'utf8' | 'printable' | 'ia5'

/**
 * A field of a subject: its object identifier, its string type, and its names, of which changes and results show the
 * first.
 */
type Field = readonly [identifier: string, kind: TextKind, ...names: string[]]

/** The named fields of subjects. Source: RFC 4519, RFC 4985, OpenSSL's objects.txt. */
const FIELDS: readonly Field[] = [
  ['2.5.4.3', 'utf8', 'commonName', 'CN'],
  ['2.5.4.4', 'utf8', 'surname', 'SN'],
  ['2.5.4.5', 'printable', 'serialNumber'],
  ['2.5.4.6', 'printable', 'countryName', 'C'],
  ['2.5.4.7', 'utf8', 'localityName', 'L'],
  ['2.5.4.8', 'utf8', 'stateOrProvinceName', 'ST'],
  ['2.5.4.9', 'utf8', 'streetAddress', 'street'],
  ['2.5.4.10', 'utf8', 'organizationName', 'O'],
  ['2.5.4.11', 'utf8', 'organizationalUnitName', 'OU'],
  ['2.5.4.12', 'utf8', 'title'],
  ['2.5.4.13', 'utf8', 'description'],
  ['2.5.4.15', 'utf8', 'businessCategory'],
  ['2.5.4.17', 'utf8', 'postalCode'],
  ['2.5.4.42', 'utf8', 'givenName', 'GN'],
  ['2.5.4.43', 'utf8', 'initials'],
  ['2.5.4.44', 'utf8', 'generationQualifier'],
  ['2.5.4.46', 'printable', 'dnQualifier'],
  ['2.5.4.65', 'utf8', 'pseudonym'],
  ['2.5.4.97', 'utf8', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.1', 'utf8', 'userId', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'ia5', 'domainComponent', 'DC'],
  ['1.2.840.113549.1.9.1', 'ia5', 'emailAddress'],
  ['1.3.6.1.4.1.311.60.2.1.1', 'utf8', 'jurisdictionLocalityName', 'jurisdictionL'],
  ['1.3.6.1.4.1.311.60.2.1.2', 'utf8', 'jurisdictionStateOrProvinceName', 'jurisdictionST'],
  ['1.3.6.1.4.1.311.60.2.1.3', 'printable', 'jurisdictionCountryName', 'jurisdictionC'],
]

/** The extended key usages with OpenSSL's names, of which results show the first. Source: OpenSSL's objects.txt. */
const USAGES: readonly (readonly [identifier: string, ...names: string[]])[] = [
  ['2.5.29.37.0', 'Any Extended Key Usage', 'anyExtendedKeyUsage'],
  ['1.3.6.1.5.5.7.3.1', 'TLS Web Server Authentication', 'serverAuth'],
  ['1.3.6.1.5.5.7.3.2', 'TLS Web Client Authentication', 'clientAuth'],
  ['1.3.6.1.5.5.7.3.3', 'Code Signing', 'codeSigning'],
  ['1.3.6.1.5.5.7.3.4', 'E-mail Protection', 'emailProtection'],
  ['1.3.6.1.5.5.7.3.5', 'IPSec End System', 'ipsecEndSystem'],
  ['1.3.6.1.5.5.7.3.6', 'IPSec Tunnel', 'ipsecTunnel'],
  ['1.3.6.1.5.5.7.3.7', 'IPSec User', 'ipsecUser'],
  ['1.3.6.1.5.5.7.3.8', 'Time Stamping', 'timeStamping'],
  ['1.3.6.1.5.5.7.3.9', 'OCSP Signing', 'OCSPSigning'],
  ['1.3.6.1.5.5.7.3.10', 'dvcs', 'DVCS'],
  ['1.3.6.1.5.5.7.3.17', 'ipsec Internet Key Exchange', 'ipsecIKE'],
  ['1.3.6.1.5.5.7.1.2', 'Biometric Info', 'biometricInfo'],
  ['1.3.6.1.5.2.3.4', 'PKINIT Client Auth', 'pkInitClientAuth'],
  ['1.3.6.1.5.2.3.5', 'Signing KDC Response', 'pkInitKDC'],
  ['1.3.6.1.4.1.311.20.2.2', 'Microsoft Smartcard Login', 'msSmartcardLogin'],
]

/**
 * Returns the identifier of a field of a subject. `name` is any of its names, or an identifier; undefined if it is
 * neither.
 */
export function fieldIdentifier(name: string): string | undefined {
  return FIELDS.find(([, , ...names]) => names.includes(name))?.[0] ?? dotted(name)
}

/** Returns the string type of a field of a subject. */
export function fieldKind(identifier: string): TextKind {
  return FIELDS.find(([own]) => own === identifier)?.[1] ?? 'utf8'
}

/** Returns the name of a field of a subject; its identifier if it has no name. */
export function fieldName(identifier: string): string {
  return FIELDS.find(([own]) => own === identifier)?.[2] ?? identifier
}

/** Returns the shortest name of a field of a subject; its identifier if it has no name. */
export function shortFieldName(identifier: string): string {
  return FIELDS.find(([own]) => own === identifier)?.at(-1) ?? identifier
}

/**
 * Returns the identifier of an extended key usage. `name` is any of its names, or an identifier; undefined if it is
 * neither.
 */
export function usageIdentifier(name: string): string | undefined {
  return USAGES.find(([, ...names]) => names.includes(name))?.[0] ?? dotted(name)
}

/** Returns the name of an extended key usage; its identifier if it has no name. */
export function usageName(identifier: string): string {
  return USAGES.find(([own]) => own === identifier)?.[1] ?? identifier
}

function dotted(name: string): string | undefined {
  return isIdentifier(name) ? name : undefined
}

/** Whether a string is an object identifier in dotted form, such as `2.5.29.17`. */
export function isIdentifier(text: string): boolean {
  return /^[0-2](\.\d+)+$/.test(text)
}

/**
 * The names of the key usage bits, in the order of the bits; results show the first name. Source: RFC 5280, 4.2.1.3.
 */
export const KEY_USAGE_NAMES: readonly (readonly [string, ...string[]])[] = [
  ['Digital Signature', 'digitalSignature'],
  ['Non Repudiation', 'nonRepudiation', 'Content Commitment', 'contentCommitment'],
  ['Key Encipherment', 'keyEncipherment'],
  ['Data Encipherment', 'dataEncipherment'],
  ['Key Agreement', 'keyAgreement'],
  ['Certificate Sign', 'keyCertSign'],
  ['CRL Sign', 'cRLSign'],
  ['Encipher Only', 'encipherOnly'],
  ['Decipher Only', 'decipherOnly'],
]

/** Returns the bit of a key usage by any of its names; -1 if there is none. */
export function keyUsageBit(name: string): number {
  return KEY_USAGE_NAMES.findIndex(names => names.includes(name))
}
