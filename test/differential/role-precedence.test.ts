import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { playFiles } from './referee.ts'

/** The places of variables that a task of the role `own` can read, from weakest to strongest. */
const LEVELS = [
  'defaults of another role',
  'defaults of a dependency',
  'defaults of the role that depends on it',
  'defaults of the role',
  'inventory',
  'inventory host',
  'play vars',
  'vars_files',
  'vars given to another role',
  'vars of another role',
  'vars given to the role that depends on it',
  'vars of the role that depends on it',
  'vars given to a dependency',
  'vars of a dependency',
  'vars given to the role',
  'vars of the role',
  'block vars',
  'task vars',
  'set_fact',
  'params of the role that depends on it',
  'params of the role',
  'include_tasks vars',
  'extra vars',
] as const

type Level = (typeof LEVELS)[number]

/** All pairs of levels. Each has its own variable, which is set at both levels. */
const PAIRS = LEVELS.flatMap((weak, index) => LEVELS.slice(index + 1).map(strong => [weak, strong] as const))

const nameOf = (weak: Level, strong: Level): string => `v_${LEVELS.indexOf(weak)}_${LEVELS.indexOf(strong)}`

type Tool = 'ansible' | 'drover'

/** Returns the variables of a level as one line of YAML, each with the name of the level as its value. */
function set(level: Level, more: object = {}): string {
  const names = PAIRS.filter(pair => pair.includes(level)).map(pair => nameOf(...pair))
  return JSON.stringify({ ...Object.fromEntries(names.map(name => [name, level])), ...more })
}

function precedenceFor(tool: Tool): Record<string, string> {
  const shown = (name: string): string =>
    tool === 'ansible' ? `{{ ${name} | default("-") }}` : `{{default ${name} "-"}}`
  const seen = (file: string): string => {
    const names = PAIRS.map(pair => nameOf(...pair))
    const content = names.map(name => `${name} ${shown(name)}\n`).join('')
    return `copy: { dest: "{{ dir }}/${file}", mode: "0644", content: ${JSON.stringify(content)} }`
  }
  const own = set('params of the role', { role: 'own', vars: JSON.parse(set('vars given to the role')) })
  const needed = JSON.stringify({ role: 'needed', vars: JSON.parse(set('vars given to a dependency')) })
  const top = set('params of the role that depends on it', {
    role: 'top',
    vars: JSON.parse(set('vars given to the role that depends on it')),
  })
  const other = JSON.stringify({ role: 'other', vars: JSON.parse(set('vars given to another role')) })
  return {
    'hosts.yml': `
all:
  vars: ${set('inventory')}
  hosts:
    a: ${set('inventory host', { ansible_connection: 'local', dir: 'ROOT/hosts/a' })}
`,
    'vars.yml': set('vars_files'),
    'extra.json': set('extra vars'),
    'site.yml': `
- hosts: a
  gather_facts: false
  vars: ${set('play vars')}
  vars_files: [vars.yml]
  pre_tasks:
    - ${seen('before')}
  roles:
    - ${other}
    - ${top}
  tasks:
    - ${seen('after')}
`,
    'roles/other/defaults/main.yml': set('defaults of another role'),
    'roles/other/vars/main.yml': set('vars of another role'),
    'roles/other/tasks/main.yml': `- ${seen('other')}\n`,
    'roles/needed/defaults/main.yml': set('defaults of a dependency'),
    'roles/needed/vars/main/one.yml': set('vars of a dependency'),
    'roles/needed/tasks/main.yml': `- ${seen('needed')}\n`,
    'roles/top/defaults/main.yml': set('defaults of the role that depends on it'),
    'roles/top/vars/main.yml': set('vars of the role that depends on it'),
    'roles/top/meta/main.yml': `dependencies: [${own}]\n`,
    'roles/top/tasks/main.yml': `- ${seen('top')}\n`,
    'roles/own/defaults/main.yml': set('defaults of the role'),
    'roles/own/vars/main.yml': set('vars of the role'),
    'roles/own/meta/main.yml': `dependencies: [${needed}]\n`,
    'roles/own/handlers/main.yml': `- name: handler\n  ${seen('handler')}\n`,
    'roles/own/tasks/main.yml': `
- ${seen('plain')}
  changed_when: true
  notify: handler
- set_fact: ${set('set_fact')}
- vars: ${set('block vars')}
  block:
    - include_tasks: included.yml
      vars: ${set('include_tasks vars')}
`,
    'roles/own/tasks/included.yml': `- ${seen('task')}\n  vars: ${set('task vars')}\n`,
  }
}

function seenBy(tool: Tool): Readonly<Record<string, string>> {
  const { files, hasFailed } = playFiles(tool, precedenceFor(tool), { args: ['-e', '@extra.json'] })
  assert.not.ok(hasFailed, tool)
  return files
}

const ours = seenBy('drover')

test(`${PAIRS.length} pairs of levels of roles have the same precedence as with Ansible, wherever they are read`, () => {
  assert.equal(ours, seenBy('ansible'))
})

test('the levels of roles have the precedence that the documentation lists', () => {
  const wrong = PAIRS.flatMap(([weak, strong]) => {
    const name = nameOf(weak, strong)
    const line = ours['a/task']?.split('\n').find(each => each.replace('644 ', '').startsWith(`${name} `))
    return line?.endsWith(` ${strong}`) ? [] : [`${strong} over ${weak}: ${line}`]
  })
  assert.equal(wrong, [])
})

test.run()
