import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../../src/remote/host.ts'
import supervisorctl from '../../../tasks/services/supervisorctl.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'
import { until } from '../../kit/sshd.ts'

const PASSWORD = `p%'"$x;é`

const { path, remove } = scratch()
const config = `${path}/supervisord's.conf`
const program = (name: string, more = '') =>
  `[program:${name}]\ncommand=/bin/sleep 1000\nstartsecs=0\nautostart=false\n${more}`

let stop: () => Promise<void>
let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
  writeFileSync(
    config,
    `[unix_http_server]
file=${path}/socket
username=admin
password=${PASSWORD.replaceAll('%', '%%')}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisord]
logfile=${path}/log
pidfile=${path}/pid
childlogdir=${path}
[supervisorctl]
serverurl = unix://${path}/socket ; the only one
${program('web')}
${program('pool', 'numprocs=2\nprocess_name=%(program_name)s_%(process_num)d\n')}
`,
  )
  const server = spawn('supervisord', ['-n', '-c', config], { stdio: 'ignore' })
  const ended = new Promise<void>(resolve => server.once('exit', () => resolve()))
  await until('supervisord listens', () => existsSync(`${path}/socket`))
  stop = async () => {
    server.kill('SIGTERM')
    await ended
  }
})
test.after(async () => {
  for (const { close } of sessions) await close()
  await stop?.()
  remove()
})

/** Each task runs in the next shell. */
let nth = 0
function nextHost(): Host {
  const [session] = sessionsFrom(sessions, nth)
  nth += 1
  if (!session) throw new Error('no session is open')
  return session.host
}

function holds(name: string, state: string, expects: 'plan' | 'in-sync' = 'plan', more: object = {}) {
  const params = { name, state, config, username: 'admin', password: PASSWORD, ...more }
  return holdsContract({ type: supervisorctl, host: nextHost(), root: '/nonexistent', params, expects })
}

test('a program and a group are started, restarted, signalled and stopped', async () => {
  await holds('all', 'started')
  await holds('web', 'signalled', 'plan', { signal: 'CONT' })
  await holds('pool:', 'restarted')
  const { first } = await holds('all', 'stopped')
  assert.equal(first.outputs?.affected, ['pool:pool_0', 'pool:pool_1', 'web'])
  await holds('web', 'restarted', 'plan', { server_url: `unix://${path}/socket` })
})

test('a program is removed and added, and one without a configuration is an error', async () => {
  const fails = (name: string, state: string, more: object = {}) =>
    holds(name, state, 'plan', more).then(
      () => 'nothing',
      error => `${error.message} (${error.hint})`,
    )
  assert.match(
    await fails('web', 'absent'),
    /still running.*\(stop it with `state: stopped` in an earlier task\)/s,
  )
  await holds('web', 'stopped')
  await holds('web', 'absent')
  await holds('web', 'present')
  appendFileSync(config, program('late'))
  await holds('late', 'present')
  assert.match(await fails('none', 'present'), /no such process.*\(write the configuration/s)
  assert.match(await fails('none', 'started'), /supervisord has no program `none`/)
  assert.match(await fails('web', 'started', { password: 'wrong' }), /supervisord, which refuses now/)
  const gone = { server_url: `unix://${path}/none` }
  assert.match(await fails('web', 'started', gone), /refuses now: unix:.*no such file/)
})

test.run()
