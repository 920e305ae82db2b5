import { isDeepStrictEqual } from 'node:util'
import type { Change } from '../../authoring/plan.ts'
import { compareCertificate, isEnding, renewedFields, subjectOf } from './compare.ts'
import { readRequest } from './documents.ts'
import { certificatePrefix, type PkiFiles } from './files.ts'
import { isIssuedBy, keyMatches, viewCertificate, viewKey } from './view.ts'

/** The params that describe a certificate authority. */
interface AuthorityParams {
  readonly directory: string
  readonly name: string
  readonly renew_before: string
}

/** Compares the key and the certificate of an authority with the signing request `text`. */
export function authorityChange(params: AuthorityParams, files: PkiFiles, text: string): AuthorityChange {
  if (files.issued) return changeOfIssued(params, files.issued.asked, text)
  const { certificate, key } = files
  const wanted = described(text)
  const { subject } = wanted
  const view = certificate === null ? undefined : viewCertificate(certificate)
  const make = key !== null && viewKey(key) === wanted.key ? 'certificate' : 'key and certificate'
  const resource = `certificate:${certificatePrefix(params)}.pem`
  if (view === undefined || certificate === null) {
    const before = certificate === null ? null : { certificate: 'cannot be read' }
    const action = certificate === null ? 'create' : 'update'
    return { make, change: { resource, action, before, after: wanted } }
  }
  const { before, after } = compareCertificate(view, {
    ...{ ...wanted, issuer: subject },
    ...{ is_ca: true, key_usage: ['cert sign', 'crl sign'] },
  })
  const faults = {
    ...(key !== null && keyMatches(certificate, key) ? {} : { key_matches: false }),
    ...(isIssuedBy(certificate, certificate) ? {} : { signed_by_itself: false }),
    ...(isEnding(view, params.renew_before, Date.now()) ? { not_after: view.not_after } : {}),
  }
  if (Object.keys({ ...after, ...faults }).length === 0) {
    return key === null
      ? { make, change: { resource, action: 'update', before: { key: null }, after } }
      : { make: 'nothing' }
  }
  // With the same name and key, the certificates that it signed stay valid.
  const isOther = make === 'key and certificate' || 'subject' in after || 'key_matches' in faults
  const consequence: Record<string, string> = isOther
    ? { invalidates: 'every certificate that it has signed' }
    : {}
  return {
    make,
    signsSame: !isOther,
    change: {
      resource,
      action: 'update',
      before: { ...before, ...faults },
      after: { ...after, ...renewedFields(faults), ...consequence },
    },
  }
}

/**
 * Compares, in a dry run, the signing request from which an earlier task would issue the authority with this task's
 * request.
 */
function changeOfIssued(params: AuthorityParams, issuedFor: string, text: string): AuthorityChange {
  if (issuedFor === text) return { make: 'nothing' }
  const [before, after] = [described(issuedFor), described(text)]
  return {
    make: 'certificate',
    signsSame: isDeepStrictEqual([before.subject, before.key], [after.subject, after.key]),
    change: { resource: `certificate:${certificatePrefix(params)}.pem`, action: 'update', before, after },
  }
}

/** What must be created for an authority. */
export interface AuthorityChange {
  /** What is created: nothing, a certificate for the existing key, or both. */
  readonly make: 'nothing' | 'certificate' | 'key and certificate'
  /** The change; absent if nothing is created. */
  readonly change?: Change
  /** Whether the certificates that the authority has signed stay valid; absent for a new authority. */
  readonly signsSame?: boolean
}

/** Returns the fields of a signing request, as a change shows them. */
function described(text: string) {
  const request = readRequest(text, 'ca-csr.json')
  const { key, ca } = request
  return { subject: subjectOf(request), key: `${key.algo} ${key.size}`, expiry: ca?.expiry ?? CFSSL_LASTS }
}

/** The duration of an authority if its request does not set one, as in cfssl. */
export const CFSSL_LASTS = '43800h'
