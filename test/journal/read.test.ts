import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import { floatJson } from '../../src/base/float-json.ts'
import { readRun } from '../../src/journal/read.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { scratch } from '../kit/local-session.ts'

const { path, remove } = scratch()
lendEnvironment('XDG_STATE_HOME')
test.before(() => {
  process.env.XDG_STATE_HOME = path
})
test.after(remove)

const HEAD = { type: 'journal', format: 'drover run 1', run: 'r', time: '', cwd: '/' }

function action(task: string, digest: string): object[] {
  const ref = { task, name: task, taskType: 'command', host: 'node1', action: digest }
  return [
    { type: 'apply.start', ...ref },
    { type: 'apply.end', ...ref, outputs: { rc: 0 } },
    { type: 'task.result', ...ref, status: 'changed', isIgnored: false, isRescued: false },
  ]
}

function told(...events: readonly object[]) {
  const folder = join(path, 'drover/runs')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(
    join(folder, 'r.ndjson'),
    [HEAD, ...events].map(event => `${JSON.stringify(event)}\n`).join(''),
  )
  const { resumeData, troubled } = readRun('r')
  return { actions: (resumeData.actions.node1 ?? []).map(({ digest }) => digest), troubled }
}

const started = { type: 'guard.start', host: 'node1' }
const ended = (isKept: boolean) => ({ type: 'guard.end', host: 'node1', isKept })

for (const [title, events, expected] of [
  [
    'that was confirmed are done',
    [started, ...action('2', 'b'), ended(true), ...action('3', 'c')],
    ['a', 'b', 'c'],
  ],
  ['that was rolled back must be repeated', [started, ...action('2', 'b'), ended(false)], ['a']],
  ['that was interrupted must be repeated', [started, ...action('2', 'b')], ['a']],
] as const) {
  test(`the actions of a guarded block ${title}`, () => {
    const { actions, troubled } = told(...action('1', 'a'), ...events)
    assert.equal(actions, expected)
    assert.equal(troubled, expected.length === 1 ? ['node1'] : [])
  })
}

test('floats in the outputs of an action are read back as floats', () => {
  const [started, ended, result] = action('t', 'd')
  const outputs = { version: new Float(1), count: 1, text: '1.0' }
  const lines = [HEAD, started, { ...ended, outputs }, result].map(line => `${floatJson(line)}\n`)
  writeFileSync(join(path, 'drover/runs/r.ndjson'), lines.join(''))
  const [past] = readRun('r').resumeData.actions.node1 ?? []
  assert.equal(past, { digest: 'd', kind: 'done', outputs })
})

test.run()
