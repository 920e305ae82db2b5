import type { Change } from '../../authoring/plan.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { compareCertificate, hostsOf, isEnding, renewedFields, subjectOf, usagesOf } from './compare.ts'
import { type Profile, readProfile, readRequest } from './documents.ts'
import { certificatePrefix, type PkiFiles } from './files.ts'
import { isIssuedBy, keyMatches, viewCertificate } from './view.ts'

/** The params that describe a certificate. */
interface CertificateParams {
  readonly directory: string
  readonly name: string
  readonly ca: string
  readonly profile: string
  readonly usages?: string[] | undefined
  readonly expiry?: string | undefined
  readonly renew_before: string
}

/**
 * Compares a certificate with the signing request `text`. Returns the change that issues it; undefined if it is in
 * sync.
 */
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
    after: { ...after, ...renewedFields(faults) },
  }
}

/**
 * Returns the usages and the expiry of the certificate: those of the task, otherwise those of the authority's profile.
 */
export function profileOf(params: CertificateParams, { config }: PkiFiles): Profile {
  const { usages, expiry, profile } = params
  if (usages !== undefined && expiry !== undefined) return { usages, expiry }
  const found = readProfile(config ?? '{}', profile, `${authorityPrefix(params)}-config.json`)
  return { usages: usages ?? found.usages, expiry: expiry ?? found.expiry }
}

/**
 * Returns everything that a certificate depends on as one string: it is equal for two tasks that would issue the same
 * certificate.
 */
export function certificateInputs(params: CertificateParams, authority: PkiFiles, request: string): string {
  const { usages, expiry, profile } = params
  const by = signerOf(authority)
  return JSON.stringify({ request, usages, expiry, profile, config: authority.config, by })
}

/**
 * Returns the certificate of the authority; null if it does not exist. In a dry run, an authority that an earlier task
 * would issue has a stand-in: see `signer` of `Issue`.
 */
function signerOf({ certificate, issued }: PkiFiles): string | null {
  return issued?.signer ?? certificate
}

/**
 * Returns the subject of the authority, also of one that an earlier task would issue; undefined if there is no
 * authority.
 */
function issuerOf(authority: PkiFiles, place: string): readonly string[] | undefined {
  const signer = signerOf(authority)
  if (signer === null) return undefined
  const view = viewCertificate(signer)
  return view ? view.subject : authority.issued && subjectOf(readRequest(signer, place))
}

function hasOwnProfile({ usages, expiry }: CertificateParams): boolean {
  return usages !== undefined && expiry !== undefined
}

/** Returns the path of the authority's files without their suffixes. */
export function authorityPrefix({ directory, ca }: CertificateParams): string {
  return ca.startsWith('/') ? ca : `${plainPath(directory)}/${ca}`
}
