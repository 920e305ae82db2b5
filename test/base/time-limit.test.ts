import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutLineBreaks } from '../../src/base/line-breaks.ts'
import { withinTime } from '../../src/base/time-limit.ts'
import { InputError } from '../../src/errors.ts'
import { REGEX_HELPERS } from '../../src/functions/regexes.ts'
import { commandOutputs } from '../../src/task-lib/commands.ts'
import { editLines, type LineEdit } from '../../src/task-lib/text/edit-lines.ts'
import { Masks } from '../../src/values/secret.ts'

// What a host's text can make long ends, or takes no longer than its length. Without, each of these takes hours.

const MANY = 3_000_000
const EDIT: LineEdit = { state: 'present', line: 'x', backrefs: false, firstmatch: false }

test('work within the time gives what it gives, and throws what it throws', () => {
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

test('work without an end is given up', () => {
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

test('a regular expression of a user over a text of a host is given up', () => {
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

test('line breaks at the end go, and no others, however many', () => {
  const breaks = '\r\n'.repeat(MANY)
  assert.is(withoutLineBreaks(`a${breaks}`), 'a')
  assert.is(withoutLineBreaks(`${breaks}b`), `${breaks}b`)
  assert.is(withoutLineBreaks(breaks), '')
  assert.is(withoutLineBreaks(''), '')
  const answer = { status: 0, stdout: Buffer.from(`${breaks}b\n`), stderr: Buffer.alloc(0) }
  assert.is(String(commandOutputs(answer).stdout).length, breaks.length + 1)
})

test('a line of carriage returns is compared as it is', () => {
  const text = `${'\r'.repeat(MANY)}b\n`
  assert.is(editLines(text, EDIT).text, `${text}x\n`)
})

test('a secret is found wherever its beginning is, in a text of any length', () => {
  const masks = new Masks()
  for (const secret of ['aaaaab', 'a.*c(d', '…-…-…-…', '\\n[x]']) masks.add(secret)
  const noise = 'aaaa'.repeat(MANY / 10)
  assert.is(masks.mask(`${noise}aaaaabxa.*c(d${noise}\\n[x]`), `${noise}***x***${noise}***`)
})

test.run()
