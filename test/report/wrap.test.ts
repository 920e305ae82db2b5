import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { wrapLine } from '../../src/report/wrap.ts'

test('a long line is wrapped as far in as it begins, a long word in it too', () => {
  const line = `    the connection to web1 was refused: ${'x'.repeat(30)}`
  assert.equal(wrapLine(line, 30), [
    '    the connection to web1 was',
    `    refused: ${'x'.repeat(17)}`,
    `    ${'x'.repeat(13)}`,
  ])
})

test('a line that fits, has no terminal, or has hardly any room stays as it is', () => {
  assert.equal(wrapLine('  short', 30), ['  short'])
  assert.equal(wrapLine('x'.repeat(300), undefined), ['x'.repeat(300)])
  assert.equal(wrapLine(`      ${'x'.repeat(300)}`, 25), [`      ${'x'.repeat(300)}`])
})

test.run()
