import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { flag, mode, oneOrMore, text } from '../../../src/authoring/params.ts'
import { defineTask, inSync } from '../../../src/authoring/task.ts'
import { ansibleMessage } from '../../../src/engine/check/ansible-message.ts'
import { numbersAsText } from '../../../src/engine/check/numbers-as-text.ts'
import { notBoth } from '../../../src/task-lib/not-both.ts'

const type = defineTask({
  summary: 'Something.',
  example: '- thing:\n    path: /a\n',
  params: z
    .strictObject({
      path: z.string(),
      to: z.string(),
      state: z.enum(['present', 'absent']).optional(),
      mode: mode().optional(),
      force: flag().optional(),
      count: z.number().optional(),
      names: oneOrMore(z.string()).optional(),
      items: z.array(z.strictObject({ key: z.string() })).optional(),
      note: text().optional(),
    })
    .refine(...notBoth('count', 'note')),
  check: async () => inSync(),
})

const GOOD = { path: '/a', to: '/b' }

const MESSAGES: readonly (readonly [Record<string, unknown>, string | undefined])[] = [
  [{}, 'missing required arguments: path, to'],
  [{ ...GOOD, state: 'gone' }, 'value of state must be one of: absent, present, got: gone'],
  [
    { ...GOOD, modus: 1, all: 2 },
    'Unsupported parameters for (thing) module: all, modus. Supported parameters include: count, force, items, mode, names, note, path, state, to.',
  ],
  [{ ...GOOD, mode: '0999' }, 'mode must be in octal or symbolic form'],
  [{ ...GOOD, count: 1, note: 'a' }, 'parameters are mutually exclusive: count|note'],
  [
    { ...GOOD, force: 'x' },
    "argument 'force' is of type <class 'str'> and we were unable to convert to bool",
  ],
  [{ ...GOOD, count: [] }, "argument 'count' is of type <class 'list'> and we were unable to convert to int"],
]

for (const [values, message] of MESSAGES)
  test(`${JSON.stringify(values)} is refused with the message of ansible-core`, () => {
    const { issues } = type.params.safeParse(values).error ?? { issues: [] }
    assert.is(ansibleMessage({ name: 'ansible.builtin.thing', type, values }, issues), message)
  })

const CONVERTED: readonly (readonly [Record<string, unknown>, Record<string, unknown>])[] = [
  [
    { path: 1, to: true },
    { path: '1', to: 'True' },
  ],
  [
    { ...GOOD, names: 22 },
    { ...GOOD, names: '22' },
  ],
  [
    { ...GOOD, names: ['a', 1.5] },
    { ...GOOD, names: ['a', '1.5'] },
  ],
  [
    { ...GOOD, items: [{ key: 1 }] },
    { ...GOOD, items: [{ key: '1' }] },
  ],
  [
    { ...GOOD, path: ['a'] },
    { ...GOOD, path: ['a'] },
  ],
]

for (const [values, converted] of CONVERTED)
  test(`${JSON.stringify(values)}: numbers and booleans become text for params that take text`, () => {
    const { issues } = type.params.safeParse(values).error ?? { issues: [] }
    assert.equal(numbersAsText(values, issues), converted)
  })

test.run()
