import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, makeProject, say } from '../../kit/command-line.ts'
import { openSshd, type Sshd } from '../../kit/sshd.ts'

const servers: Sshd[] = []
let folder = ''
const known = (): string => join(folder, 'known_hosts')

test.before.each(async () => {
  const server = await openSshd()
  servers.push(server)
  const { address, port, user, privateKeyFile } = server.target()
  const box = {
    address,
    port,
    user,
    private_key_file: privateKeyFile,
    known_hosts_file: '{{here}}/known_hosts',
  }
  folder = makeProject({})
  const hosts = { box, here: { connection: 'local' } }
  writeFileSync(join(folder, 'hosts.yml'), JSON.stringify({ all: { hosts, vars: { here: folder } } }))
  writeFileSync(join(folder, 'site.yml'), '- { hosts: box, tasks: [ { probe: id -u } ] }\n')
})
test.after.each(async () => {
  await servers.pop()?.close()
  rmSync(folder, { recursive: true })
})

/** The fingerprint as `ssh-keygen` prints it on the server itself. */
function ownFingerprint(): string {
  const { stdout } = spawnSync('ssh-keygen', ['-lf', join(servers[0]?.folder ?? '', 'host-key.pub')], {
    encoding: 'utf8',
  })
  return stdout.split(' ')[1] ?? ''
}

test('`hosts trust` shows the fingerprint of an unknown host key and accepts it, after which runs connect', async () => {
  const before = await say(folder, 'playbook', '-i', 'hosts.yml', '--no-persist', 'site.yml')
  assert.is(before.code, 4)
  assert.match(before.stdout, /its host key is unknown: nothing was sent/)
  assert.match(before.stdout, /`run hosts trust box` shows its fingerprint and accepts it/)
  const first = await say(folder, 'hosts', 'trust', '-i', 'hosts.yml', '--yes')
  assert.is(first.stdout, `box  new  ssh-ed25519  ${ownFingerprint()}\n1 key accepted\n`)
  assert.is(first.code, 0)
  assert.is(statSync(known()).mode & 0o777, 0o600)
  const second = await say(folder, 'hosts', 'trust', 'box', '-i', 'hosts.yml')
  assert.is(second.stdout, `box  known  ssh-ed25519  ${ownFingerprint()}\n`)
  assert.is((await say(folder, 'playbook', '-i', 'hosts.yml', '--no-persist', 'site.yml')).code, 0)
})

test('`hosts trust` never accepts a key that differs from the known one', async () => {
  const { port } = servers[0]?.target() ?? {}
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'other')])
  const line = `[127.0.0.1]:${port} ${readFileSync(join(folder, 'other.pub'), 'utf8')}`
  writeFileSync(known(), line)
  const said = await say(folder, 'hosts', 'trust', '-i', 'hosts.yml', '--yes')
  assert.is(said.code, 2)
  assert.is(
    said.stdout,
    `box  changed  ssh-ed25519  ${ownFingerprint()}  known_hosts has another key: find out why, then remove that one with \`ssh-keygen -R\`\n`,
  )
  assert.is(readFileSync(known(), 'utf8'), line)
})

test('`hosts trust` keeps the lines of known_hosts, also if the last one has no line break', async () => {
  const other = 'other.example ssh-ed25519 AAAA'
  writeFileSync(known(), other)
  await say(folder, 'hosts', 'trust', '-i', 'hosts.yml', '-y')
  const lines = readFileSync(known(), 'utf8').split('\n')
  assert.is(lines[0], other)
  assert.is(lines.length, 3)
})

test('`hosts trust` hashes host names if ssh is configured to, and finds them again', async () => {
  writeFileSync(join(folder, 'config'), 'HashKnownHosts yes\n')
  const hosts = readFileSync(join(folder, 'hosts.yml'), 'utf8').replace(
    '"port"',
    '"ssh_args":"-F {{here}}/config","port"',
  )
  writeFileSync(join(folder, 'hosts.yml'), hosts)
  await say(folder, 'hosts', 'trust', '-i', 'hosts.yml', '-y')
  assert.match(readFileSync(known(), 'utf8'), /^\|1\|/)
  assert.match((await say(folder, 'hosts', 'trust', '-i', 'hosts.yml')).stdout, /^box {2}known/)
})

test('`hosts trust` reports a host that does not answer, and accepts the keys of the others', async () => {
  const hosts = JSON.parse(readFileSync(join(folder, 'hosts.yml'), 'utf8'))
  hosts.all.hosts.gone = { ...hosts.all.hosts.box, port: 1 }
  writeFileSync(join(folder, 'hosts.yml'), JSON.stringify(hosts))
  const said = await say(folder, 'hosts', 'trust', '-i', 'hosts.yml', '-y')
  assert.is(said.code, 4)
  assert.match(said.stdout, /^gone {2}unreachable {2}gone: .*Connection refused$/m)
  assert.match(said.stdout, /^1 key accepted$/m)
})

test('without a terminal or `--yes`, `hosts trust` accepts no key', async () => {
  const said = spawnSync('setsid', [...COMMAND, 'hosts', 'trust', '-i', 'hosts.yml'], {
    cwd: folder,
    encoding: 'utf8',
  })
  assert.is(said.status, 1)
  assert.match(said.stderr, /there is no terminal to confirm these keys on/)
  assert.is(existsSync(known()), false)
})

test.run()
