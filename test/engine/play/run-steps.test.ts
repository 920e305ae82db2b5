import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { resultsOf, runHerd } from '../../kit/herd.ts'

test('no host starts a task before all hosts have finished the previous one', async () => {
  const run = await runHerd(`
- hosts: web
  tasks:
    - act: one
    - act: two
`)
  assert.equal(run.deeds, [
    'node1: one',
    'node2: one',
    'node3: one',
    'node1: two',
    'node2: two',
    'node3: two',
  ])
})

test('a second run of the same playbook changes nothing', async () => {
  const playbook = `
- hosts: web
  tasks:
    - set: { key: motd, value: "{{inventory_hostname}}" }
`
  const first = await runHerd(playbook)
  assert.equal(resultsOf(first), ['node1 changed set', 'node2 changed set', 'node3 changed set'])
  const second = await runHerd(playbook, { data: first.data })
  assert.equal(resultsOf(second), ['node1 ok set', 'node2 ok set', 'node3 ok set'])
  assert.equal(second.deeds, [])
})

test('a change that is not found by the second check fails the task with the difference', async () => {
  const run = await runHerd('- hosts: "node1"\n  tasks: [{ set: { key: a, value: b, forgets: true } }]')
  const [result] = run.events.filter(event => event.type === 'task.result')
  assert.is(result?.status, 'failed')
  assert.is(
    result?.message,
    '`set` was applied, but its check still finds a difference: key:a (update: value: wanted `b`, is nothing)',
  )
  // A cause is given only if it is known.
  assert.is(result?.hint, 'compare the two values on the host: the apply reported no error')
})

test('a dry run predicts the changes of the run, and changes nothing', async () => {
  const playbook = `
- hosts: web
  tasks:
    - set: { key: a, value: "1" }
    - set: { key: b, value: "2" }
      when: inventory_hostname == "node2"
`
  const dry = await runHerd(playbook, { isCheckMode: true })
  assert.equal(dry.deeds, [])
  const real = await runHerd(playbook)
  assert.equal(resultsOf(dry), resultsOf(real))
})

test('in a dry run, the output of an action is unknown, and so is everything made from it', async () => {
  const playbook = `
- hosts: node1
  tasks:
    - { name: Ask, act: hello, register: said }
    - { name: Tell, set: { key: a, value: "{{said.stdout}}" } }
    - { name: Maybe, act: more, when: said.rc == 0 }
    - { name: Surely, act: done, when: said.changed }
`
  const dry = await runHerd(playbook, { isCheckMode: true })
  assert.equal(resultsOf(dry), [
    'node1 changed Ask',
    'node1 unknown Tell',
    'node1 unknown Maybe',
    'node1 changed Surely',
  ])
  const messages = dry.events.flatMap(event =>
    event.type === 'task.result' && event.status === 'unknown' ? [event.message] : [],
  )
  assert.ok(
    messages.every(message => /^depends on the result of `Ask` \(.*site\.yml:4:7\)$/.test(message ?? '')),
    messages[0] ?? '',
  )
})

test('a failed host leaves the play, and the others continue', async () => {
  const run = await runHerd(`
- hosts: web
  tasks:
    - set: { key: a, value: b, fails: "{{eq inventory_hostname 'node2'}}" }
    - act: next
`)
  assert.equal(run.deeds, ['node1: set a=b', 'node3: set a=b', 'node1: next', 'node3: next'])
  assert.is(run.tallies.node2?.failed, 1)
})

test('an unreachable host leaves the play and is counted as unreachable', async () => {
  const run = await runHerd('- hosts: web\n  tasks: [{ act: one }, { act: two }]', { unreachable: ['node1'] })
  assert.equal(run.tallies.node1, {
    ok: 0,
    changed: 0,
    skipped: 0,
    failed: 0,
    unreachable: 1,
    rescued: 0,
    ignored: 0,
    unknown: 0,
  })
  assert.equal(run.deeds, ['node2: one', 'node3: one', 'node2: two', 'node3: two'])
})

test('with `rescue_unreachable`, a `rescue` takes over on hosts that became unreachable', async () => {
  const tasks = (flag: string): string => `
    - block:
        - act: in-block
        - block: [{ act: inner }]
          always: [{ debug: { msg: always } }]
      rescue:
        - debug: { msg: "{{ansible_failed_result.unreachable}} {{ansible_failed_task.action}}" }
      ${flag}
    - debug: { msg: after }
`
  const play = (flag: string): string => `- hosts: web\n  gather_facts: false\n  tasks:${tasks(flag)}`
  const saidBy = async (flag: string): Promise<string[]> => {
    const { events } = await runHerd(play(flag), { unreachable: ['node1'] })
    return events.flatMap(event =>
      event.type === 'task.result' && event.host === 'node1' ? [`${event.status} ${event.message}`] : [],
    )
  }
  const lost = await saidBy('rescue_unreachable: false')
  assert.is(lost.length, 1)
  assert.match(lost[0] ?? '', /^unreachable /)
  const [failed, ...others] = await saidBy(`rescue_unreachable: "{{eq inventory_hostname 'node1'}}"`)
  assert.match(failed ?? '', /^failed /)
  assert.equal(others, ['ok true act', 'ok after'])
  const { tallies } = await runHerd(play('rescue_unreachable: true'), { unreachable: ['node1'] })
  assert.equal([tallies.node1?.rescued, tallies.node1?.unreachable, tallies.node1?.failed], [1, 0, 0])
})

test('any_errors_fatal also ends the play for the other hosts after the task', async () => {
  const run = await runHerd(`
- hosts: web
  any_errors_fatal: true
  tasks:
    - set: { key: a, value: b, fails: "{{eq inventory_hostname 'node2'}}" }
    - act: next
`)
  assert.equal(run.deeds, ['node1: set a=b', 'node3: set a=b'])
})

test('rescue runs on the hosts that failed, always on all hosts', async () => {
  const run = await runHerd(`
- hosts: web
  tasks:
    - block:
        - set: { key: a, value: b, fails: "{{eq inventory_hostname 'node2'}}" }
        - act: in-block
      rescue:
        - act: "rescue {{ansible_failed_result.rc}}"
      always:
        - act: always
    - act: after
`)
  assert.equal(run.deeds, [
    'node1: set a=b',
    'node3: set a=b',
    'node1: in-block',
    'node3: in-block',
    'node2: rescue 1',
    'node1: always',
    'node2: always',
    'node3: always',
    'node1: after',
    'node2: after',
    'node3: after',
  ])
  assert.equal(run.tallies.node2, {
    ok: 0,
    changed: 3,
    skipped: 0,
    failed: 0,
    unreachable: 0,
    rescued: 1,
    ignored: 0,
    unknown: 0,
  })
})

test('without rescue, always still runs on a failed host, which then leaves the play', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - block: [{ act: { say: breaks, rc: 1 } }]
      always: [{ act: cleanup }]
    - act: never
`)
  assert.equal(run.deeds, ['node1: breaks', 'node1: cleanup'])
  assert.is(run.tallies.node1?.failed, 1)
})

test('handlers run once per host in their order, at the end and at a flush', async () => {
  const run = await runHerd(`
- hosts: web
  tasks:
    - { set: { key: a, value: "1" }, notify: [second, first] }
    - { set: { key: b, value: "1" }, notify: second, when: inventory_hostname == "node1" }
    - meta: flush_handlers
    - { set: { key: c, value: "1" }, notify: topic, when: inventory_hostname != "node1" }
  handlers:
    - { name: first, act: handler-first }
    - { name: second, act: handler-second, listen: topic }
`)
  const handled = run.deeds.filter(deed => deed.includes('handler'))
  assert.equal(handled, [
    'node1: handler-first',
    'node2: handler-first',
    'node3: handler-first',
    'node1: handler-second',
    'node2: handler-second',
    'node3: handler-second',
    'node2: handler-second',
    'node3: handler-second',
  ])
})

test('in a dry run, a fact that depends on an unknown value is unknown, and so is everything made from it', async () => {
  const playbook = `
- hosts: node1
  tasks:
    - set_fact: { fact: before }
    - { name: Ask, act: hello, register: said }
    - set_fact: { fact: "{{said.stdout}}" }
    - { name: Tell, set: { key: a, value: "{{fact}}" } }
`
  const dry = await runHerd(playbook, { isCheckMode: true })
  assert.equal(resultsOf(dry).slice(-2), ['node1 unknown set_fact', 'node1 unknown Tell'])
})

test('in a dry run, a handler is predicted as certain or unknown like the task that notifies it', async () => {
  const run = await runHerd(
    `
- hosts: node1
  tasks:
    - { act: tell, register: told }
    - { name: Perhaps, set: { key: a, value: "{{ told.stdout }}" }, notify: [first, second] }
    - { set: { key: b, value: "1" }, notify: second }
  handlers:
    - { name: first, act: handler-first, notify: third }
    - { name: second, act: handler-second }
    - { name: third, act: handler-third }
`,
    { isCheckMode: true },
  )
  const ends = run.events.flatMap(event =>
    event.type === 'task.result' && /first|second|third/.test(event.name)
      ? [`${event.name} ${event.status}${event.status === 'unknown' ? `: ${event.message}` : ''}`]
      : [],
  )
  const places = /\(\S+:\d+:\d+\)/
  assert.equal(
    ends.map(end => end.replace(places, '(PLACE)')),
    [
      'first unknown: depends on whether `Perhaps` (PLACE) changes anything',
      'second changed',
      'third unknown: depends on whether `first` (PLACE) changes anything',
    ],
  )
})

test('an unchanged task does not notify handlers', async () => {
  const playbook = `
- hosts: node1
  tasks: [{ set: { key: a, value: "1" }, notify: h }]
  handlers: [{ name: h, act: handled }]
`
  const first = await runHerd(playbook)
  assert.equal((await runHerd(playbook, { data: first.data })).deeds, [])
})

test('serial runs one batch after the other, and repeats the last size', async () => {
  const run = await runHerd('- hosts: web\n  serial: [1, 2]\n  tasks: [{ act: one }, { act: two }]')
  assert.equal(run.deeds, [
    'node1: one',
    'node1: two',
    'node2: one',
    'node3: one',
    'node2: two',
    'node3: two',
  ])
})

test('with serial, a batch without remaining hosts ends the run', async () => {
  const run = await runHerd(`
- hosts: web
  serial: 1
  tasks: [{ act: { say: breaks, rc: 1 } }]
- hosts: web
  tasks: [{ act: never }]
`)
  assert.equal(run.deeds, ['node1: breaks'])
})

test('run_once runs on the first host, and its result is used for all hosts', async () => {
  const run = await runHerd(`
- hosts: web
  tasks:
    - { act: hello, run_once: true, register: said }
    - act: "{{said.stdout}} {{inventory_hostname}}"
`)
  const [once, ...each] = run.deeds
  assert.is(once, 'node1: hello')
  assert.equal(each.sort(), ['node1: hello node1', 'node2: hello node2', 'node3: hello node3'])
})

test('delegate_to runs on the other host with the variables of the own host', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks: [{ act: "for {{inventory_hostname}}", delegate_to: node3 }]
`,
    { limit: 'node2' },
  )
  assert.equal(run.deeds, ['node3: for node2'])
  assert.equal(run.connected, ['node3'])
})

test('loops provide their item, their index and their results', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - act: "{{n}} {{item.name}}"
      loop: [{ name: a }, { name: b }]
      loop_control: { index_var: n }
      register: all
    - act: "{{length all.results}} {{all.changed}} {{all.results.[1].stdout}}"
`)
  assert.equal(run.deeds, ['node1: 0 a', 'node1: 1 b', 'node1: 2 true 1 b'])
})

test('when is evaluated for each item of a loop', async () => {
  const run = await runHerd('- hosts: node1\n  tasks: [{ act: "{{item}}", loop: [1, 2, 3], when: item > 1 }]')
  assert.equal(run.deeds, ['node1: 2', 'node1: 3'])
})

test('until repeats the task until the condition is true, and fails if it never is', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - { act: try, register: tried, until: tried.rc == 1, retries: 2, delay: 0 }
`)
  assert.equal(run.deeds, ['node1: try', 'node1: try', 'node1: try'])
  const result = run.events.findLast(event => event.type === 'task.result')
  assert.is(result?.type === 'task.result' && result.message, '`until` was not true after 3 attempts')
})

test('failed_when and changed_when decide the status of a result', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - { name: forgiven, act: { say: x, rc: 3 }, register: r, failed_when: r.rc != 3, changed_when: false }
    - { name: blamed, act: y, register: r, failed_when: r.stdout == "y" }
`)
  assert.equal(resultsOf(run), ['node1 ok forgiven', 'node1 failed blamed'])
})

test('ignore_errors ignores a failure, and counts it as ignored', async () => {
  const run = await runHerd(
    '- hosts: node1\n  tasks: [{ act: { say: x, rc: 1 }, ignore_errors: true }, { act: next }]',
  )
  assert.equal(run.deeds, ['node1: x', 'node1: next'])
  assert.is(run.tallies.node1?.ignored, 1)
  assert.is(run.tallies.node1?.failed, 0)
})

test('a composed task type is one task whose parts run in order under their conditions', async () => {
  const run = await runHerd(
    '- hosts: node1\n  tasks: [{ pair: { value: x }, register: r }, { act: "{{r.changed}}" }]',
    {
      facts: { has_right: true },
    },
  )
  assert.equal(run.deeds, ['node1: set left=x', 'node1: set right=x', 'node1: true'])
  const without = await runHerd('- hosts: node1\n  tasks: [{ pair: { value: x } }]', {
    facts: { has_right: false },
  })
  assert.equal(without.deeds, ['node1: set left=x'])
})

test('facts are gathered only when a task refers to them', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - set_fact: { x: 1 }
    - set_fact: { y: "{{ansible_facts.color}}" }
      when: inventory_hostname == "node2"
`,
    { facts: { color: 'red' } },
  )
  assert.equal(run.connected, ['node2'])
})

test('include_tasks runs a file for the hosts that select it', async () => {
  const run = await runHerd(
    '- hosts: web\n  tasks: [{ include_tasks: "{{inventory_hostname}}.yml", when: inventory_hostname != "node3" }]',
    {
      files: { 'node1.yml': '- act: first', 'node2.yml': '- act: second' },
    },
  )
  assert.equal(run.deeds, ['node1: first', 'node2: second'])
})

test('a missing included file fails the host but not the run', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { act: "{{inventory_hostname}}", register: r }
    - include_tasks: "{{r.stdout}}.yml"
    - act: next
`,
    { files: { 'node2.yml': '- act: included' } },
  )
  assert.equal(
    run.deeds.filter(deed => !/: node\d$/.test(deed)),
    ['node2: included', 'node2: next'],
  )
  assert.equal(
    Object.values(run.tallies).map(({ failed }) => failed),
    [1, 0, 1],
  )
})

test('with strategy free, each host continues at its own pace', async () => {
  const run = await runHerd('- hosts: web\n  strategy: free\n  tasks: [{ act: one }, { act: two }]')
  for (const host of ['node1', 'node2', 'node3']) {
    assert.equal(
      run.deeds.filter(deed => deed.startsWith(host)),
      [`${host}: one`, `${host}: two`],
    )
  }
})

test('end_host ends the play for a host, but not the run', async () => {
  const run = await runHerd(`
- hosts: web
  tasks:
    - { meta: end_host, when: inventory_hostname == "node2" }
    - act: one
- hosts: web
  tasks: [{ act: two }]
`)
  // Within a task, the order of the hosts does not matter.
  assert.equal(
    [...run.deeds.slice(0, 2).sort(), ...run.deeds.slice(2).sort()],
    [...['node1: one', 'node3: one'], ...['node1: two', 'node2: two', 'node3: two']],
  )
})

test('no_log hides the results of a task', async () => {
  const run = await runHerd(
    '- hosts: node1\n  tasks: [{ act: secret-word, no_log: true, register: r }, { act: "{{r.stdout}}", no_log: true }]',
  )
  assert.not.ok(
    JSON.stringify(
      run.events
        .filter(event => event.type === 'task.result')
        .map(({ outputs, message, changes }) => ({
          outputs,
          message,
          changes: changes.map(change => change.after),
        })),
    ).includes('secret-word'),
  )
  assert.equal(run.deeds, ['node1: secret-word', 'node1: secret-word'])
})

test('variables follow the order of precedence', async () => {
  const run = await runHerd(
    `
- hosts: node1
  vars: { a: play, b: play, c: play, d: play }
  tasks:
    - set_fact: { c: fact }
    - act: "{{a}} {{b}} {{c}} {{d}} {{e}}"
      vars: { b: task, c: task }
`,
    { inventory: 'web: { hosts: { node1: { a: inventory, e: inventory } } }', extraVars: ['d=extra'] },
  )
  assert.equal(run.deeds, ['node1: play task fact extra inventory'])
})

test('values from hosts are never rendered again', async () => {
  const run = await runHerd(
    `
- hosts: node1
  tasks:
    - { act: "{{ansible_facts.bad}}", register: r }
    - act: "{{r.stdout}}"
`,
    { facts: { bad: '{{inventory_hostname}} {{#each x}}' } },
  )
  assert.equal(run.deeds, [
    'node1: {{inventory_hostname}} {{#each x}}',
    'node1: {{inventory_hostname}} {{#each x}}',
  ])
})

test('tags select tasks, `always` runs unless skipped, and `never` only if named', async () => {
  const playbook = `
- hosts: node1
  tasks:
    - { act: a, tags: [one] }
    - { act: b, tags: [two] }
    - { act: c, tags: [always] }
    - { act: d, tags: [never, three] }
    - act: e
`
  const deeds = async (tags: string[], skipTags: string[] = []): Promise<string[]> =>
    (await runHerd(playbook, { tags, skipTags })).deeds.map(deed => deed.slice(-1))
  assert.equal(await deeds([]), ['a', 'b', 'c', 'e'])
  assert.equal(await deeds(['one']), ['a', 'c'])
  assert.equal(await deeds(['three']), ['c', 'd'])
  assert.equal(await deeds([], ['two']), ['a', 'c', 'e'])
  assert.equal(await deeds(['untagged']), ['c', 'e'])
})

test('start-at-task skips the tasks before it', async () => {
  const run = await runHerd(
    '- hosts: node1\n  tasks: [{ act: a }, { name: Begin here, act: b }, { act: c }]',
    { startAtTask: 'Begin*' },
  )
  assert.equal(run.deeds, ['node1: b', 'node1: c'])
})

test('the packages of a loop are installed in one transaction, and each has its own result', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - install: { name: "{{item}}" }
      loop: [a, b, c, b]
      when: item != "c"
      register: done
    - act: "{{done.results.[0].changed}} {{done.results.[1].changed}} {{done.results.[2].skipped}} {{done.results.[3].changed}}"
    - install: { name: "{{item}}" }
      loop: [a, c]
`)
  assert.equal(
    run.deeds.filter(deed => !/: set/.test(deed)),
    ['node1: install a b', 'node1: true true true false', 'node1: install c'],
  )
  assert.equal(resultsOf(run), ['node1 changed install', 'node1 changed act', 'node1 changed install'])
})

test('if the transaction of a loop fails, each item is installed separately, so that the failing one is named', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - install: { name: "{{item}}" }
      loop: [a, bad, c]
`)
  assert.equal(
    run.deeds.filter(deed => !/: set/.test(deed)),
    ['node1: install a', 'node1: install c'],
  )
  const items = run.events.flatMap(event =>
    event.type === 'task.result' && event.item !== undefined ? [`${event.item} ${event.status}`] : [],
  )
  assert.equal(items, ['a changed', 'bad failed', 'c changed'])
})

test('items that differ in other params are applied one by one', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - install: { name: "{{item}}", how: "{{item}}" }
      loop: [a, b]
`)
  assert.equal(
    run.deeds.filter(deed => !/: set/.test(deed)),
    ['node1: install a', 'node1: install b'],
  )
})

test('output of a host is never rendered, neither as a result nor as a variable that is set to it', async () => {
  const code = '{{inventory_hostname}} {{no_such_variable}}'
  const { deeds } = await runHerd(
    `
- hosts: node1
  tasks:
    - read: k
      register: told
    - set_fact: { kept: "{{told.value}}", list: ["{{told.value}}"] }
    - act: "{{told.value}}"
    - act: "{{kept}}"
    - act: "{{list.[0]}}"
`,
    { data: new Map([['node1', new Map([['k', code]])]]) },
  )
  assert.equal(deeds, [`node1: ${code}`, `node1: ${code}`, `node1: ${code}`])
})

test.run()
