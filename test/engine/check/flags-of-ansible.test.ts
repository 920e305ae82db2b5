import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { flag } from '../../../src/authoring/params.ts'
import { float } from '../../../src/base/float.ts'
import { parseParams } from '../../../src/engine/check/parse-params.ts'

const schema = z.object({
  on: flag(),
  deep: z.object({ on: flag() }).optional(),
  size: z.number().optional(),
})

/** Params, and their values in the dialect of Ansible; undefined if they are refused. */
const cases: [params: Record<string, unknown>, expected: unknown][] = [
  [{ on: 1 }, { on: true }],
  [{ on: float(0) }, { on: false }],
  [{ on: 'y' }, { on: true }],
  [
    { on: '0', size: 1 },
    { on: false, size: 1 },
  ],
  [
    { on: 'YES', deep: { on: 'f' } },
    { on: true, deep: { on: false } },
  ],
  [{ on: 2 }, undefined],
  [{ on: 'maybe' }, undefined],
  [{ on: true, size: 'y' }, undefined],
]

for (const [params, expected] of cases) {
  test(`in the dialect of Ansible, ${JSON.stringify(params)} becomes ${JSON.stringify(expected)}`, () => {
    assert.equal(parseParams(schema, params, true).data, expected)
  })
}

test('outside the dialect of Ansible, only words for true or false are accepted as booleans', () => {
  assert.equal(parseParams(schema, { on: 1 }, false).success, false)
  assert.equal(parseParams(schema, { on: 'y' }, false).success, false)
  assert.equal(parseParams(schema, { on: 'off' }, false).data, { on: false })
})

test.run()
