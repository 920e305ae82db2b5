import { attachedContext } from '../../functions/controller.ts'
import { encryptVault, isVault, openVault, readVault } from '../../secrets/vault.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Calls, Filter } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { toText } from '../jinja/text.ts'
import { mustBeText } from './shared-filters.ts'

/** Ansible's filters that encrypt and decrypt a text with a password, as `ansible-vault` does. */
export const VAULT_FILTERS: Readonly<Record<string, Filter>> = {
  vault: (value, passed) => {
    const text = toText(value)
    const password = passwordOf('vault', passed)
    const label = passed.text(2, 'vaultid', 'filter_default')
    const salt = passed.value(1, 'salt', null)
    return encryptVault(Buffer.from(text), {
      password,
      label,
      salt: salt === null ? undefined : toText(salt),
    })
  },
  unvault: (value, passed, calls) => {
    const text = toText(value)
    return isVault(text) ? decrypted(text, passwordOf('unvault', passed), calls) : text
  },
}

function passwordOf(filter: string, passed: Passed): string {
  const password = passed.value(0, 'secret')
  mustBeText(filter, password)
  return password
}

function decrypted(text: string, password: string, { context }: Calls): string {
  const opened = openVault(readIt(text), password)
  if (!opened)
    throw new JinjaError('`unvault` cannot decrypt this: the password is wrong, or the text was changed')
  const plain = opened.toString('utf8')
  // Decrypted text is masked in all output.
  attachedContext(context.variables)?.controller.mask(plain)
  return plain
}

function readIt(text: string): ReturnType<typeof readVault> {
  try {
    return readVault(text)
  } catch (cause) {
    throw new JinjaError(`\`unvault\` cannot read this text of Ansible Vault: ${(cause as Error).message}`, {
      cause,
    })
  }
}
