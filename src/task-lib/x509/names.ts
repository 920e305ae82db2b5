import type { asn1 } from 'node-forge'
import { childrenOf, identifierOf, readDer, stringOf } from '../pki/der.ts'
import type { DerWriter } from '../pki/write-der.ts'
import { fieldKind, fieldName } from './field-names.ts'

/** One field of a subject or issuer. */
export interface NameField {
  readonly identifier: string
  readonly value: string
}

/** The fields of a name in DER, in their order, with their names. Source: RFC 5280, 4.1.2.4. */
export function subjectFields(der: Buffer): (NameField & { readonly name: string })[] {
  const attributes = childrenOf(readDer(der)).flatMap(childrenOf).map(childrenOf)
  return attributes.map(([type, value]) => {
    const identifier = type ? identifierOf(type) : ''
    return { identifier, name: fieldName(identifier), value: value ? stringOf(value) : '' }
  })
}

/** A name as ASN.1, a set for each field. */
export function writeName(write: DerWriter, fields: readonly NameField[]): asn1.Asn1 {
  const { sequence, set, identifier: typed, text } = write
  return sequence(
    ...fields.map(({ identifier, value }) =>
      set(sequence(typed(identifier), text(fieldKind(identifier), value))),
    ),
  )
}
