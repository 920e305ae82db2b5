import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { armor, Encrypter } from 'age-encryption'
import { Age } from '../../src/secrets/age.ts'
import { Keyring, type KeySources } from '../../src/secrets/keyring.ts'

/** Creates an age identity in its own file. */
export function newIdentity(age = new Age()): { file: string; recipient: string; identity: string } {
  const { identity, recipient } = age.generate()
  const file = join(mkdtempSync(join(tmpdir(), 'drover-key-')), 'identity.txt')
  writeFileSync(file, `# ${recipient}\n${identity}\n`, { mode: 0o600 })
  return { file, recipient, identity }
}

/** Encrypts text with age and a passphrase. The work factor is minimal, because its cost is not what tests examine. */
export async function sealedWithPassphrase(text: string, passphrase: string): Promise<string> {
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  encrypter.setScryptWorkFactor(1)
  return `${armor.encode(await encrypter.encrypt(text)).trimEnd()}\n`
}

/** Creates a keyring, and records which texts it masked (`kept`) and which prompts it showed (`asked`). */
export function keyringWith(sources: Partial<KeySources>): {
  keyring: Keyring
  kept: string[]
  asked: string[]
} {
  const kept: string[] = []
  const asked: string[] = []
  const ask = (prompt: string): string => {
    asked.push(prompt)
    if (!sources.ask) throw new Error('asked, and nobody is there')
    return sources.ask(prompt)
  }
  const keyring = new Keyring({ identities: [], vaults: [], ...sources, ask }, text => kept.push(text))
  return { keyring, kept, asked }
}

/** Runs the real `ansible-vault`. Returns its output. */
export function ansibleVault(words: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('ansible-vault', words, { input, encoding: 'utf8' })
  if (status === 0) return stdout
  throw new Error(`ansible-vault ${words.join(' ')}: ${stderr}`)
}
