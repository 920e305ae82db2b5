import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readEvent } from '../../../src/task-lib/terminal/terminal.ts'

const ROWS = [
  ['a: ', { kind: 'printed', text: 'a: ' }],
  ['a\r\nMARK0\n', { kind: 'ended', text: 'a\r\n', status: 0 }],
  ['MARK129\n', { kind: 'ended', text: '', status: 129 }],
  [
    'script: illegal option -- c\nMARK\n',
    { kind: 'ended', text: 'script: illegal option -- c\n', status: null },
  ],
] as const

for (const [text, event] of ROWS)
  test(`${JSON.stringify(text)} is ${event.kind}`, () => assert.equal(readEvent(text, 'MARK'), event))

test.run()
