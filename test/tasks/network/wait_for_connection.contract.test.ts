import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runPlaybooks } from '../../../src/run.ts'
import { openSshd, type Sshd } from '../../kit/sshd.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-wait-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

let sshd: Sshd
test.before(async () => {
  sshd = await openSshd()
  const { port, user, privateKeyFile, knownHostsFile } = sshd.target()
  const vars = {
    ...{ ansible_host: '127.0.0.1', ansible_port: port, ansible_user: user },
    ...{ ansible_ssh_private_key_file: privateKeyFile },
    ansible_ssh_common_args: `-o UserKnownHostsFile=${knownHostsFile}`,
  }
  writeFileSync(join(folder, 'hosts.yml'), JSON.stringify({ all: { hosts: { box: vars } } }))
})
test.after(() => sshd.close())

/** Runs tasks on the host; returns the status and message of each. */
async function endsOf(tasks: readonly unknown[], check = false): Promise<string[]> {
  const playbook = join(folder, 'site.yml')
  writeFileSync(playbook, JSON.stringify([{ hosts: 'box', gather_facts: false, tasks }]))
  const ends: string[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [playbook], inventory: [join(folder, 'hosts.yml')], check, diff: false },
      ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
      ...{ lookAhead: true, persist: false },
    },
    {
      event: event => {
        if (event.type === 'task.result')
          ends.push(`${event.taskType} ${event.status}: ${event.message ?? ''}`)
      },
      close: async () => {},
    },
    new AbortController().signal,
  )
  return ends
}

test('a play waits for a host that starts later, and then continues', async () => {
  await sshd.stop()
  const waiting = endsOf([
    { wait_for_connection: { timeout: 60, connect_timeout: 5 }, register: 'waited' },
    { command: 'echo up', register: 'said' },
    { assert: { that: ['said.stdout == "up"', 'waited.elapsed >= 0'] } },
  ])
  await delay(1500)
  await sshd.start()
  const ends = await waiting
  assert.equal(ends, ['wait_for_connection ok: ', 'command changed: ', ends[2] ?? ''])
  assert.match(ends[2] ?? '', /^assert ok/)
})

test('an open session is closed, and the task waits for a new login', async () => {
  const before = sshd.connections()
  const ends = await endsOf([{ command: 'true' }, { wait_for_connection: {} }, { command: 'true' }])
  assert.equal(ends, ['command changed: ', 'wait_for_connection ok: ', 'command changed: '])
  assert.is(sshd.connections() - before, 2)
})

test('a host that does not start is an error after the timeout, and a dry run does not wait for it', async () => {
  await sshd.stop()
  const [late] = await endsOf([{ wait_for_connection: { timeout: 1, sleep: 0.2 } }])
  assert.match(
    late ?? '',
    /^wait_for_connection failed: timed out after 1 s waiting for the host to be reachable: /,
  )
  assert.equal(await endsOf([{ wait_for_connection: {} }], true), [
    'wait_for_connection skipped: would wait for the host to be reachable',
  ])
  await sshd.start()
})

test.run()
