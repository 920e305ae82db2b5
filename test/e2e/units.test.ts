import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { slowTest } from '../kit/slow-cases.ts'
import { lab, onHost, runDrover } from './drover.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-units-'))
test.before(() => {
  lab('reset', 'node1')
  onHost('node1', PREPARE)
})
test.after(() => rmSync(folder, { recursive: true, force: true }))

function play(tasks: readonly object[], words: readonly string[] = []) {
  const file = join(folder, 'site.yml')
  writeFileSync(file, JSON.stringify([{ hosts: 'node1', tasks }]))
  return runDrover(['-i', 'inventory/lab.yml', ...words, file])
}

/** Units in each state that a unit file can have. */
const PREPARE = `
cd /etc/systemd/system
unit() { printf '[Unit]\\nDescription=t\\n[Service]\\nExecStart=/bin/sleep infinity\\n%s\\n' "$2" >"$1"; }
wanted='[Install]
WantedBy=multi-user.target'
for u in enabled disabled runtime gone; do unit u-$u.service "$wanted"; done
unit u-static.service ''
unit u-pulled.service ''
mkdir u-enabled.service.d; printf '[Unit]\\nWants=u-pulled.service\\n' >u-enabled.service.d/pull.conf
unit u-also.service '[Install]
Also=u-also.socket'
printf '[Socket]\\nListenStream=/run/u-also\\n[Install]\\nWantedBy=sockets.target\\n' >u-also.socket
unit u-named.service "$wanted
Alias=u-name.service"
unit u-hand.service "$wanted"; ln -s /etc/systemd/system/u-hand.service u-by-hand.service
unit u-many@.service "$wanted
DefaultInstance=one"
mkdir -p /opt/u; unit /opt/u/u-linked.service "$wanted"; unit /opt/u/u-linked-runtime.service "$wanted"
unit /usr/lib/systemd/system/u-masked.service "$wanted"
unit /usr/lib/systemd/system/u-masked-runtime.service "$wanted"
unit /usr/lib/systemd/system/u-unmasked.service "$wanted"
ln -s /dev/null /usr/lib/systemd/system/u-empty.service
printf '#!/bin/sh\\n### BEGIN INIT INFO\\n# Provides: u-sysv\\n# Required-Start:\\n# Required-Stop:\\n# Default-Start: 2 3 4 5\\n# Default-Stop: 0 1 6\\n### END INIT INFO\\ntouch /run/u-sysv-$1\\n' >/etc/init.d/u-sysv
chmod +x /etc/init.d/u-sysv
echo 'tmpfs /srv tmpfs defaults 0 0' >>/etc/fstab
systemctl daemon-reload
systemctl enable u-enabled u-named u-gone
systemctl enable --runtime u-runtime
systemctl link /opt/u/u-linked.service; systemctl link --runtime /opt/u/u-linked-runtime.service
systemctl enable u-masked u-masked-runtime u-unmasked
systemctl mask u-masked u-unmasked; systemctl mask --runtime u-masked-runtime
rm u-gone.service; systemctl daemon-reload
systemd-run --unit u-transient sleep infinity
`

/**
 * A unit, the params of its task, the expected status or error, and what `systemctl is-enabled` prints then.
 */
const ROWS: readonly (readonly [unit: string, said: object, end: string, state: string])[] = [
  ['u-enabled', { enabled: true }, 'ok', 'enabled'],
  ['u-disabled', { enabled: true }, 'changed', 'enabled'],
  ['u-runtime', { enabled: true }, 'changed', 'enabled'],
  [
    'u-static',
    { enabled: true },
    'u-static.service cannot be enabled: its file has no [Install] section, and no other unit starts it',
    'static',
  ],
  ['u-static', { enabled: false }, 'ok', 'static'],
  ['u-pulled', { enabled: true }, 'ok', 'static'],
  ['u-also', { enabled: true }, 'changed', 'indirect'],
  ['u-name', { enabled: true }, 'ok', 'alias'],
  ['u-hand', { enabled: true }, 'changed', 'enabled'],
  ['u-many@.service', { enabled: true }, 'changed', 'enabled'],
  ['u-linked', { enabled: true }, 'changed', 'enabled'],
  ['u-linked-runtime', { enabled: true }, 'changed', 'enabled'],
  ['u-masked', { enabled: true }, 'u-masked.service cannot be enabled: it is masked', 'masked'],
  ['u-masked', { enabled: false }, 'ok', 'masked'],
  ['u-unmasked', { enabled: false, masked: false }, 'changed', 'disabled'],
  ['u-masked-runtime', { enabled: true, masked: false }, 'changed', 'enabled'],
  [
    'u-empty',
    { masked: false },
    'u-empty.service cannot be unmasked: its package masks it: its file in /usr/lib is empty',
    'masked',
  ],
  ['u-sysv', { enabled: true }, 'changed', 'enabled'],
  ['srv.mount', { enabled: true }, 'ok', 'generated'],
  [
    'srv.mount',
    { enabled: false },
    'srv.mount cannot be disabled: it is generated at each boot',
    'generated',
  ],
  [
    'u-transient',
    { enabled: true },
    'u-transient.service cannot be enabled: it is transient and does not survive a reboot',
    'transient',
  ],
  ['u-gone', { enabled: false }, 'changed', ''],
]

test('`systemd` with `enabled` handles every state of a unit file, and a dry run predicts the result', () => {
  const tasks = ROWS.map(([name, said]) => ({ systemd: { name, ...said }, ignore_errors: true }))
  const told = play(tasks, ['--check'])
  const first = play(tasks)
  for (const [nth, [unit, said, end, state]] of ROWS.entries()) {
    const what = `${unit} ${JSON.stringify(said)}`
    const result = first.results[nth]
    const isRefused = !['ok', 'changed'].includes(end)
    if (isRefused) assert.equal([result?.status, result?.message], ['failed', end], what)
    else assert.is(result?.status, end, `${what}: ${result?.message}`)
    assert.is(
      told.results[nth]?.status,
      result?.status,
      `${what}, in the dry run: ${told.results[nth]?.message}`,
    )
    const now = onHost('node1', `systemctl is-enabled ${unit} 2>/dev/null | tail -n 1; :`).trim()
    assert.is(now, state, what)
  }
  const again = play(tasks)
  assert.equal(
    again.results.map(({ status }) => status),
    ROWS.map(([, , end]) => (['ok', 'changed'].includes(end) ? 'ok' : 'failed')),
  )
  play([{ reboot: { reboot_timeout: 120, test_command: 'systemctl is-active multi-user.target' } }])
  const up = (unit: string): boolean => onHost('node1', `systemctl is-active ${unit}; :`).trim() === 'active'
  const enabled = ['u-enabled', 'u-disabled', 'u-runtime', 'u-pulled', 'u-also.socket', 'u-name', 'u-hand']
  const more = ['u-many@one', 'u-linked', 'u-linked-runtime', 'u-masked-runtime', 'u-sysv', 'srv.mount']
  assert.equal(
    [...enabled, ...more].filter(unit => !up(unit)),
    [],
  )
  assert.equal(['u-static', 'u-masked', 'u-unmasked', 'u-transient', 'u-gone'].filter(up), [])
})

test('`service_facts` lists all services, templates and aliases, and `systemd` returns the properties of the unit', () => {
  const that = [
    'services["getty@.service"].state == "unknown"',
    'services["autovt@.service"].status == "alias"',
    'services["ssh.service"].state == "running"',
    'ssh.status.Description.contains("Secure Shell") && ssh.status.ExecMainStatus == "0"',
  ]
  const tasks = [{ service_facts: {} }, { systemd: { name: 'ssh' }, register: 'ssh' }, { assert: { that } }]
  const { results } = play(tasks)
  assert.equal(
    results.map(({ status }) => status),
    ['ok', 'ok', 'ok'],
    JSON.stringify(results.at(-1)),
  )
})

test('`daemon_reload` reloads only if a unit file is newer than what systemd has loaded', () => {
  const write = {
    copy: {
      dest: '/etc/systemd/system/u-new.service',
      content: '[Service]\nExecStart=/bin/sleep infinity\n',
    },
  }
  const reload = { systemd: { daemon_reload: true } }
  const statuses = (words: readonly string[] = []): string[] =>
    play([reload, write, reload, reload], words).results.map(({ status }) => status)
  assert.equal(statuses(['--check']), ['ok', 'changed', 'changed', 'ok'])
  assert.equal(statuses(), ['ok', 'changed', 'changed', 'ok'])
  assert.equal(statuses(), ['ok', 'ok', 'ok', 'ok'])
  onHost(
    'node1',
    'mkdir -p /etc/systemd/system/ssh.service.d; echo "[Unit]" >/etc/systemd/system/ssh.service.d/x.conf',
  )
  assert.equal(statuses(), ['changed', 'ok', 'ok', 'ok'])
  assert.equal(
    play([{ systemd: { daemon_reexec: true } }]).results.map(({ status }) => status),
    ['changed'],
  )
})

slowTest('a unit that does not start because of a condition or an assertion fails with that reason', () => {
  onHost(
    'node1',
    `cd /etc/systemd/system
printf '[Unit]\\nConditionPathExists=/none\\n[Service]\\nExecStart=/bin/sleep infinity\\n' >u-condition.service
printf '[Unit]\\nAssertPathExists=/none\\n[Service]\\nExecStart=/bin/sleep infinity\\n' >u-assertion.service
systemctl daemon-reload`,
  )
  const task = (name: string) => ({ systemd: { name, state: 'started', settle: 0.2 }, ignore_errors: true })
  const { results } = play([task('u-condition'), task('u-assertion')])
  const first = results.map(({ message = '' }) => message.split('\n')[0])
  assert.equal(first, [
    'u-condition.service was not started: its condition `ConditionPathExists=/none` is not met',
    'u-assertion.service was not started: an assertion of its unit file fails',
  ])
})

slowTest('`state: restarted` also applies `enabled`', () => {
  const tasks = [
    { systemd: { name: 'u-disabled', enabled: false } },
    { systemd: { name: 'u-disabled', state: 'restarted', enabled: true, settle: 0.2 } },
  ]
  const { results } = play(tasks)
  assert.equal(
    results.map(({ status }) => status),
    ['changed', 'changed'],
  )
  assert.is(onHost('node1', 'systemctl is-enabled u-disabled').trim(), 'enabled')
})

test('`systemd_unit` creates, enables and starts a unit, restarts it when its text changes, and removes it', () => {
  const task = (seconds: number, more: object = {}) => ({
    systemd_unit: {
      name: 'u-made',
      content: `[Unit]\nDescription=t\n[Service]\nExecStart=/bin/sleep ${seconds}\n[Install]\nWantedBy=multi-user.target\n`,
      enabled: true,
      state: 'started',
      ...more,
    },
  })
  const absent = { systemd_unit: { name: 'u-made', state: 'absent' } }
  const unit = 'u-made.service'

  const made = [`create ${unit}`, `enable ${unit}`, `start ${unit}`]
  assert.equal(changesOf(task(3001), task(3001)), [made, []])
  assert.equal(stateOf(unit), { active: 'active', enabled: 'enabled', process: '/bin/sleep 3001' })

  assert.equal(changesOf(task(3002)), [[`update ${unit}`, `restart ${unit}`]])
  assert.is(stateOf(unit).process, '/bin/sleep 3002')
  assert.equal(changesOf(task(3003, { restart: false })), [[`update ${unit}`, 'daemon-reload']])
  assert.is(stateOf(unit).process, '/bin/sleep 3002')

  const { results } = play([task(3004, { content: '[Service]\nExecStrat=/bin/sleep 3004\n' })])
  assert.match(results[0]?.message ?? '', 'ExecStrat')
  assert.match(onHost('node1', `cat /etc/systemd/system/${unit}`), 'sleep 3003')

  const removed = [`disable ${unit}`, `stop ${unit}`, `delete ${unit}`, 'daemon-reload']
  assert.equal(changesOf(absent, absent), [removed, []])
  assert.equal(stateOf(unit), { active: 'inactive', enabled: '', process: '' })
})

test('`systemd_timer` creates a timer with a service that runs the command as written, and removes both', () => {
  const task = (time: string) => ({
    systemd_timer: {
      name: 'u-timed',
      command: ['/bin/sh', '-c', 'printf "%s\\n" "$GREETING" 100% >/run/u-timed'],
      environment: { GREETING: 'good "day" 5%' },
      on_calendar: time,
    },
  })
  const absent = { systemd_timer: { name: 'u-timed', state: 'absent' } }
  const [timer, service] = ['u-timed.timer', 'u-timed.service']
  const nextRun = () => onHost('node1', `systemctl show -P NextElapseUSecRealtime ${timer}`)

  const made = [`create ${timer}`, `create ${service}`, `enable ${timer}`, `start ${timer}`]
  assert.equal(changesOf(task('2040-01-01'), task('2040-01-01')), [made, []])
  assert.equal(stateOf(timer), { active: 'active', enabled: 'enabled', process: '' })
  assert.match(nextRun(), '2040-01-01')
  onHost('node1', `systemctl start ${service}`)
  assert.is(onHost('node1', 'cat /run/u-timed'), 'good "day" 5%\n100%\n')

  assert.equal(changesOf(task('2041-01-01')), [[`update ${timer}`, 'daemon-reload']])
  assert.match(nextRun(), '2041-01-01')

  const removed = [
    `disable ${timer}`,
    `stop ${timer}`,
    `delete ${timer}`,
    `delete ${service}`,
    'daemon-reload',
  ]
  assert.equal(changesOf(absent, absent), [removed, []])
  assert.equal(stateOf(timer), { active: 'inactive', enabled: '', process: '' })
  assert.is(onHost('node1', 'ls /etc/systemd/system | grep u-timed; :'), '')
})

/** The changes of each task of a run, after asserting that the dry run before it predicted the same. */
function changesOf(...tasks: readonly object[]): readonly (readonly string[])[] {
  const changes = (words: readonly string[]) => {
    const { results } = play(tasks, words)
    assert.equal(
      results.filter(({ status }) => status !== 'ok' && status !== 'changed'),
      [],
    )
    return results.map(result => result.changes.map(shownChange))
  }
  const predicted = changes(['--check'])
  const run = changes([])
  assert.equal(predicted, run, 'the dry run predicts the run')
  return run
}

/** A change with only the name of the file or unit; a daemon-reload has no resource. */
function shownChange({ action, resource }: { action: string; resource: string }): string {
  return `${action} ${resource.replace(/^(file:.*\/|unit:|systemd$)/, '')}`.trim()
}

/** Whether a unit is active and enabled, and the command line of its process. */
function stateOf(unit: string) {
  const [active, enabled, process] = onHost(
    'node1',
    `systemctl is-active ${unit} | head -n 1; echo "$(systemctl is-enabled ${unit} 2>/dev/null)"
pid=$(systemctl show -P MainPID ${unit}); [ "\${pid:-0}" = 0 ] || tr '\\0' ' ' <"/proc/$pid/cmdline"`,
  ).split('\n')
  return { active, enabled, process: (process ?? '').trim() }
}

test.run()
