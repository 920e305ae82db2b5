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
  ['a package is missing', { a: A, b: A }, { a: A }, ALL, false],
  ['a package too many', { a: A }, { a: A, b: A }, ALL, false],
  ['a package for another platform is missing', { a: A, b: { ...A, optional: true } }, { a: A }, ALL, true],
  ['a package for development is missing', { a: A, b: { ...A, dev: true } }, { a: A }, ALL, false],
  [
    'one is missing that is left out',
    { a: A, b: { ...A, dev: true } },
    { a: A },
    { ...ALL, dev: true },
    true,
  ],
  ['one is there that is left out', { a: { ...A, dev: true } }, { a: A }, { ...ALL, dev: true }, false],
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

test('what cannot be read is not as it should be', () => {
  const right = Buffer.from(JSON.stringify({ packages: {} }))
  assert.is(isInstalledAsLocked(right, null, ALL), false)
  assert.is(isInstalledAsLocked(null, right, ALL), false)
  assert.is(isInstalledAsLocked(Buffer.from('{'), right, ALL), false)
  assert.is(isInstalledAsLocked(Buffer.from('{"lockfileVersion":1}'), right, ALL), false)
})

test.run()
