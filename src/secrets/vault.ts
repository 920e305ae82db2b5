import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { VAULT_HEADER } from '../base/encrypted-file.ts'

/** Data encrypted by `ansible-vault`: the label of version 1.2, if any, and the parts of its body. */
export interface Vault {
  readonly label: string | undefined
  readonly salt: Buffer
  readonly mac: Buffer
  readonly body: Buffer
}

/**
 * Parses the text of an Ansible Vault, versions 1.1 and 1.2 with AES256. Throws Error if it has another version or is
 * truncated. Source: Ansible's "Vault payload format".
 */
export function readVault(text: string): Vault {
  const [header = '', ...lines] = text.trim().split(/\r?\n/)
  const [, version, cipher, label] = header.trim().split(';')
  if (version !== '1.1' && version !== '1.2')
    throw new Error(`its version is \`${version}\`, expected 1.1 or 1.2`)
  if (cipher !== 'AES256') throw new Error(`its cipher is \`${cipher}\`, expected AES256`)
  const inner = unhex(lines.map(line => line.trim()).join('')).toString('latin1')
  const [salt, mac, body, ...more] = inner.split('\n').map(unhex)
  if (!salt || !mac || !body || more.length > 0 || mac.length !== 32) throw broken()
  return { label: label === '' ? undefined : label, salt, mac, body }
}

/**
 * Returns the decrypted bytes; undefined if the password is wrong or the body was changed, which cannot be
 * distinguished.
 */
export function openVault({ salt, mac, body }: Vault, password: string): Buffer | undefined {
  const keys = keysOf(password, salt)
  const expected = createHmac('sha256', keys.mac).update(body).digest()
  if (!timingSafeEqual(expected, mac)) return undefined
  const decipher = createDecipheriv('aes-256-ctr', keys.cipher, keys.start)
  const padded = Buffer.concat([decipher.update(body), decipher.final()])
  const padding = padded.at(-1) ?? 0
  if (padding < 1 || padding > 16 || padding > padded.length) throw broken()
  return padded.subarray(0, padded.length - padding)
}

/**
 * Encrypts bytes as `ansible-vault` does, with a random salt unless one is given. The label is in the first line,
 * unless it is `default`.
 */
export function encryptVault(
  plain: Buffer,
  {
    password,
    label,
    salt,
  }: { readonly password: string; readonly label: string; readonly salt?: string | undefined },
): string {
  const bytes = salt === undefined ? randomBytes(32) : Buffer.from(salt)
  const keys = keysOf(password, bytes)
  const padding = 16 - (plain.length % 16)
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, keys.start)
  const body = Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])),
    cipher.final(),
  ])
  const mac = createHmac('sha256', keys.mac).update(body).digest()
  const inner = [bytes, mac, body].map(part => part.toString('hex')).join('\n')
  const lines =
    Buffer.from(inner)
      .toString('hex')
      .match(/.{1,80}/g) ?? []
  const header = label === 'default' ? `${VAULT_HEADER}1.1;AES256` : `${VAULT_HEADER}1.2;AES256;${label}`
  return `${[header, ...lines].join('\n')}\n`
}

/** Returns whether a string starts as `ansible-vault` writes it. */
export function isVault(text: string): boolean {
  return text.startsWith(VAULT_HEADER)
}

function keysOf(password: string, salt: Buffer): { cipher: Buffer; mac: Buffer; start: Buffer } {
  const key = pbkdf2Sync(password, salt, 10_000, 80, 'sha256')
  return { cipher: key.subarray(0, 32), mac: key.subarray(32, 64), start: key.subarray(64) }
}

function unhex(text: string): Buffer {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw broken()
  return Buffer.from(text, 'hex')
}

function broken(): Error {
  return new Error('it was truncated or changed')
}
