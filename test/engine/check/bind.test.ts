import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bound, bindParams } from '../../../src/engine/check/bind.ts'
import { InputErrors } from '../../../src/errors.ts'
import { Scope } from '../../../src/evaluation/scope.ts'
import { openTaskFolders } from '../../../src/load-task-types.ts'
import { Unknown } from '../../../src/values/unknown.ts'
import { parseYaml } from '../../../src/yaml/load.ts'

const types = openTaskFolders([])
const scope = Scope.of([
  new Map([
    ['later', { value: new Unknown('a task that has not run yet') }],
    ['nothing', { value: null }],
  ]),
])

/** The params of a task of this type, in Ansible's dialect. */
async function bind(name: string, text: string): Promise<Bound> {
  const source = parseYaml(text, 'x.yml', 'ansible')
  if (!source) throw new Error('no params')
  return bindParams(name, await types.load(name), source, scope)
}

async function isRefused(name: string, text: string): Promise<boolean> {
  try {
    await bind(name, text)
    return false
  } catch (error) {
    if (error instanceof InputErrors) return true
    throw error
  }
}

test('a rule over several params is not checked while one of them is unknown', async () => {
  for (const text of [
    '{service: "{{ later }}", zone: public, state: enabled}',
    '{rich_rule: "{{ later }}", zone: "{{ nothing }}", state: enabled}',
  ])
    assert.ok('unknown' in (await bind('firewalld', text)), text)
})

test('it is checked if all are known, and a param that is wrong by itself is refused at once', async () => {
  assert.ok(await isRefused('firewalld', '{zone: public, state: enabled}'))
  assert.ok(await isRefused('firewalld', '{service: "{{ later }}", state: opened}'))
})

test('conditions after the first that is false are not evaluated', async () => {
  const bound = await bind('assert', '{that: [no_such_name is defined, no_such_name | length > 0]}')
  assert.ok('params' in bound)
  assert.equal(bound.params.that, [{ text: 'no_such_name is defined', value: false }])
})

test.run()
