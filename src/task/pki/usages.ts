/** cfssl's words for key usages, with the bit of the keyUsage extension. Source: RFC 5280, 4.2.1.3, and cfssl's config. */
const KEY_USAGE_BITS: Readonly<Record<string, number>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
}

/** cfssl's words for extended key usages, with their object identifiers. Source: RFC 5280, 4.2.1.12. */
const EXTENDED_USAGES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
}

/** All words that a profile may use. */
export const USAGES: readonly string[] = [...Object.keys(KEY_USAGE_BITS), ...Object.keys(EXTENDED_USAGES)]

/** The bits of keyUsage that these words ask for, in order. */
export function keyUsageBits(usages: readonly string[]): number[] {
  return [...new Set(usages.map(usage => KEY_USAGE_BITS[usage]).filter(bit => bit !== undefined))].sort(
    (a, b) => a - b,
  )
}

/** The object identifiers of extendedKeyUsage that these words ask for, in order. */
export function extendedUsages(usages: readonly string[]): string[] {
  return usages
    .map(usage => EXTENDED_USAGES[usage])
    .filter(identifier => identifier !== undefined)
    .sort()
}

/** The names of keyUsage bits, as RFC 5280 and openssl have them. */
export const BIT_NAMES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
