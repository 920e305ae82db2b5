import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { playFiles } from './referee.ts'

type Tool = 'ansible' | 'drover'

/** The syntax of a tool, from which plays are written. */
interface Words {
  /** Returns a value: Jinja's expression for it, or CEL's. */
  readonly value: (jinja: string, cel?: string) => string
  /** Returns a condition: Jinja's expression, or CEL's. */
  readonly when: (jinja: string, cel?: string) => string
  /** Returns a task that records values, each under a name. */
  readonly note: (values: Readonly<Record<string, string | readonly [jinja: string, cel: string]>>) => string
}

function wordsOf(tool: Tool): Words {
  const pick = (jinja: string, cel = jinja): string => (tool === 'ansible' ? jinja : cel)
  const value = (jinja: string, cel?: string): string =>
    tool === 'ansible' ? JSON.stringify(`{{ ${jinja} }}`) : `!expr ${JSON.stringify(pick(jinja, cel))}`
  const note: Words['note'] = values => {
    const noted = Object.entries(values).map(([name, expression]) => {
      const [jinja, cel] = typeof expression === 'string' ? [expression, expression] : expression
      return `["${name}", ${pick(jinja, cel)}]`
    })
    const all = `noted + [${noted.join(', ')}]`
    return `set_fact: { noted: ${value(all)} }`
  }
  return { value, when: (jinja, cel) => JSON.stringify(pick(jinja, cel)), note }
}

const FILES = {
  'said.yml': '- debug: { msg: "{{ item }}" }\n  register: inner\n',
  'twice.yml': '- set_fact: { trail: "{{ trail }}{{ item }}" }\n- set_fact: { trail: "{{ trail }}." }\n',
}

/** Plays that fail on no host. Each records values that it reads. */
const PLAYS: Record<string, (words: Words) => string> = {
  'a loop sees what its items set': ({ value, when, note }) => `
    - set_fact: { acc: ${value('acc | default([]) + [item]', 'default(acc, []) + [item]')} }
      loop: [1, 2, 3]
    - set_fact: { n: ${value('n | default(0) | int + item', 'default(n, 0) + item')} }
      loop: [1, 2, 3, 4]
      when: ${when('n | default(0) | int < 5', 'default(n, 0) < 5')}
    - set_fact: { found: "{{ item }}" }
      loop: [a, b, c]
      when: ${when('item != "a" and found is not defined', 'item != "a" && !defined(found)')}
    - debug: { msg: "{{ item }}" }
      loop: [a, b, c, d]
      when: ${when('r.msg | default("") != "b"', 'default(r.msg, "") != "b"')}
      register: r
    - debug: { msg: "{{ item }}{{ before }}" }
      loop: [a, b, c]
      vars: { before: ${value('s.msg | default("")', 'default(s.msg, "")')} }
      register: s
    - set_fact: { mine: ${value('mine + item')} }
      loop: [b, c]
    - ${note({ acc: 'acc', n: ['n | int', 'n'], found: 'found', s: 's.results[2].msg', mine: 'mine' })}
    - ${note({ all: ['r.results | length', 'size(r.results)'], third: ['r.results[2].skipped', 'r.results[2].skipped'], last: ['r.results[3].skipped', 'r.results[3].skipped'] })}
`,
  'what results have': ({ when, note }) => `
    - debug: { msg: x }
      register: ok
    - debug: { msg: x }
      register: skipped
      when: false
    - debug: { msg: "{{ item }}" }
      register: nil
      loop: [a, b]
      when: false
    - debug: { msg: "{{ item }}" }
      register: empty
      loop: []
    - debug: { msg: "{{ item }}" }
      register: some
      loop: [a, b, c]
      loop_control: { index_var: i, extended: true }
      when: item != "b"
    - debug: { msg: x }
      register: blamed
      failed_when: true
      ignore_errors: true
    - debug: { msg: x }
      register: forgiven
      changed_when: true
      failed_when: ${when('not forgiven.changed', '!forgiven.changed')}
    - debug: { msg: x }
      register: tried
      until: ${when('tried.attempts == 2', 'tried.attempts == 2')}
      retries: 3
      delay: 0
    - debug: { msg: x }
      register: spent
      until: false
      retries: 2
      delay: 0
      ignore_errors: true
    - debug: { msg: x }
      register: excused
      until: false
      retries: 2
      delay: 0
      failed_when: ${when('excused.attempts > 6')}
    - ${note({
      ok: ['"skipped" in ok', 'defined(ok.skipped)'],
      skipped: 'skipped.skipped',
      reason: 'skipped.skip_reason',
      none: ['nil.results | length', 'size(nil.results)'],
      each: [
        'nil.results[1].item ~ nil.results[1].skipped',
        'nil.results[1].item + (nil.results[1].skipped ? "True" : "False")',
      ],
      nothing: 'nil.msg',
      empty: ['empty.results | length', 'size(empty.results)'],
      why: 'empty.skipped_reason',
      some: 'some.skipped',
      message: 'some.msg',
    })}
    - ${note({
      index: 'some.results[2].i',
      name: 'some.results[2].ansible_index_var',
      place: 'some.results[2].ansible_loop.revindex0',
      before: 'some.results[2].ansible_loop.previtem',
      after: 'some.results[0].ansible_loop.nextitem',
      all: ['some.results[0].ansible_loop.allitems | length', 'size(some.results[0].ansible_loop.allitems)'],
      blamed: 'blamed.failed_when_result',
      forgiven: 'forgiven.failed_when_result',
      tried: 'tried.attempts',
      spent: 'spent.attempts',
      lost: 'spent.failed',
      excused: 'excused.attempts',
    })}
`,
  'what a rescue knows': ({ note }) => `
    - block:
        - { name: "Fail {{ inventory_hostname }}", fail: { msg: "no {{ inventory_hostname }}" } }
      rescue:
        - ${note({
          name: 'ansible_failed_task.name',
          action: 'ansible_failed_task.action',
          args: 'ansible_failed_task.args.msg',
          msg: 'ansible_failed_result.msg',
          failed: 'ansible_failed_result.failed',
        })}
    - block:
        - { name: Loop, fail: { msg: "no {{ item }}" }, loop: [x, y] }
      rescue:
        - ${note({ args: 'ansible_failed_task.args.msg', items: ['ansible_failed_result.results | length', 'size(ansible_failed_result.results)'] })}
`,
  'the loop of a task and of an include': ({ value, note }) => `
    - set_fact: { places: ${value('places | default([]) + [[ansible_loop.index, ansible_loop.revindex, ansible_loop.first, ansible_loop.last, ansible_loop.length]]', 'default(places, []) + [[ansible_loop.index, ansible_loop.revindex, ansible_loop.first, ansible_loop.last, ansible_loop.length]]')} }
      loop: [x, y]
      loop_control: { extended: true }
    - include_tasks: said.yml
      loop: [p, q]
    - set_fact: { trail: "" }
    - include_tasks: twice.yml
      loop: [a, b, a]
    - include_tasks: twice.yml
      loop: [z]
      vars: { trail: given }
    - ${note({ places: 'places', inner: 'inner.msg', trail: 'trail' })}
`,
  'check mode of a task alone': ({ note }) => `
    - copy: { dest: "{{ dir }}/never", content: x, mode: "0644" }
      check_mode: true
      register: copied
    - command: touch {{ dir }}/never
      check_mode: true
      register: ran
    - ${note({ copied: 'copied.changed', ran: 'ran.changed', skipped: 'ran.skipped', rc: 'ran.rc', out: 'ran.stdout' })}
`,
  'hosts that take part, and localhost': ({ note }) => `
    - meta: end_host
      when: inventory_hostname == "b"
    - ${note({
      batch: 'ansible_play_batch',
      hosts: 'ansible_play_hosts',
      old: 'play_hosts',
      all: 'ansible_play_hosts_all',
      local: 'hostvars.localhost.inventory_hostname',
      there: '"localhost" in hostvars',
    })}
`,
}

/** Plays with handlers, which record by what they were notified. */
const HANDLED: Record<string, (words: Words) => string> = {
  'two handlers of one name': ({ note }) => `
  tasks:
    - { debug: { msg: x }, changed_when: true, notify: [same, topic] }
    - meta: flush_handlers
    - WRITE
  handlers:
    - { name: same, ${note({ by: '"first"' })} }
    - { name: same, ${note({ by: '"second"' })} }
    - { name: other, listen: topic, ${note({ by: '"third"' })} }
    - { name: other, listen: topic, ${note({ by: '"fourth"' })} }
`,
  'two handlers of one name in blocks': ({ note }) => `
  tasks:
    - { debug: { msg: x }, changed_when: true, notify: same }
    - meta: flush_handlers
    - WRITE
  handlers:
    - { name: same, ${note({ by: '"alone"' })} }
    - block: [{ name: same, ${note({ by: '"first"' })} }]
    - block: [{ name: same, ${note({ by: '"last"' })} }]
`,
  'handlers named for the items of a loop': ({ note }) => `
  tasks:
    - { debug: { msg: x }, changed_when: true, notify: "h {{ item }}", loop: [x, y] }
    - meta: flush_handlers
    - WRITE
  handlers:
    - { name: h x, ${note({ by: '"x"' })} }
    - { name: h y, ${note({ by: '"y"' })} }
    - { name: h z, ${note({ by: '"z"' })} }
`,
  'run_once in batches': ({ note }) => `
  serial: [1, 2]
  tasks:
    - { debug: { msg: "{{ inventory_hostname }}" }, run_once: true, register: once }
    - ${note({ once: 'once.msg', batch: 'ansible_play_batch' })}
    - WRITE
`,
}

const ALL = [...Object.keys(PLAYS), ...Object.keys(HANDLED)]

function playbookFor(tool: Tool): string {
  const words = wordsOf(tool)
  const head = `- hosts: all\n  gather_facts: false\n  vars: { noted: [], mine: a }`
  const write = (index: number): string => {
    const content = tool === 'ansible' ? '"{{ noted | to_json }}"' : '!expr json(noted)'
    return `copy: { dest: "{{ dir }}/play${index}", mode: "0644", content: ${content} }`
  }
  // Values that one play records are cleared for the next.
  const clear = '    - set_fact: { noted: [] }\n'
  const plays = [
    ...Object.values(PLAYS).map(tasks => `${head}\n  tasks:\n${clear}${tasks(words)}    - WRITE\n`),
    ...Object.values(HANDLED).map(
      rest => `${head}${rest(words).replace('  tasks:\n', `  tasks:\n${clear}`)}`,
    ),
  ]
  return plays.map((play, index) => play.replaceAll('WRITE', write(index))).join('')
}

const INVENTORY = `
all:
  hosts:
    a: { ansible_connection: local, dir: ROOT/hosts/a }
    b: { ansible_connection: local, dir: ROOT/hosts/b }
    c: { ansible_connection: local, dir: ROOT/hosts/c }
`

/** Returns the values that each play recorded on each host, and the results of each host. */
function outcomeOf(tool: Tool) {
  const files = { ...FILES, 'hosts.yml': INVENTORY, 'site.yml': playbookFor(tool) }
  const outcome = playFiles(tool, files, { args: ['-e', 'mine=extra'], isNative: true })
  const noted = Object.entries(outcome.files).flatMap(([path, content]) =>
    content.startsWith('644 [') ? [[path, JSON.parse(content.slice(4)) as unknown] as const] : [],
  )
  return { noted: Object.fromEntries(noted), hosts: outcome.hosts, hasFailed: outcome.hasFailed }
}

const [ours, theirs] = [outcomeOf('drover'), outcomeOf('ansible')]

for (const [index, what] of ALL.entries()) {
  test(`both tools see the same values: ${what}`, () => {
    for (const host of ['a', 'b', 'c']) {
      const path = `${host}/play${index}`
      assert.equal(ours.noted[path], theirs.noted[path], path)
    }
    assert.ok(theirs.noted[`a/play${index}`])
  })
}

test('both tools have the same results, task by task', () => {
  assert.equal(ours.hosts, theirs.hosts)
  assert.not.ok(ours.hasFailed || theirs.hasFailed)
})

test.run()
