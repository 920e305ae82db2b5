import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, InputErrors } from '../../src/errors.ts'
import { type HerdOptions, type HerdRun, resultsOf, runHerd } from '../kit/herd.ts'

const FILES = {
  'roles/web/defaults/main.yml': 'port_of: 80',
  'roles/web/tasks/main.yml':
    '- { name: install, act: "web {{ port_of }}", tags: install }\n- act: "{{ role_name }}"',
  'roles/web/meta/main.yml': 'dependencies: [base]',
  'roles/base/tasks/main.yml': '- act: base',
  'roles/handles/tasks/main.yml': '- { set: { key: a, value: b }, notify: ["handles : restart", topic] }',
  'roles/handles/handlers/main.yml':
    '- { name: restart, act: restart of handles }\n- { name: l, listen: topic, act: "listens in {{ role_name }}" }',
}

function run(play: string, options: HerdOptions = {}): Promise<HerdRun> {
  return runHerd(`- hosts: node1\n${play}`, { ...options, files: { ...FILES, ...options.files } })
}

async function deedsOf(play: string, options: HerdOptions = {}): Promise<string[]> {
  const { deeds } = await run(play, options)
  return deeds.map(deed => deed.replace(/^node1: /, ''))
}

async function problemsOf(play: string, options: HerdOptions = {}): Promise<string[]> {
  try {
    await run(play, options)
  } catch (error) {
    if (error instanceof InputErrors) return error.errors.map(({ message }) => message)
    if (error instanceof InputError) return [error.message]
    throw error
  }
  return []
}

const TWICE = `  roles: [web, { role: web, port_of: 81 }]\n  tasks: [{ include_role: { name: web } }]`

test('a dependency runs once, a role once per set of params, and an include each time', async () => {
  const expected = ['base', 'web 80', 'web', 'web 81', 'web', 'web 80', 'web']
  for (const looksAhead of [true, false]) assert.equal(await deedsOf(TWICE, { looksAhead }), expected)
})

test('a dry run reports the same tasks as a run', async () => {
  const [dry, real] = await Promise.all([run(TWICE, { isCheckMode: true }), run(TWICE)])
  const named = (found: HerdRun): string[] => resultsOf(found).map(line => line.replace(/ \w+ /, ' '))
  assert.equal(named(dry), named(real))
})

test('tags and `--start-at-task` select tasks of roles, by name with or without the role', async () => {
  assert.equal(await deedsOf('  roles: [web]', { tags: ['install'] }), ['web 80'])
  assert.equal(await deedsOf('  roles: [{ role: web, tags: w }, base]', { tags: ['w'] }), [
    'base',
    'web 80',
    'web',
  ])
  for (const startAtTask of ['install', 'web : install', 'web : inst*'])
    assert.equal(await deedsOf('  roles: [web]', { startAtTask }), ['web 80', 'web'])
})

test('tags select an `include_role`, and `apply` adds them to the tasks of the role', async () => {
  const include = (more: string): string => `  tasks: [{ include_role: { name: web${more} }, tags: install }]`
  assert.equal(await deedsOf(include(''), { tags: ['install'] }), ['web 80'])
  assert.equal(await deedsOf(include(', apply: { tags: install }'), { tags: ['install'] }), [
    'base',
    'web 80',
    'web',
  ])
})

test('results name the role of a task', async () => {
  assert.equal(resultsOf(await run('  roles: [web]')), [
    'node1 changed base : act',
    'node1 changed web : install',
    'node1 changed web : act',
  ])
})

test('handlers of an included role can be notified', async () => {
  assert.equal(await deedsOf('  tasks: [{ include_role: { name: handles } }]'), [
    'set a=b',
    'restart of handles',
    'listens in handles',
  ])
})

test('errors in an included role stop the run before any host is contacted', async () => {
  const tasks = (what: string): string => `  tasks:\n    - include_role: ${what}`
  assert.equal(await problemsOf(tasks('{ name: wep }')), ['there is no role `wep`'])
  assert.equal(await problemsOf(tasks('{ name: web, tasks_from: x }')), [
    'the role `web` has no file `tasks/x`',
  ])
  assert.equal(
    await problemsOf(tasks('{ name: broken }'), {
      files: { 'roles/broken/tasks/main.yml': '- act: "{{ absent }}"' },
    }),
    ['there is no variable `absent`'],
  )
})

test('a role whose name only the run knows is read during the run', async () => {
  const tasks = '    - { set_fact: { which: "{{ r.stdout }}" } }\n    - include_role: { name: "{{ which }}" }'
  assert.equal(
    (await run(`  tasks:\n    - { act: base, register: r }\n${tasks}`)).deeds.map(deed =>
      deed.replace('node1: ', ''),
    ),
    ['base', 'base'],
  )
})

test('with `public`, an include exports its variables to later tasks, otherwise not', async () => {
  const shown = '    - act: "{{default port_of 0}}"'
  assert.equal(await deedsOf(`  tasks:\n    - include_role: { name: web }\n${shown}`), [
    'base',
    'web 80',
    'web',
    '0',
  ])
  assert.equal(await deedsOf(`  tasks:\n    - include_role: { name: web, public: yes }\n${shown}`), [
    'base',
    'web 80',
    'web',
    '80',
  ])
})

test('a role default has lower precedence than the inventory, whatever its name', async () => {
  const files = {
    'roles/names/defaults/main.yml': 'address: default\nproject_dir: default\nplain: default',
    'roles/names/tasks/main.yml': '- act: "{{ address }} {{ project_dir }} {{ plain }}"',
  }
  assert.equal(await deedsOf('  roles: [names]', { files }), ['default default default'])
  const inventory = 'web: { hosts: { node1: { address: inv, project_dir: inv, plain: inv } } }'
  assert.equal(await deedsOf('  roles: [names]', { files, inventory }), ['inv inv inv'])
})

test.run()
