import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../src/engine/state/events.ts'
import { quoteSources } from '../../src/report/quote-sources.ts'
import { taskSource } from '../../src/report/task-source.ts'
import { result } from '../kit/events.ts'
import { scratch } from '../kit/local-session.ts'

const { path, remove } = scratch()
test.after(remove)
const file = join(path, 'a:1 site.yml')

function quoted(text: string, place: string): readonly string[] | undefined {
  writeFileSync(file, text)
  return taskSource(`${file}:${place}`)?.lines
}

const PLAY = `- hosts: all
  tasks:
    - name: one
      copy:
        dest: /a

        content: x

    # next
    - debug: {}
`

const rows: [what: string, text: string, place: string, expected: readonly string[] | undefined][] = [
  [
    'the lines of a task end before the next task',
    PLAY,
    '3:7',
    ['    - name: one', '      copy:', '        dest: /a', '', '        content: x'],
  ],
  ['the last task ends at the end of the file', PLAY, '10:7', ['    - debug: {}']],
  ['a place after the end of the file is not quoted', PLAY, '99:7', undefined],
  [
    'values that may be secret are hidden',
    '- x:\n    password: hunter2\n    api_token: "t"\n    db_password: "{{ db }}"\n    key: !secret abc\n    cmd: a --password=b c\n',
    '1:3',
    [
      '- x:',
      '    password: ***',
      '    api_token: ***',
      '    db_password: "{{ db }}"',
      '    key: !secret ***',
      '    cmd: a --password=***',
    ],
  ],
  [
    'a long task is shortened',
    `- x:\n${'    y\n'.repeat(40)}`,
    '1:3',
    ['- x:', ...Array(19).fill('    y'), '…'],
  ],
  ['a file with control characters is not quoted', '- x: "\u001b[2J"\n', '1:3', undefined],
]

for (const [what, text, place, expected] of rows)
  test(what, () => {
    assert.equal(quoted(text, place), expected)
  })

test('a place that is not in a file has no lines', () => {
  assert.is(taskSource('the command line:1:1'), undefined)
  assert.is(taskSource('-'), undefined)
})

test('a task is quoted once, before its first failure, unless its results are hidden', () => {
  writeFileSync(file, PLAY)
  const received: RunEvent[] = []
  const reporter = quoteSources({ event: event => received.push(event), close: async () => {} })
  const task = `${file}:10:7`
  reporter.event(result('a', { task }))
  reporter.event(result('a', { task, status: 'failed', isHidden: true }))
  reporter.event(result('b', { task, status: 'failed' }))
  reporter.event(result('c', { task, status: 'failed' }))
  assert.equal(
    received.map(({ type }) => type),
    ['task.result', 'task.result', 'task.source', 'task.result', 'task.result'],
  )
})

test.run()
