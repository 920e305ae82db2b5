import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, type Source } from '../../src/errors.ts'
import { parseYaml } from '../../src/yaml/load.ts'
import { plain } from '../kit/project-files.ts'

/** Expected values as read by PyYAML 6. */
const ROWS: readonly (readonly [text: string, value: unknown])[] = [
  ['a:\n  b: "{{\n  x\n    | y\n  }}"\n  c: 1\n', { a: { b: '{{ x | y }}', c: 1 } }],
  ['- name: "one\n  two"\n  a: "three\n\n  four"\n', [{ name: 'one two', a: 'three\nfour' }]],
  ['- a: "x \\"q\\"\n  y"\n  b: 2\n', [{ a: 'x "q" y', b: 2 }]],
  ["- a: 'it''s\n  here'\n", [{ a: "it's here" }]],
  ['a:\n  id: ["x",\n  "y"]\n  d: 1\n', { a: { id: ['x', 'y'], d: 1 } }],
  ['a:\n  m: {x: 1, # {\n  y: [2,\n  3]}\n  d: 1\n', { a: { m: { x: 1, y: [2, 3] }, d: 1 } }],
  ['a:\n  m: {x: "}",\n  y: "a\n  b"}\n', { a: { m: { x: '}', y: 'a b' } } }],
]

test('continuation lines that are not indented further are read in the dialect of Ansible', () => {
  for (const [text, value] of ROWS) {
    assert.equal(plain(parseYaml(text, '/site.yml', 'ansible')), value, text)
    assert.throws(() => parseYaml(text, '/site.yml'), /^broken YAML/)
  }
})

test('places after and within such values are those of the file', () => {
  const source = parseYaml('a:\n  b: ["x",\n  "y"]\n  c: 1\n', '/site.yml', 'ansible')
  const of = (from: Source | null | undefined, key: string): Source | undefined =>
    from?.kind === 'map' ? from.entries.get(key)?.value : undefined
  const a = of(source, 'a')
  const b = of(a, 'b')
  const second = b?.kind === 'list' ? b.items[1] : undefined
  assert.equal([second?.place.line, second?.place.column], [3, 3])
  assert.equal([of(a, 'c')?.place.line, of(a, 'c')?.place.column], [4, 6])
})

test('a quote or bracket that is not closed is still an error with its place', () => {
  for (const text of ['a:\n  b: "x\n  y\n', 'a:\n  b: [x,\n  y\n  c: 1\n']) {
    try {
      parseYaml(text, '/site.yml', 'ansible')
      assert.unreachable(text)
    } catch (error) {
      assert.instance(error, InputError)
      assert.ok(((error as InputError).place?.line ?? 0) > 1)
    }
  }
})

test('of a repeated key the last one applies in the dialect of Ansible', () => {
  assert.equal(plain(parseYaml('a: 1\nb: 2\na: 3\n', '/site.yml', 'ansible')), { a: 3, b: 2 })
})

test.run()
