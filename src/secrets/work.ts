import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFile } from '../base/atomic-write.ts'
import { InputError, type Place } from '../errors.ts'
import { encryptedByAge } from './age.ts'
import { editText } from './edit-text.ts'
import { defaultIdentityFile, readSmall } from './identities.ts'
import type { Keyring } from './keyring.ts'
import { type RequestedKeys, recipientsFor } from './recipients.ts'

const ARMORED =
  /^([ \t]*)-----BEGIN AGE ENCRYPTED FILE-----\r?\n(?:[ \t]*[A-Za-z0-9+/=]+[ \t]*\r?\n)+[ \t]*-----END AGE ENCRYPTED FILE-----/gm

const NEW_FILE = '# Each line is a variable: its name, a colon, its value.\n'

/** Creates an identity; returns its file and recipient. Throws InputError if the file already exists. */
export function makeIdentity(
  keyring: Keyring,
  given: string | undefined,
  passphrase: string | undefined,
): { file: string; recipient: string } {
  const file = given ?? defaultIdentityFile()
  if (file === undefined)
    throw new InputError('there is no home to keep an identity in', { hint: 'name a file with `--out FILE`' })
  if (existsSync(file)) {
    throw new InputError(`\`${file}\` already exists`, {
      hint: 'secrets encrypted for it could no longer be decrypted; name another file with `--out FILE`',
    })
  }
  const { identity, recipient } = keyring.age.generate()
  const text = Buffer.from(`# ${recipient}\n${identity}\n`)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  replaceFile(
    file,
    passphrase === undefined ? text : Buffer.from(keyring.age.seal(text, { passphrase })),
    true,
  )
  return { file, recipient }
}

/** Decrypts a file or text that is encrypted as a whole, by age or Ansible Vault. Throws InputError. */
export function opened(keyring: Keyring, bytes: Buffer, file: string): Buffer {
  const place = startOf(file)
  const found = keyring.openFile(bytes, place)
  if (found) return found
  throw new InputError(`\`${file}\` is not encrypted as a whole`, {
    hint: 'if only single values in it are encrypted, re-encrypt them with `run secret rekey`',
  })
}

/** Encrypts a file in place, or into another file. Throws InputError if it is already encrypted. */
export function encryptFile(keyring: Keyring, file: string, wanted: RequestedKeys, output = file): void {
  const bytes = readSmall(file, 'the file')
  if (isEncrypted(keyring, bytes)) {
    throw new InputError(`\`${file}\` is already encrypted`, { hint: '`run secret rekey` re-encrypts it' })
  }
  replaceFile(output, Buffer.from(keyring.age.seal(bytes, recipientsFor(output, wanted, keyring))))
}

/** Decrypts a file in place, or into another file; only its owner can read the result. */
export function decryptFile(keyring: Keyring, file: string, output = file): void {
  replaceFile(output, opened(keyring, readSmall(file, 'the file'), file), true)
}

/** Opens a file in the editor and encrypts the result; returns false if nothing was changed. */
export async function editFile(keyring: Keyring, file: string, wanted: RequestedKeys): Promise<boolean> {
  const bytes = existsSync(file) ? readSmall(file, 'the file') : undefined
  const sealed = bytes && encryptedByAge(bytes)
  if (bytes && !sealed) {
    throw new InputError(`\`${file}\` is not encrypted with age`, {
      hint: '`run secret encrypt` encrypts it; for Ansible Vault use `ansible-vault edit`',
    })
  }
  // The recipients are determined before the user starts to type.
  const before = bytes ? opened(keyring, bytes, file) : Buffer.from(NEW_FILE)
  const lock = recipientsFor(file, wanted, keyring, sealed)
  const after = await editText(before, file)
  if (after.equals(before)) return false
  mkdirSync(dirname(file), { recursive: true })
  replaceFile(file, Buffer.from(keyring.age.seal(after, lock)))
  return true
}

/** Encrypts a file again, or each encrypted value of a YAML file; returns how many there were. */
export function rekeyFile(keyring: Keyring, file: string, wanted: RequestedKeys): number {
  const bytes = readSmall(file, 'the file')
  const whole = encryptedByAge(bytes)
  if (whole) {
    const text = opened(keyring, bytes, file)
    replaceFile(file, Buffer.from(keyring.age.seal(text, recipientsFor(file, wanted, keyring, whole))))
    return 1
  }
  let count = 0
  const text = bytes.toString('utf8').replace(ARMORED, (block, indent: string, offset: number) => {
    count += 1
    const sealed = { text: block.replace(/^[ \t]+/gm, '') }
    const place = { ...startOf(file), line: bytes.toString('utf8').slice(0, offset).split('\n').length }
    const inside = keyring.openFile(Buffer.from(sealed.text), place)
    return indented(
      keyring.age.seal(inside ?? Buffer.alloc(0), recipientsFor(file, wanted, keyring, sealed)),
      indent,
    )
  })
  if (count === 0) throw new InputError(`nothing in \`${file}\` is encrypted with age`)
  replaceFile(file, Buffer.from(text))
  return count
}

/** Returns encrypted text as a YAML value. */
export function asYaml(name: string, armored: string): string {
  return `${name}: !secret |\n${indented(armored, '  ')}\n`
}

function indented(armored: string, indent: string): string {
  return armored.trimEnd().replace(/^/gm, indent)
}

function isEncrypted(keyring: Keyring, bytes: Buffer): boolean {
  return encryptedByAge(bytes) !== undefined || keyring.isSealed(bytes.subarray(0, 100).toString('latin1'))
}

function startOf(file: string): Place {
  return { file, line: 1, column: 1 }
}
