import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Unknown } from '../../src/values/unknown.ts'
import { controllerScope, failureIn } from '../kit/controller-scope.ts'

test('a command runs in the folder of the playbook, without input, and its output has no white space at the end', () => {
  const { folder, render } = controllerScope()
  assert.is(render('{{pipe "pwd; cat; echo"}}'), folder)
  assert.is(render('pipe("echo a; echo \\"é\\"")', '!expr'), 'a\né')
})

test('a command that fails is an error with what it said last', () => {
  const { folder, render } = controllerScope()
  assert.is(
    failureIn(folder, () => render('{{pipe "echo out; echo one >&2; echo two >&2; exit 3"}}')),
    'FOLDER/site.yml:1:1: the command of `pipe`, `echo out; echo one >&2; echo two >&2; exit 3`, ended with exit code 3: two (run it manually in FOLDER to see why)',
  )
  assert.is(render('{{pipe "exit 1" errors="ignore"}}'), null)
})

test('a command runs once, and again after a task has changed something', () => {
  let changes = 0
  const { folder, render } = controllerScope({}, { changes: () => changes })
  const count = (): number => readFileSync(join(folder, 'runs'), 'utf8').length
  for (const _ of [1, 2, 3]) render('{{pipe "printf x >> runs"}}')
  assert.is(count(), 1)
  changes += 1
  render('{{pipe "printf x >> runs"}}')
  assert.is(count(), 2)
})

test('a command that failed, or was not run yet, is run the next time that a variable is needed', () => {
  let isRunning = false
  const { folder, scope } = controllerScope(
    {},
    { isRunning: () => isRunning, sources: { made: `{{pipe "cat made" errors='ignore'}}` } },
  )
  assert.instance(scope.get('made'), Unknown)
  isRunning = true
  assert.is(scope.get('made'), null)
  writeFileSync(join(folder, 'made'), 'now')
  assert.is(scope.get('made'), 'now')
})

test.run()
