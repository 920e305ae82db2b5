import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lab, onHost, runDrover } from './drover.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-jobs-'))
test.before(() => void lab('reset', 'node1'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

function play(tasks: readonly unknown[]) {
  const file = join(folder, 'site.yml')
  writeFileSync(file, JSON.stringify([{ hosts: 'node1', gather_facts: false, tasks }]))
  return runDrover(['-i', 'inventory/lab.yml', file])
}

/** The active systemd scopes of jobs. */
function units(): string[] {
  return onHost('node1', 'systemctl list-units --no-legend --plain "drover-job-*.scope"')
    .split('\n')
    .filter(Boolean)
    .map(line => line.split(' ')[0] ?? '')
}

test('a background job has a systemd scope of its own, and survives the end of all logins', () => {
  const begun = play([
    { shell: 'until test -e /run/go; do sleep 0.2; done; echo done', async: 300, poll: 0, register: 'job' },
    { copy: { dest: '/run/jid', content: '{{job.ansible_job_id}}' } },
  ])
  assert.is(begun.status, 0, begun.stderr)
  const jid = onHost('node1', 'cat /run/jid')
  assert.equal(units(), [`drover-job-${jid}.scope`])
  // Run by systemd, because a login session would be stopped with the others.
  const endLogins = "systemctl stop 'session-*.scope'; systemctl restart ssh; touch /run/go"
  onHost('node1', `systemd-run --quiet --on-active=1 sh -c "${endLogins}"`)
  const ended = play([
    { wait_for: { path: '/run/go' } },
    { async_status: { jid }, register: 'job', until: 'job.finished', retries: 60, delay: 1 },
    { assert: { that: 'job.stdout == "done"' } },
    { async_status: { jid, mode: 'cleanup' } },
  ])
  assert.equal(
    ended.results.map(({ status }) => status),
    ['ok', 'changed', 'ok', 'ok'],
  )
  assert.is(onHost('node1', 'ls /root/.drover-jobs'), '')
})

test('a job that times out is killed with all processes of its scope, also those outside its process group', () => {
  const { results } = play([
    {
      shell: 'setsid sleep 86399 & setsid nohup sleep 86399 & sleep 86399',
      ...{ async: 3, poll: 1, ignore_errors: true },
    },
  ])
  assert.match(results[0]?.message ?? '', /^async task did not complete within the requested time - 3s/)
  assert.is(onHost('node1', 'ps -e -o args= | grep -c "^sleep 86399" || true').trim(), '0')
})

test('`wait_for_connection` waits for a host that a job reboots', () => {
  const boot = onHost('node1', 'cat /proc/sys/kernel/random/boot_id').trim()
  const run = play([
    { shell: 'sleep 2 && systemctl reboot', async: 1, poll: 0 },
    { wait_for_connection: { delay: 5, timeout: 120 } },
    { command: 'cat /proc/sys/kernel/random/boot_id', register: 'now' },
    { assert: { that: `now.stdout != "${boot}"` } },
  ])
  assert.is(run.status, 0, JSON.stringify(run.results))
})

test.run()
