import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { describeTaskType } from '../../src/doc/task-type.ts'
import { openTaskFolders } from '../../src/load-task-types.ts'

test('every task type describes its outputs, each with a sentence', async () => {
  const types = openTaskFolders([])
  const faults: string[] = []
  for (const name of types.names) {
    const { outputs } = await types.load(name)
    if (outputs === undefined) faults.push(name)
    for (const [key, about] of Object.entries(outputs ?? {}))
      if (!/^\S.*\.$/s.test(about)) faults.push(`${name}.${key}`)
  }
  assert.equal(faults, [])
})

test('every composed task type describes its results, and no other task type does', async () => {
  const types = openTaskFolders([])
  const composed: string[] = []
  const described: string[] = []
  for (const name of types.names) {
    const type = await types.load(name)
    if ('expand' in type) composed.push(name)
    const { outputs } = describeTaskType(name, type)
    if (outputs.some(({ name, about }) => name === 'results' && about.includes('tasks that it consists of')))
      described.push(name)
  }
  assert.ok(composed.includes('package'))
  assert.equal(described, composed)
})

test.run()
