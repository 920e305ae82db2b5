import type { KeyObject } from 'node:crypto'
import type { Json } from '../../authoring/plan.ts'
import { childrenOf, readDer } from './der.ts'
import { areSameExtensions, EXTENSIONS, type Extension, extensionOf } from './extensions.ts'
import { publicDer } from './fingerprints.ts'
import { generalNameText } from './general-names.ts'
import { type NameField, subjectFields } from './names.ts'
import type { SigningRequest } from './request.ts'
import type { RequestParams } from './request-params.ts'
import { wantedExtensions, wantedSubject } from './wanted-request.ts'
import { derWriter } from './write-der.ts'

/** The desired signing request. */
export interface WantedRequest {
  readonly publicKey: Buffer
  readonly subject: readonly NameField[]
  /** Whether the order of the fields of the subject matters. */
  readonly isOrdered: boolean
  readonly extensions: readonly Extension[]
  readonly digest: string
}

/** Returns the signing request that a task describes, for a private key. */
export async function wantedRequest(params: RequestParams, key: KeyObject): Promise<WantedRequest> {
  const publicKey = publicDer(key)
  return {
    publicKey,
    subject: wantedSubject(params),
    isOrdered: params.subject_ordered !== undefined,
    extensions: wantedExtensions(await derWriter(), params, publicKey),
    digest: params.digest,
  }
}

/**
 * Compares a signing request with the desired one and returns the names of the differing parts. `found` is undefined
 * for a file that is not a request.
 */
export function compareRequest(found: SigningRequest | undefined, wanted: WantedRequest): string[] {
  if (found === undefined) return ['not a request']
  const isKey = publicDer(found.publicKey).equals(wanted.publicKey)
  return [
    ...(isSameSubject(subjectFields(found.subject), wanted) ? [] : ['subject']),
    ...(areSameExtensions(found.extensions, wanted.extensions) ? [] : ['extensions']),
    ...(isKey ? [] : ['key']),
    ...(found.isSigned ? [] : ['signature']),
  ]
}

function isSameSubject(found: readonly NameField[], { subject, isOrdered }: WantedRequest): boolean {
  const [some, others] = [found, subject].map(fields => {
    const texts = fields.map(({ identifier, value }) => `${identifier}=${value}`)
    return isOrdered ? texts : [...new Set(texts)].sort()
  })
  return JSON.stringify(some) === JSON.stringify(others)
}

/** Returns the fields of a signing request that changes show. */
export function describedRequest({ subject, extensions }: SigningRequest): Record<string, Json> {
  const names = extensionOf(extensions, EXTENSIONS.subjectAltName)
  return {
    subject: subjectFields(subject).map(({ name, value }) => `${name}=${value}`),
    subject_alt_name: names ? childrenOf(readDer(names.value)).map(generalNameText) : [],
  }
}
