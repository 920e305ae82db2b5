import { type PkiFiles, unissued } from './files.ts'
import { type CertificateView, viewCertificate } from './view.ts'

/** What results show of a certificate in addition to its text. */
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
 * The certificate at a path in a result, with these fields of it. In a dry run that would issue it first, all of them are
 * unknown.
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
