import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { taskSource } from '../../../src/engine/steps/task-source.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-task-source-'))
test.after(() => rmSync(folder, { recursive: true }))

let count = 0
function sourceAt(text: string, line: number, column: number): readonly string[] {
  count += 1
  const file = join(folder, `${count}.yml`)
  writeFileSync(file, text)
  return taskSource({ file, line, column })
}

const PLAY = `- hosts: all
  tasks:
    - name: One
      command: "true"

    - name: Two
      shell: |
        first

        second
    # about the third
    - debug: {msg: hi}
`

test('a task is shown from its dash to the next one, with the numbers of its lines', () => {
  assert.equal(sourceAt(PLAY, 3, 7), ['3 | - name: One', '4 |   command: "true"'])
  assert.equal(sourceAt(PLAY, 6, 7), [
    ' 6 | - name: Two',
    ' 7 |   shell: |',
    ' 8 |     first',
    ' 9 | ',
    '10 |     second',
  ])
  assert.equal(sourceAt(PLAY, 12, 7), ['12 | - debug: {msg: hi}'])
})

test('of a long task the first lines are shown', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `  k${index}: 1`)
  assert.equal(sourceAt(['- name: Long', ...lines].join('\r\n'), 1, 3), [
    '1 | - name: Long',
    ...lines.slice(0, 5).map((line, index) => `${index + 2} | ${line}`),
    '  | …',
  ])
})

test('nothing is shown of what is encrypted, missing or not there any more', () => {
  assert.equal(sourceAt('$ANSIBLE_VAULT;1.1;AES256\n3132\n', 2, 1), [])
  assert.equal(sourceAt('- a\n', 7, 3), [])
  assert.equal(taskSource({ file: join(folder, 'none.yml'), line: 1, column: 1 }), [])
})

test.run()
