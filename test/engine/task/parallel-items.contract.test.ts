import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent, TaskResultEvent } from '../../../src/engine/state/events.ts'
import { runPlaybooks } from '../../../src/run.ts'
import { openSshd } from '../../kit/sshd.ts'
import { writeFiles } from '../../kit/write-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-parallel-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))
writeFiles(folder, { 'hosts.yml': 'all: { hosts: { here: { connection: local } } }' })

interface How {
  readonly inventory?: string
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
}

/** Runs one task with a loop on a host, by default this machine, over real shells. */
async function run(
  task: Record<string, unknown>,
  { inventory = 'hosts.yml', signal = new AbortController().signal, onEvent }: How = {},
) {
  const playbook = join(folder, 'site.yml')
  const after = { debug: { msg: '{{ json r }}' } }
  writeFileSync(
    playbook,
    JSON.stringify([
      { hosts: 'here', gather_facts: false, tasks: [{ ...task, register: 'r', ignore_errors: true }, after] },
    ]),
  )
  const results: TaskResultEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [playbook], inventory: [join(folder, inventory)], check: false, diff: false },
      ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
      ...{ lookAhead: true, persist: false },
    },
    {
      event: event => {
        onEvent?.(event)
        if (event.type === 'task.result') results.push(event)
      },
      close: async () => {},
    },
    signal,
  )
  const said = results.find(({ taskType }) => taskType === 'debug')?.outputs.msg
  const registered = typeof said === 'string' ? JSON.parse(said) : said
  return { results, registered }
}

test('parallel items run at the same time, and their results are in order of the items', async () => {
  // Each item waits for the next one: one after the other, none would end.
  const wait = `n={{ item }}; [ $n = 4 ] || until [ -e ${folder}/$((n + 1)) ]; do sleep 0.05; done; echo done > ${folder}/$n; echo out $n; [ $n != 2 ]`
  const { registered, results } = await run({
    shell: wait,
    loop: [1, 2, 3, 4],
    loop_control: { parallel: 4 },
    timeout: 60,
  })
  assert.equal(
    registered.results.map((each: { item: number; stdout: string; rc: number }) => [
      each.item,
      each.stdout,
      each.rc,
    ]),
    [
      [1, 'out 1', 0],
      [2, 'out 2', 1],
      [3, 'out 3', 0],
      [4, 'out 4', 0],
    ],
  )
  assert.equal([registered.failed, registered.msg], [true, 'One or more items failed'])
  assert.equal(results.flatMap(({ item }) => item ?? []).sort(), ['1', '2', '3', '4'])
})

test('at most `parallel` items run at the same time', async () => {
  const log = join(folder, 'log')
  const { registered } = await run({
    shell: `echo + >> ${log}; sleep 0.2; echo - >> ${log}`,
    loop: [1, 2, 3, 4, 5],
    loop_control: { parallel: 2 },
  })
  assert.is(registered.failed, false)
  let running = 0
  const counts = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map(sign => (running += sign === '+' ? 1 : -1))
  assert.is(Math.max(...counts), 2)
})

test('over ssh, parallel items share one connection, and the outcome of an item with a lost session is unknown', async () => {
  const sshd = await openSshd('SetEnv SHLVL=9')
  try {
    const { port, user, privateKeyFile, knownHostsFile } = sshd.target()
    const here = {
      ...{ address: '127.0.0.1', port, user, private_key_file: privateKeyFile },
      known_hosts_file: knownHostsFile,
    }
    writeFiles(folder, { 'ssh.yml': JSON.stringify({ all: { hosts: { here } } }) })
    const { registered } = await run(
      {
        shell: 'if [ {{ item }} = b ]; then kill -9 $PPID; fi; sleep 0.5; echo {{ item }}',
        loop: ['a', 'b', 'c'],
        loop_control: { parallel: 3 },
      },
      { inventory: 'ssh.yml' },
    )
    assert.equal(
      registered.results.map(
        ({ stdout, msg = '' }: { stdout?: string; msg?: string }) =>
          stdout ?? msg.includes('outcome is unknown'),
      ),
      ['a', true, 'c'],
    )
  } finally {
    await sshd.close()
  }
})

test('when the run is stopped, running items end, and no further one starts', async () => {
  const stop = new AbortController()
  const [started, go] = [join(folder, 'started'), join(folder, 'go')]
  const begun = (): string[] =>
    existsSync(started) ? readFileSync(started, 'utf8').trim().split('\n').sort() : []
  const running = run(
    {
      shell: `echo {{ item }} >> ${started}; until [ -e ${go} ]; do sleep 0.05; done; echo {{ item }}`,
      loop: [1, 2, 3],
      loop_control: { parallel: 2 },
    },
    { signal: stop.signal },
  )
  while (begun().length < 2) await delay(50)
  stop.abort()
  writeFileSync(go, '')
  const { results } = await running
  const items = results.filter(({ item }) => item !== undefined)
  assert.equal(items.map(({ item, outputs }) => [item, outputs.stdout]).sort(), [
    ['1', '1'],
    ['2', '2'],
  ])
  assert.equal(begun(), ['1', '2'])
})

const REFUSED: readonly [object, RegExp][] = [
  [{ debug: { msg: 'x' }, loop_control: { parallel: 2 } }, /`parallel` cannot be used with `debug`/],
  [
    { command: 'true', loop_control: { parallel: 9 } },
    /`parallel` must be a whole number from 1 to 8, got `9`/,
  ],
  [{ command: 'true', loop_control: { parallel: 2, pause: 1 } }, /`pause` and `parallel` exclude each other/],
  [{ block: [], loop_control: { parallel: 2 } }, /a block cannot have `parallel`/],
  [{ include_tasks: 'x.yml', loop_control: { parallel: 2 } }, /an include cannot have `parallel`/],
]

for (const [task, message] of REFUSED) {
  test(`refused before any host is contacted: ${message.source}`, async () => {
    const playbook = join(folder, 'refused.yml')
    writeFileSync(playbook, JSON.stringify([{ hosts: 'here', tasks: [{ ...task, loop: [1] }] }]))
    try {
      await runPlaybooks(
        {
          ...{ playbooks: [playbook], inventory: [join(folder, 'hosts.yml')], check: false, diff: false },
          ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
          ...{ lookAhead: true, persist: false },
        },
        { event: () => {}, close: async () => {} },
        new AbortController().signal,
      )
    } catch (error) {
      return assert.match(String(error), message)
    }
    assert.unreachable('it was accepted')
  })
}

test.run()
