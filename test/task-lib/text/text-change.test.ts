import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MAX_DIFF, textChange } from '../../../src/task-lib/text/text-change.ts'

test('the texts of a new or changed file are shown', () => {
  assert.equal(textChange(null, 'a\n'), { text: { before: '', after: 'a\n' } })
  assert.equal(textChange(Buffer.from('é'), 'a'), { text: { before: 'é', after: 'a' } })
})

const HIDDEN: readonly (readonly [title: string, content: Buffer | string])[] = [
  ['a private key', '-----BEGIN EC PRIVATE KEY-----\nMHcC\n'],
  ['a private key of OpenSSH inside other text', 'x\n-----BEGIN OPENSSH PRIVATE KEY-----\n'],
  ['a private key in JSON', '{"key":"-----BEGIN PRIVATE KEY-----\\nMII"}'],
  ['a key of PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519'],
  ['an age identity', 'AGE-SECRET-KEY-1QQQ'],
  ['a vault', '$ANSIBLE_VAULT;1.1;AES256\n61'],
  ['password hashes', 'root:$6$salt$hash:19000:0:99999:7:::\n'],
  ['bytes that are not text', Buffer.from([0xff, 0xfe])],
  ['text with a NUL', 'a\0b'],
  ['text over 100 KB', 'x'.repeat(MAX_DIFF + 1)],
]

for (const [title, content] of HIDDEN) {
  test(`${title} is not shown, neither before nor after`, () => {
    assert.equal(textChange(content, 'a'), {})
    assert.equal(textChange('a', content), {})
  })
}

test.run()
