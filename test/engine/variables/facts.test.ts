import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { InputErrors } from '../../../src/errors.ts'
import { type HerdOptions, runHerd } from '../../kit/herd.ts'

const FACTS = { os_family: 'Debian', distribution: 'Debian', processor_vcpus: 2, hostname: 'here', yes: true }

/** Places that can use a fact, and the resulting deeds. */
const rows: { what: string; tasks: string; deeds: string[]; more?: string; options?: HerdOptions }[] = [
  { what: 'a param', tasks: '[{ act: "{{ansible_os_family}}" }]', deeds: ['Debian'] },
  { what: '`when`', tasks: '[{ act: x, when: ansible_os_family == "Debian" }]', deeds: ['x'] },
  { what: 'a loop', tasks: '[{ act: "{{item}}", loop: ["{{ansible_os_family}}"] }]', deeds: ['Debian'] },
  {
    what: '`when` of an include',
    tasks: '[{ include_tasks: a.yml, when: ansible_os_family == "Debian" }]',
    deeds: ['included'],
  },
  {
    what: 'the file name of an include',
    tasks: '[{ include_tasks: "{{ansible_os_family}}.yml" }]',
    deeds: ['of Debian'],
  },
  {
    what: 'the loop of an include',
    tasks: '[{ include_tasks: item.yml, loop: ["{{ansible_os_family}}"] }]',
    deeds: ['item Debian'],
  },
  {
    what: '`vars` of an include',
    tasks: '[{ include_tasks: item.yml, vars: { item: "{{ansible_os_family}}" } }]',
    deeds: ['item Debian'],
  },
  {
    what: '`vars_files`',
    more: 'vars_files: ["{{ansible_os_family}}.vars"]',
    tasks: '[{ act: "{{pkg}}" }]',
    deeds: ['apt'],
  },
  {
    what: 'the first of several `vars_files`',
    more: 'vars_files: [["none-{{ansible_os_family}}.vars", "{{ansible_os_family}}.vars"]]',
    tasks: '[{ act: "{{pkg}}" }]',
    deeds: ['apt'],
  },
  {
    what: 'a variable that uses another variable',
    more: 'vars: { a: "{{b}}", b: "{{facts.os_family}}" }',
    tasks: '[{ act: "{{a}}" }]',
    deeds: ['Debian'],
  },
  {
    what: 'a variable whose name is text',
    more: 'vars: { a: "{{ansible_os_family}}" }',
    tasks: '[{ act: !expr \'vars["a"]\' }, { act: "{{lookup vars name}}", vars: { name: a } }]',
    deeds: ['Debian', 'Debian'],
  },
  {
    what: '`environment`',
    tasks: '[{ act: x, environment: { A: "{{ansible_os_family}}" } }]',
    deeds: ['x'],
  },
  {
    what: '`changed_when`',
    tasks:
      '[{ act: x, register: r, changed_when: ansible_os_family == "none" }, { act: y, when: "!r.changed" }]',
    deeds: ['x', 'y'],
  },
  {
    what: '`failed_when`',
    tasks: '[{ act: x, failed_when: ansible_os_family == "Debian", ignore_errors: true }, { act: y }]',
    deeds: ['x', 'y'],
  },
  {
    what: '`until`, `retries` and `delay`',
    tasks:
      '[{ act: x, register: r, until: r.rc == 0 && ansible_yes, retries: "{{ansible_processor_vcpus}}", delay: "{{ansible_processor_vcpus}}" }]',
    deeds: ['x'],
  },
  {
    what: '`delegate_to`',
    tasks: "[{ act: x, delegate_to: \"{{ternary ansible_yes 'node2' 'none'}}\", run_once: true }]",
    deeds: ['node2: x'],
  },
  {
    what: '`become_user`',
    tasks: '[{ act: x, become: true, become_user: "{{ansible_hostname}}" }]',
    deeds: ['x'],
  },
  { what: '`run_once`', tasks: '[{ act: x, run_once: "{{ansible_yes}}" }]', deeds: ['x'] },
  { what: '`throttle`', tasks: '[{ act: x, throttle: "{{ansible_processor_vcpus}}" }]', deeds: ['x'] },
  {
    what: '`ignore_errors`',
    tasks: '[{ act: { say: x, rc: 1 }, ignore_errors: "{{ansible_yes}}" }, { act: y }]',
    deeds: ['x', 'y'],
  },
  { what: '`no_log`', tasks: '[{ act: x, no_log: "{{ansible_yes}}" }]', deeds: ['x'] },
  { what: '`check_mode`', tasks: '[{ act: x, check_mode: "{{not ansible_yes}}" }]', deeds: ['x'] },
  {
    what: '`label` of a loop',
    tasks: '[{ act: x, loop: [1], loop_control: { label: "{{ansible_os_family}}" } }]',
    deeds: ['x'],
  },
  {
    what: 'the name of a handler',
    tasks: '[{ act: x, notify: restart Debian }]',
    more: 'handlers: [{ name: "restart {{ansible_os_family}}", act: handled }]',
    deeds: ['x', 'handled'],
  },
  {
    what: '`notify`',
    tasks: '[{ act: x, notify: "restart {{ansible_os_family}}" }]',
    more: 'handlers: [{ name: restart Debian, act: handled }]',
    deeds: ['x', 'handled'],
  },
  {
    what: 'a setting of the connection',
    tasks: '[{ act: x }]',
    options: {
      inventory:
        'web: { hosts: { node1: { ansible_port: "{{add hostvars.node2.ansible_processor_vcpus 20}}" }, node2: {} } }',
    },
    deeds: ['x'],
  },
  { what: '`serial`', more: 'serial: "{{ansible_processor_vcpus}}"', tasks: '[{ act: x }]', deeds: ['x'] },
  {
    what: '`gather_facts` at the start',
    more: 'gather_facts: true',
    tasks: '[{ act: "{{ansible_facts.os_family}}" }]',
    deeds: ['Debian'],
  },
  {
    what: '`any_errors_fatal`',
    tasks: '[{ act: { say: x, rc: 1 }, any_errors_fatal: "{{ansible_yes}}" }, { act: y }]',
    deeds: ['x'],
  },
  {
    what: 'a part of a composed task type',
    tasks: '[{ pair: { value: x }, when: true }]',
    options: { facts: { has_right: true } },
    deeds: ['set left=x', 'set right=x'],
  },
  {
    what: 'only those operands that an expression evaluates',
    tasks: '[{ act: x, when: inventory_hostname == "none" && ansible_os_family == "Debian" }, { act: y }]',
    deeds: ['y'],
  },
]

const files = {
  'a.yml': '- act: included',
  'Debian.yml': '- act: of Debian',
  'item.yml': '- act: item {{item}}',
  'Debian.vars': 'pkg: apt\n',
}

for (const { what, tasks, more = '', deeds, options } of rows) {
  test(`facts are gathered for ${what}`, async () => {
    const run = await runHerd(`- hosts: web\n  ${more}\n  tasks: ${tasks}`, {
      facts: FACTS,
      files,
      ...options,
    })
    const expected = deeds.map(deed => (deed.startsWith('node') ? deed : `node1: ${deed}`))
    const done = run.deeds.filter(deed => deed.startsWith('node1') || expected.includes(deed))
    assert.equal(done, expected, JSON.stringify(run.events, null, 1))
  })
}

test('names of tasks are rendered with facts from their first event on', async () => {
  const run = await runHerd(
    '- hosts: web\n  name: "{{play}}"\n  vars: { play: a play }\n  tasks: [{ name: "On {{ansible_os_family}}", act: x, when: false }]',
    { facts: FACTS },
  )
  const names = run.events.flatMap(event => {
    if (event.type === 'play.start') return [event.play]
    return 'name' in event ? [event.name] : []
  })
  assert.equal([...new Set(names)], ['a play', 'On Debian'])
})

test('facts of other hosts are gathered on use, also outside the limit, with a notice', async () => {
  const inventory =
    'all: { children: { web: { hosts: { node1: {}, node2: {} } }, db: { hosts: { db1: {}, db2: {} } } } }'
  for (const text of [
    '{{hostvars.db1.ansible_facts.os_family}}',
    '{{hostvars.db1.ansible_os_family}}',
    "{{lookup (lookup hostvars 'db1') 'ansible_os_family'}}",
    '!expr hostvars["db1"].facts.os_family',
    '!expr hostvars[groups.db[0]].ansible_os_family',
  ]) {
    const act = text.startsWith('!') ? text : JSON.stringify(text)
    const run = await runHerd(`- hosts: web\n  tasks:\n    - act: ${act}`, {
      facts: FACTS,
      inventory,
      limit: 'web',
    })
    assert.equal(run.deeds, ['node1: Debian', 'node2: Debian'], text)
    assert.equal(
      run.events.filter(event => event.type === 'facts').map(({ host }) => host),
      ['db1'],
      text,
    )
    assert.not.ok(run.connected.includes('db2'))
  }
})

test('an unreachable host fails the hosts that need its facts, is tried once, and can be rescued', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { act: "{{hostvars.node3.ansible_os_family}}", ignore_errors: true, when: inventory_hostname != "node3" }
    - { act: next, when: inventory_hostname != "node3" }
    - block: [{ act: "{{hostvars.node3.ansible_os_family}}", when: inventory_hostname == "node1" }]
      rescue: [{ act: without }]
`,
    { facts: FACTS, unreachable: ['node3'] },
  )
  assert.equal(run.deeds, ['node1: next', 'node2: next', 'node1: without'])
  const failure = run.events.find(event => event.type === 'task.result' && event.status === 'failed')
  assert.match(
    failure?.type === 'task.result' ? (failure.message ?? '') : '',
    'a fact of node3 is needed, but the host cannot be reached: node3 does not answer',
  )
  assert.is(run.tallies.node1?.unreachable, 0)
  assert.is(run.tallies.node3?.unreachable, 0)
})

test('hosts whose connection settings depend on facts of each other fail with an error instead of a deadlock', async () => {
  const run = await runHerd('- hosts: web\n  tasks: [{ act: x }]', {
    facts: FACTS,
    inventory:
      'web: { hosts: { node1: { ansible_port: "{{hostvars.node2.ansible_processor_vcpus}}" }, node2: { ansible_port: "{{hostvars.node1.ansible_processor_vcpus}}" }, node3: { ansible_port: "{{ansible_processor_vcpus}}" } } }',
  })
  assert.equal(run.deeds, [])
  const messages = run.events.flatMap(event => (event.type === 'task.result' ? [event.message ?? ''] : []))
  assert.is(messages.length, 3)
  for (const message of messages)
    assert.match(message, /connection settings of node\d depend on facts of node\d/)
})

test('with `gather_facts: false`, facts are undefined as in Ansible, unless an earlier play has gathered them', async () => {
  const run = await runHerd(
    `
- hosts: web
  gather_facts: "{{later}}"
  vars: { later: false }
  tasks: [{ act: '{{default ansible_os_family "none"}} {{defined "ansible_facts"}}', when: '!defined("ansible_os_family")' }]
- hosts: node1
  gather_facts: true
  tasks: [{ act: asked }]
- hosts: web
  gather_facts: false
  tasks: [{ act: '{{default ansible_os_family "none"}}' }]
`,
    { facts: FACTS },
  )
  assert.equal(run.deeds, [
    'node1: none false',
    'node2: none false',
    'node3: none false',
    'node1: asked',
    'node1: Debian',
    'node2: none',
    'node3: none',
  ])
})

test('facts at the start of a play are gathered with its connection settings', async () => {
  const run = await runHerd(
    `
- hosts: web
  gather_facts: true
  remote_user: deploy
  become: true
  tasks: [{ act: "{{ansible_os_family}} {{ansible_user}}" }]
`,
    { facts: FACTS, inventory: 'web: { hosts: { node1: {} } }' },
  )
  assert.equal(run.deeds, ['node1: Debian deploy'])
})

/** Variables that look like facts, and their values. */
const others: [name: string, value: string][] = [
  ['ansible_host', '10.0.0.1'],
  ['ansible_connection', 'ssh'],
  ['ansible_user', 'root'],
  ['ansible_port', '2222'],
  ['ansible_forks', '10'],
  ['ansible_verbosity', '0'],
  ['ansible_check_mode', 'false'],
  ['ansible_play_name', 'node1'],
  ['hostvars.node1.ansible_host', '10.0.0.1'],
]

test('variables of Ansible that are not facts have values without asking a host', async () => {
  for (const [name, value] of others) {
    const run = await runHerd(
      `- hosts: node1\n  tasks: [{ set_fact: { x: "{{${name}}}" } }, { act: "{{x}}" }]`,
      {
        inventory: 'web: { hosts: { node1: { address: 10.0.0.1, user: root, port: 2222 } } }',
      },
    )
    assert.equal(run.deeds, [`node1: ${value}`], name)
  }
})

const refused: [text: string, message: string, hint: string][] = [
  [
    '{{ansible_distributon}}',
    'there is no variable `ansible_distributon`',
    'did you mean `ansible_distribution`?',
  ],
  [
    '{{ansible_facts.distributon}}',
    '`ansible_facts` has no key `distributon`',
    'did you mean `distribution`?',
  ],
  ['{{facts.os_famly}}', '`facts` has no key `os_famly`', 'did you mean `os_family`?'],
  [
    '{{hostvars.node2.ansible_distributon}}',
    '`hostvars.node2` has no key `ansible_distributon`',
    'did you mean `ansible_distribution`?',
  ],
  [
    '{{hostvars.node2.ansible_facts.distributon}}',
    '`hostvars.node2.ansible_facts` has no key `distributon`',
    'did you mean `distribution`?',
  ],
  [
    '{{ansible_user}}',
    'there is no variable `ansible_user`',
    'no login user is set; `ansible_user_id` is the user that a task runs as',
  ],
  [
    '{{ansible_port}}',
    'there is no variable `ansible_port`',
    'no port is set; give a default, such as 22, with `default`',
  ],
  [
    '{{ansible_fibre_channel_wwn.x}}',
    'there is no variable `ansible_fibre_channel_wwn`',
    'Drover does not gather it: read files and program output on the host with `probe`',
  ],
  [
    '{{ansible_facts.services}}',
    '`ansible_facts` has no key `services`',
    'gather it in an earlier task: `service_facts:`',
  ],
  [
    '{{role_path}}',
    'there is no variable `role_path`',
    'it exists only in the tasks of a role; `playbook_dir` and `project_dir` exist everywhere',
  ],
  [
    '{{ansible_python_interpreter}}',
    'there is no variable `ansible_python_interpreter`',
    'Drover does not use Python',
  ],
  [
    '{{ansible_delegated_vars}}',
    'there is no variable `ansible_delegated_vars`',
    'it exists only in a task with `delegate_to`',
  ],
]

test('a name that is neither a fact nor a variable is refused before any host is contacted, with a hint', async () => {
  for (const [text, message, hint] of refused) {
    for (const task of [`{ act: "${text}" }`, `{ act: x, when: '${text.slice(2, -2)} == "x"' }`]) {
      const error = (await runHerd(`- hosts: web\n  tasks: [${task}]`, { facts: FACTS }).catch(
        each => each,
      )) as InputErrors
      const found = error.errors.map(each => `${each.message.split('\n')[0]} | ${each.hint}`)
      assert.equal(found, [`${message} | ${hint}`], task)
    }
  }
})

test("Ansible's variables about itself exist without asking a host, and a playbook can override those that are defaults", async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - act: "{{version ansible_version.full '>=' '2.9'}} {{ansible_version.major}} {{ansible_managed}} {{default ansible_config_file 'none'}}"
    - act: "{{ansible_search_path.length}} {{eq ansible_search_path.[0] playbook_dir}}"
    - { act: "{{ansible_managed}}", vars: { ansible_managed: mine } }
`)
  assert.equal(run.deeds, ['node1: true 2 Ansible managed none', 'node1: 1 true', 'node1: mine'])
  assert.equal([...run.connected], ['node1'])
})

test('a fact that may not exist is accepted', async () => {
  const run = await runHerd(
    `
- hosts: node1
  vars: { own: storage }
  tasks:
    - { act: '{{default ansible_eth7.mtu 1}} {{default ansible_facts.br_lan 2}} {{default ansible_fibre_channel_wwn 3}} {{default ansible_python_interpreter 4}}' }
    - { act: "{{default (lookup ansible_facts own) 5}}" }
    - { act: x, when: '!defined("ansible_fibre_channel_wwn") && !defined(ansible_facts.packages) && !("eth9" in ansible_facts)' }
`,
    { facts: FACTS },
  )
  assert.equal(run.deeds, ['node1: 1 2 3 4', 'node1: 5', 'node1: x'])
})

test.run()
