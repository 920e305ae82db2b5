import type { asn1 } from 'node-forge'
import { assertDefined } from '../../base/assert-defined.ts'
import { EXTENSIONS, type Extension } from './extensions.ts'
import { fieldIdentifier, keyUsageBit, usageIdentifier } from './field-names.ts'
import { keyIdentifier } from './fingerprints.ts'
import { writeGeneralName } from './general-names.ts'
import type { NameField } from './names.ts'
import type { RequestParams } from './request-params.ts'
import { type DerWriter, usageBits } from './write-der.ts'

/**
 * Returns the fields of the requested subject in the order in which they are written; `name` is the field's name in the
 * task.
 */
export function wantedSubject(params: RequestParams): (NameField & { readonly name: string })[] {
  const single = [
    ['C', params.country_name],
    ['ST', params.state_or_province_name],
    ['L', params.locality_name],
    ['O', params.organization_name],
    ['OU', params.organizational_unit_name],
    ['CN', params.common_name],
    ['emailAddress', params.email_address],
  ].flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [{ name, value }]))
  const maps = params.subject_ordered ?? [params.subject ?? {}]
  const mapped = maps
    .flatMap(each => Object.entries(each))
    .flatMap(([name, values]) => values.map(value => ({ name, value })))
  return [...single, ...mapped].map(({ name, value }) => ({
    ...{ name, value },
    identifier: assertDefined(fieldIdentifier(name), `a field ${name}`),
  }))
}

/**
 * Returns the requested alternative names; if there are none, the common name, unless `use_common_name_for_san` is
 * false.
 */
export function wantedAltNames(params: RequestParams): readonly string[] {
  if (params.subject_alt_name.length > 0 || !params.use_common_name_for_san) return params.subject_alt_name
  const common = wantedSubject(params).find(({ identifier }) => identifier === '2.5.4.3')
  return common ? [`DNS:${common.value}`] : []
}

/** Returns the requested extensions; `publicKey` is in DER. */
export function wantedExtensions(write: DerWriter, params: RequestParams, publicKey: Buffer): Extension[] {
  const { sequence, identifier, bits, integer } = write
  const listed = (all: readonly asn1.Asn1[]) => (all.length === 0 ? undefined : sequence(...all))
  const usages = params.key_usage.map(keyUsageBit)
  const purposes = params.extended_key_usage.map(name =>
    identifier(assertDefined(usageIdentifier(name), `a usage ${name}`)),
  )
  const asked: readonly [keyof typeof EXTENSIONS, isCritical: boolean, asn1.Asn1 | undefined][] = [
    ['subjectAltName', params.subject_alt_name_critical, listed(namesIn(write, wantedAltNames(params)))],
    ['keyUsage', params.key_usage_critical, usages.length > 0 ? bits(...usageBits(usages)) : undefined],
    ['extendedKeyUsage', params.extended_key_usage_critical, listed(purposes)],
    ['basicConstraints', params.basic_constraints_critical, constraints(write, params)],
    // Source: RFC 7633, 4: the feature 5 is status_request.
    [
      'tlsFeature',
      params.ocsp_must_staple_critical,
      params.ocsp_must_staple ? sequence(integer(Buffer.from([5]))) : undefined,
    ],
    ['nameConstraints', params.name_constraints_critical, listed(subtrees(write, params))],
    ['subjectKeyIdentifier', false, subjectKey(write, params, publicKey)],
    ['authorityKeyIdentifier', false, listed(authorityParts(write, params))],
    ['crlDistributionPoints', false, listed(distributionPoints(write, params))],
  ]
  return asked.flatMap(([name, isCritical, value]) =>
    value === undefined ? [] : [{ identifier: EXTENSIONS[name], isCritical, value: write.der(value) }],
  )
}

function namesIn(write: DerWriter, all: readonly string[]): asn1.Asn1[] {
  return all.map(name => writeGeneralName(write, name))
}

function subtrees(write: DerWriter, params: RequestParams): asn1.Asn1[] {
  const lists = [params.name_constraints_permitted, params.name_constraints_excluded]
  return lists.flatMap((list, tag) =>
    list.length === 0 ? [] : [write.tagged(tag, ...namesIn(write, list).map(name => write.sequence(name)))],
  )
}

function subjectKey(
  { octets }: DerWriter,
  { create_subject_key_identifier, subject_key_identifier }: RequestParams,
  publicKey: Buffer,
): asn1.Asn1 | undefined {
  if (create_subject_key_identifier) return octets(keyIdentifier(publicKey))
  return subject_key_identifier === undefined ? undefined : octets(bytesOf(subject_key_identifier))
}

function authorityParts(write: DerWriter, params: RequestParams): asn1.Asn1[] {
  const { authority_key_identifier: key, authority_cert_issuer: issuer } = params
  const { authority_cert_serial_number: serial } = params
  return [
    ...(key === undefined ? [] : [write.short(0, bytesOf(key))]),
    ...(issuer === undefined ? [] : [write.tagged(1, ...namesIn(write, issuer))]),
    ...(serial === undefined ? [] : [write.short(2, unsigned(serial))]),
  ]
}

function distributionPoints(write: DerWriter, { crl_distribution_points = [] }: RequestParams): asn1.Asn1[] {
  const { sequence, tagged } = write
  return crl_distribution_points.map(({ full_name }) =>
    sequence(tagged(0, tagged(0, ...namesIn(write, full_name)))),
  )
}

function constraints(
  { sequence, yes, integer }: DerWriter,
  { basic_constraints: all }: RequestParams,
): asn1.Asn1 | undefined {
  if (all.length === 0) return undefined
  const isAuthority = all.findLast(each => each.startsWith('CA:')) === 'CA:TRUE'
  const length = all.findLast(each => each.startsWith('pathlen:'))?.slice('pathlen:'.length)
  return sequence(
    ...(isAuthority ? [yes()] : []),
    ...(length === undefined ? [] : [integer(unsigned(Number(length)))]),
  )
}

/**
 * Returns the bytes of an INTEGER for an unsigned number: a zero byte is added if the first bit, which is the sign,
 * would be set.
 */
function unsigned(value: number): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(':', ''), 'hex')
}
