import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isInstalledAsLocked } from '../../../src/task-lib/packages/npm-lock.ts'

const ALL = { dev: false, optional: false }
const A = { version: '1.0.0', resolved: 'https://r/a.tgz', integrity: 'sha512-a' }

const ROWS: readonly [
  title: string,
  lock: unknown,
  installed: unknown,
  omits: typeof ALL,
  expected: boolean,
][] = [
  ['the same packages', { '': {}, a: A }, { a: A }, ALL, true],
  ['another version', { a: A }, { a: { ...A, version: '2.0.0' } }, ALL, false],
  ['another digest', { a: A }, { a: { ...A, integrity: 'sha512-b' } }, ALL, false],
  ['a missing package', { a: A, b: A }, { a: A }, ALL, false],
  ['an additional package', { a: A }, { a: A, b: A }, ALL, false],
  ['a missing package for another platform', { a: A, b: { ...A, optional: true } }, { a: A }, ALL, true],
  ['a missing package for development', { a: A, b: { ...A, dev: true } }, { a: A }, ALL, false],
  [
    'one is missing that is left out',
    { a: A, b: { ...A, dev: true } },
    { a: A },
    { ...ALL, dev: true },
    true,
  ],
  [
    'an installed package that is excluded',
    { a: { ...A, dev: true } },
    { a: A },
    { ...ALL, dev: true },
    false,
  ],
  [
    'an optional one is left out',
    { a: { ...A, optional: true } },
    { a: A },
    { ...ALL, optional: true },
    false,
  ],
]

for (const [title, lock, installed, omits, expected] of ROWS) {
  test(title, () => {
    const [one, other] = [lock, installed].map(packages => Buffer.from(JSON.stringify({ packages })))
    assert.is(isInstalledAsLocked(one ?? null, other ?? null, omits), expected)
  })
}

test('lock files that cannot be parsed do not match', () => {
  const right = Buffer.from(JSON.stringify({ packages: {} }))
  assert.is(isInstalledAsLocked(right, null, ALL), false)
  assert.is(isInstalledAsLocked(null, right, ALL), false)
  assert.is(isInstalledAsLocked(Buffer.from('{'), right, ALL), false)
  assert.is(isInstalledAsLocked(Buffer.from('{"lockfileVersion":1}'), right, ALL), false)
})

test.run()
