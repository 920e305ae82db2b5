import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { apiModules, apiReference } from '../../docs/api-reference.ts'

test('docs/api.md is up to date with the docstrings', () => {
  assert.is(readFileSync('docs/api.md', 'utf8'), apiReference())
})

test('all exports for authors have a docstring, and the page shows no function bodies', () => {
  const modules = apiModules()
  assert.equal(
    modules.map(({ name }) => name),
    ['drover', 'drover/task', 'drover/inventory', 'drover/playbook', 'drover/testing'],
  )
  for (const { name, entries } of modules) {
    assert.ok(entries.length >= 5, name)
    assert.equal(
      entries.filter(({ text }) => !/^[A-Z`].*\./s.test(text)).map(entry => entry.name),
      [],
    )
    assert.equal(
      entries.filter(({ signature }) => /^ *(return|const|if)\b/m.test(signature)).map(entry => entry.name),
      [],
    )
  }
})

test('an interface shows the fields that it inherits from one that is not exported', () => {
  const entries = apiModules().flatMap(module => module.entries)
  const signature = entries.find(({ name }) => name === 'StateTaskType')?.signature ?? ''
  assert.match(signature, /^interface StateTaskType<S extends z\.ZodObject = z\.ZodObject, D = unknown> \{\n/)
  for (const field of ['summary', 'params', 'readsExternalState', 'check'])
    assert.match(signature, ` ${field}`)
})

test.run()
