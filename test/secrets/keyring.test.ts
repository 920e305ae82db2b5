import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/errors.ts'
import { Age } from '../../src/secrets/age.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { keyringWith, newIdentity, sealedWithPassphrase } from '../kit/keys.ts'

lendEnvironment('DROVER_IDENTITY', 'DROVER_PASSPHRASE_FILE', 'XDG_CONFIG_HOME')

const folder = mkdtempSync(join(tmpdir(), 'drover-keyring-'))
const place = { file: join(folder, 'x.yml'), line: 3, column: 5 }
const age = new Age()
const mine = newIdentity(age)
const theirs = newIdentity(age)
const sealed = (text: string, ...recipients: string[]): string => age.seal(Buffer.from(text), { recipients })

test.before.each(() => {
  process.env.XDG_CONFIG_HOME = folder
  delete process.env.DROVER_IDENTITY
  delete process.env.DROVER_PASSPHRASE_FILE
})

function problem(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    assert.instance(error, InputError)
    const { message, place: where } = error as InputError
    return `${where?.line}:${where?.column} ${message}`
  }
  throw new Error('it went well')
}

test("identities come from the option, the environment or the user's folder, in this order, and are read once", () => {
  const text = sealed('inside', mine.recipient)
  const { keyring, kept } = keyringWith({ identities: [theirs.file, mine.file] })
  assert.is(keyring.open(text, place), 'inside')
  assert.is(keyring.open(text, place), 'inside')
  assert.equal(kept, [theirs.identity, mine.identity, 'inside'])

  process.env.DROVER_IDENTITY = mine.file
  assert.is(keyringWith({}).keyring.open(text, place), 'inside')
  process.env.DROVER_IDENTITY = theirs.file
  assert.is(
    problem(() => keyringWith({}).keyring.open(text, place)),
    '3:5 none of the given identities and passphrases decrypts this',
  )
  delete process.env.DROVER_IDENTITY
  assert.is(
    problem(() => keyringWith({}).keyring.open(text, place)),
    '3:5 this is encrypted with age, but there is no identity to decrypt it',
  )
})

test('a passphrase is asked for once, and only if something is encrypted with one', async () => {
  const one = await sealedWithPassphrase('one', 'open sesame')
  const { keyring, asked, kept } = keyringWith({ identities: [mine.file], ask: () => 'open sesame' })
  assert.is(keyring.open(sealed('no passphrase', mine.recipient), place), 'no passphrase')
  assert.equal(asked, [])
  assert.is(keyring.open(one, place), 'one')
  assert.is(keyring.openFile(Buffer.from(one), place)?.toString(), 'one')
  assert.equal(asked, ['passphrase of the secrets: '])
  assert.ok(kept.includes('open sesame'))

  const file = join(folder, 'passphrase')
  writeFileSync(file, 'open sesame\n')
  process.env.DROVER_PASSPHRASE_FILE = file
  assert.is(keyringWith({}).keyring.open(one, place), 'one')
  writeFileSync(file, 'wrong\n')
  assert.is(
    problem(() => keyringWith({}).keyring.open(one, place)),
    '3:5 none of the given identities and passphrases decrypts this',
  )
})

test('an identity file may be encrypted with a passphrase', async () => {
  const file = join(folder, 'sealed-identity')
  writeFileSync(file, await sealedWithPassphrase(`${mine.identity}\n`, 'of the key'))
  const text = sealed('inside', mine.recipient)
  const { keyring, asked } = keyringWith({ identities: [file], ask: () => 'of the key' })
  assert.is(keyring.open(text, place), 'inside')
  assert.is(asked.length, 1)
  assert.match(
    problem(() => keyringWith({ identities: [file], ask: () => 'wrong' }).keyring.open(text, place)),
    /^3:5 the passphrase does not decrypt the identity file `.*`$/,
  )
})

test('an identity file without a valid identity is reported at the place of the secret', () => {
  const text = sealed('inside', mine.recipient)
  const rows: [string, RegExp][] = [
    ['-----BEGIN OPENSSH PRIVATE KEY-----\n', /is an ssh key, but only age keys decrypt secrets$/],
    ['# nothing\n', /contains no identities: expected lines of `AGE-SECRET-KEY-1…`$/],
    ['hunter2\n', /contains no identities/],
  ]
  for (const [content, message] of rows) {
    const file = join(folder, 'broken')
    writeFileSync(file, content)
    const said = problem(() => keyringWith({ identities: [file] }).keyring.open(text, place))
    assert.match(said, message)
    assert.match(said, /^3:5 /)
    assert.not.match(said, /hunter2/)
  }
  const { keyring } = keyringWith({ identities: [mine.file] })
  const lines = text.split('\n')
  lines[2] = `AAAA${lines[2]?.slice(4)}`
  assert.match(
    problem(() => keyring.open(lines.join('\n'), place)),
    /^3:5 (this is damaged|none of the given identities)/,
  )
  assert.match(
    problem(() => keyring.open(lines.slice(0, 3).join('\n'), place)),
    /^3:5 this is damaged: /,
  )
})

test.run()
