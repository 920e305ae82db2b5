import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { playFiles } from './referee.ts'

/** The places where variables are set, from weakest to strongest, in the order of docs/values.md. */
const LEVELS = [
  'all: of the inventory file',
  'a group of the inventory file',
  'a group below it',
  'inventory group_vars/all',
  'playbook group_vars/all',
  'inventory group_vars of a group',
  'inventory group_vars of a group below it',
  'playbook group_vars of a group',
  'playbook group_vars of a group below it',
  'a host of the inventory file',
  'inventory host_vars',
  'playbook host_vars',
  'play vars',
  'import_playbook vars',
  'vars_files',
  'a later one of vars_files',
  'block vars',
  'vars of a block in it',
  'import_tasks vars',
  'apply vars of an include',
  'vars of a block in the included file',
  'task vars',
  'include_vars',
  'set_fact',
  'register',
  'set_fact after that',
  'include_tasks vars',
  'vars of an include in it',
  'extra vars',
] as const

type Level = (typeof LEVELS)[number]

/** All pairs of levels. Each has its own variable, which is set at both levels. */
const PAIRS = LEVELS.flatMap((weak, index) => LEVELS.slice(index + 1).map(strong => [weak, strong] as const))

const nameOf = (weak: Level, strong: Level): string => `v_${LEVELS.indexOf(weak)}_${LEVELS.indexOf(strong)}`

const NAMES = PAIRS.map(pair => nameOf(...pair))

/**
 * The variables of loop items, which are also set at all of these levels. They are not tested in pairs, because
 * loops are slow.
 */
const ITEMS: Readonly<Record<string, readonly Level[]>> = {
  of_include: LEVELS.filter(level => level !== 'extra vars'),
  of_include_beside_extra: ['task vars', 'include_tasks vars', 'extra vars'],
  of_task: LEVELS,
}

/** Facts that both tools gather, each of which is also set at one level. */
const FACTS: Readonly<Record<string, Level>> = {
  system: 'playbook host_vars',
  kernel: 'play vars',
  architecture: 'vars_files',
  distribution: 'block vars',
  os_family: 'task vars',
  pkg_mgr: 'set_fact',
  service_mgr: 'include_tasks vars',
  machine: 'extra vars',
}

/**
 * Returns the variables of a level as one line of YAML, each with the name of the level as its value. `more` are
 * further keys, such as that of a registered `debug`.
 */
function set(level: Level, more: object = {}): string {
  const names = [
    ...PAIRS.filter(pair => pair.includes(level)).map(pair => nameOf(...pair)),
    ...Object.keys(ITEMS).filter(name => ITEMS[name]?.includes(level)),
  ]
  const facts = Object.keys(FACTS).filter(name => FACTS[name] === level)
  return JSON.stringify({
    ...Object.fromEntries(names.map(name => [name, { msg: level }])),
    ...Object.fromEntries(facts.map(name => [`ansible_${name}`, level])),
    ...more,
  })
}

type Tool = 'ansible' | 'drover'

function filesFor(tool: Tool): Record<string, string> {
  const shown = (name: string): string =>
    tool === 'ansible' ? `{{ ${name}.msg | default("-") }}` : `{{default ${name}.msg "-"}}`
  const seen = (file: string, names: readonly string[], prefix = ''): string => {
    const content = names.map(name => `${name} ${shown(`${prefix}${name}`)}\n`).join('')
    return `copy: { dest: "{{ dir }}/${file}", mode: "0644", content: ${JSON.stringify(content)} }`
  }
  const loop = (item: string, of: string): string =>
    `loop: [{ msg: ${of} }]\n  loop_control: { loop_var: ${item} }`
  const registers = Object.keys(JSON.parse(set('register')) as object)
  return {
    'inv/hosts.yml': `
all:
  vars: ${set('all: of the inventory file')}
  children:
    upper:
      vars: ${set('a group of the inventory file')}
      children:
        lower:
          vars: ${set('a group below it')}
          hosts:
            a: ${set('a host of the inventory file', { ansible_connection: 'local', dir: 'ROOT/hosts/a' })}
`,
    'inv/group_vars/all.yml': set('inventory group_vars/all'),
    'group_vars/all.yml': set('playbook group_vars/all'),
    'inv/group_vars/upper.yml': set('inventory group_vars of a group'),
    'inv/group_vars/lower.yml': set('inventory group_vars of a group below it'),
    'group_vars/upper.yml': set('playbook group_vars of a group'),
    'group_vars/lower.yml': set('playbook group_vars of a group below it'),
    'inv/host_vars/a.yml': set('inventory host_vars'),
    'host_vars/a.yml': set('playbook host_vars'),
    'first.yml': set('vars_files'),
    'second.yml': set('a later one of vars_files'),
    'extra.json': set('extra vars'),
    'included.json': set('include_vars'),
    'site.yml': `- import_playbook: main.yml\n  vars: ${set('import_playbook vars')}\n`,
    'main.yml': `
- hosts: a
  gather_facts: true
  vars: ${set('play vars')}
  vars_files: [first.yml, second.yml]
  tasks:
    - set_fact: ${set('set_fact')}
    - include_vars: included.json
${registers.map(name => `    - debug: { msg: register }\n      register: ${name}\n`).join('')}
    - set_fact: ${set('set_fact after that')}
    - ${seen('play', NAMES)}
    - ${seen('hostvars', NAMES, 'hostvars.a.')}
    - vars: ${set('block vars')}
      block:
        - vars: ${set('vars of a block in it')}
          block:
            - import_tasks: imported.yml
              vars: ${set('import_tasks vars')}
    - ${seen('after', NAMES)}
      changed_when: true
      notify: handler
  handlers:
    - name: handler
      ${seen('handler', NAMES)}
      vars: ${set('task vars')}
`,
    'imported.yml': `
- include_tasks: { file: outer.yml, apply: { vars: ${set('apply vars of an include')} } }
  vars: ${set('include_tasks vars')}
`,
    'outer.yml': `
- include_tasks: inner.yml
  vars: ${set('vars of an include in it')}
- include_tasks: of_include.yml
  vars: ${set('vars of an include in it')}
  ${loop('of_include', 'loop of an include')}
- include_tasks: of_include_beside_extra.yml
  ${loop('of_include_beside_extra', 'loop of an include')}
- include_tasks: of_task.yml
  ${loop('of_task', 'loop of an include')}
`,
    'inner.yml': `
- vars: ${set('vars of a block in the included file')}
  block:
    - ${seen('task', NAMES)}
      vars: ${set('task vars')}
    - copy:
        dest: "{{ dir }}/facts"
        mode: "0644"
        content: "${Object.keys(FACTS)
          .map(name => `${name} {{ ansible_${name} }}\\n`)
          .join('')}"
      vars: ${set('task vars')}
`,
    'of_include.yml': `- ${seen('of_include', ['of_include'])}\n  vars: ${set('task vars')}\n`,
    'of_include_beside_extra.yml': `
- ${seen('of_include_beside_extra', ['of_include_beside_extra'])}
  vars: ${set('task vars')}
`,
    'of_task.yml': `
- ${seen('of_task', ['of_task'])}
  vars: ${set('task vars')}
  ${loop('of_task', 'loop of the task')}
`,
  }
}

/** Returns the files that a tool wrote, which contain the value of each variable. */
function seenBy(tool: Tool): Readonly<Record<string, string>> {
  const more = { inventory: 'inv/hosts.yml', args: ['-e', '@extra.json'] }
  const { files, hasFailed } = playFiles(tool, filesFor(tool), more)
  assert.not.ok(hasFailed, tool)
  return files
}

const ours = seenBy('drover')

test(`${PAIRS.length} pairs of levels have the same precedence as with Ansible, in a task, a handler, a later task and \`hostvars\``, () => {
  assert.equal(ours, seenBy('ansible'))
})

test('the levels have the precedence that the documentation lists', () => {
  const wrong = PAIRS.flatMap(([weak, strong]) => {
    const name = nameOf(weak, strong)
    const line = ours['a/task']?.split('\n').find(each => each.replace('644 ', '').startsWith(`${name} `))
    return line?.endsWith(` ${strong}`) ? [] : [`${strong} over ${weak}: ${line}`]
  })
  assert.equal(wrong, [])
  assert.is(ours['a/of_include'], '644 of_include loop of an include\n')
  assert.is(ours['a/of_include_beside_extra'], '644 of_include_beside_extra extra vars\n')
  assert.is(ours['a/of_task'], '644 of_task loop of the task\n')
})

test.run()
