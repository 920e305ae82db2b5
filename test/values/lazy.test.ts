import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isLazy, lazyObject } from '../../src/values/lazy.ts'

test('a lazy map evaluates each value when it is read', () => {
  const made: string[] = []
  const lazy = lazyObject(
    () => ['a', 'b', 'a', '__proto__'],
    name => {
      made.push(name)
      return name.toUpperCase()
    },
  )
  assert.equal(Object.keys(lazy), ['a', 'b', '__proto__'])
  assert.equal(
    ['a', 'b', 'c', 'toString'].map(name => name in lazy && Object.hasOwn(lazy, name)),
    [true, true, false, false],
  )
  assert.equal(made, [])
  assert.is(lazy.a, 'A')
  assert.is(lazy.c, undefined)
  assert.is(lazy.constructor, undefined)
  assert.equal(made, ['a'])
  assert.equal(Object.entries(lazy), [
    ['a', 'A'],
    ['b', 'B'],
    ['__proto__', '__PROTO__'],
  ])
  assert.is(JSON.stringify(lazy), '{"a":"A","b":"B","__proto__":"__PROTO__"}')
})

test('a lazy map is read-only', () => {
  const lazy = lazyObject(
    () => ['a'],
    () => 1,
  )
  assert.throws(() => Object.assign(lazy, { a: 2 }), TypeError)
  assert.throws(() => {
    delete lazy.a
  }, TypeError)
  assert.throws(() => Object.defineProperty(lazy, 'b', { value: 1 }), TypeError)
})

test('names that are added later can be read', () => {
  const names = ['a']
  const lazy = lazyObject(
    () => names,
    name => name,
  )
  assert.not.ok('b' in lazy)
  names.push('b')
  assert.is(lazy.b, 'b')
})

test('`isLazy` is true only for lazy maps', () => {
  assert.equal(
    [
      lazyObject(
        () => [],
        () => 1,
      ),
      {},
      [],
      null,
      'a',
    ].map(isLazy),
    [true, false, false, false, false],
  )
})

test.run()
