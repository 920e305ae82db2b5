import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lab, onHost, runDrover } from './drover.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-reboot-'))
test.before(() => void lab('reset'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

function play(text: string, words: readonly string[] = []) {
  const file = join(folder, 'site.yml')
  writeFileSync(file, text)
  return runDrover(['-i', 'inventory/lab.yml', ...words, file])
}

const bootOf = (node: string): string => onHost(node, 'cat /proc/sys/kernel/random/boot_id').trim()

test('`reboot` with `throttle: 1` reboots hosts one after the other, and each continues when it is back', () => {
  const before = ['node1', 'node2'].map(bootOf)
  const run = play(`
- hosts: node1,node2
  tasks:
    - reboot: { reboot_timeout: 120, test_command: systemctl is-active ssh }
      throttle: 1
      register: reboot
    - copy: { dest: /etc/after, content: "{{ reboot.rebooted }}" }
`)
  assert.is(run.status, 0, JSON.stringify(run.results.filter(({ status }) => status === 'failed')))
  const after = ['node1', 'node2'].map(bootOf)
  for (const [index, boot] of before.entries()) assert.is.not(after[index], boot)
  assert.is(onHost('node2', 'cat /etc/after'), 'true')
})

test('after `reboot` with `become`, the new session becomes root again', () => {
  const before = bootOf('node3')
  const run = play(
    '- { hosts: node3, become: true, tasks: [ { reboot: {} }, { command: id -u, register: id }, { assert: { that: id.stdout == "0" } } ] }',
  )
  assert.is(run.status, 0, JSON.stringify(run.results.filter(({ status }) => status === 'failed')))
  assert.is.not(bootOf('node3'), before)
})

test('a dry run of `reboot` does not reboot the host', () => {
  const before = bootOf('node3')
  const run = play('- { hosts: node3, tasks: [ { reboot: {} } ] }', ['--check'])
  assert.equal(
    run.results.map(({ status }) => status),
    ['changed'],
  )
  assert.is(bootOf('node3'), before)
})

test('`reboot` fails if the host does not reboot in time, and reports what it waited for', () => {
  const run = play('- { hosts: node3, tasks: [ { reboot: { reboot_command: "true", reboot_timeout: 2 } } ] }')
  assert.is(run.status, 2)
  const [failed] = run.results
  assert.is(failed?.message, 'timed out after 2 s waiting for the host to reboot: no answer')
})

test.run()
