import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../../src/base/float.ts'
import { type Bound, bindParams } from '../../../src/engine/check/bind.ts'
import { InputError, InputErrors } from '../../../src/errors.ts'
import { Scope } from '../../../src/evaluation/scope.ts'
import { openTaskFolders } from '../../../src/load-task-types.ts'
import { Unknown } from '../../../src/values/unknown.ts'
import { parseYaml } from '../../../src/yaml/load.ts'
import type { Dialect } from '../../../src/yaml/reading.ts'

const types = openTaskFolders([])
const scope = Scope.of([
  new Map([
    ['later', { value: new Unknown('a task that has not run yet') }],
    ['nothing', { value: null }],
  ]),
])

/** Binds the params of a task of this type. */
async function bind(name: string, text: string, dialect: Dialect = 'ansible'): Promise<Bound> {
  const source = parseYaml(text, 'x.yml', dialect)
  if (!source) throw new Error('no params')
  return bindParams(name, await types.load(name), source, scope)
}

/** Binds params that are all known. */
async function paramsOf(name: string, text: string, dialect?: Dialect): Promise<Record<string, unknown>> {
  const bound = await bind(name, text, dialect)
  if ('unknown' in bound) throw bound.unknown
  return bound.params
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

test('a rule about several params is not checked while one of them is unknown', async () => {
  for (const text of [
    '{service: "{{ later }}", zone: public, state: enabled}',
    '{rich_rule: "{{ later }}", zone: "{{ nothing }}", state: enabled}',
  ])
    assert.ok('unknown' in (await bind('firewalld', text)), text)
})

test('a rule about several params is checked if all are known, and an invalid param is refused at once', async () => {
  assert.ok(await isRefused('firewalld', '{zone: public, state: enabled}'))
  assert.ok(await isRefused('firewalld', '{service: "{{ later }}", state: opened}'))
})

test('conditions after the first false one are not evaluated', async () => {
  const bound = await bind('assert', '{that: [no_such_name is defined, no_such_name | length > 0]}')
  assert.ok('params' in bound)
  assert.equal(bound.params.that, [{ text: 'no_such_name is defined', value: false }])
})

for (const dialect of ['ansible', 'drover'] as const) {
  test(`floats are text for params that take text, and numbers for others: ${dialect}`, async () => {
    const { line, mode } = await paramsOf('lineinfile', '{path: /etc/x, line: 1.0, mode: 600}', dialect)
    assert.equal([line, mode], ['1.0', '0600'])
    assert.is((await paramsOf('pause', '{seconds: 2.0}', dialect)).seconds, 2)
  })

  test(`task types that pass values on keep floats: ${dialect}`, async () => {
    const params = await paramsOf('set_fact', '{x: 1.0, y: [2.0, {z: 3}]}', dialect)
    assert.equal(params, { cacheable: false, x: new Float(1), y: [new Float(2), { z: 3 }] })
  })
}

test('other task types get nested floats as numbers', async () => {
  const { positional_args: values } = await paramsOf('postgresql_query', '{query: x, positional_args: [1.0]}')
  assert.equal(values, [1])
})

test('in the dialect of Ansible, a param that only takes text gets a float as its text', async () => {
  const text = '{path: /etc/x, regexp: 1.0, replace: y}'
  assert.is((await paramsOf('replace', text)).regexp, '1.0')
})

test('a template of all params gives those that the task does not set itself', async () => {
  const text = `{path: /own, _variable_params: "{{ {'path': '/other', 'state': 'touch'} }}"}`
  const { path, state } = await paramsOf('file', text)
  assert.equal({ path, state }, { path: '/own', state: 'touch' })
})

test('no param is missing if such a template is unknown', async () => {
  assert.ok('unknown' in (await bind('file', '{_variable_params: "{{ later }}"}')))
})

test('such a template is refused if it gives no map, or unknown params', async () => {
  assert.ok(await isRefused('file', `{_variable_params: "{{ {'path': '/x', 'colour': 'red'} }}"}`))
  try {
    await bind('file', '{_variable_params: "{{ [1] }}"}')
    assert.unreachable()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    assert.is(error.message, '`file` takes its params as a map, got a list')
    assert.is(error.ansibleMessage, "invalid or malformed argument: '[1]'")
  }
})

test.run()
