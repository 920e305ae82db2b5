import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { knownHostsFile } from '../../lab/places.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { mastersOf } from '../kit/sshd.ts'
import { lab, type Outcome, onHost, runDrover } from './drover.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-e2e-'))
const ADDRESS = '192.168.202.131'

lendEnvironment('XDG_RUNTIME_DIR')
test.before(() => {
  // Own persistent connections, so that the runs of other test files do not share them.
  process.env.XDG_RUNTIME_DIR = folder
  lab('reset', 'node1')
})
test.after(() => {
  for (const pid of mastersOf(join(folder, 'drover-ssh'))) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a play on node1 as a user who logs in by password, and becomes root with the same password. */
function play(text: string, { password = 'admin', words = [] as string[] } = {}): Outcome {
  const host = {
    address: ADDRESS,
    user: 'admin',
    password,
    become_password: password,
    known_hosts_file: knownHostsFile,
    // If a key of the controller were accepted too, ssh would not ask for the password.
    ssh_args: '-o PubkeyAuthentication=no',
    connect_timeout: 5,
  }
  writeFileSync(join(folder, 'hosts.yml'), JSON.stringify({ all: { hosts: { kept1: host } } }))
  writeFileSync(join(folder, 'site.yml'), text)
  return runDrover(['-i', join(folder, 'hosts.yml'), ...words, join(folder, 'site.yml')])
}

const connectionsOf = ({ end }: Outcome): number | undefined => end.costs.kept1?.connections

const WHO = `
- hosts: all
  tasks:
    - probe: { cmd: id -u }
    - probe: { cmd: id -u }
      become: true
`

test('a connection with a password login persists, and tasks with `become` share it', () => {
  const first = play(WHO)
  assert.is(first.status, 0, JSON.stringify(first.results))
  assert.equal(
    first.results.map(({ outputs }) => outputs.stdout),
    ['1000', '0'],
  )
  assert.is(connectionsOf(first), 1)
  assert.is(connectionsOf(play(WHO)), 0)
})

test('a wrong password is refused even if a persistent connection exists for the right one', () => {
  const { status, results } = play(WHO, { password: 'wrong' })
  assert.is(status, 4)
  assert.match(results[0]?.message ?? '', /it refused the password, which was tried once/)
})

test('no secret is in the arguments or the environment of the process that holds a persistent connection', () => {
  const masters = mastersOf(join(folder, 'drover-ssh'))
  assert.is(masters.length, 1)
  for (const pid of masters) {
    for (const file of ['cmdline', 'environ']) {
      assert.not.match(readFileSync(`/proc/${pid}/${file}`, 'latin1'), /admin/)
    }
  }
})

test('after `meta: reset_connection`, the new login has the groups that the user was added to', () => {
  onHost('node1', 'groupadd -f fresh')
  const { status, results, end } = play(`
- hosts: all
  tasks:
    - command: { cmd: usermod -aG fresh admin }
      become: true
    - meta: reset_connection
    - probe: { cmd: id -Gn }
`)
  assert.is(status, 0, JSON.stringify(results))
  assert.match(String(results.at(-1)?.outputs.stdout), /\bfresh\b/)
  assert.is(end.costs.kept1?.connections, 1)
})

test('a host that was replaced by another one is connected to again', () => {
  assert.is(connectionsOf(play(WHO)), 0)
  lab('reset', 'node1')
  const again = play(WHO)
  assert.is(again.status, 0, JSON.stringify(again.results))
  assert.is(connectionsOf(again), 1)
})

test('if the control master is stopped, the run opens a new connection and no task fails', () => {
  for (const pid of mastersOf(join(folder, 'drover-ssh'))) process.kill(pid, 'SIGSTOP')
  const { status, end } = play(WHO)
  assert.is(status, 0)
  assert.is(end.costs.kept1?.connections, 1)
})

test.run()
