import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LineReader } from '../../../src/shell/response/line-splitter.ts'
import { Masks } from '../../../src/values/secret.ts'

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

test('of a line that is too long the beginning is told, once, however it comes', () => {
  const long = 'x'.repeat(40_000)
  const told = `stdout ${'x'.repeat(8192)}…`
  assert.equal(read(`${long}\nnext`), [told, 'stdout next'])
  assert.equal(read(long, long, long), [told])
  assert.equal(read(long, `${long}\nnext\n`, long), [told, 'stdout next', told])
})

test('what is too long is told as soon as it is, and nothing more is kept of it', () => {
  const lines: string[] = []
  const reader = new LineReader((_, line) => lines.push(line))
  reader.push('stdout', Buffer.alloc(9000, 'x'))
  assert.equal(lines, [`${'x'.repeat(8192)}…`])
  reader.push('stdout', Buffer.alloc(9000, 'y'))
  reader.end()
  assert.is(lines.length, 1)
})

test('no sign is cut in two', () => {
  assert.equal(read(`x${'😀'.repeat(9000)}\n`), [`stdout x${'😀'.repeat(4095)}…`])
})

test('a secret that is cut off is masked, and its other half is not told', () => {
  const masks = new Masks()
  masks.add('a secret of twenty-seven signs')
  const line = `${'x'.repeat(8180)}a secret of twenty-seven signs`
  for (const chunks of [[`${line}\n`], [line, 'more\n'], [line.slice(0, 8190), line.slice(8190), '\n']])
    assert.equal(
      read(...chunks).map(each => masks.mask(each)),
      [`stdout ${'x'.repeat(8180)}***…`],
    )
})

test('of a flood of lines the first are told one by one, and then one of each piece', () => {
  const chunk = 'y\n'.repeat(1500)
  const lines = read(chunk, chunk, `${chunk}last\n`)
  assert.is(lines.length, 1502)
  assert.is(lines.at(-1), 'stdout last')
})

test.run()
