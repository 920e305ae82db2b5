import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { answerIn } from '../src/ask-steps.ts'

test('a prompt accepts a letter or a word, an empty answer means no, and anything else is invalid', () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['', 'no'],
    ['n', 'no'],
    ['NO', 'no'],
    ['y', 'yes'],
    [' Yes ', 'yes'],
    ['c', 'continue'],
    ['continue', 'continue'],
    ['ye', undefined],
    ['yes please', undefined],
  ]
  for (const [line, answer] of rows) assert.is(answerIn(line), answer, line)
})

test.run()
