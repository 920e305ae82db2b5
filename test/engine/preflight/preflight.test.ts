import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputErrors } from '../../../src/errors.ts'
import { type HerdOptions, runHerd } from '../../kit/herd.ts'

const rows: { what: string; tasks: string; messages: string[]; hints?: string[] }[] = [
  {
    what: 'an unknown param, with a suggestion',
    tasks: '[{ set: { kye: a, value: b } }]',
    messages: ['`set` has no param `kye`', '`set` needs the param `key`'],
  },
  {
    what: 'an Ansible param that the task type does not need',
    tasks: '[{ set: { key: a, value: b, unsafe_writes: true } }]',
    messages: ["`set` does not have Ansible's param `unsafe_writes`"],
    hints: ['remove it'],
  },
  {
    what: 'a missing param',
    tasks: '[{ set: { key: a } }]',
    messages: ['`set` needs the param `value`'],
  },
  {
    what: 'a param of the wrong type',
    tasks: '[{ set: { key: a, value: b, fails: perhaps } }]',
    messages: ['`fails` of `set`: expected true or false, got `perhaps`'],
  },
  { what: 'an unknown variable', tasks: '[{ act: "{{nobody}}" }]', messages: ['`nobody`'] },
  {
    what: 'an unknown variable in a condition',
    tasks: '[{ act: x, when: nobody == 1 }]',
    messages: ['`nobody`'],
  },
  {
    what: 'an unknown handler',
    tasks: '[{ act: x, notify: nobody }]',
    messages: ['`notify` names `nobody`'],
  },
  {
    what: 'an unknown variable in `until`',
    tasks: '[{ act: x, register: r, until: r.rc == nobody }]',
    messages: ['`nobody`'],
  },
  {
    what: 'a result in `until` that is not registered',
    tasks: '[{ act: x, until: r.rc == 0 }]',
    messages: ['there is no variable `r`'],
    hints: ['if it is the result of this task, set `register: r` on the task'],
  },
  {
    what: 'a misspelt variable in a condition on a result that is not registered',
    tasks: '[{ act: x, vars: { wanted: 0 }, changed_when: watned == 0 }]',
    messages: ['there is no variable `watned`'],
    hints: ['did you mean `wanted`?'],
  },
  {
    what: 'a function in `failed_when` that CEL does not have',
    tasks: '[{ act: x, register: r, failed_when: r.stdout.find("x") != -1 }]',
    messages: ['there is no function `find`'],
  },
  {
    what: 'a `delegate_to` host that does not exist',
    tasks: '[{ act: x, delegate_to: nobody }]',
    messages: ['`delegate_to` names `nobody`, which is not in the inventory'],
  },
  {
    what: 'a guard with a fraction of a second, and one with an unknown variable',
    tasks: '[{ act: x, guard: "{{ 0.5 }}" }, { act: x, guard: { undo: "{{ nobody }}" } }]',
    messages: ['`guard` must be a whole number of seconds, 1 or more, got `0.5`', '`nobody`'],
  },
  {
    what: 'an unknown connection',
    tasks: '[{ act: x, connection: sshh }]',
    messages: ['the connection `sshh` of node1 is unknown'],
  },
  {
    what: 'an unknown `become_method`',
    tasks: '[{ act: x, become: true, become_method: ksu }]',
    messages: ['`become_method` of node1 must be sudo, su or doas, got `ksu`'],
  },
  { what: 'a broken template', tasks: '[{ act: "{{#if x}}" }]', messages: ['the template ends too early'] },
  {
    what: 'a broken condition',
    tasks: '[{ act: x, when: "a ==" }]',
    messages: ['the expression ends too early'],
  },
]

for (const { what, tasks, messages, hints = [] } of rows) {
  test(`reported before any host is contacted: ${what}`, async () => {
    const run = runHerd(`- hosts: web\n  tasks: ${tasks}\n  handlers: [{ name: h, act: x }]`)
    const error = await run.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    const errors = error instanceof InputErrors ? error.errors : [error as Error]
    for (const message of messages) {
      assert.ok(
        errors.some(each => each?.message.includes(message)),
        errors.map(String).join('\n'),
      )
    }
    for (const hint of hints)
      assert.ok(errors.some(each => (each as InputErrors['errors'][number]).hint === hint))
  })
}

/** Playbooks that are sure to fail, with the place and hint of each error. */
const sure: { what: string; playbook: string; errors: string[]; options?: HerdOptions }[] = [
  {
    what: 'a result that is used before its task runs',
    playbook: `- hosts: web
  tasks:
    - act: "{{r.stdout}}"
    - name: Ask
      act: x
      register: r`,
    errors: ['3:15 there is no variable `r` (`Ask` (site.yml:4:7) sets `r`, but runs later)'],
  },
  {
    what: 'a result that is used before its task runs, in a condition',
    playbook: `- hosts: web
  tasks:
    - act: x
      when: r.rc == 0
    - act: x
      register: r`,
    errors: ['4:13 there is no variable `r` (`act` (site.yml:5:7) sets `r`, but runs later)'],
  },
  {
    what: 'a result that a later play registers',
    playbook: `- hosts: web
  tasks: [{ act: "{{r.rc}}" }]
- hosts: web
  tasks: [{ name: Later, act: x, register: r }]`,
    errors: ['2:21 there is no variable `r` (`Later` (site.yml:4:11) sets `r`, but runs later)'],
  },
  {
    what: 'a result of a task that `--tags` excludes',
    playbook: `- hosts: web
  tasks:
    - { name: Ask, act: x, register: r, tags: a }
    - { act: "{{r.rc}}", tags: b }`,
    options: { tags: ['b'] },
    errors: [
      '4:17 there is no variable `r` (`Ask` (site.yml:3:7) sets `r`, but tags or `--start-at-task` exclude it from this run)',
    ],
  },
  {
    what: 'a result of a task that `--skip-tags` excludes',
    playbook: `- hosts: web
  tasks:
    - { name: Ask, act: x, register: r, tags: a }
    - { act: "{{r.rc}}" }`,
    options: { skipTags: ['a'] },
    errors: [
      '4:17 there is no variable `r` (`Ask` (site.yml:3:7) sets `r`, but tags or `--start-at-task` exclude it from this run)',
    ],
  },
  {
    what: 'a result of a task before `--start-at-task`',
    playbook: `- hosts: web
  tasks:
    - { name: Ask, act: x, register: r }
    - { name: Use, act: "{{r.rc}}" }`,
    options: { startAtTask: 'Use' },
    errors: [
      '4:28 there is no variable `r` (`Ask` (site.yml:3:7) sets `r`, but tags or `--start-at-task` exclude it from this run)',
    ],
  },
  {
    what: 'a result of a `never` task',
    playbook: `- hosts: web
  tasks:
    - { name: Ask, act: x, register: r, tags: [never] }
    - { act: "{{r.rc}}" }`,
    errors: [
      '4:17 there is no variable `r` (`Ask` (site.yml:3:7) sets `r`, but tags or `--start-at-task` exclude it from this run)',
    ],
  },
  {
    what: 'a result that is registered on other hosts',
    playbook: `- hosts: node1
  tasks: [{ name: Ask, act: x, register: r }]
- hosts: node2
  tasks: [{ act: "{{r.rc}}" }]`,
    errors: [
      '4:21 there is no variable `r` (`Ask` (site.yml:2:11) sets `r` on other hosts: read it from `hostvars`)',
    ],
  },
  {
    what: 'a result of another host that does not exist yet in `hostvars`',
    playbook: `- hosts: node2
  tasks: [{ act: "{{hostvars.node1.r.rc}}" }]
- hosts: node1
  tasks: [{ name: Ask, act: x, register: r }]`,
    errors: ['2:21 `hostvars.node1` has no key `r` (`Ask` (site.yml:4:11) sets `r`, but runs later)'],
  },
  {
    what: 'an undefined variable within a variable of `set_fact`',
    playbook: `- hosts: web
  vars:
    path: "{{base}}/bin"
  tasks:
    - act: x
    - set_fact: { here: "{{path}}" }
    - act: "{{here}}"`,
    errors: ['3:14 there is no variable `base` (define it, or write `{{default base …}}`)'],
  },
  {
    what: 'a broken template in a variable of `set_fact`',
    playbook: `- hosts: web
  vars:
    list: "{{ join parts | upper }}"
    parts: [a]
  tasks:
    - act: x
    - set_fact: { here: "{{list}}" }`,
    errors: ['3:26 this is not a template'],
  },
  {
    what: 'an invalid expression in a variable of `set_fact`',
    playbook: `- hosts: web
  vars:
    total: !expr parts.find("a")
    parts: [a]
  tasks:
    - act: x
    - set_fact: { here: "{{total}}" }
      when: true`,
    errors: ['3:18 there is no function `find`'],
  },
  {
    what: 'a missing key of a map from `set_fact`',
    playbook: `- hosts: web
  tasks:
    - set_fact: { conf: { port: 1 } }
    - act: "{{conf.prot}}"`,
    errors: ['4:15 `conf` has no key `prot` (did you mean `port`?)'],
  },
  {
    what: 'a loop over a map',
    playbook: `- hosts: web
  vars: { vhosts: { a: 1 } }
  tasks:
    - act: "{{item}}"
      loop: "{{vhosts}}"`,
    errors: [
      '5:13 `loop` takes a list, got a map (loop over its keys, `loop: "{{keys vhosts}}"`; the value of each is then `{{lookup vhosts item}}`)',
    ],
  },
  {
    what: 'a loop over a map from a task',
    playbook: `- hosts: web
  tasks:
    - set_fact: { vhosts: { a: 1 } }
    - { act: x, loop: !expr vhosts }`,
    errors: ['4:29 `loop` takes a list, got a map (loop over its keys, `loop: "{{keys MAP}}"`'],
  },
  {
    what: 'loops over text, a number and null',
    playbook: `- hosts: web
  vars: { text: abc, number: 3, nothing: }
  tasks:
    - { act: x, loop: "{{text}}" }
    - { act: x, loop: "{{number}}" }
    - { act: x, loop: "{{nothing}}" }
    - { include_tasks: none.yml, loop: "{{text}}" }`,
    errors: [
      '4:23 `loop` takes a list, got `abc`',
      '5:23 `loop` takes a list, got a number',
      '6:23 `loop` takes a list, got null',
      '7:40 `loop` takes a list, got `abc`',
    ],
  },
  {
    what: 'an item without a key',
    playbook: `- hosts: web
  tasks:
    - act: "{{item.port}}"
      loop: [{ port: 1 }, { prt: 2 }]`,
    errors: ['3:15 `item` has no key `port` (did you mean `prt`?)'],
  },
  {
    what: 'an undefined variable in each keyword',
    playbook: `- hosts: web
  tasks:
    - { act: x, environment: { A: "{{no1}}" } }
    - { act: x, delegate_to: "{{no2}}" }
    - { act: x, retries: "{{no3}}", delay: "{{no4}}" }
    - { act: x, throttle: "{{no5}}" }
    - { act: x, run_once: "{{no6}}" }
    - { act: x, become: true, become_user: "{{no7}}" }
    - { act: x, register: r, changed_when: r.rc == no8 }
    - { act: x, register: r, failed_when: r.rc == no9 }
    - { act: x, loop: [1], loop_control: { label: "{{no10}}" } }
    - { act: x, check_mode: "{{no11}}" }
    - { act: x, loop: "{{no12}}" }
    - { include_tasks: "{{no13}}" }
    - { include_tasks: a.yml, when: no14 == 1 }
    - { act: x, remote_user: "{{no15}}" }
    - { block: [{ act: x }], guard: "{{no16}}" }`,
    errors: Array.from({ length: 16 }, (_, index) => `there is no variable \`no${index + 1}\``),
  },
  {
    what: 'errors after an `assert` that is true, a `fail` that is not reached and a `never` task',
    playbook: `- hosts: web
  vars: { v: 1 }
  tasks:
    - assert: { that: v == 1 }
    - { fail: { msg: no }, when: v == 2 }
    - { fail: { msg: no }, tags: never }
    - { meta: end_play, when: v == 2 }
    - { assert: { that: v == 2 }, ignore_errors: true }
    - act: "{{nobody}}"`,
    errors: ['9:15 there is no variable `nobody`'],
  },
  {
    what: 'errors after a block that a `rescue` recovers',
    playbook: `- hosts: web
  tasks:
    - block: [{ fail: { msg: no } }]
      rescue: [{ act: "{{no1}}" }]
      always: [{ act: "{{no2}}" }]
    - act: "{{no3}}"`,
    errors: [
      '4:26 there is no variable `no1`',
      '5:26 there is no variable `no2`',
      '6:15 there is no variable `no3`',
    ],
  },
  {
    what: 'errors in an included file, and a missing included file',
    playbook: `- hosts: web
  vars: { which: a, other: none }
  tasks:
    - include_tasks: "{{which}}.yml"
    - include_tasks: "{{other}}.yml"
    - { include_tasks: "{{item}}.yml", loop: [a, none2] }`,
    options: { files: { 'a.yml': '- act: "{{nobody}}"\n- set: { kye: a }\n' } },
    errors: [
      'a.yml:1:11 there is no variable `nobody`',
      '5:22 the included file does not exist',
      '6:24 the included file does not exist',
      'a.yml:2:10 `set` has no param `kye`',
      '`set` needs the param `key`',
      '`set` needs the param `value`',
    ],
  },
  {
    what: 'a variable that none of the files named by a fact sets',
    playbook: `- hosts: web
  vars_files: ["{{ansible_os_family}}.vars"]
  tasks:
    - include_tasks: "{{ansible_os_family}}.yml"
    - act: "{{pgk}}"`,
    options: {
      facts: { os_family: 'Debian' },
      files: { 'Debian.vars': 'pkg: apt', 'Debian.yml': '- { act: x, register: made }' },
    },
    errors: ['5:15 there is no variable `pgk`'],
  },
  {
    what: 'a fact in a play with `gather_facts: false`',
    playbook: `- hosts: web
  gather_facts: false
  tasks: [{ act: "{{ansible_os_family}}" }, { act: "{{ansible_facts.os_family}}" }]`,
    options: { facts: { os_family: 'Debian' } },
    errors: [
      '3:21 there is no variable `ansible_os_family` (the play has `gather_facts: false`: without this setting, facts are gathered',
      '3:55 there is no variable `ansible_facts` (the play has `gather_facts: false`: without this setting, facts are gathered',
    ],
  },
  {
    what: 'undefined variables in `hosts`, `serial` or `vars_files`',
    playbook: `- hosts: "{{no1}}"
  tasks: [{ act: x }]
- hosts: web
  serial: "{{no2}}"
  vars_files: ["{{no3}}.yml", none.yml]
  gather_facts: "{{no4}}"
  tasks: [{ act: x }]`,
    errors: [
      '1:13 there is no variable `no1`',
      '4:14 there is no variable `no2`',
      '5:19 there is no variable `no3`',
      '5:31 there is no file',
      '6:20 there is no variable `no4`',
    ],
  },
  {
    what: 'a misspelt name after `!`',
    playbook: `- hosts: web:!node11
  tasks: [{ act: x }]`,
    options: { inventory: 'web: { hosts: { "node[1:10]": {} } }' },
    errors: ['1:10 no host or group matches `node11` (did you mean `node1`?)'],
  },
  {
    what: 'an error for one host only',
    playbook: `- hosts: web
  tasks:
    - { act: "{{own}}", when: inventory_hostname != "node3" }`,
    options: { inventory: 'web: { hosts: { node1: { own: 1 }, node2: {}, node3: {} } }' },
    errors: ['3:17 there is no variable `own`'],
  },
  {
    what: 'a name in `set_fact` that is not text, and one with an undefined variable',
    playbook: `- hosts: web
  vars: { l: [1] }
  tasks:
    - set_fact: { "f_{{nobody}}": 1 }
    - set_fact: { "{{l}}": 1 }`,
    errors: ['4:24 there is no variable `nobody`', '5:19 expected text, got `[1]`'],
  },
]

for (const { what, playbook, errors, options } of sure) {
  test(`reported with its place before any host is contacted: ${what}`, async () => {
    const thrown = await runHerd(playbook, options).then(
      () => undefined,
      (error: unknown) => error,
    )
    const found = thrown instanceof InputErrors ? thrown.errors : []
    const told = found.map(({ message, place, hint }) => {
      const where = place ? `${place.file.split('/').at(-1)}:${place.line}:${place.column}` : ''
      const text = `${where} ${message.split('\n')[0]}${hint ? ` (${hint})` : ''}`
      return text.replace(/^site\.yml:/, '').replace(/\(\S*\/site\.yml/g, '(site.yml')
    })
    assert.is(told.length, errors.length, `${told.join('\n')}\n${String(thrown)}`)
    for (const error of errors)
      assert.ok(
        told.some(each => each.includes(error)),
        `${error}\n${told.join('\n')}`,
      )
  })
}

test('`--syntax-check` also reports errors in tasks that a run may not reach', async () => {
  const { warnings } = await runHerd(
    `
- hosts: web
  tasks:
    - { act: "{{no1}}", when: false }
    - { act: "{{no2}}", tags: never }
    - { act: x, register: r }
    - { act: "{{no3}}", when: r.rc == 7 }
    - { include_tasks: none.yml, when: false }
    - { set: { kye: a }, when: false }
    - block: [{ act: "{{no4}}" }]
      rescue: [{ act: y }]
    - { act: "{{no5}}", when: defined("no5") }
    - { meta: end_play }
    - { act: "{{no6}}" }
  handlers: [{ name: h, act: "{{no7}}" }]
`,
    { isThorough: true },
  )
  const told = warnings.map(warning => warning.split('\n')[0])
  assert.equal(told.sort(), [
    '`set` has no param `kye`',
    '`set` needs the param `key`',
    '`set` needs the param `value`',
    'the included file does not exist',
    ...[1, 2, 3, 4, 6, 7].map(number => `there is no variable \`no${number}\``),
  ])
})

test('registered results and facts are accepted before they exist', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { act: x, register: r }
    - { act: "{{r.stdout}} {{ansible_facts.color}} {{ansible_color}} {{later}}", when: r.rc == 0 && ansible_facts.color == "red" && defined("later") }
    - set_fact: { later: 1 }
`,
    { facts: { color: 'red' } },
  )
  assert.equal(run.deeds, ['node1: x', 'node2: x', 'node3: x'])
})

test('a variable of some hosts may be used behind a condition that excludes the others', async () => {
  const run = await runHerd(
    '- hosts: web\n  tasks: [{ act: "{{own}}", when: inventory_hostname == "node1" }]',
    {
      inventory: 'web: { hosts: { node1: { own: mine }, node2: {} } }',
    },
  )
  assert.equal(run.deeds, ['node1: mine'])
})

test('`hostvars` may contain registered results, set_fact variables and facts of other hosts', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { act: "{{inventory_hostname}}", register: own }
    - set_fact: { mine: "{{inventory_hostname}}!" }
    - { act: "{{hostvars.node2.own.stdout}} {{hostvars.node3.mine}}", when: hostvars.node2.own.rc == 0 && inventory_hostname == "node1" }
    - { act: "{{hostvars.node2.ansible_distribution}}", when: false }
`,
  )
  assert.is(run.deeds.at(-1), 'node1: node2 node3!')
})

test('`hostvars` with a name that no task registers is refused', async () => {
  const error = await runHerd('- hosts: web\n  tasks: [{ act: "{{hostvars.node2.nobody}}" }]').catch(e => e)
  assert.match(String(error.message), '`hostvars.node2` has no key `nobody`')
})

test('a condition on the index of a loop is evaluated in the loop', async () => {
  const run = await runHerd(
    '- hosts: web\n  tasks: [{ act: "{{item}}", loop: [a, b, c], loop_control: { index_var: n }, when: int(n) > 1 }]',
    { inventory: 'web: { hosts: { node1: {} } }' },
  )
  assert.equal(run.deeds, ['node1: c'])
})

test('connection settings may depend on a variable that a task sets', async () => {
  const run = await runHerd(
    '- hosts: web\n  tasks: [{ set_fact: { name: root } }, { act: x }, { act: y, become: true, become_user: "{{name}}" }]',
    { inventory: 'web: { hosts: { node1: { ansible_user: "{{name}}" } } }', extraVars: ['other=1'] },
  ).catch(error => error)
  assert.equal(run.deeds, ['node1: x', 'node1: y'])
})

test('a file that includes itself endlessly fails, and the run ends normally', async () => {
  const run = await runHerd('- hosts: web\n  tasks: [{ include_tasks: again.yml }]', {
    files: { 'again.yml': '- include_tasks: again.yml\n' },
  })
  assert.is(run.tallies.node1?.failed, 1)
  const [failure] = run.events.filter(event => event.type === 'task.result')
  assert.match(failure?.message ?? '', /^files are included more than 100 deep/)
})

test('a file may include itself if a condition ends the recursion', async () => {
  const run = await runHerd('- hosts: web\n  vars: { n: 0 }\n  tasks: [{ include_tasks: again.yml }]', {
    files: {
      'again.yml':
        '- set_fact: { n: "{{add n 1}}" }\n- include_tasks: again.yml\n  when: int(n) < 5\n- act: done\n',
    },
    inventory: 'web: { hosts: { node1: {} } }',
  })
  assert.is(run.deeds.length, 5)
})

test.run()
