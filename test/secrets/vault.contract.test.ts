import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/errors.ts'
import { openVault, readVault } from '../../src/secrets/vault.ts'
import { vaultSource } from '../../src/secrets/vault-passwords.ts'
import { ansibleVault, keyringWith } from '../kit/keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-vault-'))
const place = { file: join(folder, 'x.yml'), line: 3, column: 5 }

function fileOf(name: string, text: string, mode = 0o600): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}

const password = fileOf('password', ' hunter two \n')

/** Encrypts a text with the real ansible-vault. */
function encrypted(text: string, ...words: string[]): string {
  const file = fileOf('plain', text)
  ansibleVault(['encrypt', ...words, file])
  return readFileSync(file, 'utf8')
}

test('vaults of ansible-vault are decrypted, with any length of the last block', () => {
  const words = ['--vault-password-file', password]
  for (const length of [1, 15, 16, 17, 31, 32, 1000]) {
    const text = 'é'.padEnd(length, 'x')
    const vault = readVault(encrypted(text, ...words))
    assert.is(vault.label, undefined)
    assert.is(openVault(vault, 'hunter two')?.toString(), text)
    assert.is(openVault(vault, 'hunter too'), undefined)
  }
})

test('a vault with a changed salt, digest or body is not decrypted', () => {
  const vault = readVault(encrypted('a secret', '--vault-password-file', password))
  const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte)))
  for (const part of ['salt', 'mac', 'body'] as const) {
    assert.is(openVault({ ...vault, [part]: turned(vault[part]) }, 'hunter two'), undefined, part)
  }
})

test('the password of a matching vault id is tried first, then all others', () => {
  const other = fileOf('other', 'another\n')
  const text = encrypted('of prod', '--encrypt-vault-id', 'prod', '--vault-id', `prod@${password}`)
  assert.match(text, /^\$ANSIBLE_VAULT;1\.2;AES256;prod\n/)
  const open = (...ids: string[]): string =>
    keyringWith({ vaults: ids.map(vaultSource) }).keyring.open(text, place)
  assert.is(open(`dev@${other}`, `prod@${password}`), 'of prod')
  assert.is(open(`dev@${password}`), 'of prod')
  assert.is(open(password), 'of prod')
})

test('a password can come from a program, which gets the vault id if its name ends in `-client`', () => {
  const plain = fileOf('tell', '#!/bin/sh\necho hunter two\n', 0o700)
  const client = fileOf(
    'tell-client.sh',
    '#!/bin/sh\ntest "$1 $2" = "--vault-id prod" && echo hunter two\n',
    0o700,
  )
  const text = encrypted('by program', '--vault-password-file', plain)
  for (const source of [plain, `prod@${client}`]) {
    const { keyring, kept } = keyringWith({ vaults: [vaultSource(source)] })
    assert.is(keyring.open(text, place), 'by program')
    assert.equal(kept, ['hunter two', 'by program'])
  }
})

test('a typed password is asked for once', () => {
  const text = encrypted('typed', '--vault-password-file', password)
  const { keyring, asked } = keyringWith({ vaults: [vaultSource('prompt')], ask: () => 'hunter two' })
  assert.is(keyring.open(text, place), 'typed')
  assert.is(keyring.openFile(Buffer.from(text), place)?.toString(), 'typed')
  assert.equal(asked, ['vault password: '])
})

test('a vault that cannot be decrypted is reported with its place and without secrets', () => {
  const text = encrypted('never shown', '--vault-password-file', password)
  const failing = fileOf('failing', '#!/bin/sh\necho hunter two; echo locked >&2; exit 3\n', 0o700)
  const rows: [string, string[], RegExp][] = [
    [text, [], /^this is encrypted with Ansible Vault, but no vault password was given$/],
    [text, [fileOf('wrong', 'wrong\n')], /^no vault password decrypts this: /],
    [text, [join(folder, 'missing')], /^the vault password file `.*missing` does not exist$/],
    [text, [fileOf('empty', '\n')], /^the vault password of `.*empty` is empty$/],
    [text, [failing], /^the vault password program `.*failing` failed: it ended with exit code 3: locked$/],
    [text.slice(0, -20), [password], /^this Ansible Vault cannot be read: it was truncated or changed$/],
    [text.replace('1.1', '1.0'), [password], /its version is `1.0`, expected 1.1 or 1.2$/],
    [text.replace('AES256', 'AES'), [password], /its cipher is `AES`, expected AES256$/],
  ]
  for (const [sealed, sources, message] of rows) {
    const { keyring } = keyringWith({ vaults: sources.map(vaultSource) })
    try {
      keyring.open(sealed, place)
      assert.unreachable(String(message))
    } catch (error) {
      assert.instance(error, InputError)
      assert.match((error as InputError).message, message)
      assert.equal((error as InputError).place, place)
      assert.not.match(JSON.stringify(error) + (error as Error).message, /hunter two|never shown/)
    }
  }
})

test.run()
