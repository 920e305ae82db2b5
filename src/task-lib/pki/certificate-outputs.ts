import { type PkiFiles, unissued } from './files.ts'
import { type CertificateView, viewCertificate } from './view.ts'

/** What results show of a certificate in addition to its text. */
type ShownField = 'subject' | 'issuer' | 'not_after' | 'serial' | 'fingerprint'

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
