import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { OpenSshKey } from '../../../src/task-lib/openssh/key-pair.ts'
import { hasBits, isReplaced, REPLACE, wantedBits } from '../../../src/task-lib/openssh/key-pair-decision.ts'

const FOUND: OpenSshKey = {
  type: 'rsa',
  size: 3072,
  fingerprint: 'SHA256:x',
  publicKey: 'ssh-rsa x',
  comment: '',
}

/** The decision for each value of `REPLACE`, in order. */
for (const [title, found, size, does] of [
  ['a matching key', FOUND, 3072, 'keep keep keep keep replace'],
  ['another size', FOUND, undefined, 'keep error replace replace replace'],
  ['another type', { ...FOUND, type: 'dsa' as const }, 3072, 'keep error replace replace replace'],
  ['a key that cannot be read', null, 3072, 'error error error replace replace'],
] as const) {
  test(`\`regenerate\` with ${title}`, () => {
    const outcomes = REPLACE.map(regenerate => {
      try {
        return isReplaced(found, { type: 'rsa', size, regenerate }, '/k') ? 'replace' : 'keep'
      } catch {
        return 'error'
      }
    })
    assert.is(outcomes.join(' '), does)
  })
}

test('the default number of bits of each type', () => {
  assert.equal(
    (['rsa', 'dsa', 'ecdsa', 'ed25519'] as const).map(type => wantedBits({ type })),
    [4096, 1024, 256, 256],
  )
  assert.is(wantedBits({ type: 'ed25519', size: 512 }), 256)
  const rows = [
    ...([
      ['rsa', 1023, false],
      ['rsa', 1024, true],
      ['dsa', 2048, false],
      ['dsa', 1024, true],
    ] as const),
    ...([
      ['ecdsa', 512, false],
      ['ecdsa', 521, true],
      ['ed25519', 1, true],
    ] as const),
  ] as const
  for (const [type, size, isRight] of rows) assert.is(hasBits({ type, size }), isRight, `${type} ${size}`)
})

test.run()
