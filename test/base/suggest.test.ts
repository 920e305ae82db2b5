import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { suggest } from '../../src/base/suggest.ts'

const words = ['when', 'become', 'become_user', 'copy', 'command', 'apt', 'dnf', 'user', 'register']

const rows: [word: string, expected: string | undefined][] = [
  ['whne', 'when'],
  ['wen', 'when'],
  ['becom', 'become'],
  ['becomeuser', 'become_user'],
  ['coppy', 'copy'],
  ['regsiter', 'register'],
  ['COPY', 'copy'],
  ['atp', 'apt'],
  ['yum', undefined],
  ['x', undefined],
  ['', undefined],
  ['docker_container', undefined],
]

for (const [word, expected] of rows) {
  test(`suggests ${expected ?? 'nothing'} for \`${word}\``, () => assert.is(suggest(word, words), expected))
}

test('of two names at the same distance, suggests the first', () =>
  assert.is(suggest('ab_', ['abc', 'abd']), 'abc'))

test.run()
