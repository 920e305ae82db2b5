import { z } from 'zod'
import { flag, number, oneOrMore, text } from '../../authoring/params.ts'
import { notBoth } from '../not-both.ts'
import { fieldIdentifier, fieldKind, keyUsageBit, usageIdentifier } from './field-names.ts'
import { isGeneralName } from './general-names.ts'
import { SIGNATURE_DIGESTS } from './signatures.ts'
import { privateKeyParams } from './signing-key.ts'

/** A value of a subject. */
const value = text().refine(each => each !== '' && !/[\0\r\n]/.test(each), 'expected text of one line')

const values = z
  .record(z.string(), oneOrMore(value))
  .refine(fields => Object.keys(fields).every(name => fieldIdentifier(name) !== undefined), {
    message: 'expected names of fields, such as `commonName` or `CN`, or their identifiers in numbers',
  })
  .refine(fields => Object.entries(fields).every(([name, all]) => all.every(each => fits(name, each))), {
    message: 'expected ASCII in fields such as `emailAddress` and `countryName`, which have no other text',
  })

/** Whether a field can have this value: some allow only ASCII. */
function fits(name: string, text: string): boolean {
  return fieldKind(fieldIdentifier(name) ?? '') === 'utf8' || /^[\x20-\x7e]*$/.test(text)
}

const generalName = text().refine(isGeneralName, {
  message: 'expected a name such as `DNS:example.org`, `IP:192.0.2.1`, `email:`, `URI:` or `RID:`',
})

const hex = text().refine(
  each => /^([0-9A-Fa-f]{2}:?)+$/.test(each),
  'expected bytes in hex, such as `00:1f`',
)

/** Returns the schema of a param for one field of the subject. */
function subjectParam(what: string, example: string) {
  return value
    .optional()
    .describe(`The ${what} of the subject.`)
    .meta({ examples: [example] })
}

function criticalParam(name: string) {
  return flag()
    .default(false)
    .describe(
      `Whether \`${name}\` is critical. Software that does not know a critical extension must refuse the certificate.`,
    )
    .meta({ examples: [true] })
}

function generalNames(description: string, example: string) {
  return oneOrMore(generalName)
    .default([])
    .describe(description)
    .meta({ examples: [[example]] })
}

/** The params that describe a signing request. */
export const requestFields = {
  ...privateKeyParams,
  digest: z
    .enum(SIGNATURE_DIGESTS)
    .default('sha256')
    .describe(
      'The digest algorithm of the signature. Has no effect on Ed25519 and Ed448 keys, which have a fixed digest.',
    )
    .meta({ examples: ['sha512'] }),
  subject: values
    .optional()
    .describe('The subject as a map from field names to values. A field may have several values.')
    .meta({ examples: [{ O: 'Example', OU: ['Web', 'Shop'] }] }),
  subject_ordered: z
    .array(values.refine(each => Object.keys(each).length === 1, 'expected one field'))
    .optional()
    .describe('The subject as a list. Use this if the order of its fields matters.')
    .meta({ examples: [[{ C: 'DE' }, { CN: 'example.org' }]] }),
  country_name: subjectParam('country', 'DE').refine(
    each => each === undefined || /^[A-Za-z]{2}$/.test(each),
    {
      message: 'expected two letters',
    },
  ),
  state_or_province_name: subjectParam('state', 'Bayern'),
  locality_name: subjectParam('town', 'München'),
  organization_name: subjectParam('organization', 'Example'),
  organizational_unit_name: subjectParam('unit of the organization', 'Web'),
  common_name: subjectParam('common name', 'example.org'),
  email_address: subjectParam('email address', 'admin@example.org').refine(
    each => each === undefined || fits('emailAddress', each),
    { message: 'expected ASCII' },
  ),
  subject_alt_name: generalNames(
    'The names and addresses for which the certificate is valid.',
    'DNS:example.org',
  ),
  subject_alt_name_critical: criticalParam('subject_alt_name'),
  use_common_name_for_san: flag()
    .default(true)
    .describe('If `subject_alt_name` is not set, use the common name as a DNS name.')
    .meta({ examples: [false] }),
  key_usage: oneOrMore(
    text().refine(name => keyUsageBit(name) >= 0, 'expected a usage such as `digitalSignature`'),
  )
    .default([])
    .describe('The permitted usages of the key.')
    .meta({ examples: [['digitalSignature', 'keyEncipherment']] }),
  key_usage_critical: criticalParam('key_usage'),
  extended_key_usage: oneOrMore(
    text().refine(name => usageIdentifier(name) !== undefined, {
      message: 'expected a usage such as `serverAuth`, or its identifier in numbers',
    }),
  )
    .default([])
    .describe('The permitted purposes of the certificate.')
    .meta({ examples: [['serverAuth']] }),
  extended_key_usage_critical: criticalParam('extended_key_usage'),
  basic_constraints: oneOrMore(
    text().refine(each => /^(CA:(TRUE|FALSE)|pathlen:\d{1,4})$/.test(each), {
      message: 'expected `CA:TRUE`, `CA:FALSE` or `pathlen:` and a number',
    }),
  )
    .default([])
    .describe('Whether the certificate is for an authority, and how many authorities may be below it.')
    .meta({ examples: [['CA:TRUE', 'pathlen:0']] }),
  basic_constraints_critical: criticalParam('basic_constraints'),
  ocsp_must_staple: flag()
    .default(false)
    .describe('Whether servers must staple an OCSP response (`tlsfeature`).')
    .meta({ examples: [true] }),
  ocsp_must_staple_critical: criticalParam('ocsp_must_staple'),
  name_constraints_permitted: generalNames(
    'The only names for which the authority may issue certificates.',
    'DNS:example.org',
  ),
  name_constraints_excluded: generalNames(
    'Names for which the authority must not issue certificates.',
    'IP:10.0.0.0/8',
  ),
  name_constraints_critical: criticalParam('name_constraints'),
  create_subject_key_identifier: flag()
    .default(false)
    .describe('Add a subject key identifier, computed from the key.')
    .meta({ examples: [true] }),
  subject_key_identifier: hex
    .optional()
    .describe('The subject key identifier, if it should not be computed from the key.')
    .meta({ examples: ['00:11:22:33'] }),
  authority_key_identifier: hex
    .optional()
    .describe("The authority key identifier: the identifier of the authority's key.")
    .meta({ examples: ['00:11:22:33'] }),
  authority_cert_issuer: oneOrMore(generalName)
    .optional()
    .describe("The issuer of the authority's certificate.")
    .meta({ examples: [['DNS:ca.example.org']] }),
  authority_cert_serial_number: number()
    .pipe(z.number().int().min(0))
    .optional()
    .describe("The serial number of the authority's certificate.")
    .meta({ examples: [12345] }),
  crl_distribution_points: z
    .array(z.strictObject({ full_name: oneOrMore(generalName) }))
    .optional()
    .describe('Where to find the lists of revoked certificates (CRLs). Each item has a `full_name`.')
    .meta({ examples: [[{ full_name: ['URI:https://ca.example.org/revoked.crl'] }]] }),
}

const shape = z.object(requestFields)

/** The validated params that describe a signing request. */
export type RequestParams = z.output<typeof shape>

/** Adds the rules for params that exclude each other to a schema with `requestFields`. */
export function withRequestRules<S extends z.ZodType<RequestParams>>(schema: S): S {
  const names = ['country_name', 'state_or_province_name', 'locality_name', 'organization_name'] as const
  const more = ['organizational_unit_name', 'common_name', 'email_address', 'subject'] as const
  return schema
    .refine(...notBoth('privatekey_path', 'privatekey_content'))
    .refine(
      params =>
        params.subject_ordered === undefined || [...names, ...more].every(name => params[name] === undefined),
      { path: ['subject_ordered'], message: 'cannot be combined with another param for the subject' },
    )
    .refine(params => !params.create_subject_key_identifier || params.subject_key_identifier === undefined, {
      path: ['subject_key_identifier'],
      message: 'cannot be combined with `create_subject_key_identifier`',
    })
    .refine(
      ({ key_usage }) => !isOnly(key_usage) || key_usage.some(name => keyUsageBit(name) === AGREEMENT),
      {
        path: ['key_usage'],
        message: '`encipherOnly` and `decipherOnly` are expected together with `keyAgreement`',
      },
    )
    .refine(
      ({ authority_cert_issuer: issuer, authority_cert_serial_number: serial }) =>
        (issuer === undefined) === (serial === undefined),
      {
        path: ['authority_cert_issuer'],
        message: 'expected together with `authority_cert_serial_number`',
      },
    )
}

const AGREEMENT = 4

/** Whether the usages include one that restricts key agreement (encipher only, decipher only). */
function isOnly(usages: readonly string[]): boolean {
  return usages.some(name => keyUsageBit(name) > 6)
}
