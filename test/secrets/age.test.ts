import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Age, encryptedByAge } from '../../src/secrets/age.ts'
import { sealedWithPassphrase } from '../kit/keys.ts'

const age = new Age()
const { identity, recipient } = age.generate()
const other = age.generate()
const bytes = Buffer.from([0, 1, 255, 10, 13])

test('a text encrypted for a recipient is decrypted only by its identity, byte for byte', () => {
  const text = age.seal(bytes, { recipients: [other.recipient, recipient] })
  assert.match(
    text,
    /^-----BEGIN AGE ENCRYPTED FILE-----\n[A-Za-z0-9+/=\n]+-----END AGE ENCRYPTED FILE-----\n$/,
  )
  assert.equal(age.open({ text }, { identities: [identity], passphrases: [] }), bytes)
  assert.equal(age.kindsOf({ text }), ['X25519', 'X25519'])
  assert.is(age.recipientOf(identity), recipient)
  const stranger = age.generate().identity
  assert.throws(() => age.open({ text }, { identities: [stranger], passphrases: [] }), /no identity matched/)
})

test('a text encrypted with a passphrase is decrypted only by it', async () => {
  const text = age.seal(bytes, { passphrase: 'correct horse' })
  assert.equal(age.kindsOf({ text }), ['scrypt'])
  assert.equal(age.open({ text }, { identities: [], passphrases: ['correct horse'] }), bytes)
  const cheap = await sealedWithPassphrase('text', 'correct horse')
  assert.throws(
    () => age.open({ text: cheap }, { identities: [], passphrases: ['wrong'] }),
    /no identity matched/,
  )
})

test('a change of any byte is detected', () => {
  const text = age.seal(Buffer.from('a secret of some length'), { recipients: [recipient] })
  const body = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64')
  for (let at = 0; at < body.length; at += 7) {
    const changed = Buffer.from(body)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(
      () => age.open({ bytes: changed }, { identities: [identity], passphrases: [] }),
      undefined,
      `${at}`,
    )
  }
  assert.throws(() => age.open({ bytes: body.subarray(0, -3) }, { identities: [identity], passphrases: [] }))
})

test('age files are recognised, armored or binary', () => {
  const text = age.seal(bytes, { recipients: [recipient] })
  const binary = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64')
  assert.equal(encryptedByAge(Buffer.from(text)), { text: text.trim() })
  assert.equal(encryptedByAge(binary), { bytes: binary })
  assert.equal(age.open({ bytes: binary }, { identities: [identity], passphrases: [] }), bytes)
  assert.is(encryptedByAge(Buffer.from('a: b\n')), undefined)
})

test.run()
