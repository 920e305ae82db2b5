import { childrenOf, type Der, identifierOf, readDer } from './der.ts'

/** An extension of a request or certificate. */
export interface Extension {
  readonly identifier: string
  readonly isCritical: boolean
  /** The value in DER. */
  readonly value: Buffer
}

/** The identifiers of extensions. Source: RFC 5280, 4.2; RFC 7633. */
export const EXTENSIONS = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
} as const

/** Parses a DER list of extensions, in its order. */
export function readExtensions(list: Der): Extension[] {
  return childrenOf(list).map(each => {
    const [type, ...rest] = childrenOf(each)
    const value = rest.at(-1)
    if (type === undefined || value === undefined) throw new RangeError('an extension is cut short')
    const isCritical = rest.length > 1 && rest[0]?.content[0] !== 0
    return { identifier: identifierOf(type), isCritical, value: value.content }
  })
}

/** Returns the extension with this identifier; undefined if there is none. */
export function extensionOf(all: readonly Extension[], identifier: string): Extension | undefined {
  return all.find(each => each.identifier === identifier)
}

/** Extensions in which the order of the items has no meaning. */
const SETS: readonly string[] = [EXTENSIONS.subjectAltName, EXTENSIONS.extendedKeyUsage]

/**
 * Whether two lists of extensions are equal, regardless of their order and of the order of names and usages in them.
 */
export function areSameExtensions(some: readonly Extension[], others: readonly Extension[]): boolean {
  const textOf = (all: readonly Extension[]): string => all.map(canonical).sort().join('\n')
  return textOf(some) === textOf(others)
}

function canonical({ identifier, isCritical, value }: Extension): string {
  const isSet = SETS.includes(identifier)
  const parts = isSet ? childrenOf(readDer(value)).map(({ bytes }) => bytes.toString('hex')) : []
  const text = isSet ? [...new Set(parts)].sort().join(' ') : value.toString('hex')
  return `${identifier} ${isCritical} ${text}`
}
