import { z } from 'zod'
import { flag, hostPath, number, text } from '../../authoring/params.ts'
import { notBoth } from '../not-both.ts'
import { SUBJECT_KEY_CHOICES } from './certificate-change.ts'
import { SIGNATURE_DIGESTS } from './signatures.ts'
import { privateKeyParams } from './signing-key.ts'
import { isRelativeTime, timeOf } from './times.ts'

/** Returns the schema of a time: relative (`+52w`) or absolute (`20300101120000Z`). */
export function timeParam() {
  return text().refine(
    time => timeOf(time, 0) !== undefined,
    'expected a time such as `+52w`, `-1d` or `20300101120000Z`',
  )
}

/** Returns the params that `selfsigned` and `ownca` share; their names begin with `prefix`. */
function signingParams<P extends 'selfsigned' | 'ownca'>(prefix: P) {
  const params = {
    version: number()
      .pipe(z.literal(3))
      .default(3)
      .describe('The version of the certificate. Only version 3 is supported.')
      .meta({ examples: [3] }),
    digest: z
      .enum(SIGNATURE_DIGESTS)
      .default('sha256')
      .describe(
        'The digest algorithm of the signature. Has no effect on Ed25519 and Ed448 keys, which have a fixed digest.',
      )
      .meta({ examples: ['sha512'] }),
    not_before: timeParam()
      .default('+0s')
      .describe('The time from which the certificate is valid, by the clock of the controller.')
      .meta({ examples: ['-1d'] }),
    not_after: timeParam()
      .default('+3650d')
      .describe('When the certificate expires.')
      .meta({ examples: ['+52w'] }),
    create_subject_key_identifier: z
      .enum(SUBJECT_KEY_CHOICES)
      .default('create_if_not_provided')
      .describe('Whether to add a subject key identifier to the certificate.')
      .meta({ examples: ['never_create'] }),
  }
  type Params = { [K in keyof typeof params as `${P}_${K}`]: (typeof params)[K] }
  const named = Object.entries(params).map(([name, param]) => [`${prefix}_${name}`, param])
  return Object.fromEntries(named) as Params
}

/** The params that describe a certificate. */
export const certificateFields = {
  provider: z
    .enum(['selfsigned', 'ownca', 'acme', 'entrust'])
    .optional()
    .describe('Who signs the certificate: its own key (`selfsigned`) or an authority (`ownca`).')
    .meta({ examples: ['ownca'] }),
  csr_path: hostPath()
    .optional()
    .describe('The path of the signing request on the host.')
    .meta({ examples: ['/etc/ssl/web.csr'] }),
  csr_content: text()
    .optional()
    .describe('The signing request itself, in PEM.')
    .meta({ examples: ['{{web_request.csr}}'] }),
  ...privateKeyParams,
  ignore_timestamps: flag()
    .default(true)
    .describe(
      'Keep an existing certificate even if its validity period differs. With `false`, times must be absolute.',
    )
    .meta({ examples: [false] }),
  ...signingParams('selfsigned'),
  ...signingParams('ownca'),
  ownca_path: hostPath()
    .optional()
    .describe("The path of the authority's certificate on the host.")
    .meta({ examples: ['/etc/ssl/ca.pem'] }),
  ownca_content: text()
    .optional()
    .describe("The authority's certificate itself, in PEM.")
    .meta({ examples: ['{{ca.certificate}}'] }),
  ownca_privatekey_path: hostPath()
    .optional()
    .describe(
      "The path of the authority's private key on the host. It is read into the memory of the controller.",
    )
    .meta({ examples: ['/etc/ssl/private/ca.pem'] }),
  ownca_privatekey_content: text()
    .optional()
    .describe("The authority's private key itself, in PEM.")
    .meta({ secret: true, examples: ['{{ca_key.privatekey}}'] }),
  ownca_privatekey_passphrase: text()
    .optional()
    .describe("The passphrase of the authority's private key.")
    .meta({ secret: true, examples: ['{{ca_passphrase}}'] }),
  ownca_create_authority_key_identifier: flag()
    .default(true)
    .describe('Whether to add an authority key identifier to the certificate.')
    .meta({ examples: [false] }),
}

const shape = z.object(certificateFields)

/** The validated params that describe a certificate. */
export type CertificateFields = z.output<typeof shape>

type Checked = CertificateFields & { readonly state: 'present' | 'absent' }

/** Adds the rules for params that exclude or require each other to a schema with `certificateFields` and `state`. */
export function withCertificateRules<S extends z.ZodType<Checked>>(schema: S): S {
  const needs = (provider: Checked['provider'], path: keyof Checked, content: keyof Checked) => {
    const isRight = (params: Checked): boolean =>
      params.state === 'absent' ||
      params.provider !== provider ||
      (params[path] ?? params[content]) !== undefined
    const error: { path: string[]; message: string } = {
      path: [path],
      message: `expected for \`${provider}\`, or \`${content}\``,
    }
    return [isRight, error] as const
  }
  return schema
    .refine(...notBoth('csr_path', 'csr_content'))
    .refine(...notBoth('privatekey_path', 'privatekey_content'))
    .refine(...notBoth('ownca_path', 'ownca_content'))
    .refine(...notBoth('ownca_privatekey_path', 'ownca_privatekey_content'))
    .refine(({ state, provider }) => state === 'absent' || provider !== undefined, {
      path: ['provider'],
      message: 'expected `selfsigned` or `ownca`',
    })
    .refine(({ provider }) => provider !== 'acme', {
      path: ['provider'],
      message: '`acme` is not supported: run a client such as certbot or lego by `command` with `creates`',
    })
    .refine(({ provider }) => provider !== 'entrust', {
      path: ['provider'],
      message:
        '`entrust` is not supported: ask its service by `uri`, and put the certificate in place by `copy`',
    })
    .refine(...needs('selfsigned', 'privatekey_path', 'privatekey_content'))
    .refine(...needs('ownca', 'csr_path', 'csr_content'))
    .refine(...needs('ownca', 'ownca_path', 'ownca_content'))
    .refine(...needs('ownca', 'ownca_privatekey_path', 'ownca_privatekey_content'))
    .refine(params => params.ignore_timestamps || !timesIn(params).some(isRelativeTime), {
      path: ['ignore_timestamps'],
      message: 'expected absolute times with `false`: relative ones differ at each run',
    })
}

/** Returns the params for the begin and the end of a certificate's validity. */
export function timesIn(params: CertificateFields): readonly [notBefore: string, notAfter: string] {
  return params.provider === 'ownca'
    ? [params.ownca_not_before, params.ownca_not_after]
    : [params.selfsigned_not_before, params.selfsigned_not_after]
}
