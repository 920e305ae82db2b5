import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, startCommand } from '../kit/command-line.ts'
import { openSshd, type Sshd, until } from '../kit/sshd.ts'

const servers: Sshd[] = []
let folder = ''
test.before(async () => {
  const server = await openSshd('MaxStartups 100')
  servers.push(server)
  const { address, port, user, privateKeyFile, knownHostsFile } = server.target()
  const box = { address, port, user, private_key_file: privateKeyFile, known_hosts_file: knownHostsFile }
  // The same host key under a second address, as on a machine with two network cards.
  const known = readFileSync(knownHostsFile ?? '', 'utf8')
  appendFileSync(knownHostsFile ?? '', known.replace('127.0.0.1', 'localhost'))
  const hosts = { box, alias: { ...box, address: 'localhost' }, twin: box, local: { connection: 'local' } }
  folder = makeProject({
    'inventory/hosts.yml': JSON.stringify({ all: { hosts } }),
    'names.yml': `
- hosts: "{{names}}"
  tasks:
    - shell: echo {{inventory_hostname}} >>{{folder}}/names
    - shell: echo {{inventory_hostname}} >>{{folder}}/names
`,
    'hold.yml': `
- hosts: box
  tasks:
    - shell: echo $$ >{{folder}}/holds; while test -e {{folder}}/holds; do sleep 0.05; done
`,
    'write.yml': `
- hosts: box
  tasks:
    - copy: { dest: "{{folder}}/written", content: "{{text}}" }
`,
    // Fails if another run is inside at the same time.
    'alone.yml': `
- hosts: box
  tasks:
    - shell: mkdir {{folder}}/inside && sleep 0.2 && rmdir {{folder}}/inside && echo in >>{{folder}}/log
`,
    'local.yml': '- { hosts: local, tasks: [ { command: "sleep 1" } ] }',
  })
})
test.after(async () => {
  await servers[0]?.close()
  rmSync(folder, { recursive: true })
})

function start(...words: string[]) {
  return startCommand(folder, ['playbook', '--no-persist', '-e', `folder=${folder}`, ...words])
}

test('a run reports who holds the lock of the host, and with `--lock-wait` waits for it', async () => {
  const first = start('hold.yml')
  await until('the first run holds the lock', () => existsSync(join(folder, 'holds')))
  const second = await start('write.yml', '-e', 'text=second').ended
  assert.is(second.code, 2)
  assert.match(
    second.stdout,
    /box is being changed by another run: \S+@\S+, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, run \d{8}T\d{6}Z-[0-9a-f]{8}, process \d+ on the host/,
  )
  assert.match(second.stdout, /wait for it with `--lock-wait SECONDS`/)
  assert.is(existsSync(join(folder, 'written')), false)
  const third = start('write.yml', '-e', 'text=third', '--lock-wait', '30')
  await third.says(/waiting for it to finish/)
  rmSync(join(folder, 'holds'))
  assert.is((await third.ended).code, 0)
  assert.is((await first.ended).code, 0)
  assert.is(readFileSync(join(folder, 'written'), 'utf8'), 'third')
})

test('a dry run, and a run without changes, do not wait for the lock', async () => {
  const first = start('hold.yml')
  await until('the first run holds the lock', () => existsSync(join(folder, 'holds')))
  const [dry, idle] = await Promise.all([
    start('write.yml', '--check', '-e', 'text=other').ended,
    start('write.yml', '-e', 'text=third').ended,
  ])
  rmSync(join(folder, 'holds'))
  assert.equal([dry.code, idle.code], [0, 0])
  assert.match(dry.stdout, /would change/)
  assert.is((await first.ended).code, 0)
})

test('of runs that start at the same time, all that wait get the lock one after the other', async () => {
  const runs = await Promise.all([1, 2, 3, 4].map(() => start('alone.yml', '--lock-wait', '60').ended))
  assert.equal(
    runs.map(({ code }) => code),
    [0, 0, 0, 0],
    runs.map(({ stdout }) => stdout).join(''),
  )
  assert.is(readFileSync(join(folder, 'log'), 'utf8'), 'in\n'.repeat(4))
})

test('of two names of one machine, only one is changed, and the error shows both', async () => {
  for (let round = 0; round < 3; round += 1) {
    const { code, stdout } = await start('names.yml', '-e', 'names=box,alias', '--lock-wait', '60').ended
    assert.is(code, 2, stdout)
    const [, as, not] = /this run changes it as (\w+) and skips (\w+)/.exec(stdout) ?? []
    assert.equal([as, not].sort(), ['alias', 'box'], stdout)
    assert.match(stdout, new RegExp(`${as} and ${not} are the same machine`))
    assert.match(stdout, /give both the same `address` and `port` to use both/)
    assert.is(readFileSync(join(folder, 'names'), 'utf8'), `${as}\n${as}\n`)
    rmSync(join(folder, 'names'))
  }
})

test('two names with the same address in the inventory are both changed, with a warning', async () => {
  const { code, stdout, stderr } = await start('names.yml', '-e', 'names=box,twin').ended
  assert.is(code, 0, stdout)
  assert.match(`${stdout}${stderr}`, /(box and twin|twin and box) have the same address in the inventory/)
  const done = readFileSync(join(folder, 'names'), 'utf8').trim().split('\n').sort()
  assert.equal(done, ['box', 'box', 'twin', 'twin'])
  rmSync(join(folder, 'names'))
})

test('the controller itself is not locked against other runs', async () => {
  const both = await Promise.all([start('local.yml').ended, start('local.yml').ended])
  assert.equal(
    both.map(({ code }) => code),
    [0, 0],
  )
})

test.run()
