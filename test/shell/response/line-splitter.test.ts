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

test('lines are joined across chunks, also the last one without a line break', () => {
  assert.equal(read('on', 'e\ntw', 'o\n', 'thr', 'ee'), ['stdout one', 'stdout two', 'stdout three'])
  const bytes = Buffer.from('grün\n')
  assert.equal(read(bytes.subarray(0, 3), bytes.subarray(3)), ['stdout grün'])
})

test('of a line that is too long only the beginning is passed on, once, however it is split', () => {
  const long = 'x'.repeat(40_000)
  const told = `stdout ${'x'.repeat(8192)}…`
  assert.equal(read(`${long}\nnext`), [told, 'stdout next'])
  assert.equal(read(long, long, long), [told])
  assert.equal(read(long, `${long}\nnext\n`, long), [told, 'stdout next', told])
})

test('the beginning of a line that is too long is passed on at once, and the rest is not stored', () => {
  const lines: string[] = []
  const reader = new LineReader((_, line) => lines.push(line))
  reader.push('stdout', Buffer.alloc(9000, 'x'))
  assert.equal(lines, [`${'x'.repeat(8192)}…`])
  reader.push('stdout', Buffer.alloc(9000, 'y'))
  reader.end()
  assert.is(lines.length, 1)
})

test('truncation does not split a character', () => {
  assert.equal(read(`x${'😀'.repeat(9000)}\n`), [`stdout x${'😀'.repeat(4095)}…`])
})

test('a truncated secret is masked, and its rest is not shown', () => {
  const masks = new Masks()
  masks.add('a secret of twenty-seven signs')
  const line = `${'x'.repeat(8180)}a secret of twenty-seven signs`
  for (const chunks of [[`${line}\n`], [line, 'more\n'], [line.slice(0, 8190), line.slice(8190), '\n']])
    assert.equal(
      read(...chunks).map(each => masks.mask(each)),
      [`stdout ${'x'.repeat(8180)}***…`],
    )
})

test('of a flood of lines the first ones are passed on one by one, then only the last line of each chunk', () => {
  const chunk = 'y\n'.repeat(1500)
  const lines = read(chunk, chunk, `${chunk}last\n`)
  assert.is(lines.length, 1502)
  assert.is(lines.at(-1), 'stdout last')
})

test.run()
