import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutLineBreaks } from '../../src/base/line-breaks.ts'
import { withinTime } from '../../src/base/time-limit.ts'
import { InputError } from '../../src/errors.ts'
import { REGEX_HELPERS } from '../../src/functions/regexes.ts'
import { commandOutputs } from '../../src/task-lib/commands.ts'
import { editLines, type LineEdit } from '../../src/task-lib/text/edit-lines.ts'
import { Masks } from '../../src/values/secret.ts'

// Text of a host could make these operations slow: each either stops at a time limit or takes linear time. Otherwise each would take hours.

const MANY = 3_000_000
const EDIT: LineEdit = { state: 'present', line: 'x', backrefs: false, firstmatch: false }

test('work that ends within the time limit returns its result or throws its own error', () => {
  assert.is(
    withinTime('it', () => withinTime('that', () => 1) + 1),
    2,
  )
  const error = new TypeError('its own')
  assert.throws(
    () =>
      withinTime('it', () => {
        throw error
      }),
    (thrown: unknown) => thrown === error,
  )
})

test('work that does not end is stopped with an error, and later work still runs', () => {
  assert.throws(
    () => withinTime('the wait', () => /^(a+)+$/.test(`${'a'.repeat(60)}!`), 50),
    (error: Error) =>
      error instanceof InputError && error.message === 'the wait took longer than 0.05 s and was stopped',
  )
  assert.is(
    withinTime('the next', () => 'done'),
    'done',
  )
})

test('a slow regular expression from a user on text from a host is stopped', () => {
  const text = `${' '.repeat(MANY)}x\n`
  assert.throws(() => editLines(text, { ...EDIT, regexp: '\\s+$' }), /the edit of lines took longer than 3 s/)
  assert.throws(
    () =>
      REGEX_HELPERS.regex_replace?.call(
        [`${'a'.repeat(60)}!`, '^(a+)+$', ''].map(value => () => value),
        'nothing',
      ),
    /`regex_replace` took longer than 3 s/,
  )
})

test('removes all line breaks at the end of a text and no others, in linear time', () => {
  const breaks = '\r\n'.repeat(MANY)
  assert.is(withoutLineBreaks(`a${breaks}`), 'a')
  assert.is(withoutLineBreaks(`${breaks}b`), `${breaks}b`)
  assert.is(withoutLineBreaks(breaks), '')
  assert.is(withoutLineBreaks(''), '')
  const answer = { status: 0, stdout: Buffer.from(`${breaks}b\n`), stderr: Buffer.alloc(0) }
  assert.is(String(commandOutputs(answer).stdout).length, breaks.length + 1)
})

test('a line with many carriage returns is compared unchanged, in linear time', () => {
  const text = `${'\r'.repeat(MANY)}b\n`
  assert.is(editLines(text, EDIT).text, `${text}x\n`)
})

test('a secret is found in a long text full of its first letters, in linear time', () => {
  const masks = new Masks()
  for (const secret of ['aaaaab', 'a.*c(d', '…-…-…-…', '\\n[x]']) masks.add(secret)
  const noise = 'aaaa'.repeat(MANY / 10)
  assert.is(masks.mask(`${noise}aaaaabxa.*c(d${noise}\\n[x]`), `${noise}***x***${noise}***`)
})

test.run()
