/** cfssl's words for key usages, with the bit of the keyUsage extension. Source: RFC 5280, 4.2.1.3; cfssl's config. */
const KEY_USAGE_BITS: Readonly<Record<string, number>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'content committment': 1, // as cfssl 1.2 spells it
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
}

/** cfssl's words for extended key usages, with their object identifiers. Source: RFC 5280, 4.2.1.12; Go's crypto/x509. */
const EXTENDED_USAGES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
}

/** All usages that a profile may have. */
export const USAGES: readonly string[] = [...Object.keys(KEY_USAGE_BITS), ...Object.keys(EXTENDED_USAGES)]

/** Converts cfssl's words to bits of keyUsage, in ascending order. */
export function keyUsageBits(usages: readonly string[]): number[] {
  const bits = usages.map(usage => KEY_USAGE_BITS[usage]).filter(bit => bit !== undefined)
  return [...new Set(bits)].sort((a, b) => a - b)
}

/** Converts cfssl's words to object identifiers of extendedKeyUsage. */
export function extendedUsages(usages: readonly string[]): string[] {
  return [
    ...new Set(usages.map(usage => EXTENDED_USAGES[usage]).filter(identifier => identifier !== undefined)),
  ]
}

/**
 * Converts bits of keyUsage to cfssl's words, as changes and messages show them; the first word if a bit has several.
 */
export function keyUsageWords(bits: readonly number[]): string[] {
  return [...bits].sort((a, b) => a - b).map(bit => wordOf(KEY_USAGE_BITS, bit))
}

/**
 * Converts object identifiers to cfssl's words, in name order; the first word if there are several, and an identifier
 * without a word unchanged.
 */
export function extendedUsageWords(identifiers: readonly string[]): string[] {
  return identifiers.map(identifier => wordOf(EXTENDED_USAGES, identifier)).sort()
}

function wordOf<T extends string | number>(words: Readonly<Record<string, T>>, value: T): string {
  return Object.keys(words).find(word => words[word] === value) ?? String(value)
}
