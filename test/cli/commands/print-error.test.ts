import { Writable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { printError } from '../../../src/cli/commands/print-error.ts'
import { InputError } from '../../../src/errors.ts'
import { Masks } from '../../../src/values/secret.ts'

function printed(error: unknown): string {
  const masks = new Masks()
  masks.add('hunter22')
  let text = ''
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      text += chunk.toString()
      done()
    },
  })
  printError(error, stream, each => masks.mask(each))
  return text
}

test('an unexpected error keeps its stack trace, with secrets masked', () => {
  const text = printed(new TypeError('cannot read hunter22'))
  assert.match(text, /^internal error; please report it\nTypeError: cannot read \*\*\*\n {4}at /)
  assert.is(printed('hunter22').includes('hunter22'), false)
})

test('an expected error has secrets masked and control characters escaped', () => {
  const text = printed(new InputError('wrong: hunter22\u001b[2J', { hint: 'not hunter22\u009b' }))
  assert.is(text, 'error: wrong: ***\\x1b[2J\n  hint: not ***\\x9b\n')
})

test.run()
