import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { taskSources } from '../../src/report/task-sources.ts'

test('lines are numbered, without their common indentation', () => {
  const sources = taskSources()
  const lines = [
    '    - name: One',
    '      shell: |',
    '',
    '        first',
    '      when: x',
    '      tags: a',
    '      become: true',
  ]
  sources.note({ type: 'task.source', time: '', task: 'site.yml:7:7', line: 7, lines })
  assert.equal(sources.linesOf('site.yml:7:7'), [
    ' 7 | - name: One',
    ' 8 |   shell: |',
    ' 9 | ',
    '10 |     first',
    '11 |   when: x',
    '12 |   tags: a',
    '   | …',
  ])
  assert.equal(sources.linesOf('site.yml:1:1'), [])
})

test.run()
