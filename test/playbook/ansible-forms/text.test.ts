import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { joinArgs, splitArgs } from '../../../src/playbook/ansible-forms/split-args.ts'
import { loadTasks } from '../../../src/playbook/load.ts'
import type { TaskStep } from '../../../src/playbook/steps.ts'
import { folderOf, plain, problemsOf } from '../../kit/project-files.ts'

const known = {
  taskTypes: [
    'command',
    'copy',
    'debug',
    'dnf',
    'file',
    'include_vars',
    'meta',
    'raw',
    'script',
    'set_fact',
    'shell',
    'service',
    'systemd',
  ],
}
const inherited = { when: [], tags: [], vars: [], environment: [] }

/** The words that `split_args` of ansible-core gives. */
const words: [text: string, words: string[] | undefined][] = [
  ['a=b c="foo bar"', ['a=b', 'c="foo bar"']],
  ['a="echo \\"hello world\\"" b=bar', ['a="echo \\"hello world\\""', 'b=bar']],
  ['a="multi\nline"', ['a="multi\nline"']],
  ['a="blank\n\nline"', ['a="blank\n\nline"']],
  ['a="blank\n\n\nlines"', ['a="blank\n\n\nlines"']],
  ['a=line_continuation\\\nb', ['a=line_continuation\\\n', 'b']],
  ['one \\\ntwo', ['one', 'two']],
  ['two  spaces', ['two ', 'spaces']],
  ['{{ a b }} c={{ d | e("f g") }}', ['{{ a b }}', 'c={{ d | e("f g") }}']],
  ['{% if a %}x y{% endif %} z', ['{% if a %}x', 'y{% endif %}', 'z']],
  ['a={# x y #}b', ['a={# x y #}b']],
  ["it's", undefined],
  ['{{ a', undefined],
  ['', []],
]

for (const [text, expected] of words) {
  test(`${JSON.stringify(text)} is split into words`, () => assert.equal(splitArgs(text), expected))
}

test('words that were split from a text can be joined to the same text', () => {
  const text = 'echo  "a   b"\n  next {{ x }}\nlast'
  assert.is(joinArgs(splitArgs(text) ?? []), text)
})

const tasks: [text: string, expected: Record<string, unknown>][] = [
  ['copy: src=a dest="/b c" mode=0644', { copy: { src: 'a', dest: '/b c', mode: '0644' } }],
  ['copy: content=\'x="1"\' dest={{ a | b }}', { copy: { content: 'x="1"', dest: '{{ a | b }}' } }],
  ['copy: "content=\\"a\\\\nb\\" dest=/x"', { copy: { content: 'a\nb', dest: '/x' } }],
  ['copy: "{{ params }}"', { copy: '{{ params }}' }],
  ['copy: src=a\n  args: {dest: b}', { copy: { src: 'a', dest: 'b' } }],
  ['debug: the limit is n=5', { debug: 'the limit is n=5' }],
  ['command: echo hi creates=/x chdir="/y z"', { command: { cmd: 'echo hi', creates: '/x', chdir: '/y z' } }],
  ['command: dd if=/a of=/b', { command: 'dd if=/a of=/b' }],
  ['command: make x\\=1', { command: 'make x=1' }],
  ['command: x creates=/y\n  args: {chdir: /z}', { command: { cmd: 'x', creates: '/y', chdir: '/z' } }],
  ['shell: >\n    (a) \\\n    || b \\\n    | c', { shell: '(a) || b | c' }],
  ['shell: |\n    a \\\n      b', { shell: 'a  b\n' }],
  ["shell: echo '\\ x' a\\ b", { shell: "echo '\\ x' a\\ b" }],
  ["shell: echo it's fine", { shell: "echo it's fine" }],
  ['shell: echo ${#x}', { shell: 'echo ${#x}' }],
  ['shell: !unsafe echo {{ creates=/x', { shell: '!unsafe echo {{ creates=/x' }],
  ['script: a.sh b=c removes=/d', { script: { cmd: 'a.sh b=c', removes: '/d' } }],
  ['meta: flush_handlers', { meta: 'flush_handlers' }],
  ['include_vars: a.yml name=b', { include_vars: { file: 'a.yml', name: 'b' } }],
  ['set_fact: a=b c=Yes d="{{ e }}"', { set_fact: { a: 'b', c: true, d: '{{ e }}' } }],
  [
    `set_fact: "{{ 'x' + item }}={{ item }} y_{{n}}=no z=1"`,
    { set_fact: { "{{ 'x' + item }}": '{{ item }}', 'y_{{n}}': false, z: '1' } },
  ],
  ['set_fact: "{{ facts }}"', { set_fact: '{{ facts }}' }],
  ['debug: "{{ a }}=1"', { debug: '{{ a }}=1' }],
  ['action: copy src=a dest=b', { copy: { src: 'a', dest: 'b' } }],
  ['action: {module: copy, src: a, args: {dest: b}}', { copy: { src: 'a', dest: 'b' } }],
  ['action: ansible.builtin.command echo hi creates=/x', { command: { cmd: 'echo hi', creates: '/x' } }],
  ['local_action: command uptime', { command: 'uptime', delegateTo: 'localhost' }],
  [
    'local_action: {module: file, path: /x}\n  delegate_to: b',
    { file: { path: '/x' }, delegateTo: 'localhost' },
  ],
  [
    'sysvinit: name=x state=started daemonize=yes',
    { service: { name: 'x', state: 'started', use: 'sysvinit' } },
  ],
  ['ansible.builtin.systemd_service: {name: x}', { systemd: { name: 'x' } }],
  ['ansible.legacy.yum: name=x', { dnf: { name: 'x' } }],
  [
    'copy: {}\n  sudo: yes\n  sudo_user: x\n  collections: [a.b]',
    { copy: {}, become: 'yes', becomeUser: 'x' },
  ],
  ['copy: dest=/x\n  module_defaults: {copy: {mode: "1", dest: y}}', { copy: { mode: '1', dest: '/x' } }],
  [
    'copy:\n  module_defaults: [{ansible.builtin.copy: {a: 1}}, {copy: {b: 2}, file: {c: 3}}]',
    { copy: { b: 2 } },
  ],
  ['copy: {}\n  module_defaults: {copy: }', { copy: {} }],
  ['command: a b\n  module_defaults: {command: {chdir: /x}}', { command: { cmd: 'a b', chdir: '/x' } }],
  ['raw: a b\n  module_defaults: {raw: {executable: /x}}', { raw: { cmd: 'a b', executable: '/x' } }],
  ['raw: a b\n  args: {executable: /x}', { raw: { cmd: 'a b', executable: '/x' } }],
  [
    'runit: {name: x}\n  module_defaults: {service: {enabled: true}}',
    { service: { enabled: true, name: 'x', use: 'runit' } },
  ],
]

for (const [text, expected] of tasks) {
  test(`${JSON.stringify(text)} is ${JSON.stringify(expected)}`, () =>
    assert.equal(only(`- ${text}\n`), expected))
}

function only(text: string): Record<string, unknown> {
  const folder = folderOf({ 'x.yml': text })
  const [step] = loadTasks(join(folder, 'x.yml'), inherited, known) as [TaskStep]
  const { type, params, become, becomeUser, delegateTo } = step
  const keywords = Object.entries({ become, becomeUser, delegateTo }).filter(
    ([, source]) => source !== undefined,
  )
  return {
    [type]: plain(params),
    ...Object.fromEntries(keywords.map(([key, source]) => [key, plain(source)])),
  }
}

const included: [text: string, expected: unknown][] = [
  ['include: b.yml n=1', [{ kind: 'task', vars: [{ n: '1' }] }]],
  ['include: b.yml\n  vars: {n: 1, m: 2}\n  when: c', [{ kind: 'task', vars: [{ n: 1, m: 2 }] }]],
  ['include: file=b.yml n=1\n  vars: {n: 2, m: 3}', [{ kind: 'task', vars: [{ n: '1', m: 3 }] }]],
  ['action: include b.yml', [{ kind: 'task', vars: [] }]],
  ['include: "{{ n }}.yml"', [{ kind: 'include', file: '{{ n }}.yml', vars: [] }]],
  ['include: b.yml\n  with_items: [1]', [{ kind: 'include', file: 'b.yml', vars: [] }]],
  ['include_role: name=web', [{ kind: 'include', file: 'web', vars: [] }]],
  ['include_tasks: file=b.yml', [{ kind: 'include', file: 'b.yml', vars: [] }]],
  ['import_tasks: file=b.yml', [{ kind: 'task', vars: [] }]],
]

for (const [text, expected] of included) {
  test(`${JSON.stringify(text)} is ${JSON.stringify(expected)}`, () => {
    const folder = folderOf({ 'x.yml': `- ${text}\n`, 'b.yml': '- command: uptime\n' })
    const steps = loadTasks(join(folder, 'x.yml'), inherited, known).map(step => ({
      kind: step.kind,
      ...(step.kind === 'include' ? { file: plain(step.file) } : {}),
      vars: step.vars.map(vars =>
        Object.fromEntries([...vars].map(([name, source]) => [name, plain(source)])),
      ),
    }))
    assert.equal(steps, expected)
  })
}

const wrong: [text: string, expected: string[]][] = [
  [
    'debug: msg=hello world',
    [
      'x.yml:1:10 `world` in `debug` is not written as `key=value` (put a value with spaces in quotes, or write each param on its own line below `debug:`)',
    ],
  ],
  [
    "shell: echo it's creates=/x",
    [
      'x.yml:1:10 a quote or template in `shell` is not closed, so `creates=/x` is not a param (close it, or write `cmd: …` and `creates: /x` as lines below `shell:`)',
    ],
  ],
  [
    'action: copy src=a\n  local_action: copy src=a',
    ['x.yml:2:3 a task has `action` or `local_action`, not both'],
  ],
  ['action: copy src=a\n  copy: {}', ['x.yml:1:3 a task has one task type, but this one has `copy` twice']],
  [
    'action: "{{ ansible_pkg_mgr }} name=x"',
    [
      'x.yml:1:11 `action` names its task type by `{{ ansible_pkg_mgr }}` (the task type has to be known before the run: `package` chooses the package manager of the host itself)',
    ],
  ],
  [
    'action: {src: a}',
    ['x.yml:1:3 `action` names no task type (such as `action: {module: copy, src: a, dest: /b}`)'],
  ],
  [
    'local_action: coppy src=a',
    ['x.yml:1:3 `coppy` is neither a task type nor a keyword (did you mean `copy`?)'],
  ],
  ['copy: {}\n  sudo: yes\n  become: no', ['x.yml:2:3 `sudo` and `become` are the same']],
  [
    'copy: {}\n  module_defaults: {coppy: {}, group/aws: {}}',
    ['x.yml:2:21 `module_defaults` names `coppy`, which is not a task type (did you mean `copy`?)'],
  ],
  ['copy: {}\n  module_defaults: {group/aws: {}}', []],
  [
    'copy: {}\n  module_defaults: {copy: [a]}',
    [
      'x.yml:2:27 the defaults of `copy` must be a map of params, got a list (such as `module_defaults: {copy: {owner: root}}`)',
    ],
  ],
]

for (const [text, expected] of wrong) {
  test(`${JSON.stringify(text)} is refused`, () => {
    const folder = folderOf({ 'x.yml': `- ${text}\n` })
    assert.equal(
      problemsOf(() => loadTasks(join(folder, 'x.yml'), inherited, known), folder),
      expected,
    )
  })
}

test('params in a text have the place of the text', () => {
  const folder = folderOf({ 'x.yml': '- name: x\n  copy: src=a dest=b\n' })
  const [step] = loadTasks(join(folder, 'x.yml'), inherited, known) as [TaskStep]
  const places =
    step.params.kind === 'map' ? [...step.params.entries.values()].map(({ value }) => value.place) : []
  const place = { file: join(folder, 'x.yml'), line: 2, column: 9 }
  assert.equal(places, [place, place])
})

test.run()
