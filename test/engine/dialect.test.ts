import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, InputErrors } from '../../src/errors.ts'
import { type HerdOptions, resultsOf, runHerd } from '../kit/herd.ts'

const ONE_HOST = 'web: { hosts: { node1: {} } }'

/** The deeds of tasks in the dialect of Ansible on one host. */
async function deedsOf(tasks: string, options: HerdOptions = {}): Promise<string[]> {
  const { deeds } = await runHerd(`- hosts: web\n  gather_facts: no\n  tasks:\n${tasks}`, {
    inventory: ONE_HOST,
    dialect: 'ansible',
    ...options,
  })
  return deeds.map(deed => deed.replace(/^node1: /, ''))
}

/** The errors of tasks, as `line:column message`. */
async function problemsOf(tasks: string, options: HerdOptions = {}): Promise<string[]> {
  try {
    await deedsOf(tasks, options)
  } catch (error) {
    const errors = error instanceof InputErrors ? error.errors : [error as InputError]
    return errors.map(each => {
      if (!(each instanceof InputError)) throw each
      return `${each.place?.line}:${each.place?.column} ${each.message.split('\n')[0]}`
    })
  }
  return []
}

test('values, conditions, loops and param names are Jinja', async () => {
  const deeds = await deedsOf(`
    - set_fact:
        "{{ 'na' ~ 'me' }}": "{{ ['b', 'a'] | sort | join('+') }}"
    - act: "{{ name }} {{ missing | default('none') }} {{ 7 // 2 }}{% if flag %} yes{% endif %}"
      vars: { flag: yes }
    - act: "{{ item.key }}={{ item.value }}"
      loop: "{{ {'x': 1, 'y': 2} | dict2items }}"
      when: item.value > 1
    - act: "never"
      when: "{{ name == 'x' }}"
    - act: all
      when:
        - name
        - not []
        - name is defined and missing is not defined
        - missing == 1 or missing is not defined
`)
  assert.equal(deeds, ['a+b none 3 yes', 'y=2', 'all'])
})

test('`omit` removes a whole param and entries of lists and maps', async () => {
  const deeds = await deedsOf(`
    - { read: "{{ 'k' | default(omit) }}", register: r, no_log: "{{ missing | default(omit) }}" }
    - set_fact:
        list: ["{{ missing | default(omit) }}", 1]
        map: { a: "{{ missing.deep | default(omit) }}", b: 2 }
        gone: "{{ missing | default(omit) }}"
    - act: "{{ list }} {{ map }} {{ gone is defined }}"
`)
  assert.equal(deeds, ["[1] {'b': 2} False"])
})

test('YAML 1.1 words such as `yes` are booleans, and quoted ones stay text', async () => {
  const deeds = await deedsOf(`
    - act: "{{ a }} {{ b }} {{ c }} {{ d }} {{ e }}"
      vars: { a: yes, b: Off, c: "yes", d: 0644, e: y }
`)
  assert.equal(deeds, ['True False yes 0644 y'])
})

test('output of a host is never rendered as a template or condition', async () => {
  const data = new Map([['node1', new Map([['k', "{{ 'evil' }}"]])]])
  const read = `
    - { read: k, register: r }
    - set_fact: { copy: "{{ r.value }}" }
`
  assert.equal(await deedsOf(`${read}    - act: "{{ copy }} {{ r.value }}"\n`, { data }), [
    "{{ 'evil' }} {{ 'evil' }}",
  ])
  const condition = new Map([['node1', new Map([['k', 'true']])]])
  const run = await runHerd(`- hosts: web\n  tasks:\n${read}    - act: done\n      when: "{{ copy }}"\n`, {
    inventory: ONE_HOST,
    dialect: 'ansible',
    data: condition,
  })
  const last = run.events.findLast(event => event.type === 'task.result')
  assert.is(last?.status, 'failed')
  assert.match(last?.message ?? '', /has the value `true`, a text that may come from a host/)
})

test('a value that only a run knows is unknown in a dry run, unless it does not matter', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { act: x, register: r }
    - { act: "{{ r.stdout }}" }
    - { act: second, when: r.stdout == 'a' }
    - { act: third, when: r.stdout == 'a' or true }
    - { act: fourth, when: r.stdout == 'a' and false }
    - { act: fifth, when: r.stdout == 'a' and undefined_one }
`,
    { inventory: ONE_HOST, dialect: 'ansible', isCheckMode: true },
  )
  assert.equal(
    resultsOf(run).map(result => result.split(' ')[1]),
    ['changed', 'unknown', 'unknown', 'changed', 'skipped', 'unknown'],
  )
})

test('an unknown module is an error before the run if a host is sure to reach it, otherwise the task fails', async () => {
  assert.equal(await problemsOf('    - win_service: { name: a }'), [
    '4:7 `win_service` is neither a task type nor a keyword',
  ])
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { act: x, register: r }
    - { win_service: { name: a }, when: inventory_hostname == 'other' }
    - { win_service: { name: "{{ nothing }}" }, when: r.stdout == 'no' }
    - { block: [{ win_service: { name: a } }], rescue: [{ act: rescued }] }
    - { win_service: { name: a }, when: r is changed }
    - { act: never }
`,
    { inventory: ONE_HOST, dialect: 'ansible' },
  )
  assert.equal(
    resultsOf(run).map(result => result.split(' ')[1]),
    ['changed', 'skipped', 'skipped', 'failed', 'changed', 'failed'],
  )
  assert.is(run.warnings.length, 3, run.warnings.join('\n'))
})

test('an unknown param is accepted if it renders to `omit`', async () => {
  const tasks = `
- hosts: web
  tasks:
    - { act: first, register: r }
    - set: { key: a, value: b, priv: "{{ priv | default(omit) }}" }
      when: r.stdout != 'other'
`
  const options = { inventory: ONE_HOST, dialect: 'ansible' } as const
  const run = await runHerd(tasks, options)
  assert.equal([resultsOf(run), run.warnings], [['node1 changed act', 'node1 changed set'], []])
  const given = await runHerd(tasks, { ...options, extraVars: ['priv=all'] })
  const last = given.events.findLast(event => event.type === 'task.result')
  assert.match(last?.message ?? '', /`set` has no param `priv`/)
})

test('values of INI inventories and of the command line are Jinja, too', async () => {
  const deeds = await deedsOf('    - act: "{{ a }} {{ b }} {{ c }} {{ d }}"\n', {
    inventory: '[web]\nnode1 a="{{ [1, 2] | max }}"\n[web:vars]\nb={{ a }}!\n',
    extraVars: ['c="{{ a ~ a }}"', '{"d": "{{ b | upper }}"}'],
  })
  assert.equal(deeds, ['2 2! 22 2!'])
})

test('errors are reported with their places before any host is contacted', async () => {
  const rows: [string, string[]][] = [
    ['    - act: "{{ nothing }}"', ['4:16 there is no variable `nothing`']],
    ['    - act: "a {{ \'x\' | no_such }} b"', ['4:24 there is no filter `no_such`']],
    ['    - { act: x, when: a is no_such }', ['4:25 there is no test `no_such`']],
    ['    - act: "{{ lookup(\'no_such\', 1) }}"', ['4:23 there is no lookup `no_such`']],
    ['    - { act: x, when: "a ==" }', ['4:']],
    ['    - act: "{% if a %}"', ['4:16 `if` is not closed']],
  ]
  for (const [tasks, expected] of rows) {
    const problems = await problemsOf(tasks)
    assert.is(problems.length, expected.length, tasks)
    const begins = problems.map((problem, index) => problem.slice(0, expected[index]?.length))
    assert.equal(begins, expected, problems.join())
  }
})

test('files of both dialects can be used in one play', async () => {
  const { deeds } = await runHerd(
    `
- hosts: web
  vars: { greeting: "{{ 'he' ~ 'llo' }}" }
  tasks:
    - include_tasks: own.yml
`,
    {
      inventory: ONE_HOST,
      dialectOf: file => (file.endsWith('own.yml') ? 'drover' : 'ansible'),
      files: { 'own.yml': '- act: \'{{default greeting "x"}} {{upper greeting}}\'\n' },
    },
  )
  assert.equal(deeds, ['node1: hello HELLO'])
})

test('with `run_once`, an include runs for the first host that is left, and look-ahead accounts for that', async () => {
  const options = {
    inventory: 'web: { hosts: { "node[1:3]": {} } }',
    files: { 'sets.yml': '- set_fact: { of_first: x }\n- act: "in {{ inventory_hostname }}"' },
  }
  const include = '    - { include_tasks: sets.yml, run_once: true }\n'
  assert.equal(await problemsOf(`${include}    - act: "{{ of_first }}"\n`, options), [
    '5:16 there is no variable `of_first`',
  ])
  const { deeds } = await runHerd(
    `- hosts: web
  tasks:
    - { act: fails, failed_when: inventory_hostname == "node1" }
${include}    - act: "{{ of_first | default('none') }}"
`,
    { ...options, dialect: 'ansible' },
  )
  assert.equal(deeds.filter(deed => !deed.endsWith('fails')).sort(), [
    'node2: in node2',
    'node2: x',
    'node3: none',
  ])
})

test('a module name can be a template, and is checked before the run if it is known', async () => {
  const deeds = await deedsOf(
    `
    - { action: { module: "{{ kind }}", say: "one {{ kind }}" }, vars: { kind: act }, tags: t, notify: h }
    - { action: { module: "{{ 'act' }}", say: not chosen } }
  handlers:
    - { name: h, action: { module: "{{ 'act' }}", say: handler } }
`,
    { tags: ['t'] },
  )
  assert.equal(deeds, ['one act', 'handler'])
  const problems = await problemsOf(`
    - { action: { module: "{{ 'act' }}", sai: x } }
    - { action: { module: "{{ missing }}", say: x } }
`)
  assert.equal(problems, [
    '5:17 `act` needs the param `say`',
    '5:42 `act` has no param `sai`',
    '6:17 there is no variable `missing`',
  ])
})

test.run()
