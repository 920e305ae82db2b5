import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lintProject } from '../../src/lint/lint.ts'
import { RULES } from '../../src/lint/rules.ts'
import { folderOf } from '../kit/project-files.ts'
import { randomFrom } from '../kit/random.ts'

const lint = (files: Readonly<Record<string, string>>) =>
  lintProject({ folder: folderOf(files), paths: [], taskFolders: [] })

const SHAPES = [
  ...[
    '',
    '\0',
    '---',
    '--- a\n--- b',
    '[]',
    '{}',
    'null',
    '- null',
    '- []',
    '- [[[[]]]]',
    '- hosts:',
    '? [a]: b',
  ],
  ...['- hosts: web\n  tasks: x', '- hosts: web\n  tasks: {a: b}', '- hosts: []\n  vars: []\n  roles: {}'],
  ...['- hosts: web\n  tasks: [[], null, 1, {}, {block: 1}, {block: [1]}, {rescue: []}]'],
  ...['- &a {hosts: web, tasks: [*a]}', '- &a [*a]', '- hosts: web\n  vars: &v {<<: *v}'],
  ...[
    '- hosts: web\n  tasks: [{copy: {mode: [1]}}, {copy: [1]}, {shell: {cmd: {a: 1}}}, {command: {argv: [[1], {}]}}]',
  ],
  ...[
    '- hosts: web\n  tasks: [{loop: 1, loop_control: 2, register: [], notify: {}, tags: {a: [b]}, vars: 1, debug: }]',
  ],
  ...[
    '- hosts: web\n  tasks: [{shell: "{{ a | b"}, {shell: "a \' | b"}, {when: "{{", debug: {msg: "{% x"}}]',
  ],
  ...[
    '- hosts: web\n  tasks: [{include_role: {name: [a]}}, {include_tasks: {file: {}}}, {import_tasks: site.yml}]',
  ],
  ...['- hosts: web\n  vars: "a=1 b"\n  tasks: [{include_role: name=web foo}, {import_tasks: {}}]'],
  ...['- hosts: web\n  roles: [site, {role: {}}, 1, [a]]\n  handlers: [{listen: {}}, {name: [], debug: }]'],
  ...[
    '- __proto__: 1\n  hosts: web\n  constructor: 2\n  tasks: [{constructor: {toString: 1}}, {action: constructor}]',
  ],
  ...[
    'a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]',
  ],
  `${'['.repeat(5000)}`,
  `- hosts: web\n  tasks: [{shell: "${'('.repeat(30_000)}"}, {shell: "${'a | '.repeat(10_000)}"}, {shell: "${'$('.repeat(10_000)}"}]`,
]

for (const [index, text] of SHAPES.entries()) {
  test(`shape ${index} is linted without an internal error: ${JSON.stringify(text.slice(0, 40))}`, async () => {
    for (const path of [
      'site.yml',
      'roles/site/tasks/main.yml',
      'roles/site/meta/main.yml',
      'group_vars/all.yml',
      'roles/site/handlers/main.yml',
    ])
      await lint({ 'other.yml': '- hosts: all\n  roles: [site]\n', [path]: text })
  })
}

test('long texts with many unclosed constructs are linted in seconds', async () => {
  const parts = ['{{', 'hostvars[', '<<A\\n', '$(', '`', "'", 'a=', '://a:', '--password=']
  const tasks = parts.map(part => `    - shell: "${part.repeat(5000)}"\n      tags: "${part.repeat(5000)}"\n`)
  const began = process.cpuUsage()
  await lint({ 'site.yml': `- hosts: web\n  tasks:\n${tasks.join('')}` })
  assert.ok(process.cpuUsage(began).user < 20_000_000)
})

test('a hundred damaged playbooks are linted without an internal error', async () => {
  const random = randomFrom(20_261_130)
  const examples = RULES.flatMap(({ examples }) => [examples.bad, examples.good])
  const pieces = [
    '\n',
    ' ',
    ':',
    '-',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '#',
    '&a',
    '*a',
    '!secret',
    '{{',
    '|',
    '>',
    '\t',
    '%',
    '? ',
  ]
  const files: Record<string, string> = {}
  for (let count = 0; count < 100; count += 1) {
    let text = examples[random(examples.length)] ?? ''
    for (let edit = 0; edit <= random(4); edit += 1) {
      const at = random(text.length)
      text = text.slice(0, at) + (pieces[random(pieces.length)] ?? '') + text.slice(at + random(3))
    }
    files[`site${count}.yml`] = text
  }
  const { findings, unreadable, fileCount } = await lint(files)
  assert.ok(findings.length > 20 && unreadable.length > 10 && fileCount > 20)
})

test.run()
