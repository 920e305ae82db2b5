import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputErrors } from '../../src/errors.ts'
import { type HerdOptions, resultsOf, runHerd } from '../kit/herd.ts'

const FILES = {
  'files/a.txt': 'of the playbook\n',
  'files/b.txt': 'b of the playbook',
  'templates/item.txt': 'item {{item}} of {{inventory_hostname}}',
  'roles/r/files/a.txt': 'of the role',
  'roles/r/tasks/main.yml': '- act: \'{{file "a.txt"}}, {{file "b.txt"}}\'\n- include_tasks: more.yml',
  'roles/r/tasks/more.yml': "- act: '{{last ansible_search_path}}'",
  'sub/near.txt': 'near the tasks',
  'sub/tasks.yml': '- act: \'{{file "near.txt"}} {{shared}}\'',
}

async function deedsOf(tasks: string, options: HerdOptions = {}): Promise<string[]> {
  const { deeds, folder } = await runHerd(`- hosts: node1\n${tasks}`, {
    ...options,
    files: { ...FILES, ...options.files },
  })
  return deeds.map(deed => deed.replace(/^node1: /, '').replaceAll(folder, 'FOLDER'))
}

async function problemsOf(tasks: string, options: HerdOptions = {}): Promise<string[]> {
  try {
    await deedsOf(tasks, options)
    return []
  } catch (error) {
    assert.instance(error, InputErrors)
    return (error as InputErrors).errors.map(
      ({ message, place }) => `${place?.line}:${place?.column} ${message}`,
    )
  }
}

test('`file` searches the role first, then the playbook; an included task file searches its own folder first', async () => {
  assert.equal(await deedsOf('  tasks: [{ include_role: { name: r } }, { act: \'{{file "a.txt"}}\' }]'), [
    'of the role, b of the playbook',
    'FOLDER',
    'of the playbook',
  ])
  const tasks = `  vars: { shared: '{{file "a.txt"}}' }
  tasks:
    - act: '{{shared}}'
    - include_tasks: sub/tasks.yml
`
  assert.equal(await deedsOf(tasks), ['of the playbook', 'near the tasks of the playbook'])
})

test('a missing file of `file` or `template` is refused before the run', async () => {
  assert.equal(await problemsOf('  tasks:\n    - act: \'{{file "none.txt"}}\'\n'), [
    '3:13 `file` finds no file `none.txt`',
  ])
  assert.equal(await problemsOf('  tasks:\n    - act: x\n      when: file("none.txt") == \'\'\n'), [
    '4:13 `file` finds no file `none.txt`\n  file("none.txt") == \'\'\n  ^',
  ])
  assert.equal(
    await problemsOf("  vars: { f: '{{template \"none.txt\"}}' }\n  tasks: [{ act: x }, { act: '{{f}}' }]"),
    ['2:15 `template` finds no file `none.txt`'],
  )
})

test('a missing file that an earlier task may create is not refused', async () => {
  const tasks = `  tasks:
    - { act: makes it, delegate_to: localhost }
    - act: '{{file "none.txt"}}'
`
  const run = await runHerd(`- hosts: node1\n${tasks}`, { files: FILES })
  assert.equal(
    resultsOf(run).map(result => result.split(' ')[1]),
    ['changed', 'failed'],
  )
  const dry = await runHerd(`- hosts: node1\n${tasks}`, { files: FILES, isCheckMode: true })
  assert.equal(
    resultsOf(dry).map(result => result.split(' ')[1]),
    ['changed', 'unknown'],
  )
})

test('a template in a variable sees the item of each loop', async () => {
  const tasks = `  vars: { t: '{{template "item.txt"}}', name_of: value, value: 7, v: '{{vars name_of}}' }
  tasks:
    - { act: '{{t}}', loop: [1, 2] }
    - { act: '{{v}}', loop: [8, 9], loop_control: { loop_var: value } }
`
  assert.equal(await deedsOf(tasks), ['item 1 of node1', 'item 2 of node1', '8', '9'])
})

test('`password` generates a password once for all hosts, when its task runs', async () => {
  const play = (rc: number, value: string): string => `- hosts: all
  vars: { p: '{{password "pw/shared"}}' }
  tasks:
    - act: { say: first, rc: ${rc} }
    - set: { key: a, value: '${value}' }
`
  const { data, folder } = await runHerd(play(0, '{{password "pw/shared"}}'))
  const password = readFileSync(join(folder, 'pw/shared'), 'utf8').trimEnd()
  assert.is(password.length, 20)
  assert.is(statSync(join(folder, 'pw/shared')).mode & 0o777, 0o600)
  assert.equal(
    ['node1', 'node2', 'node3'].map(name => data.get(name)?.get('a')),
    [password, password, password],
  )
  for (const value of ['{{password "pw/shared"}}', '{{p}}', '{{vars.p}}']) {
    const stopped = await runHerd(play(1, value))
    assert.not.ok(existsSync(join(stopped.folder, 'pw')), value)
  }
})

test('a dry run generates no password, and tasks that need it are unknown', async () => {
  const run = await runHerd('- hosts: node1\n  tasks: [{ set: { key: a, value: \'{{password "pw"}}\' } }]', {
    isCheckMode: true,
  })
  assert.not.ok(existsSync(join(run.folder, 'pw')))
  assert.equal(
    resultsOf(run).map(result => result.split(' ')[1]),
    ['unknown'],
  )
})

test('a file that a task has changed is read again, also through a variable', async () => {
  const files = { 'files/a.txt': 'one' }
  const tasks = `  vars: { f: '{{file "a.txt"}}' }
  tasks:
    - act: '{{f}}'
    - set_fact: { kept: '{{f}}' }
    - act: '{{kept}} {{f}}'
`
  assert.equal(await deedsOf(tasks, { files }), ['one', 'one one'])
})

test.run()
