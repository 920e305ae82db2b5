import { createPublicKey } from 'node:crypto'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { known, Unknown } from '../../values/unknown.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import type { Wanted } from './certificate-change.ts'
import type { CertificateFields } from './certificate-params.ts'
import { publicDer } from './fingerprints.ts'
import { readHostFile, unknownPart } from './host-file.ts'
import { readSigningRequest, type SigningRequest } from './request.ts'
import { hasPrivateKey, readSigningKey } from './signing-key.ts'

/**
 * Reads the keys, request and authority from which a task creates a certificate. In a dry run, returns an `Unknown` if
 * an earlier task would change one of them; `isNewContent` says whether that is created from scratch. Throws TaskError if
 * something does not exist, cannot be read, or does not belong together.
 */
export async function readWantedCertificate(
  host: ReadHost,
  params: CertificateFields,
): Promise<Wanted | Unknown> {
  const isOwn = params.provider === 'ownca'
  const [key, request, authority, authorityKey] = await Promise.all([
    hasPrivateKey(params) ? readSigningKey(host, params) : undefined,
    askRequest(host, params),
    isOwn ? askAuthority(host, params) : undefined,
    isOwn
      ? readSigningKey(host, {
          privatekey_path: params.ownca_privatekey_path,
          privatekey_content: params.ownca_privatekey_content,
          privatekey_passphrase: params.ownca_privatekey_passphrase,
        })
      : undefined,
  ])
  const unknown = unknownPart([key, request, authority, authorityKey])
  if (unknown) return unknown
  const made = {
    request: known(request),
    authority: known(authority),
    signer: known(authorityKey) ?? known(key),
  }
  const { signer } = made
  if (signer === undefined) throw new Error('no key to sign with')
  const publicKey = known(key) && createPublicKey(known(key) as typeof signer)
  if (made.request && publicKey && !publicDer(publicKey).equals(publicDer(made.request.publicKey)))
    throw new TaskError('the private key does not belong to the signing request', {
      hint: 'make the request again with `openssl_csr` in an earlier task',
    })
  if (made.authority && !publicDer(made.authority.publicKey).equals(publicDer(signer)))
    throw new TaskError("the authority's private key does not belong to its certificate")
  return {
    ...made,
    signer,
    subjectKey: isOwn
      ? params.ownca_create_subject_key_identifier
      : params.selfsigned_create_subject_key_identifier,
    namesAuthority: isOwn && params.ownca_create_authority_key_identifier,
  }
}

async function askRequest(
  host: ReadHost,
  { csr_path, csr_content }: CertificateFields,
): Promise<SigningRequest | Unknown | undefined> {
  if (csr_path === undefined && csr_content === undefined) return undefined
  const text = await askText(host, 'signing request', csr_path, csr_content)
  if (text instanceof Unknown) return text
  const request = readSigningRequest(text)
  if (request === undefined)
    throw new TaskError(`${csr_path ?? '`csr_content`'} is not a signing request`, { hint: 'expected PEM' })
  if (request.isSigned) return request
  throw new TaskError(`the signing request ${csr_path ?? 'that was given'} is not signed by its own key`, {
    hint: 'signatures with RSA-PSS, DSA or MD5 are not supported',
  })
}

async function askAuthority(
  host: ReadHost,
  { ownca_path, ownca_content }: CertificateFields,
): Promise<Certificate | Unknown> {
  const text = await askText(host, "authority's certificate", ownca_path, ownca_content)
  if (text instanceof Unknown) return text
  const certificate = readCertificate(text)
  if (certificate) return certificate
  throw new TaskError(`${ownca_path ?? '`ownca_content`'} is not a certificate`, { hint: 'expected PEM' })
}

async function askText(
  host: ReadHost,
  what: string,
  path: string | undefined,
  content: string | undefined,
): Promise<string | Unknown> {
  if (content !== undefined) return content
  const bytes = await readHostFile(host, path ?? '', what)
  return bytes instanceof Unknown ? bytes : bytes.toString()
}
