import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runHerd } from '../kit/herd.ts'

/** Plays in which a user is named: whether that is refused, since nothing says `become`. */
const PLAYS: [what: string, play: string, isRefused: boolean, vars?: string][] = [
  ['a task alone', 'tasks: [{ act: x, become_user: app }]', true],
  ['a task that says so', 'tasks: [{ act: x, become: true, become_user: app }]', false],
  ['a task that says that it does not', 'tasks: [{ act: x, become: false, become_user: app }]', false],
  ['a task of a play that says so', 'become: true\n  tasks: [{ act: x, become_user: app }]', false],
  [
    'a task of a play whose variable says so',
    'become: "{{ b }}"\n  tasks: [{ act: x, become_user: app }]',
    false,
    'b: true',
  ],
  ['a task of a block', 'tasks: [{ block: [{ act: x }], become_user: app }]', true],
  [
    'a task of a block, with become of its own',
    'tasks: [{ block: [{ act: x, become: true }], become_user: app }]',
    false,
  ],
  ['a play of which no task says so', 'become_user: app\n  tasks: [{ act: x }]', true],
  [
    'a play of which one task says so',
    'become_user: app\n  tasks: [{ act: x }, { act: y, become: true }]',
    false,
  ],
  ['a play that brings in a file', 'become_user: app\n  tasks: [{ import_tasks: f.yml }]', false],
  ['what an include passes on', 'tasks: [{ include_tasks: f.yml, become_user: app }]', true],
  [
    'what an include gives its tasks',
    'tasks: [{ include_tasks: { file: f.yml, apply: { become_user: app } } }]',
    true,
  ],
  ['a host whose inventory says so', 'tasks: [{ act: x, become_user: app }]', false, 'ansible_become: true'],
  [
    'a host whose inventory says that it does not',
    'tasks: [{ act: x, become_user: app }]',
    false,
    'become: false',
  ],
  ['a task that is not run', 'tasks: [{ act: x, become_user: app, when: false }]', false],
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
