import { accessSync, constants, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { InputError } from '../errors.ts'
import { readSmall } from './identities.ts'
import { runProgram } from './run-program.ts'

/**
 * A source of a password for Ansible Vault: a file, a program that prints the password, or `prompt`; and the vault id
 * that it is for.
 */
export interface VaultSource {
  readonly id: string | undefined
  readonly from: string
}

/** Parses the value of `--vault-id`: `ID@SOURCE`, or only a source. */
export function vaultSource(text: string): VaultSource {
  const at = text.indexOf('@')
  if (at < 0) return { id: undefined, from: text }
  return { id: text.slice(0, at) || undefined, from: text.slice(at + 1) }
}

/**
 * Returns the password of a source, without blanks around it, as Ansible does. Throws InputError if there is none.
 */
export function readVaultPassword({ id, from }: VaultSource, ask: (prompt: string) => string): string {
  const password = from === 'prompt' ? asked(id, ask) : fromFile(resolve(from), id)
  if (password.trim() !== '') return password.trim()
  throw new InputError(`the vault password of \`${from}\` is empty`)
}

function asked(id: string | undefined, ask: (prompt: string) => string): string {
  try {
    return ask(promptOf(id))
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    throw new InputError(cause.message, {
      hint: 'give it on standard input, or in a file with `--vault-password-file FILE`',
      cause,
    })
  }
}

function promptOf(id: string | undefined): string {
  return id === undefined ? 'vault password: ' : `vault password (${id}): `
}

function fromFile(file: string, id: string | undefined): string {
  if (!isProgram(file)) return readSmall(file, 'the vault password file').toString('utf8')
  // As in Ansible, a program with this suffix gets the vault id as an argument.
  const isClient = /-client(\.[^.]*)?$/.test(basename(file))
  try {
    return runProgram([file, ...(isClient ? ['--vault-id', id ?? 'default'] : [])], dirname(file))
  } catch (error) {
    throw new InputError(`the vault password program \`${file}\` failed: ${(error as Error).message}`)
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
