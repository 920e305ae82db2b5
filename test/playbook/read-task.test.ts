import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadTasks } from '../../src/playbook/load.ts'
import { folderOf, plain, plainVars, problemsOf } from '../kit/project-files.ts'

const taskTypes = ['apt', 'command', 'copy', 'dnf', 'file', 'shell', 'systemd', 'debug', 'user']
const inherited = { when: [], tags: [], vars: [], environment: [] }

function problems(text: string): string[] {
  const folder = folderOf({ 'x.yml': text })
  return problemsOf(() => loadTasks(join(folder, 'x.yml'), inherited, { taskTypes }), folder)
}

const doc = '`run doc` lists the task types; a file in `tasks/` adds one'

const wrong: [text: string, expected: string[]][] = [
  ['- coppy: {}', ['x.yml:1:3 `coppy` is neither a task type nor a keyword (did you mean `copy`?)']],
  ['- gitt: {}', [`x.yml:1:3 \`gitt\` is neither a task type nor a keyword (${doc})`]],
  [
    '- composer: {}',
    [
      'x.yml:1:3 `composer` is an Ansible module that Drover does not have (use `command` with `unless`, or write a task type of your own in `tasks/`)',
    ],
  ],
  [
    '- community.docker.docker_compose_v2: {}',
    [
      'x.yml:1:3 `community.docker.docker_compose_v2` is an Ansible module that Drover does not have (use `docker_compose`)',
    ],
  ],
  ['- blok: []', ['x.yml:1:3 `blok` is neither a task type nor a keyword (did you mean `block`?)']],
  [
    '- ansible.builtin.coppy: {}',
    ['x.yml:1:3 `ansible.builtin.coppy` is neither a task type nor a keyword (did you mean `copy`?)'],
  ],
  [
    '- community.general.cpoy: {}',
    [
      'x.yml:1:3 `community.general.cpoy` is neither a task type nor a keyword (did you mean `community.general.copy`?)',
    ],
  ],
  [
    '- community.generl.copy: {}',
    [
      'x.yml:1:3 `community.generl.copy` is neither a task type nor a keyword (did you mean `community.general.copy`?)',
    ],
  ],
  [
    '- kubernetes.core.k8s: {}',
    [
      `x.yml:1:3 \`kubernetes.core.k8s\` is neither a task type nor a keyword (collections are not supported: use \`command\` with \`unless\`, or write a task type in \`tasks/\`)`,
    ],
  ],
  [
    '- name: x\n  whne: a\n  regster: b',
    [
      'x.yml:2:3 `whne` is neither a task type nor a keyword (did you mean `when`?)',
      'x.yml:3:3 `regster` is neither a task type nor a keyword (did you mean `register`?)',
    ],
  ],
  [
    '- copy: {}\n  whne: a\n  dest: /x',
    [
      'x.yml:2:3 a task has no keyword `whne` (did you mean `when`?)',
      'x.yml:3:3 a task has no keyword `dest` (if it is meant as a param, indent it below the task type)',
    ],
  ],
  [
    '- copy: {}\n  file: {}',
    [
      'x.yml:2:3 a task has one task type, but this one has `copy` and `file` (split it into two tasks; if one of them is meant as a param, indent it)',
    ],
  ],
  [
    '- name: nothing',
    [
      'x.yml:1:3 the task does nothing: it has no task type (such as `command: uptime`; `docs/tasks.md` lists them)',
    ],
  ],
  ['- uptime', ['x.yml:1:3 a task must be a map, got `uptime` (such as `- command: uptime`)']],
  ['copy: {}', ['x.yml:1:1 expected a list of tasks, got a map (begin each task with `- `)']],

  // Keywords of Ansible.
  [
    '- command: x\n  debugger: always\n  su: true',
    [
      'x.yml:2:3 `debugger` is an Ansible keyword that Drover does not have (remove it; `--start-at-task` starts at a given task)',
      'x.yml:3:3 `su` is an Ansible keyword that Drover does not have (use `become: true` and `become_method: su`)',
    ],
  ],
  [
    '- include_role: {from: x}',
    [
      'x.yml:1:18 `include_role` has no keyword `from` (its keywords are name, role, tasks_from, vars_from, defaults_from, handlers_from, public, allow_duplicates, rolespec_validate, apply)',
      'x.yml:1:17 `include_role` needs the `name` of a role (such as `include_role: {name: web}`)',
    ],
  ],

  // Values of keywords.
  ['- copy: {}\n  become: maybe', ['x.yml:2:11 `become` must be true or false, got `maybe`']],
  ['- copy: {}\n  become:', ['x.yml:2:10 `become` must be true or false, got nothing']],
  ['- copy: {}\n  retries: many', ['x.yml:2:12 `retries` must be a number, got `many`']],
  [
    '- block: []\n  rescue_unreachable: true',
    [
      'x.yml:2:3 `rescue_unreachable` needs a `rescue` (add the tasks that run if a host becomes unreachable below `rescue:`)',
    ],
  ],
  ['- copy: {}\n  async: long', ['x.yml:2:10 `async` must be a number, got `long`']],
  ['- copy: {}\n  poll: -1', ['x.yml:2:9 `poll` must be a number, got `-1`']],
  ['- block: []\n  async: 10', ['x.yml:2:3 a block cannot have `async` (set it on the tasks inside)']],
  ['- copy: {}\n  delay: -1', ['x.yml:2:10 `delay` must be a number, got `-1`']],
  ['- copy: {}\n  name: [a]', ['x.yml:2:9 `name` must be text, got a list']],
  [
    '- copy: {}\n  loop: packages',
    ['x.yml:2:9 `loop` must be a list, got `packages` (write `loop: "{{ packages }}"`)'],
  ],
  ['- copy: {}\n  loop: {a: 1}', ['x.yml:2:9 `loop` must be a list, got a map']],
  ['- copy: {}\n  loop:', ['x.yml:2:8 `loop` must be a list, got nothing']],
  [
    '- copy: {}\n  vars: [a]',
    ['x.yml:2:9 `vars` must be a map of names and values, got a list (write each as `name: value`)'],
  ],
  [
    '- copy: {}\n  environment: PATH=/x',
    ['x.yml:2:16 `environment` must be a map of names and values, got `PATH=/x`'],
  ],
  ['- copy: {}\n  tags: {a: 1}', ['x.yml:2:9 `tags` must be text, got a map']],
  [
    '- copy: {}\n  tags: "{{ t }}"',
    [
      'x.yml:2:9 `tags` contains a template, but no variable is known here (`tags` may use only `-e`, `vars` of the play or of an import, variables of its role, and those of the group `all`)',
    ],
  ],
  ['- copy: {}\n  notify: {a: 1}', ['x.yml:2:11 `notify` must be text, got a map']],
  [
    '- copy: {}\n  listen: x',
    ['x.yml:2:3 only a handler can have `listen` (move the task below `handlers:`, or remove `listen`)'],
  ],
  [
    '- copy: {}\n  register: my-result',
    [
      'x.yml:2:13 `register` must be the name of a variable: letters, digits and `_`, got `my-result` (write `register: my_result`)',
    ],
  ],
  [
    '- copy: {}\n  register: hostvars',
    [
      'x.yml:2:13 `register` cannot take `hostvars`: Drover sets this variable itself (such as `hostvars_result`)',
    ],
  ],
  [
    '- copy: {}\n  register: package',
    [
      'x.yml:2:13 `register` cannot take `package`: it is not a valid name in an expression (such as `package_result`)',
    ],
  ],
  ['- copy: {}\n  loop_control: {loop_var: i}', ['x.yml:2:3 `loop_control` needs a `loop`']],
  [
    '- copy: {}\n  loop: []\n  loop_control: {loop_vra: i, index_var: 1x, pause: long}',
    [
      'x.yml:3:18 `loop_control` has no keyword `loop_vra` (did you mean `loop_var`?)',
      'x.yml:3:42 `index_var` must be the name of a variable: letters, digits and `_`, got `1x`',
      'x.yml:3:53 `pause` must be a number, got `long`',
    ],
  ],

  // Conditions.
  [
    '- copy: {}\n  when: "{{ a }}"',
    ['x.yml:2:9 `when` is already an expression and takes no `{{ }}`: `{{ a }}` (remove the braces: `a`)'],
  ],
  [
    '- copy: {}\n  failed_when: ["r.rc == {{ ok }}", "\'{{ x }}\' in y"]',
    [
      'x.yml:2:17 `failed_when` is already an expression and takes no `{{ }}`: `r.rc == {{ ok }}` (remove the braces: `r.rc == ok`)',
    ],
  ],
  ['- copy: {}\n  until:', ['x.yml:2:9 `until` must be an expression, got nothing']],
  ['- copy: {}\n  when: 1', ['x.yml:2:9 `when` must be an expression, true or false, got `1`']],
  ['- copy: {}\n  when: {a: b}', ['x.yml:2:9 `when` must be an expression, got a map']],

  // Params.
  ['- command: x\n  args: chdir=/x', ['x.yml:2:9 `args` must be a map of params, got `chdir=/x`']],
  ['- copy: {src: a}\n  args: {src: b}', ['x.yml:2:10 `copy` has `src` twice, as a param and in `args`']],

  // Blocks and includes.
  [
    '- block: []\n  register: x\n  whne: y',
    [
      'x.yml:2:3 a block cannot have `register` (set it on the tasks inside)',
      'x.yml:3:3 a block has no keyword `whne` (did you mean `when`?)',
    ],
  ],
  [
    '- block: []\n  loop: 5\n  loop_control: {labl: x}\n- block: []\n  loop_control: {}\n  retries: many\n  delay: []',
    [
      'x.yml:3:18 `loop_control` has no keyword `labl` (did you mean `label`?)',
      'x.yml:2:9 `loop` must be a list, got `5`',
      'x.yml:5:3 `loop_control` needs a `loop`',
      'x.yml:6:12 `retries` must be a number, got `many`',
      'x.yml:7:10 `delay` must be a number, got a list',
    ],
  ],
  [
    '- block: []\n  delay: 5',
    ['x.yml:2:3 `delay` of a block needs `until` or `retries` (to wait once, use the task type `pause`)'],
  ],
  ['- copy: {}\n  guard: soon', ['x.yml:2:10 `guard` must be a number, got `soon`']],
  [
    '- block: []\n  guard: {secs: 5, undo: [a]}',
    [
      'x.yml:2:11 `guard` has no keyword `secs` (its keywords are seconds, undo)',
      'x.yml:2:26 `undo` must be text, got a list',
    ],
  ],
  [
    '- guard: 9\n  block:\n    - block:\n        - copy: {}\n          guard: 5',
    [
      'x.yml:5:11 a guard is inside another guard (remove the inner guard: the outer guard already covers all its tasks)',
    ],
  ],
  ['- name: x\n  rescue: []', ['x.yml:2:3 `rescue` needs a `block` (list its tasks under `block:`)']],
  ['- block: {copy: {}}', ['x.yml:1:10 `block` must be a list of tasks, got a map']],
  ['- block: []\n  always: x', ['x.yml:2:11 `always` must be a list of tasks, got `x`']],
  [
    '- block:\n    - coppy: {}\n  rescue:\n    - fiel: {}',
    [
      'x.yml:2:7 `coppy` is neither a task type nor a keyword (did you mean `copy`?)',
      'x.yml:4:7 `fiel` is neither a task type nor a keyword (did you mean `file`?)',
    ],
  ],
  [
    '- include_tasks: a.yml\n  register: x\n  regster: y',
    ['x.yml:3:3 `include_tasks` has no keyword `regster` (did you mean `register`?)'],
  ],
  ['- include_tasks: {}', ['x.yml:1:3 `include_tasks` names a file (such as `include_tasks: web.yml`)']],
  ['- include_tasks: [a]', ['x.yml:1:18 `include_tasks` must be text, got a list']],
  [
    '- include_tasks: {file: a.yml, aply: {}}',
    ['x.yml:1:32 `include_tasks` has no keyword `aply` (did you mean `apply`?)'],
  ],
  ['- include_tasks: {file: a.yml, apply: x}', ['x.yml:1:39 `apply` must be a map of keywords, got `x`']],
  [
    '- include_tasks: {file: a.yml, apply: {tag: x}}',
    ['x.yml:1:40 `apply` has no keyword `tag` (did you mean `tags`?)'],
  ],
  [
    '- import_tasks: x.yml\n  loop: [1]',
    [
      'x.yml:2:3 `import_tasks` cannot loop: it is read once, before the run (use `include_tasks`)',
      'x.yml:1:17 circular import: `x.yml` → `x.yml`',
    ],
  ],
]

for (const [text, expected] of wrong) {
  test(`${JSON.stringify(text)} is refused`, () => assert.equal(problems(text), expected))
}

const conditions: [text: string, expected: unknown[]][] = [
  ['a == 1', ['a == 1']],
  ['[a, b && c]', ['a', 'b && c']],
  ['!expr a', ['a']],
  ['false', [false]],
  ['no', [false]],
  ['"Yes"', [true]],
  ['on', [true]],
  [`'a.size() > 0 && {"x": 1}.x == 1'`, ['a.size() > 0 && {"x": 1}.x == 1']],
  ['[]', []],
]

for (const [text, expected] of conditions) {
  test(`when: ${text} is ${JSON.stringify(expected)}`, () => {
    const folder = folderOf({ 'x.yml': `- command: x\n  when: ${text}\n` })
    const [step] = loadTasks(join(folder, 'x.yml'), inherited, { taskTypes })
    assert.equal(step?.when.map(plain), expected)
  })
}

test('names of task types lose their collections, and keep the place of their key', () => {
  const keys = [
    'copy',
    'ansible.builtin.copy',
    'ansible.legacy.copy',
    'ansible.posix.copy',
    'community.general.copy',
    'containers.podman.copy',
  ]
  for (const key of keys) {
    const folder = folderOf({ 'x.yml': `- name: x\n  ${key}: {src: a}\n` })
    const [step] = loadTasks(join(folder, 'x.yml'), inherited, { taskTypes })
    const place = { file: join(folder, 'x.yml'), line: 2, column: 3 }
    assert.equal(step?.kind === 'task' && { type: step.type, place: step.typePlace }, { type: 'copy', place })
  }
})

const params: [text: string, expected: unknown][] = [
  ['command: echo hi', 'echo hi'],
  ['command:', null],
  ['debug: msg=hi', { msg: 'hi' }],
  ['command: {cmd: x, chdir: /y}', { cmd: 'x', chdir: '/y' }],
  ['command: x\n  args: {chdir: /y}', { cmd: 'x', chdir: '/y' }],
  ['command:\n  args: {cmd: x}', { cmd: 'x' }],
  ['copy: {src: a}\n  args: {dest: b}', { src: 'a', dest: 'b' }],
  ['copy: {src: a}\n  args:', { src: 'a' }],
  ['command: {cmd: make creates=/x}', { cmd: 'make creates=/x' }],
]

for (const [text, expected] of params) {
  test(`the params of ${JSON.stringify(text)} are ${JSON.stringify(expected)}`, () => {
    const folder = folderOf({ 'x.yml': `- ${text}\n` })
    const [step] = loadTasks(join(folder, 'x.yml'), inherited, { taskTypes })
    assert.equal(step?.kind === 'task' && plain(step.params), expected)
  })
}

const dialects: [text: string, expected: unknown][] = [
  ['command: x\n  args: {creates: /y, warn: false}', { cmd: 'x', creates: '/y' }],
  ['ansible.builtin.shell: {cmd: x, warn: no}', { cmd: 'x' }],
  ['apt: {name: a, force_apt_get: true, update_cache_retries: 9}', { name: 'a' }],
]

for (const [text, expected] of dialects) {
  test(`${JSON.stringify(text)} loses the params that have no effect`, () => {
    const [step] = loadTasks(...ansible(`- ${text}\n`))
    assert.equal(step?.kind === 'task' && plain(step.params), expected)
  })
}

test('in the dialect of Ansible, a module without a task type is a task that fails with the reason', () => {
  for (const [text, error] of [
    ['win_service: {name: a}', `\`win_service\` is neither a task type nor a keyword: ${doc}`],
    [
      'community.docker.docker_compose_v2: {project_src: /a}',
      '`docker_compose_v2` is an Ansible module that Drover does not have: use `docker_compose`',
    ],
  ] as const) {
    const [step] = loadTasks(...ansible(`- ${text}\n  args: {x: y}\n`))
    assert.ok(step?.kind === 'task')
    assert.equal([step.type, plain(step.params)], ['fail', { msg: error }])
    assert.ok(step.unsupported && error.startsWith(step.unsupported.message))
  }
})

test('in the dialect of Ansible, two unknown keys are still an error', () => {
  const keys = problemsOf(() => loadTasks(...ansible('- win_service: {}\n  wenn: x\n'))).map(
    problem => problem.split(' ')[1],
  )
  assert.equal(keys, ['`win_service`', '`wenn`'])
})

const numbers: [condition: string, expected: boolean][] = [
  ['1', true],
  ['0', false],
  ['1.0', true],
  ['0.0', false],
  ['2', true],
]

for (const [condition, expected] of numbers) {
  test(`in the dialect of Ansible, the condition ${condition} is ${expected}`, () => {
    const [step] = loadTasks(...ansible(`- command: x\n  when: ${condition}\n  ignore_errors: 1.0\n`))
    assert.ok(step?.kind === 'task')
    assert.equal(
      step.when.map(({ value }) => value),
      [expected],
    )
  })
}

test('in the dialect of Ansible, `vars` may be a list of maps, of which the last one with a name applies', () => {
  const [step] = loadTasks(...ansible('- command: x\n  vars: [{a: 1, b: 1}, {b: 2}]\n'))
  assert.equal(step?.vars.map(plainVars), [{ a: 1, b: 2 }])
})

test('in the dialect of Ansible, an import may have keywords that have no effect', () => {
  const [path, ...rest] = ansible('- {import_tasks: y.yml, register: r, changed_when: false}\n', {
    'y.yml': '- command: x\n',
  })
  const [step] = loadTasks(path, ...rest)
  assert.ok(step?.kind === 'task' && step.register === undefined && step.changedWhen === undefined)
})

/** The arguments of `loadTasks` for a file in the dialect of Ansible. */
function ansible(text: string, files: Readonly<Record<string, string>> = {}): Parameters<typeof loadTasks> {
  const folder = folderOf({ ...files, 'x.yml': text })
  return [join(folder, 'x.yml'), inherited, { taskTypes, dialectOf: () => 'ansible' }]
}

test('a task type of the project takes precedence over a keyword of Ansible with the same name', () => {
  const folder = folderOf({ 'x.yml': '- roles: {a: 1}\n- setup: {}\n' })
  const steps = loadTasks(join(folder, 'x.yml'), inherited, { taskTypes: ['roles', 'setup'] })
  assert.equal(
    steps.map(step => step.kind === 'task' && step.type),
    ['roles', 'setup'],
  )
})

test.run()
