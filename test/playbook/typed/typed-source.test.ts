import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Source } from '../../../src/errors.ts'
import { typedSource } from '../../../src/playbook/typed/typed-source.ts'

const outer = { file: '/p/site.ts', line: 1, column: 1 }
const scalar = (value: string | number | null, place = outer): Source => ({ kind: 'scalar', value, place })

test('plain values have the place of the value that contains them', () => {
  assert.equal(typedSource(['a', 1, null], outer), {
    kind: 'list',
    items: [scalar('a'), scalar(1), scalar(null)],
    place: outer,
  })
})

const stacks: [stack: string, file: string, line: number, column: number][] = [
  ['Error\n    at eval (/p/x.ts:5:3)\n    at run (/q/y.cjs:1:1)', '/p/x.ts', 5, 3],
  ['Error\n    at /p/a b (1).ts:12:30', '/p/a b (1).ts', 12, 30],
  ['Error\n    at async file:///p/a%20b.ts:2:4', '/p/a b.ts', 2, 4],
  ['Error\n    at Array.map (<anonymous>)\n    at Object.<anonymous> (/p/x.ts:7:9)', '/p/x.ts', 7, 9],
  ['Error\n    at node:internal/x:1:2', '/p/site.ts', 1, 1],
]

for (const [at, file, line, column] of stacks) {
  test(`a map and its entries have the place ${file}:${line}:${column} of the stack`, () => {
    const place = { file, line, column }
    const found = typedSource({ m: { name: 'x' }, at }, outer)
    assert.equal(found.place, place)
    assert.equal(found.kind === 'map' && found.entries.get('name'), {
      keyPlace: place,
      value: scalar('x', place),
    })
  })
}

test('a tag applies to text, and `!secret` also to a map', () => {
  assert.equal(typedSource({ t: '!expr', v: 'a + 1' }, outer), { ...scalar('a + 1'), tag: '!expr' })
  const secret = typedSource({ t: '!secret', v: { m: { env: 'X' } } }, outer)
  assert.is(secret.kind === 'map' && secret.tag, '!secret')
  assert.throws(() => typedSource({ t: '!expr', v: ['a'] }, outer), '`!expr` is for a text, got a list')
})

test.run()
