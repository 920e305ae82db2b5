import { X509Certificate } from 'node:crypto'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { known, Unknown } from '../../values/unknown.ts'
import { readHostFile, unknownPart } from './host-file.ts'
import { type Archive, readPkcs12 } from './read-pkcs12.ts'
import { hasPrivateKey, type PrivateKeyParams, readSigningKey } from './signing-key.ts'

/** The params that name the key and the certificates of an archive, by their paths on the host. */
export interface ArchiveParams extends PrivateKeyParams {
  readonly certificate_path?: string | undefined
  readonly other_certificates: readonly string[]
  readonly other_certificates_parse_all: boolean
  readonly friendly_name?: string | undefined
}

/**
 * Reads what a task puts into an archive. In a dry run, returns an `Unknown` if an earlier task would change part of
 * it; `isNewContent` says whether that is created from scratch. Throws TaskError if something does not exist, cannot be read,
 * or does not belong together.
 */
export async function buildWantedArchive(host: ReadHost, params: ArchiveParams): Promise<Archive | Unknown> {
  const [key, own, ...others] = await Promise.all([
    hasPrivateKey(params) ? readSigningKey(host, params) : undefined,
    params.certificate_path === undefined ? [] : askCertificates(host, params.certificate_path),
    ...params.other_certificates.map(each => askCertificates(host, each)),
  ])
  const unknown = unknownPart([key, own, ...others])
  if (unknown) return unknown
  const [certificate] = known(own)
  if (known(key) && certificate && !certificate.checkPrivateKey(known(key) as never))
    throw new TaskError('the private key does not belong to the certificate')
  const chosen = others.flatMap(each =>
    params.other_certificates_parse_all ? known(each) : known(each).slice(0, 1),
  )
  return {
    key: known(key),
    certificate: certificate?.raw,
    others: chosen.map(({ raw }) => raw),
    friendlyName: params.friendly_name,
  }
}

/**
 * Reads the archive that `action: parse` converts. In a dry run, returns an `Unknown` if an earlier task would change
 * it. Throws TaskError if it is not an archive.
 */
export async function readArchive(
  host: ReadHost,
  src: string,
  passphrase: string,
): Promise<Archive | Unknown> {
  const bytes = await readHostFile(host, src, 'archive')
  if (bytes instanceof Unknown) return bytes
  const archive = await readPkcs12(bytes, passphrase)
  if (archive) return archive
  throw new TaskError(`\`${src}\` cannot be read as a PKCS #12 archive`, { hint: 'is `passphrase` right?' })
}

/** Reads the certificates of a PEM file. Throws TaskError if there is none. */
async function askCertificates(host: ReadHost, path: string): Promise<X509Certificate[] | Unknown> {
  const bytes = await readHostFile(host, path, 'certificate')
  if (bytes instanceof Unknown) return bytes
  const blocks = bytes.toString('latin1').match(PEM) ?? []
  if (blocks.length === 0)
    throw new TaskError(`there is no certificate in \`${path}\``, { hint: 'expected certificates in PEM' })
  return blocks.map(block => {
    try {
      return new X509Certificate(block)
    } catch (cause) {
      throw new TaskError(`a certificate in \`${path}\` cannot be read`, { cause })
    }
  })
}

const PEM = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END [A-Z0-9 ]*CERTIFICATE-----/g
