import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runHerd } from '../kit/herd.ts'

/** Plays with `become_user`, and whether they are refused because `become` is never set. */
const PLAYS: [what: string, play: string, isRefused: boolean, vars?: string][] = [
  ['a single task', 'tasks: [{ act: x, become_user: app }]', true],
  ['a task with become', 'tasks: [{ act: x, become: true, become_user: app }]', false],
  ['a task with `become: false`', 'tasks: [{ act: x, become: false, become_user: app }]', false],
  ['a task in a play with become', 'become: true\n  tasks: [{ act: x, become_user: app }]', false],
  [
    'a task in a play whose `become` is a variable',
    'become: "{{ b }}"\n  tasks: [{ act: x, become_user: app }]',
    false,
    'b: true',
  ],
  ['a task in a block', 'tasks: [{ block: [{ act: x }], become_user: app }]', true],
  [
    'a task in a block, with its own become',
    'tasks: [{ block: [{ act: x, become: true }], become_user: app }]',
    false,
  ],
  ['a play without become in any task', 'become_user: app\n  tasks: [{ act: x }]', true],
  [
    'a play with become in one task',
    'become_user: app\n  tasks: [{ act: x }, { act: y, become: true }]',
    false,
  ],
  ['a play that imports a file', 'become_user: app\n  tasks: [{ import_tasks: f.yml }]', false],
  ['an include that passes it on', 'tasks: [{ include_tasks: f.yml, become_user: app }]', true],
  [
    'tasks of an include with become',
    'tasks: [{ include_tasks: { file: f.yml, apply: { become_user: app } } }]',
    true,
  ],
  [
    'a host with become in the inventory',
    'tasks: [{ act: x, become_user: app }]',
    false,
    'ansible_become: true',
  ],
  [
    'a host with `become: false` in the inventory',
    'tasks: [{ act: x, become_user: app }]',
    false,
    'become: false',
  ],
  ['a task that is skipped', 'tasks: [{ act: x, become_user: app, when: false }]', false],
  ['a handler that may not run', 'tasks: []\n  handlers: [{ name: h, act: x, become_user: app }]', false],
]

for (const [what, play, isRefused, vars = ''] of PLAYS) {
  test(`become_user without become is ${isRefused ? '' : 'not '}refused before any host is contacted: ${what}`, async () => {
    const run = await runHerd(`- hosts: web\n  ${play}`, {
      files: { 'f.yml': '- act: inside' },
      inventory: `web: { hosts: { node1: { ${vars} } } }`,
    }).catch(error => String(error.message))
    if (isRefused) assert.is(run, '`become_user` has no effect without `become`')
    else assert.ok(typeof run !== 'string', String(run))
  })
}

test.run()
