import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Change } from '../../src/authoring/plan.ts'
import { completes, isIncomplete, shownChange } from '../../src/task-lib/known-after-apply.ts'
import { Unknown } from '../../src/values/unknown.ts'

const unknown = new Unknown('the result of `Ask`')
const PLANNED = shownChange({
  resource: 'file:/etc/f',
  action: 'create',
  before: null,
  after: { state: 'file', mode: '0600', sha256: unknown, size: unknown },
})
const MADE = { resource: 'file:/etc/f', action: 'create', before: null }

test('an unknown value is shown as known after apply', () => {
  assert.equal(PLANNED.after, {
    ...{ state: 'file', mode: '0600' },
    ...{ sha256: '(known after apply)', size: '(known after apply)' },
  })
  assert.equal([isIncomplete(PLANNED), isIncomplete(MADE)], [true, false])
})

/** The change that a run makes, and whether a plan with values known after apply allows it. */
const ROWS: readonly (readonly [title: string, change: Change, planned: Change, isAllowed: boolean])[] = [
  [
    'with values where it was open',
    {
      ...MADE,
      after: { state: 'file', mode: '0600', sha256: 'a', size: 1 },
      text: { before: '', after: 'a' },
    },
    PLANNED,
    true,
  ],
  [
    'with another value where it was not',
    { ...MADE, after: { state: 'file', mode: '0644', sha256: 'a', size: 1 } },
    PLANNED,
    false,
  ],
  ['another file', { ...MADE, resource: 'file:/etc/g', after: PLANNED.after ?? null }, PLANNED, false],
  ['another action', { ...MADE, action: 'delete', after: PLANNED.after ?? null }, PLANNED, false],
  ['another state before', { ...MADE, before: { size: 3 }, after: PLANNED.after ?? null }, PLANNED, false],
  [
    'a command whose words were open',
    { resource: 'command:echo x', action: 'run' },
    { resource: 'command:(known after apply)', action: 'run' },
    true,
  ],
  [
    'something else than a command',
    { resource: 'script:x', action: 'run' },
    { resource: 'command:(known after apply)', action: 'run' },
    false,
  ],
]

for (const [title, change, planned, isAllowed] of ROWS) {
  test(`a change compared with a plan with values known after apply: ${title}`, () => {
    assert.is(completes(change, planned), isAllowed)
  })
}

test.run()
