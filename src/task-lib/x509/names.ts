import type { asn1 } from 'node-forge'
import { childrenOf, identifierOf, readDer, stringOf } from './der.ts'
import { fieldKind, fieldName, type TextKind } from './field-names.ts'
import type { DerWriter } from './write-der.ts'

/** One field of a subject or issuer. */
export interface NameField {
  readonly identifier: string
  readonly value: string
  /** Its string type; by default, the usual one for the field. */
  readonly kind?: TextKind
}

/** Parses the fields of a subject or issuer in DER, in their order, with their names. Source: RFC 5280, 4.1.2.4. */
export function subjectFields(der: Buffer): (NameField & { readonly name: string })[] {
  const attributes = childrenOf(readDer(der)).flatMap(childrenOf).map(childrenOf)
  return attributes.map(([type, value]) => {
    const identifier = type ? identifierOf(type) : ''
    return { identifier, name: fieldName(identifier), value: value ? stringOf(value) : '' }
  })
}

/** Converts the fields of a subject or issuer to ASN.1, with one set for each field. */
export function writeName(write: DerWriter, fields: readonly NameField[]): asn1.Asn1 {
  const { sequence, set, identifier: typed, text } = write
  return sequence(
    ...fields.map(({ identifier, value, kind = fieldKind(identifier) }) =>
      set(sequence(typed(identifier), text(kind, value))),
    ),
  )
}
