import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import { OMIT } from '../../src/values/omit.ts'
import { isMap, kindOf, reveal, textOf } from '../../src/values/plain.ts'
import { Secret } from '../../src/values/secret.ts'

test('a secret is revealed at any depth, and read only once', () => {
  let reads = 0
  class Counted extends Secret {
    override reveal(): string {
      reads += 1
      return super.reveal()
    }
  }
  let value: unknown = new Counted('hunter2!')
  for (let depth = 0; depth < 10; depth += 1) value = { before: 1, inner: value, left: OMIT, after: 2 }
  const text = JSON.stringify(reveal(value))
  assert.is(text.match(/"before":1,"inner":/g)?.length, 10)
  assert.is(text.match(/"after":2/g)?.length, 10)
  assert.match(text, '"hunter2!"')
  assert.is(reads, 1)
})

test('a map without secrets is returned as the same object', () => {
  const value = { a: { b: [1, { c: null }] } }
  assert.is(reveal(value), value)
})

test('a float is not treated as a map, and is written with its decimal point', () => {
  const version = new Float(1)
  assert.not.ok(isMap(version))
  assert.is(kindOf(version), 'a number')
  assert.is(reveal(version), version)
  assert.is(textOf(version, 'x'), '1.0')
  assert.is(textOf({ version: [version] }, 'x'), '{"version":[1.0]}')
})

test.run()
