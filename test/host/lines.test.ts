import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LineReader } from '../../src/host/lines.ts'

function read(...chunks: readonly (string | Buffer)[]): string[] {
  const lines: string[] = []
  const reader = new LineReader((stream, line) => lines.push(`${stream} ${line}`))
  for (const chunk of chunks) reader.push('stdout', Buffer.from(chunk))
  reader.end()
  return lines
}

test('lines come whole, however they were cut, and the last one without a line break too', () => {
  assert.equal(read('on', 'e\ntw', 'o\n', 'thr', 'ee'), ['stdout one', 'stdout two', 'stdout three'])
  const bytes = Buffer.from('grün\n')
  assert.equal(read(bytes.subarray(0, 3), bytes.subarray(3)), ['stdout grün'])
})

test('a line without an end comes in pieces', () => {
  const piece = 'x'.repeat(40_000)
  assert.equal(
    read(piece, piece, piece).map(line => line.length - 'stdout '.length),
    [80_000, 40_000],
  )
})

test('of a flood of lines the first are told one by one, and then one of each piece', () => {
  const chunk = 'y\n'.repeat(1500)
  const lines = read(chunk, chunk, `${chunk}last\n`)
  assert.is(lines.length, 1502)
  assert.is(lines.at(-1), 'stdout last')
})

test.run()
