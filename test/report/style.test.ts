import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inColour, makeStyle, takesColour } from '../../src/report/style.ts'

const NAMES = ['NO_COLOR', 'FORCE_COLOR', 'TERM'] as const

const rows: [
  isTTY: boolean,
  environment: Partial<Record<(typeof NAMES)[number], string>>,
  expected: boolean,
][] = [
  [true, { TERM: 'xterm' }, true],
  [false, { TERM: 'xterm' }, false],
  [true, { TERM: 'dumb' }, false],
  [true, { TERM: 'xterm', NO_COLOR: '1' }, false],
  [true, { TERM: 'xterm', NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [false, { FORCE_COLOR: '0' }, false],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
]

for (const [isTTY, environment, expected] of rows) {
  const stream = isTTY ? 'a terminal' : 'a pipe'
  test(`${stream} with ${JSON.stringify(environment)} has ${expected ? '' : 'no '}colour`, () => {
    const before = NAMES.map(name => [name, process.env[name]] as const)
    for (const name of NAMES) {
      delete process.env[name]
      if (environment[name] !== undefined) process.env[name] = environment[name]
    }
    try {
      assert.is(takesColour({ isTTY } as never), expected)
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
    }
  })
}

test('every status has its own mark and colour, with and without Unicode', () => {
  for (const isUnicode of [true, false]) {
    const style = makeStyle(false, isUnicode)
    for (const status of [
      'ok',
      'changed',
      'skipped',
      'failed',
      'unreachable',
      'unknown',
      'ignored',
      'rescued',
    ])
      assert.match(style.mark(status), isUnicode ? /^\S$/ : /^[ -~]$/)
  }
  assert.is(inColour(makeStyle(true), 'failed', 'x'), '\u001b[31mx\u001b[39m')
  assert.is(inColour(makeStyle(true), 'ignored', 'x'), '\u001b[33mx\u001b[39m')
})

test.run()
