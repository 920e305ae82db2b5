import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../../src/remote/host.ts'
import { allServices } from '../../../src/remote/probes/services.ts'
import { sh } from '../../../src/shell/quote.ts'
import service from '../../../tasks/services/service.ts'
import { makeProject, say } from '../../kit/command-line.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type InitSystem, openInitSystem } from '../../kit/init-system.ts'

/** A sysvinit script with everything that the Linux Standard Base requires. */
const SCRIPT = `#!/bin/sh
### BEGIN INIT INFO
# Provides: app
# Required-Start:
# Required-Stop:
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
### END INIT INFO
pid=/run/app.pid
is_up() { [ -s "$pid" ] && kill -0 "$(cat "$pid")" 2>/dev/null; }
case $1 in
  start) is_up || { echo "start $2" >>/run/app.log; sleep 1000 & echo $! >"$pid"; } ;;
  stop) ! is_up || kill "$(cat "$pid")"; rm -f "$pid"; echo "stop $2" >>/run/app.log ;;
  reload) echo reload >>/run/app.log ;;
  status) if is_up; then echo 'app is running'; else echo 'app is not running'; exit 3; fi ;;
  *) echo 'Usage: app {start|stop|reload|status}' >&2; exit 2 ;;
esac
`

/** A command that writes a file with the given text. */
const put = (path: string, text: string, mode = '755'): string[] => [
  `cat >${path} <<'END_OF_FILE'\n${text}END_OF_FILE`,
  `chmod ${mode} ${path}`,
]

const systems: InitSystem[] = []
test.after(async () => {
  for (const { close } of systems) await close()
})

async function open(init: string, packages: readonly string[], setup: readonly string[], shell: string) {
  const system = await openInitSystem(init, packages, setup)
  systems.push(system)
  return { system, host: await system.open(shell) }
}

/** Runs a playbook in a dry run and twice, and returns how many tasks changed; also asserts `service_mgr`. */
async function twice({ connection }: InitSystem, manager: string, task: object): Promise<string[]> {
  const tasks = [{ assert: { that: [`ansible_facts.service_mgr == "${manager}"`] } }, task]
  const folder = makeProject({
    'hosts.yml': JSON.stringify({ all: { hosts: { node1: { connection: connection.join(' ') } } } }),
    'site.yml': JSON.stringify([{ hosts: 'all', tasks }]),
  })
  const recaps: string[] = []
  for (const words of [['--check'], [], []]) {
    const { code, stdout, stderr } = await say(folder, 'playbook', '-i', 'hosts.yml', ...words, 'site.yml')
    assert.is(code, 0, stdout + stderr)
    recaps.push(/^node1 +\d+ +(\d+)$/m.exec(stdout)?.[1] ?? stdout)
  }
  return recaps
}

const states = async (host: Host): Promise<unknown> => {
  const found = await host.ask(allServices)
  return found?.find(({ name }) => name === 'app')
}

test('service: OpenRC starts, enables, restarts and stops a service', async () => {
  const script = `#!/sbin/openrc-run
command=/bin/sleep
command_args=1000
command_background=true
pidfile=/run/app.pid
extra_started_commands=reload
start_pre() { echo "start $RC_RUNLEVEL" >>/run/app.log; }
reload() { echo reload >>/run/app.log; }
# Debian's start-stop-daemon keeps nothing for OpenRC to notice a crash by.
status() {
  service_started || { einfo "status: stopped"; return 3; }
  kill -0 "$(cat "$pidfile")" 2>/dev/null || { eerror "status: crashed"; return 32; }
  einfo "status: started"
}
`
  const packages = ['openrc', 'libeinfo1', 'librc1', 'insserv']
  const setup = [
    'mkdir -p /run/openrc',
    'touch /run/openrc/softlevel',
    ...put('/etc/init.d/app', script),
    'rc-update -u',
  ]
  const { system, host } = await open('init', packages, setup, '/bin/bash')
  const given = { type: service, host, root: '/nowhere', expects: 'plan' as const }
  assert.equal(await twice(system, 'openrc', { service: { name: 'app', state: 'started' } }), ['1', '1', '0'])
  await holdsContract({ ...given, params: { name: 'app', enabled: true, state: 'restarted' } })
  assert.equal(await states(host), {
    name: 'app',
    runlevels: ['default'],
    state: 'started',
    source: 'openrc',
  })
  await holdsContract({ ...given, params: { name: 'app', enabled: true, runlevel: 'boot' } })
  await holdsContract({ ...given, params: { name: 'app', enabled: false, state: 'reloaded' } })
  await host.run(sh`kill "$(cat /run/app.pid)"`)
  // After a crash, OpenRC must discard its state of the service before a start.
  await holdsContract({ ...given, params: { name: 'app', state: 'started' } })
  await holdsContract({ ...given, params: { name: 'app', state: 'stopped' } })
  assert.equal(await states(host), { name: 'app', runlevels: ['boot'], state: 'stopped', source: 'openrc' })
})

test('service: init scripts are started, enabled, restarted and stopped', async () => {
  const { system, host } = await open(
    'init',
    ['insserv'],
    ['rm -f /usr/sbin/init', ...put('/etc/init.d/app', SCRIPT)],
    '/bin/dash',
  )
  const given = { type: service, host, root: '/nowhere', expects: 'plan' as const }
  assert.equal(await twice(system, 'sysvinit', { sysvinit: { name: 'app', state: 'started' } }), [
    '1',
    '1',
    '0',
  ])
  await holdsContract({ ...given, params: { name: 'app', enabled: true } })
  await holdsContract({
    ...given,
    params: { name: 'app', enabled: true, state: 'restarted', args: "'a b' c", sleep: 0.1 },
  })
  await holdsContract({ ...given, params: { name: 'app', enabled: false, runlevels: ['3', '5'] } })
  await holdsContract({
    ...given,
    params: { name: 'app', state: 'started', pattern: 'sleep 1000' },
    expects: 'in-sync',
  })
  assert.equal(await states(host), { name: 'app', state: 'running', source: 'sysv' })
  await holdsContract({ ...given, params: { name: 'app', enabled: false, state: 'stopped' } })
  assert.equal(await states(host), { name: 'app', state: 'stopped', source: 'sysv' })
})

test('service: runit enables, stops, starts and disables a service', async () => {
  const run = '#!/bin/sh\nexec sleep 1000\n'
  const setup = [
    'mkdir -p "$(readlink -f /etc/service)" /etc/sv/app',
    ...put('/etc/sv/app/run', run),
    'runsvdir -P /etc/service >/dev/null 2>&1 &',
  ]
  const { system, host } = await open('runit', ['runit'], setup, '/bin/mksh')
  const given = { type: service, host, root: '/nowhere', expects: 'plan' as const }
  await holdsContract({ ...given, params: { name: 'app', use: 'runit', enabled: true, state: 'started' } })
  await holdsContract({ ...given, params: { name: 'app', state: 'stopped' } })
  assert.equal(await twice(system, 'runit', { runit: { name: 'app', state: 'started' } }), ['1', '1', '0'])
  await holdsContract({ ...given, params: { name: 'app', state: 'restarted' } })
  await holdsContract({ ...given, params: { name: 'app', enabled: false } })
})

test.run()
