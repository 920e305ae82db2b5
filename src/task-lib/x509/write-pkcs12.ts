import { createHash, createHmac, type KeyObject, randomBytes } from 'node:crypto'
import type { asn1 } from 'node-forge'
import { loadForge } from './load-forge.ts'
import { type Archive, PKCS12 } from './read-pkcs12.ts'
import { derWriter } from './write-der.ts'

/** How an archive is encrypted. */
export interface ArchiveEncryption {
  /** ASCII; if empty, keys and certificates are not encrypted. */
  readonly passphrase: string
  /** True for Triple DES and SHA-1, which old software can read too; false for AES-256 and SHA-256. */
  readonly isCompatible: boolean
  readonly iterations: number
}

/**
 * The iterations for the MAC key, as in OpenSSL: more are not needed, because the protected data is itself encrypted
 * with more.
 */
const MAC_ROUNDS = 2048

/** Encodes an archive as a PKCS #12 file. Source: RFC 7292. */
export async function writePkcs12(archive: Archive, encryption: ArchiveEncryption): Promise<Buffer> {
  const forge = await loadForge()
  const { sequence, tagged, identifier, integer, octets, der, algorithm } = await derWriter()
  const { passphrase, isCompatible } = encryption
  const safe = der(sequence(...(await safeContents(archive, encryption))))
  const salt = randomBytes(16)
  const digest = isCompatible ? 'sha1' : 'sha256'
  const macKey = forge.pkcs12.generateKey(
    ...([passphrase, forge.util.createBuffer(salt.toString('binary')), 3, MAC_ROUNDS] as const),
    ...([isCompatible ? 20 : 32, forge.md[digest].create()] as const),
  )
  const mac = createHmac(digest, Buffer.from(macKey.getBytes(), 'binary')).update(safe).digest()
  const rounds = Buffer.from([MAC_ROUNDS >> 8, MAC_ROUNDS & 0xff])
  const info = sequence(algorithm(PKCS12[digest], true), octets(mac))
  const content = sequence(identifier(PKCS12.data), tagged(0, octets(safe)))
  const macData = sequence(info, octets(salt), integer(rounds))
  return der(sequence(integer(Buffer.from([3])), content, macData))
}

/** Returns the content of an archive, each part as a ContentInfo: all certificates encrypted together, and the key. */
async function safeContents(archive: Archive, encryption: ArchiveEncryption): Promise<asn1.Asn1[]> {
  const { sequence, tagged, short, identifier, integer, octets, der, raw } = await derWriter()
  const { passphrase } = encryption
  const encrypt = await encryptor(encryption)
  const attributes = await attributesOf(archive)
  const certificateBag = (bytes: Buffer, ...more: asn1.Asn1[]) => {
    const value = sequence(identifier(PKCS12.x509Certificate), tagged(0, octets(bytes)))
    return sequence(identifier(PKCS12.certificateBag), tagged(0, value), ...more)
  }
  const keyBag = (key: KeyObject) => {
    const info = raw(key.export({ type: 'pkcs8', format: 'der' }))
    return passphrase === ''
      ? sequence(identifier(PKCS12.keyBag), tagged(0, info), attributes)
      : sequence(identifier(PKCS12.shroudedKeyBag), tagged(0, encrypt(info)), attributes)
  }
  const plain = (...bags: asn1.Asn1[]) =>
    sequence(identifier(PKCS12.data), tagged(0, octets(der(sequence(...bags)))))
  const hidden = (...bags: asn1.Asn1[]) => {
    if (passphrase === '') return plain(...bags)
    const [how, bytes] = encrypt(sequence(...bags)).value as [asn1.Asn1, asn1.Asn1]
    const content = short(0, Buffer.from(String(bytes.value), 'binary'))
    const whole = sequence(integer(Buffer.from([0])), sequence(identifier(PKCS12.data), how, content))
    return sequence(identifier(PKCS12.encryptedData), tagged(0, whole))
  }
  const { key, certificate, others } = archive
  const certificates = [
    ...(certificate ? [certificateBag(certificate, attributes)] : []),
    ...others.map(bytes => certificateBag(bytes)),
  ]
  return [...(certificates.length > 0 ? [hidden(...certificates)] : []), ...(key ? [plain(keyBag(key))] : [])]
}

/** Returns a function that encrypts the content of a bag to an element with the algorithm and the encrypted bytes. */
async function encryptor({ passphrase, isCompatible, iterations }: ArchiveEncryption) {
  const forge = await loadForge()
  return (part: asn1.Asn1): asn1.Asn1 =>
    forge.pki.encryptPrivateKeyInfo(part, passphrase, {
      ...(isCompatible ? { algorithm: '3des' } : { algorithm: 'aes256', prfAlgorithm: 'sha256' }),
      ...{ count: iterations, saltSize: 16 },
    })
}

/** Returns the attributes that the bags of the key and its certificate share. */
async function attributesOf({ friendlyName, certificate }: Archive): Promise<asn1.Asn1> {
  const forge = await loadForge()
  const { sequence, set, identifier, octets } = await derWriter()
  const name = (value: string): asn1.Asn1 =>
    forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.BMPSTRING, false, value)
  const id = (bytes: Buffer): asn1.Asn1 => octets(createHash('sha1').update(bytes).digest())
  return set(
    ...(friendlyName === undefined
      ? []
      : [sequence(identifier(PKCS12.friendlyName), set(name(friendlyName)))]),
    ...(certificate ? [sequence(identifier(PKCS12.localKeyId), set(id(certificate)))] : []),
  )
}
