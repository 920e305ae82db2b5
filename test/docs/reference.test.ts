import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { taskReference } from '../../docs/reference.ts'
import { openTaskFolders } from '../../src/load-task-types.ts'

test('docs/tasks.md is up to date with the task types', async () => {
  assert.is(readFileSync('docs/tasks.md', 'utf8'), await taskReference())
})

test('every task type has a summary of one sentence, an example, and params with a description', async () => {
  const types = openTaskFolders([])
  const lacking: string[] = []
  for (const name of types.names) {
    const type = await types.load(name)
    if (!/^[A-Z`].*\.$/.test(type.summary)) lacking.push(`${name}: summary`)
    if (!new RegExp(`^\\s*(- )?(\\w+:.*\\n\\s*)*${name}:`, 'm').test(type.example))
      lacking.push(`${name}: example`)
    for (const [param, schema] of Object.entries(type.params.shape)) {
      if (!(schema as { description?: string }).description) lacking.push(`${name}.${param}: description`)
    }
  }
  assert.equal(lacking, [])
})

test.run()
