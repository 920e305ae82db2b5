import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { hostPath } from '../../../src/authoring/params.ts'
import { parseParam, parseParams } from '../../../src/engine/check/parse-params.ts'

const even = z.number().refine(size => size % 2 === 0, { message: 'odd', params: { isTakenByAnsible: true } })
const schema = z.strictObject({
  name: z.string().default('app'),
  size: even.optional(),
  path: hostPath().optional(),
})

const ROWS: [Record<string, unknown>, isAnsible: boolean, expected: unknown][] = [
  [{ size: 2 }, false, { name: 'app', size: 2 }],
  [{ size: 3 }, false, ['size']],
  [{ size: 3 }, true, { name: 'app', size: 3 }],
  [{ size: 3, path: 'x' }, true, { name: 'app', size: 3, path: '~+/x' }],
  [{ size: 3, name: [] }, true, ['name']],
  [{ size: 'three' }, true, ['size']],
]

for (const [values, isAnsible, expected] of ROWS)
  test(`${JSON.stringify(values)} is parsed ${isAnsible ? 'in' : 'outside'} the dialect of Ansible`, () => {
    const { data, error } = parseParams(schema, values, isAnsible)
    assert.equal(data ?? error?.issues.map(({ path }) => path.join('.')), expected)
  })

test('a single param is converted as it is among others', () => {
  assert.is(parseParam(hostPath(), 'x', true), '~+/x')
  assert.is(parseParam(hostPath(), 'x', false), undefined)
  assert.is(parseParam(even.optional(), 3, true), 3)
})

test.run()
