import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { userFolder } from '../base/xdg.ts'
import { InputError } from '../errors.ts'
import { type Age, encryptedByAge } from './age.ts'

/** Returns the default path of a user's own identity; undefined if there is no home directory. */
export function defaultIdentityFile(): string | undefined {
  const folder = userFolder('config')
  return folder === undefined ? undefined : join(folder, 'drover', 'identity.txt')
}

/** Returns the files of `--identity`, otherwise that of `DROVER_IDENTITY`, otherwise the user's own if it exists. */
export function identityFiles(given: readonly string[]): readonly string[] {
  if (given.length > 0) return given.map(file => resolve(file))
  const { DROVER_IDENTITY } = process.env
  if (DROVER_IDENTITY) return [resolve(DROVER_IDENTITY)]
  const own = defaultIdentityFile()
  return own !== undefined && existsSync(own) ? [own] : []
}

/**
 * Reads the identities of a file, one per line; decrypts the file with the passphrase if it is encrypted itself.
 * Throws InputError if it contains no age identities.
 */
export function readIdentities(file: string, age: Age, passphrase: () => string): string[] {
  const bytes = readSmall(file, 'the identity file')
  const sealed = encryptedByAge(bytes)
  let text = bytes.toString('utf8')
  if (sealed) {
    try {
      text = age.open(sealed, { identities: [], passphrases: [passphrase()] }).toString('utf8')
    } catch (error) {
      if (error instanceof InputError) throw error
      throw new InputError(`the passphrase does not decrypt the identity file \`${file}\``)
    }
  }
  if (/^-----BEGIN .*PRIVATE KEY-----/m.test(text)) {
    throw new InputError(`\`${file}\` is an ssh key, but only age keys decrypt secrets`, {
      hint: '`run secret keygen` makes one',
    })
  }
  const lines = text.split(/\r?\n/).map(line => line.trim())
  const found = lines.filter(line => line !== '' && !line.startsWith('#'))
  if (found.length > 0 && found.every(line => /^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+$/.test(line))) return found
  throw new InputError(`\`${file}\` contains no identities: expected lines of \`AGE-SECRET-KEY-1…\``, {
    hint: '`run secret keygen` makes one',
  })
}

/** Reads a small file. Throws InputError if it cannot be read. */
export function readSmall(file: string, what: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new InputError(
      `${what} \`${file}\` ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}`,
      { cause },
    )
  }
}
