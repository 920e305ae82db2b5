import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runHerd } from '../kit/herd.ts'

const PIPE = '{{pipe "printf x >> runs; echo v1"}}'

const play = (rc: number, value: string): string => `- hosts: all
  vars: { v: '${PIPE}' }
  tasks:
    - act: { say: first, rc: ${rc} }
    - set: { key: a, value: '${value}' }
    - act: { say: '${value}' }
      when: ${value === '{{v}}' ? 'v == "v1"' : 'true'}
`

test('a `pipe` program runs when its task does, once for all hosts', async () => {
  for (const value of [PIPE, '{{v}}']) {
    const { data, folder } = await runHerd(play(0, value))
    assert.equal(
      ['node1', 'node2', 'node3'].map(name => data.get(name)?.get('a')),
      ['v1', 'v1', 'v1'],
    )
    assert.is(readFileSync(join(folder, 'runs'), 'utf8'), 'x')
  }
})

test('a `pipe` program does not run before the run or for a task that no host reaches', async () => {
  for (const value of [PIPE, '{{v}}', '{{vars.v}}']) {
    const { folder } = await runHerd(play(1, value))
    assert.not.ok(existsSync(join(folder, 'runs')), value)
  }
})

test('`pipe` programs also run in a dry run, so that their output is known', async () => {
  const { events, folder } = await runHerd(play(0, PIPE), { isCheckMode: true })
  assert.is(readFileSync(join(folder, 'runs'), 'utf8'), 'x')
  assert.ok(events.some(event => event.type === 'task.result' && event.status === 'changed'))
})

test.run()
