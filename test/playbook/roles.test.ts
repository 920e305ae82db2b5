import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Source } from '../../src/errors.ts'
import { loadPlaybook } from '../../src/playbook/load.ts'
import { rolesPath } from '../../src/playbook/roles/find-role.ts'
import type { Step } from '../../src/playbook/steps.ts'
import { folderOf, plain, plainVars, problemsOf } from '../kit/project-files.ts'

const taskTypes = ['command', 'debug', 'meta']

/** The errors of `site.yml` among some files. */
function problemsIn(files: Readonly<Record<string, string>>, more: readonly string[] = []): string[] {
  const folder = folderOf(files)
  return problemsOf(
    () =>
      loadPlaybook(join(folder, 'site.yml'), {
        taskTypes,
        rolesPath: more.map(each => join(folder, each)),
        render: source => `RENDERED ${source.kind === 'scalar' ? source.value : ''}`,
      }),
    folder,
  )
}

/** Tasks as `ROLE TASK`. */
function outline(steps: readonly Step[]): string[] {
  return steps.flatMap(step => {
    if (step.kind === 'block') return outline(step.block)
    const params = step.kind === 'task' ? step.params : step.file
    return [`${step.role?.name ?? '-'} ${params.kind === 'scalar' ? String(params.value) : ''}`]
  })
}

const wrong: [what: string, files: Record<string, string>, expected: string[]][] = [
  [
    'an unknown role, with the nearest name and the folders that were searched',
    { 'site.yml': '- hosts: all\n  roles: [wep]', 'roles/web/tasks/main.yml': '' },
    ['site.yml:2:11 there is no role `wep` (did you mean `web`? looked in roles, more, FOLDER)'],
  ],
  [
    'a role that depends on itself by way of another',
    {
      'site.yml': '- hosts: all\n  roles: [a]',
      'roles/a/meta/main.yml': 'dependencies: [b]',
      'roles/b/meta/main.yml': 'dependencies: [{ role: a }]',
    },
    [
      'roles/b/meta/main.yml:1:24 circular roles: `a` → `b` → `a` (remove one of these roles from the `dependencies` or the tasks of another)',
    ],
  ],
  [
    'a role that imports itself',
    {
      'site.yml': '- hosts: all\n  roles: [a]',
      'roles/a/tasks/main.yml': '- import_role: { name: a }',
    },
    [
      'roles/a/tasks/main.yml:1:24 circular roles: `a` → `a` (remove one of these roles from the `dependencies` or the tasks of another)',
    ],
  ],
  [
    'a folder that is no role',
    { 'site.yml': '- hosts: all\n  roles: [web]', 'roles/web/README.md': '' },
    ['site.yml:2:11 `web` is not a role: it has no `main.yml` (create roles/web/tasks/main.yml)'],
  ],
  [
    'files of a role that do not exist',
    {
      'site.yml':
        '- hosts: all\n  tasks:\n    - import_role: { name: web, tasks_from: instal, vars_from: x, handlers_from: y, defaults_from: ../z }',
      'roles/web/tasks/install.yml': '',
    },
    [
      'site.yml:3:28 the role `web` has no file `defaults/../z` (looked in roles/web/defaults)',
      'site.yml:3:28 the role `web` has no file `vars/x` (looked in roles/web/vars)',
      'site.yml:3:28 the role `web` has no file `tasks/instal` (did you mean `install`? looked in roles/web/tasks)',
      'site.yml:3:28 the role `web` has no file `handlers/y` (looked in roles/web/handlers)',
    ],
  ],
  [
    'keywords that no role has, and names that are none',
    {
      'site.yml':
        '- hosts: all\n  roles:\n    - { role: web, loop: [1], register: r, a-b: 1, hostvars: 1 }\n    - [web]\n    - { tags: x }',
      'roles/web/tasks/main.yml': '',
    },
    [
      'site.yml:3:20 a role cannot have `loop` (use `include_role` with `loop` below `tasks:`)',
      'site.yml:3:31 a role cannot have `register` (set it on the tasks of the role)',
      'site.yml:3:44 `a-b` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `a_b`)',
      'site.yml:3:52 a role cannot set `hostvars`: Drover sets this variable itself (choose another name)',
      'site.yml:4:7 a role must be a name, or a map with `role`, got a list (such as `- web`, or `- role: web`)',
      'site.yml:5:7 a role must be a name, or a map with `role`, got a map (such as `- web`, or `- role: web`)',
    ],
  ],
  [
    'keywords of Ansible that no role has',
    {
      'site.yml':
        '- hosts: all\n  roles:\n    - { role: web, debugger: never, delegate_facts: yes, su: yes, su_user: x, become_exe: y }',
      'roles/web/tasks/main.yml': '',
    },
    [
      'site.yml:3:20 `debugger` is an Ansible keyword that Drover does not have (remove it; `--start-at-task` starts at a given task)',
      'site.yml:3:58 `su` is an Ansible keyword that Drover does not have (use `become: true` and `become_method: su`)',
      'site.yml:3:67 `su_user` is an Ansible keyword that Drover does not have (use `become: true` and `become_user`)',
      'site.yml:3:79 `become_exe` is an Ansible keyword that Drover does not have (remove it; `become_method` is `sudo`, `su` or `doas`, found in PATH)',
    ],
  ],
  [
    'a keyword under its former name and its own',
    {
      'site.yml': '- hosts: all\n  roles:\n    - { role: web, become: yes, sudo: yes }',
      'roles/web/tasks/main.yml': '',
    },
    ['site.yml:3:33 `sudo` and `become` are the same'],
  ],
  [
    'flags and variables of a role task, once each',
    {
      'site.yml':
        '- hosts: all\n  tasks:\n    - import_role: { name: web, public: "{{ x }}", allow_duplicates: maybe }\n      vars: { a-b: 1 }\n    - include_role: { name: web }\n      vars: { c-d: 1 }',
      'roles/web/tasks/main.yml': '',
    },
    [
      'site.yml:3:70 `allow_duplicates` must be true or false, got `maybe`',
      'site.yml:4:15 `a-b` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `a_b`)',
      'site.yml:3:41 `public` must be true or false, got `RENDERED {{ x }}`',
      'site.yml:6:15 `c-d` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `c_d`)',
    ],
  ],
  [
    'a malformed argument spec, all of it, used or not by the tags',
    {
      'site.yml': '- hosts: all\n  roles: [web, { role: other, tags: x }]',
      'roles/web/tasks/main.yml': '',
      'roles/web/meta/argument_specs.yaml':
        'argument_specs:\n  main:\n    options:\n      port: { type: integr }\n      paths:\n        type: list\n        elements: dict\n        options:\n          one: { requird: true }\n      late: { type: "{{ kind }}" }',
      'roles/other/tasks/main.yml': '',
      'roles/other/meta/main.yml': 'argument_specs: { main: { options: [port] } }',
    },
    [
      'roles/web/meta/argument_specs.yaml:4:15 there is no type `integr` of options (the types are str, list, dict, bool, int, float, path, raw, jsonarg, json, bytes, bits)',
      'roles/web/meta/argument_specs.yaml:9:18 an option has no key `requird` (did you mean `required`?)',
      'roles/other/meta/main.yml:1:36 `options` must be a map of options, got a list (such as `argument_specs: {main: {options: {port: {type: int}}}}`)',
    ],
  ],
  ...(
    [
      ['[main]', '1:1', 'the argument specs of a role must be a map, got a list'],
      ['argument_specs: [main]', '1:17', '`argument_specs` must be a map of entry points, got a list'],
      ['argument_specs: { main: port }', '1:25', 'the entry point `main` must be a map, got `port`'],
      ['argument_specs: { main: { options: } }', '1:36', '`options` must be a map of options, got nothing'],
    ] as const
  ).map(([spec, place, message]): (typeof wrong)[number] => [
    `an argument spec that is \`${spec}\``,
    {
      'site.yml': '- hosts: all\n  roles: [web]',
      'roles/web/tasks/main.yml': '',
      'roles/web/meta/argument_specs.yml': spec,
    },
    [
      `roles/web/meta/argument_specs.yml:${place} ${message} (such as \`argument_specs: {main: {options: {port: {type: int}}}}\`)`,
    ],
  ]),
  [
    'mistakes in what a task says of a role',
    {
      'site.yml':
        '- hosts: all\n  tasks:\n    - import_role: web\n    - include_role: { tasks_from: x }\n    - import_role: { name: web, apply: {} }\n    - { import_role: { name: web }, loop: [1] }\n    - include_role: { name: web, public: maybe }\n    - include_role: { name: web, apply: { whn: x } }',
      'roles/web/tasks/main.yml': '',
    },
    [
      'site.yml:3:20 `import_role` must be a map with the `name` of a role, got `web` (such as `import_role: {name: web}`)',
      'site.yml:4:21 `include_role` needs the `name` of a role (such as `include_role: {name: web}`)',
      'site.yml:5:33 `import_role` has no keyword `apply` (its keywords are name, role, tasks_from, vars_from, defaults_from, handlers_from, public, allow_duplicates, rolespec_validate)',
      'site.yml:6:37 `import_role` cannot loop: it is read once, before the run (use `include_role`)',
      'site.yml:7:42 `public` must be true or false, got `maybe`',
      'site.yml:8:43 `apply` has no keyword `whn` (did you mean `when`?)',
    ],
  ],
  [
    'mistakes in the files of a role, each in its place',
    {
      'site.yml': '- hosts: all\n  roles: [web]',
      'roles/web/tasks/main.yml': '- comand: x',
      'roles/web/handlers/main.yml': '- { name: h, command: x, becom: yes }',
      'roles/web/defaults/main.yml': '[1]',
      'roles/web/vars/main.yml': 'a b: 1',
      'roles/web/meta/main.yml': 'allow_duplicates: maybe',
    },
    ['roles/web/meta/main.yml:1:19 `allow_duplicates` must be true or false, got `maybe`'],
  ],
  [
    'mistakes in the tasks, handlers and variables of a role, together',
    {
      'site.yml': '- hosts: all\n  roles: [web]',
      'roles/web/tasks/main.yml': '- comand: x',
      'roles/web/handlers/main.yml': '- { name: h, command: x, becom: yes }',
      'roles/web/defaults/main.yml': '[1]',
      'roles/web/vars/main.yml': 'a b: 1',
    },
    [
      'roles/web/defaults/main.yml:1:1 a file of variables must be a map of names and values, got a list (write each as `name: value`)',
      'roles/web/vars/main.yml:1:1 `a b` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `a_b`)',
      'roles/web/tasks/main.yml:1:3 `comand` is neither a task type nor a keyword (did you mean `command`?)',
      'roles/web/handlers/main.yml:1:26 a task has no keyword `becom` (did you mean `become`?)',
    ],
  ],
]

for (const [what, files, expected] of wrong) {
  test(`a role fails to load before the run: ${what}`, () => {
    const found = problemsIn(files, ['more'])
    assert.equal(
      found.map(each => each.replaceAll(/\/\S*drover-config-\w+/g, 'FOLDER')),
      expected,
    )
  })
}

test('roles run before the tasks of a play and after their dependencies, and inherit the keywords around them', () => {
  const folder = folderOf({
    'site.yml': `
- hosts: all
  become: true
  pre_tasks: [{ command: pre }]
  roles:
    - base
    - { role: web, port_of_web: 80, when: x, tags: [t], vars: { given: 1 } }
  tasks: [{ command: task }, { import_role: { name: base } }]
`,
    'roles/base/tasks/main': '- command: base',
    'roles/web/tasks/main.yaml': '- command: web',
    'roles/web/meta/main.yml': 'galaxy_info: {}\ndependencies: [{ name: base, tags: dep }]',
    'roles/web/defaults/main/b.yml': 'a: b',
    'roles/web/defaults/main/a.json': '{ "a": "a", "b": "a" }',
    'roles/web/defaults/main/c.txt': 'not: read',
    'roles/web/defaults/main/d.d/a.yml': 'not: read',
  })
  const [play] = loadPlaybook(join(folder, 'site.yml'), { taskTypes }).plays
  assert.ok(play)
  assert.equal(outline(play.tasks), ['base base', 'base base', 'web web', '- task', 'base base'])
  const [, dependency, web] = play.tasks
  assert.equal(dependency?.tags, ['t', 'dep'])
  assert.equal(
    dependency?.when.map(({ value }) => value),
    ['x'],
  )
  assert.equal(web?.tags, ['t'])
  assert.ok(web?.become)
  const role = web?.role
  assert.ok(role)
  assert.equal(plainVars(role.params), { port_of_web: 80 })
  assert.equal(plainVars(role.given), { given: 1 })
  assert.equal(plainVars(role.defaults), { a: 'b', b: 'a' })
  assert.equal(
    play.roles.map(run => run.role.name),
    ['base', 'base', 'web', 'base'],
  )
})

test('roles are found next to the playbook, on the roles path, next to the role that uses them, and by path', () => {
  const folder = folderOf({
    'books/site.yml': '- hosts: all\n  roles: [here, on_path, nested/inner, ../elsewhere/far]',
    'books/roles/here/tasks/main.yml': '- command: here',
    'books/roles/nested/inner/tasks/main.yml': '- command: inner',
    'path/on_path/tasks/main.yml': '- command: on path',
    'elsewhere/far/tasks/main.yml': '- command: far',
    'elsewhere/far/meta/main.yml': 'dependencies: [near]',
    'elsewhere/near/tasks/main.yml': '- command: near',
  })
  const known = { taskTypes, rolesPath: [join(folder, 'path')] }
  const [play] = loadPlaybook(join(folder, 'books/site.yml'), known).plays
  assert.equal(
    outline(play?.tasks ?? []).map(each => each.replace(/^\S+ /, '')),
    ['here', 'on path', 'inner', 'near', 'far'],
  )
})

test('a role accepts `sudo` and `sudo_user` of earlier versions of Ansible', () => {
  const folder = folderOf({
    'site.yml':
      '- hosts: all\n  roles: [{ role: web, sudo: yes, sudo_user: x, collections: [a.b], gather_subset: y }]',
    'roles/web/tasks/main.yml': '- command: web',
  })
  const [play] = loadPlaybook(join(folder, 'site.yml'), { taskTypes }).plays
  const [web] = play?.tasks ?? []
  assert.equal(
    [web?.become, web?.becomeUser].map(source => source && plain(source)),
    ['yes', 'x'],
  )
  assert.equal(
    play?.roles.map(({ role }) => plainVars(role.params)),
    [{ gather_subset: 'y' }],
  )
})

test('`public` of an imported role may be an expression', () => {
  const folder = folderOf({
    'site.yml':
      '- hosts: all\n  tasks:\n    - import_role: { name: web, public: !expr a }\n    - import_role: { name: db, public: !expr b }',
    'roles/web/tasks/main.yml': '- command: web',
    'roles/db/tasks/main.yml': '- command: db',
  })
  const render = (source: Source) => source.kind === 'scalar' && source.value === 'b'
  const [play] = loadPlaybook(join(folder, 'site.yml'), { taskTypes, render }).plays
  assert.equal(
    play?.roles.map(({ role }) => role.name),
    ['db'],
  )
})

test('the roles path is from the environment, with the variable of Drover before that of Ansible, after the folder of the project', () => {
  assert.equal(rolesPath('/p', { DROVER_ROLES_PATH: '/a:/b', ANSIBLE_ROLES_PATH: '/c' }), [
    '/p/roles',
    '/a',
    '/b',
  ])
  assert.equal(rolesPath('/p', { ANSIBLE_ROLES_PATH: '/c:' }), ['/p/roles', '/c'])
  assert.equal(rolesPath('/p', {}).slice(-2), ['/usr/share/ansible/roles', '/etc/ansible/roles'])
})

test.run()
