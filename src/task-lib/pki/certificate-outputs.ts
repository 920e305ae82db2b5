import { type PkiFiles, unissued } from './files.ts'
import { type CertificateView, viewCertificate } from './view.ts'

/** The fields of a certificate that results can have in addition to its PEM text. */
type ShownField = 'subject' | 'issuer' | 'not_after' | 'serial' | 'fingerprint'

/** The keys of a result that has the fields of a certificate, described. */
export const CERTIFICATE_OUTPUTS = {
  certificate: 'The certificate in PEM.',
  subject: 'The fields of the subject, such as `CN=etcd`, as a sorted list.',
  not_after: 'When the certificate expires, in ISO 8601.',
  serial: 'The serial number in hex.',
  fingerprint: 'The SHA-256 fingerprint in hex with colons.',
} as const

/**
 * Returns the outputs for the certificate at a path: its PEM text and the given fields. In a dry run that would issue
 * it first, all of them are unknown.
 */
export function certificateOutputs(
  path: string,
  { certificate, issued }: PkiFiles,
  fields: readonly ShownField[],
): Record<string, unknown> {
  if (issued) return unissued(path, ['certificate', ...fields])
  const view = viewCertificate(certificate ?? '') ?? UNREADABLE
  return { certificate: certificate ?? '', ...Object.fromEntries(fields.map(field => [field, view[field]])) }
}

const UNREADABLE: Pick<CertificateView, ShownField> = {
  subject: [],
  issuer: [],
  not_after: '',
  serial: '',
  fingerprint: '',
}
