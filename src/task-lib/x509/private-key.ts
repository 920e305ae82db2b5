import { createPrivateKey, type KeyObject } from 'node:crypto'

/** The format of a private key file: one of two PEM formats, or raw bytes. */
export type KeyFormat = 'pkcs1' | 'pkcs8' | 'raw'

/** A parsed private key, with the format of its file. */
export interface PrivateKey {
  readonly key: KeyObject
  readonly format: KeyFormat
}

/**
 * The key types that can be stored as raw bytes: the size of the key, and the PKCS #8 bytes that precede it. Source:
 * RFC 8410, 7.
 */
const BARE: readonly { readonly type: string; readonly size: number; readonly head: string }[] = [
  { type: 'X25519', size: 32, head: '302e020100300506032b656e04220420' },
  { type: 'Ed25519', size: 32, head: '302e020100300506032b657004220420' },
  { type: 'X448', size: 56, head: '3046020100300506032b656f043a0438' },
  { type: 'Ed448', size: 57, head: '3047020100300506032b6571043b0439' },
]

/**
 * Parses a private key in PEM or, for the types that support it, raw bytes. Undefined if it cannot be read: it is not a
 * key, the passphrase is wrong or missing, or a passphrase is given for a key that is not encrypted. `type` decides
 * between raw keys of the same size.
 */
export function readPrivateKey(
  bytes: Buffer,
  passphrase: string | undefined,
  type?: string,
): PrivateKey | undefined {
  const label = /^-----BEGIN ([A-Z0-9 ]+)-----\r?$/m.exec(bytes.toString('latin1').split('\n')[0] ?? '')?.[1]
  if (label === undefined) return passphrase === undefined ? readBare(bytes, type) : undefined
  if (!label.endsWith('PRIVATE KEY')) return undefined
  const isEncrypted =
    label.startsWith('ENCRYPTED') || /^Proc-Type: 4,ENCRYPTED/m.test(bytes.toString('latin1'))
  if (isEncrypted !== (passphrase !== undefined)) return undefined
  const key = keyIn({ key: bytes, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
  const isPkcs8 = label === 'PRIVATE KEY' || label === 'ENCRYPTED PRIVATE KEY'
  return key && { key, format: isPkcs8 ? 'pkcs8' : 'pkcs1' }
}

function readBare(bytes: Buffer, type: string | undefined): PrivateKey | undefined {
  const fitting = BARE.filter(({ size }) => size === bytes.length)
  const form = fitting.find(each => each.type === type) ?? fitting[0]
  if (form === undefined) return undefined
  const der = Buffer.concat([Buffer.from(form.head, 'hex'), bytes])
  const key = keyIn({ key: der, format: 'der', type: 'pkcs8' })
  return key && { key, format: 'raw' }
}

function keyIn(input: Parameters<typeof createPrivateKey>[0]): KeyObject | undefined {
  try {
    return createPrivateKey(input)
  } catch {
    return undefined
  }
}

/** Returns the raw bytes of a key, for the types that support them. */
export function bareKey(key: KeyObject): Buffer {
  const { size } = BARE.find(({ type }) => type.toLowerCase() === key.asymmetricKeyType) ?? { size: 0 }
  return key.export({ type: 'pkcs8', format: 'der' }).subarray(-size)
}
