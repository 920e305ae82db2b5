import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseSize, showSize } from '../../src/base/bytes.ts'
import { withoutLineBreaks } from '../../src/base/line-breaks.ts'
import { parseJson } from '../../src/base/parse-json.ts'
import { withinTime } from '../../src/base/time-limit.ts'
import { eachInSlices } from '../../src/base/yield-turns.ts'
import { TaskError } from '../../src/errors.ts'
import { pathsBelow } from '../../src/remote/probes/files/listing.ts'
import { commandOutputs } from '../../src/task-lib/commands.ts'
import { viewCertificate } from '../../src/task-lib/pki/view.ts'
import { editLines } from '../../src/task-lib/text/edit-lines.ts'
import { childrenOf } from '../../src/task-lib/x509/der.ts'

// Each of these took seconds, minutes or longer before it was limited: the test passes by ending in time.

test('removing line breaks at the end takes linear time, with any number of line breaks elsewhere', () => {
  assert.is(withoutLineBreaks('a\n\r\nb\r\n\n'), 'a\n\r\nb')
  assert.is(withoutLineBreaks('\n\n'), '')
  const many = `${'\n'.repeat(1_000_000)}x`
  assert.is(withoutLineBreaks(many), many)
  const answer = { status: 0, stdout: Buffer.from(`${many}\n`), stderr: Buffer.from('\r'.repeat(500_000)) }
  const { stdout, stderr } = commandOutputs(answer)
  assert.is(stdout, many)
  assert.is(stderr, '')
})

test('an edit of lines takes linear time with many carriage returns in a line', () => {
  const text = `${'\r'.repeat(1_000_000)}x\n`
  const edit = { state: 'absent', line: 'y', backrefs: false, firstmatch: false } as const
  assert.is(editLines(text, edit).text, text)
})

test('slow work is stopped with an error that names it, and its own errors are passed on', () => {
  const slow = (): unknown => /^(a+)+$/.exec(`${'a'.repeat(60)}b`)
  assert.throws(() => withinTime('the edit', slow), /^the edit took longer than 3 s and was stopped$/)
  assert.throws(
    () =>
      withinTime('the edit', () => {
        throw new TaskError('its own')
      }),
    /^its own$/,
  )
  assert.is(
    withinTime('the edit', () => 7),
    7,
  )
})

test('JSON that is nested too deeply is not parsed, so that the stack cannot overflow', () => {
  assert.equal(parseJson('{"a":["[[[[", 1]}'), { a: ['[[[[', 1] })
  assert.equal(parseJson(`${'['.repeat(500)}${']'.repeat(500)}`) !== undefined, true)
  assert.is(parseJson(`${'['.repeat(501)}${']'.repeat(501)}`), undefined)
  assert.is(parseJson('['.repeat(5_000_000)), undefined)
  assert.is(parseJson('{"a":"\\"[["'), undefined)
})

test('a certificate that is too long or has too many elements is refused', () => {
  assert.is(
    viewCertificate(`-----BEGIN CERTIFICATE-----\n${'A'.repeat(300_000)}\n-----END CERTIFICATE-----\n`),
    undefined,
  )
  const many = Buffer.concat(Array.from({ length: 10_001 }, () => Buffer.from([5, 0])))
  assert.throws(() => childrenOf({ content: many }), /too many elements/)
  assert.is(childrenOf({ content: many.subarray(2) }).length, 10_000)
})

test('a list of too many files is refused', () => {
  const { parse } = pathsBelow('/srv')
  const answer = (count: number) => ({
    status: 0,
    stdout: Buffer.from('./a\0'.repeat(count)),
    stderr: Buffer.alloc(0),
  })
  assert.is(parse(answer(200_000)).length, 200_000)
  assert.throws(() => parse(answer(200_001)), /more than 200000 files are below `\/srv`/)
})

test('other work runs in between while many items are processed', async () => {
  let turns = 0
  const turn = (): void => {
    turns += 1
    if (turns < 3) setImmediate(turn)
  }
  setImmediate(turn)
  // A limit, so that the test ends even if they never run.
  const end = performance.now() + 30_000
  function* untilTurns(): Generator<number> {
    while (turns < 3 && performance.now() < end) yield turns
  }
  await eachInSlices(untilTurns(), () => {})
  assert.is(turns, 3)
})

for (const [text, bytes] of [
  ['0', 0],
  ['10G', 10 * 1024 ** 3],
  ['1.5 MB', 1.5 * 1024 ** 2],
  ['3kib', 3072],
  ['700', 700],
  ['x', undefined],
  ['-1', undefined],
  ['1e9', undefined],
  ['9999999T', undefined],
  ['', undefined],
] as const) {
  test(`\`${text}\` is ${bytes} bytes`, () => assert.is(parseSize(text), bytes))
}

test('sizes are formatted with units', () => {
  assert.equal([0, 1, 1023, 1024, 1536, 10 * 1024 ** 3].map(showSize), [
    '0 B',
    '1 B',
    '1023 B',
    '1 KB',
    '1.5 KB',
    '10 GB',
  ])
})

test.run()
