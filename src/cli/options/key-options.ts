import type { Command } from 'commander'
import type { KeySources } from '../../secrets/keyring.ts'
import { vaultSource } from '../../secrets/vault-passwords.ts'
import { askNow } from './ask-now.ts'
import { collectFiles } from './option-values.ts'

/** The options of `withKeyOptions`. */
export interface KeyFlags {
  readonly identity: readonly string[]
  readonly vaultPasswordFile: readonly string[]
  readonly vaultId: readonly string[]
  readonly askVaultPass: boolean
}

/** Adds the options for the keys that decrypt secrets. */
export function withKeyOptions(command: Command): Command {
  return command
    .option(
      '--identity <file>',
      'decrypt with the age identities in this file; may be repeated',
      collectFiles(value => value),
      [],
    )
    .option(
      '--vault-password-file <file>',
      'file with the Ansible Vault password, or a program that prints it',
      collectFiles(passwordFile),
      [],
    )
    .option(
      '--vault-id <id@source>',
      'file, program or `prompt` for the password of one vault id',
      collectFiles(value => passwordFile(vaultSource(value).from)),
      [],
    )
    .option('-J, --ask-vault-pass', 'ask for the Ansible Vault password', false)
}

function passwordFile(from: string): string | undefined {
  return from === 'prompt' ? undefined : from
}

/** Returns the sources of keys; without an option for Ansible Vault, the file in `ANSIBLE_VAULT_PASSWORD_FILE`. */
export function keySources({ identity, vaultPasswordFile, vaultId, askVaultPass }: KeyFlags): KeySources {
  const { ANSIBLE_VAULT_PASSWORD_FILE } = process.env
  const given = [
    ...vaultId.map(vaultSource),
    ...vaultPasswordFile.map(from => ({ id: undefined, from })),
    ...(askVaultPass ? [{ id: undefined, from: 'prompt' }] : []),
  ]
  const vaults =
    given.length === 0 && ANSIBLE_VAULT_PASSWORD_FILE
      ? [{ id: undefined, from: ANSIBLE_VAULT_PASSWORD_FILE }]
      : given
  return { identities: identity, vaults, ask: askNow }
}
