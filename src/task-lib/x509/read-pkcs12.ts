import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { asn1, pkcs12 } from 'node-forge'
import { loadForge } from './load-forge.ts'

/** The content of a PKCS #12 archive. */
export interface Archive {
  readonly key: KeyObject | undefined
  /** The certificate of the key. All certificates are in DER. */
  readonly certificate: Buffer | undefined
  readonly others: readonly Buffer[]
  /** The friendly name of the key and its certificate. */
  readonly friendlyName: string | undefined
}

/** Object identifiers of RFC 7292 and PKCS #9. */
export const PKCS12 = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const

/** Parses an archive; undefined if it is not one, or the passphrase is wrong. */
export async function readPkcs12(bytes: Buffer, passphrase: string): Promise<Archive | undefined> {
  const forge = await loadForge()
  const der = (part: asn1.Asn1) => Buffer.from(forge.asn1.toDer(part).getBytes(), 'binary')
  const nameOf = (bag: pkcs12.Bag): string | undefined => bag.attributes?.friendlyName?.[0]
  const idOf = (bag: pkcs12.Bag): string | undefined => bag.attributes?.localKeyId?.[0]
  try {
    const read = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(bytes.toString('binary')), passphrase)
    const bags = read.safeContents.flatMap(({ safeBags }) => safeBags)
    const certificates = bags
      .filter(({ type }) => type === PKCS12.certificateBag)
      .map(bag => ({ bag, der: der(bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1) }))
    const keyBag = bags.find(({ type }) => type === PKCS12.keyBag || type === PKCS12.shroudedKeyBag)
    const key = keyBag && keyOf(der(keyBag.key ? forge.pki.privateKeyToAsn1(keyBag.key) : keyBag.asn1))
    const own = certificates.find(each => (key ? fits(each.der, key) : idOf(each.bag) !== undefined))
    const named = [keyBag, own?.bag].find(bag => bag !== undefined && nameOf(bag) !== undefined)
    return {
      key,
      certificate: own?.der,
      others: certificates.filter(each => each !== own).map(each => each.der),
      friendlyName: named && nameOf(named),
    }
  } catch {
    return undefined
  }
}

/** Parses a key in DER: PKCS #8 or, for RSA keys, PKCS #1. */
function keyOf(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } catch {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs1' })
  }
}

function fits(certificate: Buffer, key: KeyObject): boolean {
  return new X509Certificate(certificate).checkPrivateKey(key)
}
