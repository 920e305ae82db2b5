import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../../src/engine/state/events.ts'
import { runPlaybooks } from '../../../src/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-in-time-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'hosts.yml'), 'all: { hosts: { here: { connection: local } } }')

/** Runs tasks on this machine over a real shell, and returns the name, status and message of each. */
async function endsOf(tasks: readonly unknown[]): Promise<string[]> {
  const playbook = join(folder, 'site.yml')
  writeFileSync(playbook, JSON.stringify([{ hosts: 'here', tasks }]))
  const events: RunEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [playbook], inventory: [join(folder, 'hosts.yml')], check: false, diff: false },
      ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
      ...{ lookAhead: true, persist: false },
    },
    { event: event => events.push(event), close: async () => {} },
    new AbortController().signal,
  )
  return events.flatMap(event =>
    event.type === 'task.result' ? [`${event.name} ${event.status}: ${event.message ?? ''}`] : [],
  )
}

test("a timeout beyond the range of Node's timers does not expire at once", async () => {
  const ends = await endsOf([{ name: 'short', command: 'true', timeout: 9_999_999 }])
  assert.equal(ends, ['short changed: '])
})

test('a task that exceeds its timeout fails, can be rescued, and is not repeated', async () => {
  const began = join(folder, 'began')
  const [long, short, told] = await endsOf([
    {
      block: [{ name: 'long', shell: `echo x >> ${began}; exec sleep 600`, timeout: 2 }],
      rescue: [
        { name: 'short', shell: `touch ${began}; wc -l < ${began}`, register: 'seen', timeout: 600 },
        { name: 'told', debug: { msg: '{{seen.stdout}} {{ansible_failed_result.timedout.period}}' } },
      ],
    },
  ])
  assert.is(long, 'long failed: it did not finish within its `timeout` of 2 s and was stopped')
  assert.is(short, 'short changed: ')
  // On a slow machine it may not have started.
  assert.match(told ?? '', /^told ok: [01] 2$/)
})

test('each attempt has its own timeout', async () => {
  const mark = join(folder, 'mark')
  const ends = await endsOf([
    {
      name: 'second',
      shell: `test -e ${mark} || { : > ${mark}; exec sleep 600; }`,
      ...{ timeout: 2, register: 'r', until: '!r.failed', retries: 5, delay: 0 },
    },
  ])
  assert.ok(existsSync(mark))
  assert.equal(ends, ['second changed: '])
})

test.run()
