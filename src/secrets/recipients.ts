import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { InputError, type Place } from '../errors.ts'
import type { Age, EncryptedData, EncryptionKeys } from './age.ts'
import { readSmall } from './identities.ts'
import type { Keyring } from './keyring.ts'

/** The recipients or passphrase that a user gives for encrypting. */
export interface RequestedKeys {
  readonly recipients: readonly string[]
  /** Files with recipients, one per line. */
  readonly files: readonly string[]
  /** The passphrase to encrypt with; undefined to encrypt for recipients. */
  readonly passphrase?: string | undefined
}

/**
 * Returns the recipients for a file: those given by the user; otherwise the `recipients.txt` of its folder or of the
 * project's `secrets/`; otherwise a passphrase, if the file was encrypted with one; otherwise the user's own
 * identities. Throws InputError if the file had several recipients and none of these names them.
 */
export function recipientsFor(
  file: string | undefined,
  wanted: RequestedKeys,
  keyring: Keyring,
  before?: EncryptedData,
): EncryptionKeys {
  if (wanted.passphrase !== undefined) return { passphrase: wanted.passphrase }
  const { age } = keyring
  const given = [
    ...wanted.recipients.map(word => checkedRecipient(word, age)),
    ...wanted.files.flatMap(each => readRecipients(each, age)),
  ]
  if (given.length > 0) return { recipients: given }
  const list = recipientsFile(file)
  if (list !== undefined) return { recipients: readRecipients(list, age) }
  const kinds = before ? keyring.age.kindsOf(before) : []
  if (kinds.includes('scrypt')) return { passphrase: keyring.passphrase() }
  if (kinds.length > 1) {
    throw new InputError(`this is encrypted for ${kinds.length} recipients, but does not name them`, {
      hint: 'write them to a `recipients.txt` in the same folder, one `age1…` per line, or name each with `-r`',
    })
  }
  const own = keyring.identities().map(identity => keyring.age.recipientOf(identity))
  if (own.length > 0) return { recipients: own }
  throw new InputError('there is no recipient to encrypt for', {
    hint: '`run secret keygen` makes an identity; or name a recipient with `-r age1…`, or a passphrase with `-p`',
  })
}

function recipientsFile(file: string | undefined): string | undefined {
  const beside = file === undefined ? [] : [join(dirname(resolve(file)), 'recipients.txt')]
  return [...beside, resolve('secrets', 'recipients.txt')].find(each => existsSync(each))
}

function readRecipients(file: string, age: Age): string[] {
  const lines = readSmall(file, 'the file of recipients').toString('utf8').split(/\r?\n/)
  const found = lines
    .map((line, index) => ({ word: line.trim(), place: { file: resolve(file), line: index + 1, column: 1 } }))
    .filter(({ word }) => word !== '' && !word.startsWith('#'))
  if (found.length > 0) return found.map(({ word, place }) => checkedRecipient(word, age, place))
  throw new InputError(`\`${file}\` contains no recipients: expected lines of \`age1…\``)
}

function checkedRecipient(word: string, age: Age, place?: Place): string {
  const isSsh = /^(ssh-|ecdsa-)/.test(word)
  try {
    if (!/^age1[a-z0-9]+$/.test(word)) throw new Error('expected `age1` and its letters and digits')
    age.checkRecipient(word)
    return word
  } catch (cause) {
    throw new InputError(
      isSsh ? 'ssh keys cannot be recipients, only age keys can' : `\`${word}\` is not an age recipient`,
      { place, hint: '`run secret keygen` makes an identity and shows its recipient, `age1…`', cause },
    )
  }
}
