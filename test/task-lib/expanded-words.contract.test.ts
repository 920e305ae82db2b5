import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/shell/quote.ts'
import { expandedWords, needExpansion } from '../../src/task-lib/expanded-words.ts'

const ROWS: readonly (readonly [word: string, expanded: string])[] = [
  ['$HOME', '/home/a b'],
  ['<${HOME}/x $HOME>', '</home/a b/x /home/a b>'],
  ['$NONE ${NONE}x', '$NONE ${NONE}x'],
  ['~', '/home/a b'],
  ['~/.x y', '/home/a b/.x y'],
  ['~root/$HOME', '/root//home/a b'],
  ['~no-such-user/x', '~no-such-user/x'],
  ['a~ $(id) `id` $1 $$ \\$HOME *', 'a~ $(id) `id` $1 $$ \\/home/a b *'],
  ['it\'s "$HOME"', 'it\'s "/home/a b"'],
  ['', ''],
]

for (const [word, expanded] of ROWS)
  test(`the word ${word} is expanded to ${expanded}`, () => {
    const { text } = sh`exec printf '[%s]' ${expandedWords([word, 'next'])}`
    const { stdout } = spawnSync('/bin/sh', ['-c', text], {
      env: { PATH: process.env.PATH, HOME: '/home/a b' },
    })
    assert.is(stdout.toString(), `[${expanded}][next]`)
  })

test('most words need no request for expansion', () => {
  assert.equal(
    ['a b', '$1', '5$', '~+', 'a~', '$(x)', '~x', '$x'].map(word => needExpansion([word])),
    [false, false, false, false, false, false, true, true],
  )
})

test.run()
