import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lab, onHost, runDrover } from '../e2e/drover.ts'
import { fault } from './fault.ts'

const ROOT = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'drover-lockouts-'))
const NODES = ['node1', 'node2', 'node3'] as const

/** The timeout of the guard in seconds, and the time after it within which a host must be reachable. */
const GUARD = 5
const BACK = 60

test.before(() => {
  lab('reset')
  const prepared = runDrover([
    '-i',
    'inventory/lab.yml',
    play('etcd', [{ apt: { name: ['nftables', 'iptables'], update_cache: true } }]),
  ])
  assert.is(prepared.status, 0)
  for (const node of NODES)
    onHost(
      node,
      "nft 'add table inet own; add chain inet own input { type filter hook input priority 0; policy accept; }'; iptables-legacy -A INPUT -p tcp --dport 7 -j DROP",
    )
})
test.after(() => rmSync(folder, { recursive: true, force: true }))

function play(hosts: string, tasks: readonly object[], handlers: readonly object[] = []): string {
  const file = join(folder, `${hosts}.yml`)
  writeFileSync(file, JSON.stringify([{ hosts, vars: { ansible_timeout: 2 }, tasks, handlers }]))
  return file
}

/** Everything that decides whether a host is reachable, as one text. */
function wayIn(node: string): string {
  return onHost(
    node,
    `find /etc/ssh /root/.ssh /run/sshd -exec stat -c '%n %f %u %g' {} + | sort; find /etc/ssh /root/.ssh -type f -exec sha256sum {} + | sort
nft -s list ruleset; iptables-legacy -S; ip -o -4 address | sed 's/valid_lft.*//'; systemctl is-active ssh; systemctl is-enabled ssh`,
  )
}

interface Lockout {
  readonly tasks: readonly object[]
  readonly handlers?: readonly object[]
  readonly undo?: string
}

function sshd(config: string, state: 'restarted' | 'reloaded'): Lockout {
  return {
    tasks: [{ copy: { dest: '/etc/ssh/sshd_config.d/site.conf', content: `${config}\n` }, notify: 'sshd' }],
    handlers: [{ name: 'sshd', systemd: { name: 'ssh', state } }],
  }
}

function rule(command: string): Lockout {
  return {
    tasks: [{ copy: { dest: '/etc/filter', content: 'x' }, notify: 'load' }],
    handlers: [{ name: 'load', shell: command }],
  }
}

function network(down: string, undo: string): Lockout {
  return { tasks: [{ shell: `(sleep 0.5; ${down}) >/dev/null 2>&1 &` }, { pause: { seconds: 1 } }], undo }
}

/** Ways to lock yourself out of a host with this address and device. */
const LOCKOUTS: Readonly<Record<string, (address: string, device: string) => Lockout>> = {
  'sshd moved to another port': () => sshd('Port 2222', 'restarted'),
  'sshd moved to another address': () => sshd('ListenAddress 127.0.0.1', 'restarted'),
  'sshd that allows no login': () => sshd('AllowUsers nobody', 'reloaded'),
  'sshd that accepts no keys': () => sshd('PubkeyAuthentication no', 'reloaded'),
  'sshd that fails to start': () => sshd('Nonsense yes', 'restarted'),
  'sshd stopped and disabled': () => ({
    tasks: [{ systemd: { name: 'ssh', state: 'stopped', enabled: false } }],
  }),
  'removed authorized keys': () => ({ tasks: [{ file: { path: '/root/.ssh', state: 'absent' } }] }),
  'the removed run directory of sshd': () => ({ tasks: [{ file: { path: '/run/sshd', state: 'absent' } }] }),
  'a rule of nftables': () => rule('nft add rule inet own input tcp dport 22 drop'),
  'a ruleset of nftables': () =>
    rule(
      "nft flush ruleset; nft 'add table ip t; add chain ip t c { type filter hook input priority 0; policy drop; }'",
    ),
  'a rule of iptables-legacy': () => rule('iptables-legacy -I INPUT -p tcp --dport 22 -j DROP'),
  'a policy of iptables': () => rule('iptables -P INPUT DROP'),
  'a removed address': (address, device) =>
    network(`ip address del ${address} dev ${device}`, `ip address add ${address} dev ${device}`),
  'a link that is down': (_, device) => network(`ip link set ${device} down`, `ip link set ${device} up`),
}

for (const [title, lockout] of Object.entries(LOCKOUTS)) {
  fault(`locked out by ${title}`, 4, async ({ random, took }) => {
    const node = NODES[random(NODES.length)] ?? 'node1'
    const before = wayIn(node)
    const [, device = '', , address = ''] = onHost(node, 'ip -o -4 address show scope global')
      .trim()
      .split(/\s+/)
    const { tasks, handlers = [], undo } = lockout(address, device)
    const guard = { seconds: GUARD, ...(undo === undefined ? {} : { undo }) }
    const file = play(
      node,
      [{ guard, block: tasks }, { copy: { dest: '/etc/after', content: 'x' } }],
      handlers,
    )
    const began = performance.now()
    const isKilled = random(3) === 0
    if (isKilled) await runAndKill(file, random(3000))
    else {
      const run = runDrover(['-i', 'inventory/lab.yml', file])
      const failed = run.results.filter(({ status }) => status === 'failed' || status === 'unreachable')
      assert.is(run.status === 0, false, JSON.stringify(run.results))
      assert.ok(failed.length > 0)
      const [told] = run.results.filter(({ taskType }) => taskType === 'guard')
      assert.match(told?.message ?? '', /the host rolled back/)
    }
    await untilReached(node)
    took(performance.now() - began)
    assert.is(wayIn(node), before)
    assert.is(onHost(node, 'ls /etc/after 2>/dev/null; true'), '')
    return isKilled ? 'back, the run killed' : 'back'
  })
}

async function runAndKill(file: string, milliseconds: number): Promise<void> {
  const command = [join(ROOT, 'dist/run.cjs'), 'playbook', '-i', 'inventory/lab.yml', file]
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: 'ignore' })
  await delay(1000 + milliseconds)
  child.kill('SIGKILL')
}

/** Waits until a new login works and the guard's rollback has ended. */
async function untilReached(node: string): Promise<void> {
  const end = performance.now() + (GUARD + BACK) * 1000
  for (;;) {
    const look =
      'test -z "$(ls /run/lock/.drover-run-g* 2>/dev/null)" && { ! ls -d /run/drover-guard-* 2>/dev/null || ls /run/drover-guard-*/done; }'
    const { status, stdout } = spawnSync('ssh', ['-o', 'ConnectTimeout=2', `root@${node}`, look], {
      encoding: 'utf8',
    })
    if (status === 0) break
    assert.ok(performance.now() < end, `${node} is not back: status ${status}, ${stdout}`)
    await delay(500)
  }
  spawnSync('ssh', [`root@${node}`, 'rm -rf /run/drover-guard-*'])
}

test.run()
