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

/** Runs tasks on this machine, over a real shell; how each ended. */
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

test('a limit that is longer than a timer of Node is no limit of a moment', async () => {
  const ends = await endsOf([{ name: 'short', command: 'true', timeout: 9_999_999 }])
  assert.equal(ends, ['short changed: '])
})

test('a task that is not over in its time fails, can be rescued, and is not done again', async () => {
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
  // A slow machine may not have begun it.
  assert.match(told ?? '', /^told ok: [01] 2$/)
})

test('each attempt has its time', async () => {
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
