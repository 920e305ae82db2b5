import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TaskError } from '../../../src/errors.ts'
import { decideKey, type KeyFileParams, REGENERATE } from '../../../src/task-lib/x509/key-decision.ts'
import { newPrivateKey } from '../../../src/task-lib/x509/new-key.ts'

const RIGHT: Omit<KeyFileParams, 'regenerate'> = {
  ...{ type: 'ECC', size: 0, curve: 'secp256r1' },
  ...{ format: 'auto_ignore', format_mismatch: 'regenerate' },
}

/** The decision for each value of `REGENERATE`, in order. */
const ROWS: readonly [title: string, asked: Partial<KeyFileParams> | null, does: string][] = [
  ['a matching key', {}, 'keep keep keep keep make'],
  ['a key that cannot be read', null, 'error error error make make'],
  ['another curve', { curve: 'secp384r1' }, 'keep error make make make'],
  ['another type', { type: 'RSA' }, 'keep error make make make'],
  ['another format', { format: 'pkcs8' }, 'keep error make make make'],
  [
    'another format, converted',
    { format: 'pkcs8', format_mismatch: 'convert' },
    'convert convert convert convert make',
  ],
  ['the format of the type', { format: 'auto' }, 'keep keep keep keep make'],
]

for (const [title, asked, does] of ROWS) {
  test(`\`regenerate\` with ${title}`, async () => {
    const found = asked && { key: await newPrivateKey(RIGHT), format: 'pkcs1' as const }
    const outcomes = REGENERATE.map(regenerate => {
      try {
        return decideKey(found ?? undefined, { ...RIGHT, ...asked, regenerate }, '/k')
      } catch {
        return 'error'
      }
    })
    assert.is(outcomes.join(' '), does)
  })
}

test('the error for a key that cannot be read has a hint with the value of `regenerate` that replaces it', () => {
  try {
    decideKey(undefined, { ...RIGHT, regenerate: 'never' }, '/k')
    assert.unreachable()
  } catch (error) {
    const { message, hint } = error as TaskError
    assert.is(message, 'the key at `/k` cannot be read: it has another passphrase or none, or is broken')
    assert.is(hint, 'it is kept; `regenerate: full_idempotence` replaces it by a new one')
  }
})

test.run()
