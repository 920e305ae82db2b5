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
  // The runs of this file share their connections with no other's.
  process.env.XDG_RUNTIME_DIR = folder
  lab('reset', 'node1')
})
test.after(() => {
  for (const pid of mastersOf(join(folder, 'drover-ssh'))) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a play on node1 as a user who logs in, and becomes root, by password. */
function play(text: string, { password = 'admin', words = [] as string[] } = {}): Outcome {
  const host = {
    address: ADDRESS,
    user: 'admin',
    password,
    become_password: password,
    known_hosts_file: knownHostsFile,
    // Where a key of the controller is let in too, no password would be asked for.
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

test('a login by password is kept too, and who becomes root shares it', () => {
  const first = play(WHO)
  assert.is(first.status, 0, JSON.stringify(first.results))
  assert.equal(
    first.results.map(({ outputs }) => outputs.stdout),
    ['1000', '0'],
  )
  assert.is(connectionsOf(first), 1)
  assert.is(connectionsOf(play(WHO)), 0)
})

test('a wrong password is refused, also where a connection was kept for the right one', () => {
  const { status, results } = play(WHO, { password: 'wrong' })
  assert.is(status, 4)
  assert.match(results[0]?.message ?? '', /it refused the password, which was tried once/)
})

test('no secret is in the title or the environment of the process that keeps a connection', () => {
  const masters = mastersOf(join(folder, 'drover-ssh'))
  assert.is(masters.length, 1)
  for (const pid of masters) {
    for (const file of ['cmdline', 'environ']) {
      assert.not.match(readFileSync(`/proc/${pid}/${file}`, 'latin1'), /admin/)
    }
  }
})

test('what was reset logs in anew, so that it is in the groups that it was put into', () => {
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

test('a host that is another one by now is connected to again', () => {
  assert.is(connectionsOf(play(WHO)), 0)
  lab('reset', 'node1')
  const again = play(WHO)
  assert.is(again.status, 0, JSON.stringify(again.results))
  assert.is(connectionsOf(again), 1)
})

test('a master that is stopped costs a new connection, and no task', () => {
  for (const pid of mastersOf(join(folder, 'drover-ssh'))) process.kill(pid, 'SIGSTOP')
  const { status, end } = play(WHO)
  assert.is(status, 0)
  assert.is(end.costs.kept1?.connections, 1)
})

test.run()
