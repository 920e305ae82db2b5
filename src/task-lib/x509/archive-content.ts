import { privateKeyFile } from './new-key.ts'
import type { Archive } from './read-pkcs12.ts'
import { pemText } from './write-der.ts'

/**
 * Returns the key, its certificate and the other certificates of an archive in PEM, as Ansible's module writes them.
 */
export function archivePem({ key, certificate, others }: Archive): Buffer {
  const isTraditional = key?.asymmetricKeyType === 'rsa' || key?.asymmetricKeyType === 'ec'
  const parts = [
    ...(key ? [privateKeyFile(key, isTraditional ? 'pkcs1' : 'pkcs8', undefined)] : []),
    ...[...(certificate ? [certificate] : []), ...others].map(each => pemText('CERTIFICATE', each)),
  ]
  return Buffer.from(parts.join(''))
}

/** Whether two archives have the same content; the order of the other certificates does not matter. */
export function isSameArchive(some: Archive, other: Archive): boolean {
  const ownPem = (archive: Archive): Buffer => archivePem({ ...archive, others: [] })
  const othersText = ({ others }: Archive): string =>
    [...new Set(others.map(each => each.toString('hex')))].sort().join()
  return (
    some.friendlyName === other.friendlyName &&
    ownPem(some).equals(ownPem(other)) &&
    othersText(some) === othersText(other)
  )
}
