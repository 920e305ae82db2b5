import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'

export const VAULT_HEADER = '$ANSIBLE_VAULT;'

/** What `ansible-vault` wrote: the label of 1.2, if any, and the parts of its body. */
export interface Vault {
  readonly label: string | undefined
  readonly salt: Buffer
  readonly mac: Buffer
  readonly body: Buffer
}

/**
 * Reads Ansible Vault's text, versions 1.1 and 1.2 with AES256. Throws Error if it is another version or interrupted.
 * Source: Ansible's "Vault payload format".
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

/** The decrypted bytes; undefined if the password is wrong or the body was changed, which cannot be distinguished. */
export function openVault({ salt, mac, body }: Vault, password: string): Buffer | undefined {
  const key = pbkdf2Sync(password, salt, 10_000, 80, 'sha256')
  const expected = createHmac('sha256', key.subarray(32, 64)).update(body).digest()
  if (!timingSafeEqual(expected, mac)) return undefined
  const decipher = createDecipheriv('aes-256-ctr', key.subarray(0, 32), key.subarray(64))
  const padded = Buffer.concat([decipher.update(body), decipher.final()])
  const padding = padded.at(-1) ?? 0
  if (padding < 1 || padding > 16 || padding > padded.length) throw broken()
  return padded.subarray(0, padded.length - padding)
}

function unhex(text: string): Buffer {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw broken()
  return Buffer.from(text, 'hex')
}

function broken(): Error {
  return new Error('it was truncated or changed')
}
