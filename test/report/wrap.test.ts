import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { wrapLine } from '../../src/report/wrap.ts'

test('a long line is wrapped with its own indentation, and a long word is split', () => {
  const line = `    the connection to web1 was refused: ${'x'.repeat(30)}`
  assert.equal(wrapLine(line, 30), [
    '    the connection to web1 was',
    `    refused: ${'x'.repeat(17)}`,
    `    ${'x'.repeat(13)}`,
  ])
})

test('a line is unchanged if it fits, if there is no terminal, or if there is hardly any room', () => {
  assert.equal(wrapLine('  short', 30), ['  short'])
  assert.equal(wrapLine('x'.repeat(300), undefined), ['x'.repeat(300)])
  assert.equal(wrapLine(`      ${'x'.repeat(300)}`, 25), [`      ${'x'.repeat(300)}`])
})

test.run()
