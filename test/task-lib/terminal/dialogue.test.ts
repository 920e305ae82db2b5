import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { promptAnswerer, type Response } from '../../../src/task-lib/terminal/dialogue.ts'

const ROWS: readonly {
  readonly title: string
  readonly responses: readonly Response[]
  readonly printed: readonly string[]
  readonly expects: readonly unknown[]
}[] = [
  {
    title: 'a prompt is found once all of it is in the output, and only once',
    responses: [{ prompt: '(?i)password:', answer: 'x' }],
    printed: ['Pass', 'word', ': ', 'done\r\n'],
    expects: [{ typed: [] }, { typed: [] }, { typed: ['x\n'] }, { typed: [] }],
  },
  {
    title: 'the match that begins first is answered first, and the search continues after it',
    responses: [
      { prompt: 'b', answer: '2' },
      { prompt: 'a|c', answer: ['1', '3'] },
    ],
    printed: ['a b b c'],
    expects: [{ typed: ['1\n', '2\n', '2\n', '3\n'] }],
  },
  {
    title: 'of two prompts that match at the same place, the first one is answered',
    responses: [
      { prompt: 'Name: ', answer: 'long' },
      { prompt: 'Name', answer: 'short' },
    ],
    printed: ['Name: '],
    expects: [{ typed: ['long\n'] }],
  },
  {
    title:
      'a dot matches line breaks, `$` matches the end of the output, and an answer ends with one line break',
    responses: [{ prompt: 'one.+two$', answer: 'a\nb\n\n' }],
    printed: ['one\r\n', 'two', ' three'],
    expects: [{ typed: [] }, { typed: ['a\nb\n'] }, { typed: [] }],
  },
  {
    title: 'a prompt without answers left is reported, after the earlier prompts are answered',
    responses: [{ prompt: '\\?', answer: ['a', ''] }],
    printed: ['? ?', '?'],
    expects: [{ typed: ['a\n', '\n'] }, { typed: [], exhausted: '\\?' }],
  },
]

for (const { title, responses, printed, expects } of ROWS)
  test(title, () => {
    assert.equal(printed.map(promptAnswerer(responses)), expects)
  })

test.run()
