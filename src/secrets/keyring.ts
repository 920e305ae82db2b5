import { dirname } from 'node:path'
import { AGE_ARMOR, VAULT_HEADER } from '../base/encrypted-file.ts'
import { InputError, type Place } from '../errors.ts'
import { Age, type EncryptedData, encryptedByAge } from './age.ts'
import { identityFiles, readIdentities, readSmall } from './identities.ts'
import { runProgram } from './run-program.ts'
import { openVault, readVault } from './vault.ts'
import { readVaultPassword, type VaultSource } from './vault-passwords.ts'

/** The sources of keys that a user gave to a run. */
export interface KeySources {
  /** The files of `--identity`. */
  readonly identities: readonly string[]
  readonly vaults: readonly VaultSource[]
  /** Asks on the terminal. The answer is shown only if `isShown`. Throws InputError if there is no terminal. */
  readonly ask: (prompt: string, isShown?: boolean) => string
}

/**
 * The keys of a run. Each key is read once, when it is first needed, and a passphrase is asked for once; decrypted
 * values are cached. `keep` is called with every key and decrypted value, so that it is masked.
 */
export class Keyring {
  readonly age = new Age()
  readonly #sources: KeySources
  readonly #keep: (text: string) => void
  readonly #opened = new Map<string, string>()
  readonly #printed = new Map<string, string>()
  readonly #passwords = new Map<VaultSource, string>()
  #identities: readonly string[] | undefined
  #passphrase: string | undefined

  constructor(sources: KeySources, keep: (text: string) => void) {
    this.#sources = sources
    this.#keep = keep
  }

  /** Returns whether a string was encrypted by age or Ansible Vault. */
  isSealed(text: string): boolean {
    return text.trimStart().startsWith(AGE_ARMOR) || text.trimStart().startsWith(VAULT_HEADER)
  }

  /** Decrypts a string. Throws InputError with the place; the error contains nothing of the content. */
  open(text: string, place: Place): string {
    const known = this.#opened.get(text)
    if (known !== undefined) return known
    const opened = this.openFile(Buffer.from(text.trim()), place)?.toString('utf8') ?? text
    this.#keep(opened)
    this.#opened.set(text, opened)
    return opened
  }

  /**
   * Runs a program in the folder of the file that names it, and returns its output. It runs only once for all values
   * that use it.
   */
  printed(words: readonly string[], place: Place): string {
    const folder = dirname(place.file)
    const key = JSON.stringify([folder, ...words])
    const known = this.#printed.get(key)
    if (known !== undefined) return known
    try {
      const text = runProgram(words, folder)
      this.#keep(text)
      this.#printed.set(key, text)
      return text
    } catch (error) {
      throw new InputError(
        `the command of the secret, \`${words.join(' ')}\`, failed: ${(error as Error).message}`,
        {
          place,
          hint: 'run it manually to see why',
        },
      )
    }
  }

  /** Decrypts the bytes of a file; undefined if they are not encrypted. Throws InputError. */
  openFile(bytes: Buffer, place: Place): Buffer | undefined {
    if (bytes.subarray(0, VAULT_HEADER.length).toString() === VAULT_HEADER)
      return this.#openVault(bytes, place)
    const sealed = encryptedByAge(bytes)
    return sealed && this.#openAge(sealed, place)
  }

  /** Returns the passphrase in `DROVER_PASSPHRASE_FILE`, or asks for it once. */
  passphrase(): string {
    if (this.#passphrase !== undefined) return this.#passphrase
    const { DROVER_PASSPHRASE_FILE: file } = process.env
    const text = file
      ? readSmall(file, 'the passphrase file')
          .toString('utf8')
          .replace(/\r?\n$/, '')
      : this.#sources.ask('passphrase of the secrets: ')
    if (text === '') throw new InputError('the passphrase is empty')
    this.#keep(text)
    this.#passphrase = text
    return text
  }

  /** Returns all identities: those of the options, or the user's own. */
  identities(): readonly string[] {
    if (this.#identities) return this.#identities
    const found = identityFiles(this.#sources.identities).flatMap(file =>
      readIdentities(file, this.age, () => this.passphrase()),
    )
    for (const identity of found) this.#keep(identity)
    this.#identities = found
    return found
  }

  #openAge(sealed: EncryptedData, place: Place): Buffer {
    try {
      const isPassphrase = this.age.kindsOf(sealed).includes('scrypt')
      const identities = isPassphrase ? [] : this.identities()
      if (!isPassphrase && identities.length === 0) throw noIdentity(place)
      return this.age.open(sealed, { identities, passphrases: isPassphrase ? [this.passphrase()] : [] })
    } catch (error) {
      if (error instanceof InputError) throw error.place ? error : at(place, error)
      throw unopened(error as Error, place)
    }
  }

  #openVault(bytes: Buffer, place: Place): Buffer {
    const { vaults } = this.#sources
    if (vaults.length === 0)
      throw new InputError('this is encrypted with Ansible Vault, but no vault password was given', {
        place,
        hint: 'give it with `--vault-password-file FILE` or `--ask-vault-pass`',
      })
    try {
      const vault = readVault(bytes.toString('latin1'))
      // As in Ansible the vault id is only a hint: its own password is tried first, then all others.
      const isOwn = ({ id }: VaultSource): boolean => vault.label !== undefined && id === vault.label
      for (const source of [...vaults.filter(isOwn), ...vaults.filter(each => !isOwn(each))]) {
        const opened = openVault(vault, this.#vaultPassword(source))
        if (opened) return opened
      }
    } catch (error) {
      if (error instanceof InputError) throw at(place, error)
      throw new InputError(`this Ansible Vault cannot be read: ${(error as Error).message}`, {
        place,
      })
    }
    throw new InputError('no vault password decrypts this: the password is wrong, or the text was changed', {
      place,
      hint: 'give the right password with `--vault-password-file FILE`, or one per vault id: `--vault-id prod@FILE`',
    })
  }

  #vaultPassword(source: VaultSource): string {
    const known = this.#passwords.get(source)
    if (known !== undefined) return known
    const password = readVaultPassword(source, this.#sources.ask)
    this.#keep(password)
    this.#passwords.set(source, password)
    return password
  }
}

function at(place: Place, { message, hint }: InputError): InputError {
  return new InputError(message, { place, hint })
}

function noIdentity(place: Place): InputError {
  return new InputError('this is encrypted with age, but there is no identity to decrypt it', {
    place,
    hint: 'give one with `--identity FILE` or `DROVER_IDENTITY`, or make one with `run secret keygen`',
  })
}

function unopened({ message }: Error, place: Place): InputError {
  if (/no identity matched/.test(message))
    return new InputError('none of the given identities and passphrases decrypts this', {
      place,
      hint: 'ask someone who can decrypt it to add your recipient: `run secret rekey`',
    })
  return new InputError(`this is damaged: ${message}`, {
    place,
    hint: 'it was truncated or changed: restore a copy, or encrypt it again',
  })
}
