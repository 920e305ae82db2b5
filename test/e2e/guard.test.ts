import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { slowTest } from '../kit/slow-cases.ts'
import { until } from '../kit/sshd.ts'
import { lab, type Outcome, onHost, runDrover } from './drover.ts'

const ROOT = join(import.meta.dirname, '../..')
const COMMAND = join(ROOT, 'dist/run.cjs')
const folder = mkdtempSync(join(tmpdir(), 'drover-guard-'))
test.before(() => void lab('reset'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

function play(text: string, words: readonly string[] = []): Outcome {
  const file = join(folder, 'site.yml')
  writeFileSync(file, text)
  return runDrover(['-i', 'inventory/lab.yml', ...words, file])
}

/** The result of the guard itself. */
function guardOf({ results }: Outcome) {
  const [guard, ...more] = results.filter(({ taskType }) => taskType === 'guard')
  assert.equal(more, [])
  return guard
}

/** Asserts that a guard has left no files on a host, and waits until its units have ended. */
async function isClean(node: string): Promise<void> {
  assert.is(onHost(node, 'ls -d /run/drover-guard-* /run/lock/.drover-* 2>/dev/null; true'), '')
  const units = (): string => onHost(node, 'systemctl list-units --all --no-legend "drover-guard-*"')
  await until(`no unit of a guard is left: ${units()}`, () => units() === '')
}

const SSHD = '/etc/ssh/sshd_config.d/port.conf'

function sshd(config: string): string {
  return `
- hosts: node1
  handlers:
    - name: restart sshd
      systemd: { name: ssh, state: restarted }
  tasks:
    - guard: 6
      block:
        - copy: { dest: ${SSHD}, content: "${config}\\n", validate: sshd -t -f %s }
          notify: restart sshd
    - copy: { dest: /etc/after, content: x }
`
}

test('if a change of its port makes sshd unreachable, the guard rolls it back and the run fails', async () => {
  const run = play(sshd('Port 2222'))
  assert.is(run.status, 2)
  const guard = guardOf(run)
  assert.is(guard?.status, 'failed')
  assert.match(guard?.message ?? '', /did not answer over a new connection: .*refused/)
  assert.match(guard?.message ?? '', /rolled back: removed .*port\.conf; restarted ssh\.service$/)
  assert.is(onHost('node1', `ls ${SSHD} /etc/after 2>/dev/null; true`), '')
  await isClean('node1')
})

test('a guarded change that keeps the host reachable is kept, and a second run does not run the guard', async () => {
  assert.is(play(sshd('MaxAuthTries 5')).status, 0)
  assert.is(onHost('node1', 'sshd -T | grep -i maxauthtries').trim(), 'maxauthtries 5')
  await isClean('node1')
  const again = play(sshd('MaxAuthTries 5'))
  assert.is(again.end.hosts.node1?.changed, 0)
  assert.is(guardOf(again), undefined)
})

test('if a change locks the login out, the guard rolls it back, and the rescue continues over a new connection', async () => {
  const run = play(`
- hosts: node1
  handlers:
    - name: reload sshd
      systemd: { name: ssh, state: reloaded }
  tasks:
    - name: only Nobody
      guard: { seconds: 6 }
      block:
        - copy: { dest: ${SSHD}, content: "AllowUsers nobody\\n" }
          notify: reload sshd
      rescue:
        - copy: { dest: /etc/rescued, content: "{{ ansible_failed_result.msg }}" }
`)
  assert.is(run.status, 0)
  assert.is(guardOf(run)?.isRescued, true)
  assert.match(
    onHost('node1', 'cat /etc/rescued'),
    /rolled back: restored .*port\.conf; reloaded ssh\.service/,
  )
  assert.is(onHost('node1', `cat ${SSHD}`), 'MaxAuthTries 5\n')
})

test('rules of nftables and iptables-legacy that block ssh are restored, whether a command or a task has loaded them', async () => {
  const prepared = play(
    '- { hosts: node2, tasks: [ { apt: { name: [nftables, iptables], update_cache: true } } ] }',
  )
  assert.is(prepared.status, 0, prepared.results[0]?.message)
  onHost(
    'node2',
    "nft 'add table inet mine; add chain inet mine input { type filter hook input priority 0; policy accept; }; add rule inet mine input tcp dport 9 counter drop'",
  )
  onHost('node2', 'iptables-legacy -A INPUT -p tcp --dport 7 -j DROP')
  const before = onHost('node2', 'nft -s list ruleset; iptables-legacy -S')
  const ssh = 'protocol: tcp, destination_port: 22'
  const task = `iptables: { chain: INPUT, action: insert, ${ssh}, jump: DROP }`
  const block = (load: string) => `
- hosts: node2
  vars: { ansible_timeout: 2 }
  handlers: [ { name: load, ${load} } ]
  tasks:
    - guard: 6
      block: [ { copy: { dest: /etc/shut.nft, content: "add rule inet mine input tcp dport 22 drop\\n" }, notify: load } ]
`
  const legacy = 'shell: iptables-legacy -I INPUT -p tcp --dport 22 -j DROP'
  for (const load of ['shell: nft -f /etc/shut.nft', legacy, task]) {
    const run = play(block(load))
    // Either the guard or the task before it fails: the host may have rolled back before the check is
    // answered.
    assert.is(run.status, 2, JSON.stringify(run.results))
    const message = guardOf(run)?.message ?? ''
    const restored = `restored the rules of ${load === legacy ? 'iptables-legacy' : 'nft'}`
    assert.match(message, /the host rolled back: /, `${load}: ${message}`)
    assert.match(message, restored, `${load}: ${message}`)
    assert.is(onHost('node2', 'nft -s list ruleset; iptables-legacy -S'), before)
    assert.is(onHost('node2', 'ls /etc/shut.nft 2>/dev/null; true'), '')
  }
  await isClean('node2')
})

test('a host that removes its own address runs the `undo` command of the guard and is reachable again', async () => {
  const address = onHost('node3', 'ip -o -4 address show scope global').trim().split(/\s+/)
  const [, device = '', , cidr = ''] = address
  const run = play(`
- hosts: node3
  vars: { ansible_timeout: 2 }
  tasks:
    - guard: { seconds: 6, undo: ip address add ${cidr} dev ${device} }
      block:
        - copy: { dest: /etc/before, content: x }
        - shell: (sleep 1; ip address del ${cidr} dev ${device}) >/dev/null 2>&1 &
        - pause: { seconds: 2 }
`)
  assert.is(run.status, 2, JSON.stringify(run.results))
  assert.match(guardOf(run)?.message ?? '', /removed \/etc\/before; ran undo$/)
  assert.is(onHost('node3', 'ls /etc/before 2>/dev/null; true'), '')
  await isClean('node3')
})

slowTest('if a task of the guarded block fails, the states of units are restored at once', async () => {
  const unit = (name: string): string =>
    `printf '[Service]\\nExecStart=/bin/sleep 1000\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/${name}.service`
  onHost('node3', `${unit('old')}; ${unit('idle')}; systemctl daemon-reload; systemctl enable --now old 2>&1`)
  const states = (): string =>
    onHost(
      'node3',
      'for u in old idle new; do systemctl is-enabled $u 2>&1 | head -n 1; systemctl is-active $u; done; ls /etc/systemd/system/new.service 2>&1; true',
    )
  const before = states()
  const run = play(`
- hosts: node3
  tasks:
    - guard: 600
      block:
        - systemd: { name: old, state: stopped, enabled: false }
        - systemd: { name: idle, state: started, enabled: true }
        - copy:
            dest: /etc/systemd/system/new.service
            content: "[Service]\\nExecStart=/bin/sleep 1000\\n[Install]\\nWantedBy=multi-user.target\\n"
        - systemd: { name: new, state: started, enabled: true }
        - assert: { that: false }
`)
  assert.equal(
    run.results.filter(({ status }) => status === 'failed').map(({ taskType }) => taskType),
    ['assert'],
  )
  assert.is(guardOf(run)?.status, 'changed')
  assert.is(states(), before)
  await isClean('node3')
})

slowTest('`run resume` waits for the rollback of a guard and repeats its tasks', async () => {
  const file = join(folder, 'killed.yml')
  writeFileSync(
    file,
    `
- hosts: node1
  handlers: [ { name: note, shell: cat /etc/guarded >>/etc/noted } ]
  tasks:
    - guard: 8
      block:
        - copy: { dest: /etc/guarded, content: "new\\n" }
          notify: note
        - meta: flush_handlers
        - shell: until test -e /etc/go; do sleep 0.2; done
          changed_when: false
`,
  )
  onHost('node1', 'echo old >/etc/guarded')
  const killed = spawn(process.execPath, [COMMAND, 'playbook', '-i', 'inventory/lab.yml', file], {
    cwd: ROOT,
    stdio: 'ignore',
  })
  await until('the handler runs', () => onHost('node1', 'cat /etc/noted 2>/dev/null; true') === 'new\n')
  killed.kill('SIGKILL')
  onHost('node1', 'touch /etc/go')
  const resumed = spawnSync(process.execPath, [COMMAND, 'resume'], { cwd: ROOT, encoding: 'utf8' })
  assert.is(resumed.status, 0, resumed.stdout + resumed.stderr)
  assert.match(resumed.stdout + resumed.stderr, /a guard that .* left, since .*is about to roll back/)
  // Written by the killed run, by the guard about its rollback, and by the resumed run.
  assert.is(onHost('node1', 'cat /etc/guarded /etc/noted'), 'new\nnew\nold\nnew\n')
  // The guard keeps its report on the host for a while, for a run that reconnects.
  assert.is(onHost('node1', 'ls -d /run/lock/.drover-* 2>/dev/null; true'), '')
})

test('a guard refuses a block with a task that cannot be undone before any change, also in a dry run', async () => {
  const text = `
- hosts: node3
  tasks:
    - guard: 6
      block:
        - copy: { dest: /etc/half, content: x }
        - group: { name: guarded }
`
  for (const words of [['--check'], []]) {
    const run = play(text, words)
    assert.is(run.status, 2)
    const failed = run.results.find(({ status }) => status === 'failed')
    assert.is(failed?.message, 'a guard cannot roll this back: group:guarded (create)')
  }
  assert.is(onHost('node3', 'ls /etc/half 2>/dev/null; getent group guarded; true'), '')
  await isClean('node3')
})

test.run()
