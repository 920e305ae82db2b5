import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { hostPath, oneOrMore } from '../../../src/authoring/params.ts'
import { relativePaths } from '../../../src/engine/check/relative-paths.ts'

const params = z.strictObject({
  dest: hostPath().optional(),
  list: oneOrMore(hostPath()).optional(),
  with_commas: z
    .string()
    .transform(text => text.split(','))
    .pipe(z.array(hostPath()))
    .optional(),
  name: z.enum(['a', 'b']).optional(),
})

const ROWS: [Record<string, unknown>, Record<string, unknown>][] = [
  [{ dest: 'x/y' }, { dest: '~+/x/y' }],
  [{ dest: './x' }, { dest: '~+/./x' }],
  [{ dest: '' }, { dest: '' }],
  [
    { dest: '/x', name: 'c' },
    { dest: '/x', name: 'c' },
  ],
  [{ list: ['/x', 'y'] }, { list: ['/x', '~+/y'] }],
  [{ list: 'y' }, { list: '~+/y' }],
  [{ with_commas: '/x, y,~/z' }, { with_commas: ['/x', '~+/y', '~/z'] }],
]

for (const [given, expected] of ROWS)
  test(`relative paths in ${JSON.stringify(given)} are marked`, () => {
    const { issues } = params.safeParse(given).error ?? { issues: [] }
    assert.equal(relativePaths(given, issues), expected)
  })

test.run()
