import type { Change } from '../../authoring/plan.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { compareCertificate, hostsOf, isEnding, mended, subjectOf, usagesOf } from './compare.ts'
import { type Profile, readProfile, readRequest } from './documents.ts'
import { certificatePrefix, type PkiFiles } from './files.ts'
import { isIssuedBy, keyMatches, viewCertificate } from './view.ts'

/** What a task asks of a certificate. */
interface CertificateParams {
  readonly directory: string
  readonly name: string
  readonly ca: string
  readonly profile: string
  readonly usages?: string[] | undefined
  readonly expiry?: string | undefined
  readonly renew_before: string
}

/** Why it must be issued, as a change; nothing if it is in sync. */
export function certificateChange(
  params: CertificateParams,
  files: PkiFiles,
  authority: PkiFiles,
  text: string,
): Change | undefined {
  const request = readRequest(text, `${params.name}-csr.json`)
  const signer = signerOf(authority)
  const issuer = issuerOf(authority, `${params.ca}-csr.json`)
  // A missing authority may be created by an earlier task.
  const profile =
    authority.config === null && !hasOwnProfile(params) ? undefined : profileOf(params, authority)
  const wanted = {
    subject: subjectOf(request),
    ...(issuer ? { issuer } : {}),
    hosts: hostsOf(request),
    key: `${request.key.algo} ${request.key.size}`,
    is_ca: false,
    ...(profile ? usagesOf(profile) : {}),
  }
  const resource = `certificate:${certificatePrefix(params)}.pem`
  const view = files.certificate === null ? undefined : viewCertificate(files.certificate)
  if (view === undefined || files.certificate === null) {
    const isThere = files.certificate !== null
    const after = { ...wanted, ...(profile ? { expiry: profile.expiry } : {}) }
    const before = isThere ? { certificate: 'cannot be read' } : null
    return {
      resource,
      action: isThere ? 'update' : 'create',
      before,
      after: after as Change['after'] & object,
    }
  }
  const lasts = `${Math.round((Date.parse(view.not_after) - Date.parse(view.not_before)) / 1000)}s`
  const { before, after } = compareCertificate(view, { ...wanted, expiry: profile?.expiry ?? lasts })
  const isSigned =
    issuer !== undefined && signer !== null && signer !== undefined && isIssuedBy(files.certificate, signer)
  const faults = {
    ...(files.key !== null && keyMatches(files.certificate, files.key) ? {} : { key_matches: false }),
    ...(isSigned ? {} : { signed_by_authority: false }),
    ...(isEnding(view, params.renew_before, Date.now()) ? { not_after: view.not_after } : {}),
  }
  if (Object.keys({ ...after, ...faults }).length === 0) return undefined
  return {
    resource,
    action: 'update',
    before: { ...before, ...faults },
    after: { ...after, ...mended(faults) },
  }
}

/**
 * The usages and the expiry of the certificate: those of the task, otherwise those of the authority's
 * profile.
 */
export function profileOf(params: CertificateParams, { config }: PkiFiles): Profile {
  const { usages, expiry, profile } = params
  if (usages !== undefined && expiry !== undefined) return { usages, expiry }
  const found = readProfile(config ?? '{}', profile, `${authorityPrefix(params)}-config.json`)
  return { usages: usages ?? found.usages, expiry: expiry ?? found.expiry }
}

/** Everything that a certificate depends on, as one text: equal for two tasks that would issue the same certificate. */
export function certificateInputs(params: CertificateParams, authority: PkiFiles, request: string): string {
  const { usages, expiry, profile } = params
  const by = signerOf(authority)
  return JSON.stringify({ request, usages, expiry, profile, config: authority.config, by })
}

/**
 * The certificate of the authority; in a dry run, an earlier one that signs the same, or the one it would be
 * issued for.
 */
function signerOf({ certificate, issued }: PkiFiles): string | null {
  return issued?.signer ?? certificate
}

/** The subject of the authority, also of one that a task before would issue; nothing where there is none. */
function issuerOf(authority: PkiFiles, place: string): readonly string[] | undefined {
  const signer = signerOf(authority)
  if (signer === null) return undefined
  const view = viewCertificate(signer)
  return view ? view.subject : authority.issued && subjectOf(readRequest(signer, place))
}

function hasOwnProfile({ usages, expiry }: CertificateParams): boolean {
  return usages !== undefined && expiry !== undefined
}

/** The path of the authority's files, without their endings. */
export function authorityPrefix({ directory, ca }: CertificateParams): string {
  return ca.startsWith('/') ? ca : `${plainPath(directory)}/${ca}`
}
