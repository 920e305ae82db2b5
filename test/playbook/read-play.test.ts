import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadPlaybook } from '../../src/playbook/load.ts'
import { folderOf, plain, problemsOf } from '../kit/project-files.ts'

const known = { taskTypes: ['command', 'user'] }

const wrong: [keywords: string, expected: string[]][] = [
  ['becom: true', ['x.yml:2:3 a play has no keyword `becom` (did you mean `become`?)']],
  [
    'fact_path: /x\n  collections: [x]\n  gather_subset: [min]',
    [
      'x.yml:2:3 `fact_path` is an Ansible keyword that Drover does not have (remove it; facts that a host keeps itself are in `/etc/ansible/facts.d`)',
    ],
  ],
  [
    'when: x',
    [
      'x.yml:2:3 a play has no `when` (choose hosts with `hosts:`, or put the tasks in a `block` that has the `when`)',
    ],
  ],
  [
    'strategy: fre',
    ['x.yml:2:13 `strategy` must be one of `linear`, `free`, `host_pinned`, `debug`, got `fre`'],
  ],
  [
    'order: random',
    [
      'x.yml:2:10 `order` must be one of `inventory`, `sorted`, `reverse_sorted`, `reverse_inventory`, `shuffle`, got `random`',
    ],
  ],
  [
    'serial: few',
    [
      'x.yml:2:11 `serial` must be a number of hosts or a percentage, got `few` (such as `1`, `"30%"`, or a list of them)',
    ],
  ],
  [
    'serial: [1, -2]',
    [
      'x.yml:2:15 `serial` must be a number of hosts or a percentage, got `-2` (such as `1`, `"30%"`, or a list of them)',
    ],
  ],
  ['serial: {a: 1}', ['x.yml:2:11 `serial` must be a list, got a map']],
  ['gather_facts: smart', ['x.yml:2:17 `gather_facts` must be true or false, got `smart`']],
  ['max_fail_percentage: some', ['x.yml:2:24 `max_fail_percentage` must be a number, got `some`']],
  ['vars_files: {a: 1}', ['x.yml:2:15 `vars_files` must be text, got a map']],
  [
    'vars: {1a: 1}',
    [
      'x.yml:2:10 `1a` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `v1a`)',
    ],
  ],
  ['tasks: {command: x}', ['x.yml:2:10 expected a list of tasks, got a map (begin each task with `- `)']],
  ['tasks: command', ['x.yml:2:10 expected a list of tasks, got `command`']],
  ['user: a\n  remote_user: b', ['x.yml:3:3 `user` and `remote_user` are the same']],
  ['port: ssh', ['x.yml:2:9 `port` must be a number, got `ssh`']],
  [
    'delegate_to: x',
    [
      'x.yml:2:3 a play has no keyword `delegate_to` (its keywords are name, hosts, vars, vars_files, vars_prompt, gather_facts, serial, strategy, order, max_fail_percentage, force_handlers, pre_tasks, tasks, post_tasks, handlers, roles, tags, environment, module_defaults, become, become_user, become_method, become_flags, connection, remote_user, user, port, run_once, no_log, ignore_errors, ignore_unreachable, any_errors_fatal, check_mode, diff, throttle, timeout)',
    ],
  ],
  [
    'become: maybe\n  tasks:\n    - comand: x',
    [
      'x.yml:2:11 `become` must be true or false, got `maybe`',
      'x.yml:4:7 `comand` is neither a task type nor a keyword (did you mean `command`?)',
    ],
  ],
]

for (const [keywords, expected] of wrong) {
  test(`${JSON.stringify(keywords)} on a play is refused`, () => {
    const folder = folderOf({ 'x.yml': `- hosts: all\n  ${keywords}\n` })
    assert.equal(
      problemsOf(() => loadPlaybook(join(folder, 'x.yml'), known), folder),
      expected,
    )
  })
}

const hint = ' (such as `hosts: all`)'

const hosts: [text: string, expected: unknown][] = [
  ['all', 'all'],
  ['[web, "!web1"]', 'web,!web1'],
  ['"{{ target }}"', '{{ target }}'],
  ['', [`x.yml:1:10 \`hosts\` must be a host pattern or a list of them, got nothing${hint}`]],
  ['""', [`x.yml:1:10 \`hosts\` must be a host pattern or a list of them, got \`\`${hint}`]],
  ['[]', [`x.yml:1:10 \`hosts\` must be a host pattern or a list of them, got a list${hint}`]],
  ['{a: 1}', [`x.yml:1:10 \`hosts\` must be a host pattern or a list of them, got a map${hint}`]],
  ['[{a: 1}]', ['x.yml:1:11 `hosts` must be text, got a map']],
]

for (const [text, expected] of hosts) {
  test(`hosts: ${text} is ${JSON.stringify(expected)}`, () => {
    const folder = folderOf({ 'x.yml': `- hosts: ${text}\n` })
    const load = () => loadPlaybook(join(folder, 'x.yml'), known).plays[0]?.hosts
    if (Array.isArray(expected)) assert.equal(problemsOf(load, folder), expected)
    else assert.equal(plain(load()), expected)
  })
}

test('`serial` and `vars_files` take one value or a list, also with templates', () => {
  const text =
    '- hosts: all\n  serial: "{{ batch }}"\n  vars_files: a.yml\n- hosts: all\n  serial: 2\n  vars_files:\n'
  const folder = folderOf({ 'x.yml': text })
  const { plays } = loadPlaybook(join(folder, 'x.yml'), known)
  assert.equal(
    plays.map(play => [play.serial.map(plain), play.varsFiles.map(plain)]),
    [
      [['{{ batch }}'], ['a.yml']],
      [[2], []],
    ],
  )
})

test.run()
