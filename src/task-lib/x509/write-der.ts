import type { asn1 } from 'node-forge'

/** Functions that build ASN.1 elements and encode them in DER. */
export type DerWriter = Awaited<ReturnType<typeof derWriter>>

/**
 * Loads node-forge and returns functions that build ASN.1 elements and encode them in DER. Source of the types: X.690;
 * of times: RFC 5280, 4.1.2.5.
 */
export async function derWriter() {
  const { default: forge } = await import('node-forge')
  const form = forge.asn1
  const { Type, Class } = form
  const binary = (bytes: Buffer): string => bytes.toString('binary')
  const plain = (type: asn1.Type, value: string) => form.create(Class.UNIVERSAL, type, false, value)
  const sequence = (...parts: asn1.Asn1[]) => form.create(Class.UNIVERSAL, Type.SEQUENCE, true, parts)
  const identifier = (dotted: string) => plain(Type.OID, form.oidToDer(dotted).getBytes())
  const octets = (bytes: Buffer) => plain(Type.OCTETSTRING, binary(bytes))
  const der = (part: asn1.Asn1) => Buffer.from(form.toDer(part).getBytes(), 'binary')
  const yes = () => plain(Type.BOOLEAN, '\xff')

  return {
    ...{ sequence, identifier, octets, der, yes },
    set: (...parts: asn1.Asn1[]) => form.create(Class.UNIVERSAL, Type.SET, true, parts),
    /** A constructed element with a context-specific tag. */
    tagged: (tag: number, ...parts: asn1.Asn1[]) =>
      form.create(Class.CONTEXT_SPECIFIC, tag as asn1.Type, true, parts),
    /** A primitive element with a context-specific tag. */
    short: (tag: number, bytes: Buffer) =>
      form.create(Class.CONTEXT_SPECIFIC, tag as asn1.Type, false, binary(bytes)),
    integer: (bytes: Buffer) => plain(Type.INTEGER, binary(bytes)),
    /** A BIT STRING; `unused` is the number of unused bits at its end. */
    bits: (bytes: Buffer, unused: number) =>
      plain(Type.BITSTRING, binary(Buffer.concat([Buffer.from([unused]), bytes]))),
    text: (kind: keyof typeof STRINGS, value: string) =>
      plain(Type[STRINGS[kind]], binary(Buffer.from(value, kind === 'utf8' ? 'utf8' : 'latin1'))),
    /** An element that is already encoded in DER. */
    raw: (bytes: Buffer) => form.fromDer(binary(bytes)),
    algorithm: (dotted: string, hasParameters: boolean) =>
      sequence(identifier(dotted), ...(hasParameters ? [plain(Type.NULL, '')] : [])),
    time: (at: number) => {
      const date = new Date(at)
      const isFar = date.getUTCFullYear() >= 2050
      return isFar
        ? plain(Type.GENERALIZEDTIME, form.dateToGeneralizedTime(date))
        : plain(Type.UTCTIME, form.dateToUtcTime(date))
    },
  }
}

const STRINGS = { utf8: 'UTF8', printable: 'PRINTABLESTRING', ia5: 'IA5STRING' } as const

/** Returns the bytes of a BIT STRING in which these bits are set, and the number of unused bits at its end. */
export function usageBits(set: readonly number[]): [Buffer, number] {
  const last = Math.max(0, ...set)
  const bytes = Buffer.alloc((last >> 3) + 1)
  for (const bit of set) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return [bytes, 7 - (last & 7)]
}

/** Encodes DER as PEM. */
export function pemText(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
