import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { joinLines, splitLines } from '../../../src/task-lib/text/lines.ts'

const TEXTS: readonly (readonly [text: string, lines: readonly string[]])[] = [
  ['', []],
  ['\n', ['']],
  ['a\n', ['a']],
  ['a\n\n', ['a', '']],
  ['\na\r\nb\n', ['', 'a\r', 'b']],
]

for (const [text, lines] of TEXTS) {
  test(`${JSON.stringify(text)} is split into ${lines.length} lines, which join to the same text`, () => {
    assert.equal(splitLines(text), lines)
    assert.is(joinLines(lines), text)
  })
}

test('the last line may lack its line end', () => {
  assert.equal(splitLines('a\nb'), ['a', 'b'])
})

test.run()
