import { test } from 'uvu'
import * as assert from 'uvu/assert'
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

test.run()
