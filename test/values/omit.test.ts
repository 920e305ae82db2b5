import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { InputError } from '../../src/errors.ts'
import { Scope } from '../../src/evaluation/scope.ts'
import { compileTemplate } from '../../src/templates/template.ts'
import { OMIT } from '../../src/values/omit.ts'
import { loadVarsFile } from '../../src/yaml/load.ts'

const file = join(mkdtempSync(join(tmpdir(), 'drover-omit-')), 'vars.yml')

/** The value of the variable `value`, as written in YAML. */
function rendered(yaml: string): unknown {
  writeFileSync(file, `value: ${yaml}\nlist_of: [a, "{{default absent omit}}"]\nnone: "{{omit}}"\n`)
  const sources = loadVarsFile(file)
  const scope = Scope.of([
    new Map([...sources].map(([name, source]) => [name, { source }] as const)),
    new Map([['omit', { value: OMIT }]]),
  ])
  const source = sources.get('value')
  return source && scope.renderOptional(source)
}

const ROWS: readonly (readonly [yaml: string, expected: unknown])[] = [
  ['"{{omit}}"', undefined],
  ['"{{default absent omit}}"', undefined],
  ['!expr default(absent, omit)', undefined],
  ['!expr "true ? omit : 1"', undefined],
  ['"{{none}}"', undefined],
  ['{ a: "{{default absent omit}}" }', {}],
  ['{ a: "{{default absent omit}}", b: 1 }', { b: 1 }],
  ['{ a: { b: { c: "{{omit}}" }, d: 2 } }', { a: { b: {}, d: 2 } }],
  ['[1, "{{omit}}", 2]', [1, 2]],
  ['[[1, "{{omit}}"], { a: "{{omit}}" }]', [[1], {}]],
  ['"{{list 1 omit 2}}"', [1, 2]],
  ['"{{list 1 (default absent omit)}}"', [1]],
  ['"{{dict "a" omit "b" 1}}"'.replaceAll('"a"', "'a'").replaceAll('"b"', "'b'"), { b: 1 }],
  ['"{{join (list (default absent omit) 1) \'-\'}}"', '1'],
  ['"{{concat list_of (list omit 1)}}"', ['a', 1]],
  ['!expr "[1, omit, [omit]]"', [1, []]],
  ['!expr \'{"a": omit, "b": {"c": omit}}\'', { b: {} }],
  ['"{{list_of}}"', ['a']],
  ['!expr list_of', ['a']],
  ['"{{length list_of}}"', 1],
  ['{ a: "{{none}}", b: ["{{none}}"] }', { b: [] }],
  ['"{{merge (dict) (dict \'a\' omit)}}"', {}],
]

for (const [yaml, expected] of ROWS) {
  test(`${yaml} is ${JSON.stringify(expected) ?? 'left out'}`, () => {
    assert.equal(rendered(yaml), expected)
  })
}

test('`omit` within a longer text is an error, in any position', () => {
  const rows = [
    () => rendered('"--user={{default absent omit}}"'),
    () =>
      compileTemplate('a\n{{omit}}\n', { file, line: 1, column: 1 }, { isWholeFile: true }).render({
        omit: OMIT,
      }),
  ]
  for (const render of rows) {
    assert.throws(
      render,
      (error: InputError) =>
        /^`(default|omit)` is `omit`, which omits a whole value and cannot be part of text$/.test(
          error.message,
        ) &&
        error.hint ===
          'it can replace a whole param, keyword, item or key; in text write `{{default … ""}}`' &&
        error.place !== undefined,
    )
  }
  assert.throws(() => rendered('"{{upper omit}}"'), '`upper` takes text, got `omit`')
})

test('`omit` for a value that cannot be omitted is an error with its place', () => {
  const scope = Scope.of([new Map([['omit', { value: OMIT }]])])
  const source = { kind: 'scalar', value: '{{omit}}', place: { file, line: 3, column: 4 } } as const
  assert.throws(
    () => scope.render(source),
    (error: InputError) =>
      error.message === '`omit` cannot be used here: the value is required' && error.place === source.place,
  )
  assert.is(scope.renderOptional({ ...source, otherwise: { ...source, value: 'outer' } }), 'outer')
})

test.run()
