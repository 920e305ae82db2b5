import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withOutput } from '../../src/shell/show-output.ts'

const lines = (count: number, word: string): string =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}`).join('\n')

const ROWS: readonly (readonly [what: string, stdout: string, stderr: string, message: string])[] = [
  ['nothing', '', ' \n', '`x` failed'],
  ['one stream', 'on stdout\n', '', '`x` failed: on stdout'],
  ['the other', '', 'a\nb\n', '`x` failed: a\nb'],
  [
    'both',
    'migrating users\n',
    'no such table\n',
    '`x` failed\nstderr:\n  no such table\nstdout:\n  migrating users',
  ],
  [
    'the end of a long stream',
    lines(21, 'out'),
    '',
    `\`x\` failed (last 20 of 21 lines, all with -v): ${lines(21, 'out').split('\n').slice(1).join('\n')}`,
  ],
  [
    'the ends of two streams',
    lines(112, 'out'),
    lines(20, 'err'),
    `\`x\` failed\nstderr:\n${lines(20, '  err')}\nstdout (last 20 of 112 lines, all with -v):\n${lines(112, '  out').split('\n').slice(-20).join('\n')}`,
  ],
]

for (const [what, stdout, stderr, message] of ROWS) {
  test(`a message shows ${what}`, () => {
    assert.is(withOutput('`x` failed', { stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) }), message)
  })
}

test.run()
