import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { allowTemplates, type JsonSchema } from '../../src/schema/json-schema.ts'
import { membersText, typeText } from '../../src/schema/typescript.ts'

const rows: [schema: JsonSchema, type: string][] = [
  [{ type: 'string' }, 'string'],
  [{ type: 'integer' }, 'number | Template'],
  [{ type: 'boolean' }, 'boolean | Template'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ enum: ['a', 'b', 1] }, '"a" | "b" | 1 | Template'],
  [{ const: 'x' }, '"x" | Template'],
  [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 'string | number'],
  [{ type: 'array', items: { enum: ['a', 'b'] } }, 'readonly ("a" | "b" | Template)[] | Template'],
  [{ type: 'array' }, 'readonly (unknown)[] | Template'],
  [{ type: 'object' }, 'object | Template'],
  [
    { type: 'object', additionalProperties: { type: 'string' } },
    'Readonly<Record<string, string>> | Template',
  ],
  [{}, 'unknown'],
  [{ anyOf: [{ type: 'string' }, {}] }, 'unknown'],
]

for (const [schema, type] of rows) {
  test(`${JSON.stringify(schema)} is \`${type}\``, () => {
    assert.is(typeText(allowTemplates(schema)), type)
  })
}

test('members have docstrings, and no text can end one early', () => {
  const properties = {
    path: { type: 'string', description: 'Such as `/srv/*/x`.' },
    'a-b': { type: 'string', description: 'Ends */ here.', default: 'x' },
  }
  assert.is(
    membersText(properties, new Set(['path'])),
    '/** Such as `/srv/*\\/x`. */\nreadonly path: string | Tagged\n/** Ends *\\/ here. Default: "x". */\nreadonly "a-b"?: string | Tagged\n',
  )
})

test('a map with members becomes an object type', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
  assert.is(typeText(schema), '{\nreadonly a: string | Tagged\n}')
})

test.run()
