import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { InputError } from '../../errors.ts'
import type { Keyring } from '../../secrets/keyring.ts'
import type { RequestedKeys } from '../../secrets/recipients.ts'
import { askNow } from '../options/ask-now.ts'
import { type KeyFlags, keySources, withKeyOptions } from '../options/key-options.ts'
import { collect } from '../options/option-values.ts'
import { noOutputOption } from '../options/output-options.ts'
import type { CommandContext } from './command-context.ts'

interface WantedFlags extends KeyFlags {
  readonly recipient: readonly string[]
  readonly recipientsFile: readonly string[]
  readonly passphrase: boolean
}

/** `run secret`: creates keys, and encrypts, shows and edits files with secrets. */
export function secretCommand({ masks }: CommandContext): Command {
  const secret = new Command('secret').description('Manage encrypted files and values.')
  const keyring = async (flags: KeyFlags): Promise<Keyring> => {
    const { Keyring } = await import('../../secrets/keyring.ts')
    return new Keyring(keySources(flags), text => masks.add(text))
  }
  const work = (): Promise<typeof import('../../secrets/work.ts')> => import('../../secrets/work.ts')

  withKeyOptions(secret.command('keygen'))
    .description('Create an age identity, and show its recipient (its public key).')
    .option('--out <file>', 'file for the identity (default: your own identity file)')
    .addOption(noOutputOption())
    .option('-p, --passphrase', 'encrypt it with a passphrase', false)
    .action(async (flags: KeyFlags & { out?: string; passphrase: boolean }) => {
      const keys = await keyring(flags)
      const passphrase = flags.passphrase ? newPassphrase(keys) : undefined
      const { file, recipient } = (await work()).makeIdentity(keys, flags.out, passphrase)
      process.stderr.write(`the identity is in ${file}: keep a copy in a safe place\n`)
      process.stdout.write(`${recipient}\n`)
    })

  withWanted(secret.command('encrypt'))
    .description('Encrypt a file in place; without a file, encrypt standard input or what you type.')
    .argument('[file]')
    .option('--out <file>', 'write to this file instead')
    .addOption(noOutputOption())
    .option('-n, --name <variable>', 'print the result as a YAML value: `variable: !secret |`')
    .action(async (file: string | undefined, flags: WantedFlags & { out?: string; name?: string }) => {
      const keys = await keyring(flags)
      const wanted = wantedOf(flags, keys)
      const { asYaml, encryptFile } = await work()
      if (file !== undefined) return encryptFile(keys, file, wanted, flags.out)
      const { recipientsFor } = await import('../../secrets/recipients.ts')
      const lock = recipientsFor(flags.out, wanted, keys)
      const armored = keys.age.seal(typedOrPiped(), lock)
      const text = flags.name === undefined ? armored : asYaml(flags.name, armored)
      await put(flags.out, text)
    })

  withKeyOptions(secret.command('decrypt'))
    .description('Decrypt a file in place; without a file, decrypt standard input to standard output.')
    .argument('[file]')
    .option('--out <file>', 'write to this file instead')
    .addOption(noOutputOption())
    .action(async (file: string | undefined, flags: KeyFlags & { out?: string }) => {
      const keys = await keyring(flags)
      const { decryptFile, opened } = await work()
      if (file !== undefined) return decryptFile(keys, file, flags.out)
      await put(flags.out, opened(keys, unindented(readFileSync(0)), 'standard input'))
    })

  withKeyOptions(secret.command('view'))
    .description('Show the content of a file encrypted with age or Ansible Vault.')
    .argument('<file>')
    .action(async (file: string, flags: KeyFlags) => {
      const { opened } = await work()
      process.stdout.write(opened(await keyring(flags), readNamed(file), resolve(file)))
    })

  withWanted(secret.command('edit'))
    .description('Edit an encrypted file, or create one, in $EDITOR.')
    .argument('<file>')
    .action(async (file: string, flags: WantedFlags) => {
      const keys = await keyring(flags)
      const isChanged = await (await work()).editFile(keys, resolve(file), wantedOf(flags, keys))
      process.stderr.write(isChanged ? `${file} was saved\n` : 'nothing was changed\n')
    })

  withWanted(secret.command('rekey'))
    .description('Re-encrypt files for the current recipients: whole files, or each encrypted value in YAML.')
    .argument('<file...>')
    .action(async (files: string[], flags: WantedFlags) => {
      const keys = await keyring(flags)
      const wanted = wantedOf(flags, keys)
      const { rekeyFile } = await work()
      for (const file of files) {
        const count = rekeyFile(keys, resolve(file), wanted)
        process.stderr.write(`${file}: ${count === 1 ? 'one secret' : `${count} secrets`} re-encrypted\n`)
      }
    })
  return secret
}

function withWanted(command: Command): Command {
  return withKeyOptions(command)
    .option('-r, --recipient <age1…>', 'encrypt for this recipient; may be repeated', collect, [])
    .option(
      '-R, --recipients-file <file>',
      'encrypt for the recipients in this file, one per line',
      collect,
      [],
    )
    .option('-p, --passphrase', 'encrypt with a passphrase', false)
}

function wantedOf(flags: WantedFlags, keys: Keyring): RequestedKeys {
  const { recipient, recipientsFile, passphrase } = flags
  if (passphrase && recipient.length + recipientsFile.length > 0)
    throw new InputError('age encrypts for recipients or with a passphrase, not both')
  return {
    recipients: recipient,
    files: recipientsFile,
    passphrase: passphrase ? newPassphrase(keys) : undefined,
  }
}

/** Asks twice, since the file would be unreadable after a typing error. */
function newPassphrase(keys: Keyring): string {
  if (process.env.DROVER_PASSPHRASE_FILE) return keys.passphrase()
  const first = askNow('new passphrase: ')
  if (first === '') throw new InputError('the passphrase is empty')
  if (askNow('repeat it: ') !== first) throw new InputError('the two passphrases differ')
  return first
}

function typedOrPiped(): Buffer {
  if (process.stdin.isTTY) return Buffer.from(askNow('secret: '))
  return readFileSync(0)
}

/** Removes the indentation of an encrypted value that was copied from a YAML block. */
function unindented(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  return /^\s+(-----BEGIN AGE|\$ANSIBLE_VAULT)/.test(text)
    ? Buffer.from(text.trim().replace(/^[ \t]+/gm, ''), 'latin1')
    : bytes
}

async function put(output: string | undefined, content: string | Buffer): Promise<void> {
  if (output === undefined) {
    process.stdout.write(content)
    return
  }
  const { replaceFile } = await import('../../base/atomic-write.ts')
  replaceFile(output, Buffer.from(content))
}

function readNamed(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT')
      throw new InputError(`there is no file \`${file}\``, { hint: `\`run secret edit ${file}\` creates it` })
    throw new InputError(`\`${file}\` cannot be read (${code})`)
  }
}
