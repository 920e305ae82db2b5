import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Target } from '../../src/host/connection.ts'
import { KeptConnections } from '../../src/host/kept-connections.ts'
import { openSession, type Session } from '../../src/host/open-session.ts'
import { sh } from '../../src/host/shell.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { scratch } from '../kit/local-session.ts'
import { mastersOf, openSshd, type Sshd, until } from '../kit/sshd.ts'

const place = scratch()
const opened: Session[] = []
const servers: Sshd[] = []
const folder = join(place.path, 'drover-ssh')

lendEnvironment('XDG_RUNTIME_DIR')
test.before(() => {
  process.env.XDG_RUNTIME_DIR = place.path
})
test.after.each(async () => {
  await Promise.all(opened.splice(0).map(session => session.close()))
  for (const pid of mastersOf(folder)) process.kill(pid, 'SIGKILL')
  await Promise.all(servers.splice(0).map(server => server.close()))
  rmSync(folder, { recursive: true, force: true })
})
test.after(() => place.remove())

/** An sshd whose sessions are kept. */
async function serve(...lines: string[]): Promise<Sshd> {
  const server = await openSshd(...lines)
  servers.push(server)
  return server
}

/** Opens a session as another run would: it knows nothing of those before. */
async function openAsNextRun(target: Target, isAfresh = false): Promise<Session> {
  const session = await openSession({ keepFor: 30, ...target }, { kept: new KeptConnections(), isAfresh })
  opened.push(session)
  assert.is(await wordFrom(session), 'here\n')
  return session
}

async function wordFrom(session: Session): Promise<string> {
  return (await session.host().run(sh`echo here`)).stdout.toString()
}

const socketsIn = (): string[] => readdirSync(folder).filter(name => name !== 'key')

test('a second run uses the connection of the first, and logs in no more', async () => {
  const server = await serve()
  const first = await openAsNextRun(server.target())
  assert.is(first.cost.connections, 1)
  await first.close()
  const second = await openAsNextRun(server.target())
  assert.is(second.cost.connections, 0)
  assert.is(server.connections(), 1)
  assert.is(mastersOf(folder).length, 1)
})

test('sessions that are opened at once share one connection', async () => {
  const server = await serve()
  const kept = new KeptConnections()
  const target = server.target({ keepFor: 30 })
  const sessions = await Promise.all([1, 2, 3].map(() => openSession(target, { kept })))
  opened.push(...sessions)
  assert.equal(sessions.map(({ cost }) => cost.connections).sort(), [0, 0, 1])
  assert.is(server.connections(), 1)
})

test('two runs that make a connection at once are both served, and one of them keeps it', async () => {
  const server = await serve()
  await Promise.all([openAsNextRun(server.target()), openAsNextRun(server.target())])
  const third = await openAsNextRun(server.target())
  assert.is(third.cost.connections, 0)
  assert.is(mastersOf(folder).length, 1)
})

test('a connection that is not to be kept leaves nothing behind, and uses none that is', async () => {
  const server = await serve()
  await openAsNextRun(server.target())
  const own = await openAsNextRun(server.target({ keepFor: 0 }))
  assert.is(own.cost.connections, 1)
  assert.is(server.connections(), 2)
  await own.close()
  assert.is(mastersOf(folder).length, 1)
})

test('a socket whose master was killed is replaced', async () => {
  const server = await serve()
  await (await openAsNextRun(server.target())).close()
  for (const pid of mastersOf(folder)) process.kill(pid, 'SIGKILL')
  await until('the master is gone', () => mastersOf(folder).length === 0)
  assert.is(socketsIn().length, 1)
  assert.is((await openAsNextRun(server.target())).cost.connections, 1)
  assert.is((await openAsNextRun(server.target())).cost.connections, 0)
})

test('a master that is stopped is ended and replaced', async () => {
  const server = await serve()
  await (await openAsNextRun(server.target())).close()
  const [stopped] = mastersOf(folder)
  process.kill(stopped ?? 0, 'SIGSTOP')
  assert.is((await openAsNextRun(server.target())).cost.connections, 1)
  assert.is((await openAsNextRun(server.target())).cost.connections, 0)
  await until('the stopped one is gone', () => !mastersOf(folder).includes(stopped ?? 0))
  assert.is(mastersOf(folder).length, 1)
})

test('a link behind which nobody answers any more is replaced, without a word', async () => {
  const server = await serve()
  const target = server.target({ connectTimeout: 2 })
  await (await openAsNextRun(target)).close()
  for (const pid of server.logins()) process.kill(pid, 'SIGSTOP')
  assert.is((await openAsNextRun(target)).cost.connections, 1)
  assert.is((await openAsNextRun(target)).cost.connections, 0)
})

test('a host that was restarted is connected to again', async () => {
  const server = await serve()
  const lost = await openAsNextRun(server.target())
  for (const pid of server.logins()) process.kill(pid, 'SIGKILL')
  await until('the session is lost', () => !lost.isOpen)
  assert.is((await openAsNextRun(server.target(), true)).cost.connections, 1)
})

test('where a host takes no more sessions over one connection, another is made', async () => {
  const server = await serve('MaxSessions 2')
  await openAsNextRun(server.target())
  await openAsNextRun(server.target())
  const third = await openAsNextRun(server.target())
  assert.is(third.cost.connections, 1)
  assert.is(server.connections(), 2)
})

test('what is forgotten takes no more sessions, and goes on with those that it has', async () => {
  const server = await serve()
  const first = await openAsNextRun(server.target())
  const second = await openAsNextRun(server.target(), true)
  assert.is(second.cost.connections, 1)
  assert.is(await wordFrom(first), 'here\n')
  assert.is((await openAsNextRun(server.target())).cost.connections, 0)
  assert.is(server.connections(), 2)
})

test('a changed setting has a connection of its own', async () => {
  const server = await serve()
  await openAsNextRun(server.target())
  const other = await openAsNextRun(server.target({ sshArgs: ['-o', 'Compression=yes'] }))
  assert.is(other.cost.connections, 1)
  assert.is(socketsIn().length, 2)
})

test('the session that made a connection may be killed: others over it live on, also behind a proxy', async () => {
  const server = await serve()
  const { privateKeyFile = '', knownHostsFile = '' } = server.target()
  const proxy = `ProxyCommand=ssh -i ${privateKeyFile} -p ${server.port} -o UserKnownHostsFile=${knownHostsFile} -W %h:%p 127.0.0.1`
  const target = server.target({ sshArgs: ['-o', proxy] })
  const first = await openAsNextRun(target)
  const second = await openAsNextRun(target)
  assert.is(second.cost.connections, 0)
  const lost = await first
    .host()
    .run(sh`kill -STOP $$`)
    .then(
      () => false,
      () => true,
    )
  assert.ok(lost)
  assert.is(first.isOpen, false)
  assert.is(await wordFrom(second), 'here\n')
})

test('without a folder that is safe nothing is kept, which is said once', async () => {
  const server = await serve()
  const warnings: string[] = []
  const kept = new KeptConnections(message => warnings.push(message))
  kept.giveUp('no room')
  for (let round = 0; round < 2; round += 1) {
    const session = await openSession(server.target({ keepFor: 30 }), { kept })
    opened.push(session)
    assert.is(session.cost.connections, 1)
  }
  assert.equal(warnings, ['connections are not kept between runs: no room'])
})

test('where ssh cannot make its socket the host is reached all the same, and nothing more is kept', async () => {
  const server = await serve()
  const warnings: string[] = []
  const kept = new KeptConnections(message => warnings.push(message))
  await kept.wayTo(server.target({ keepFor: 30 })).then(way => way?.release())
  rmSync(folder, { recursive: true })
  const session = await openSession(server.target({ keepFor: 30 }), { kept })
  opened.push(session)
  assert.is(await wordFrom(session), 'here\n')
  assert.is(warnings.length, 1)
  assert.match(
    warnings[0] ?? '',
    /^connections are not kept between runs: box .*: ssh cannot make the socket of a kept connection: /,
  )
  assert.is(await kept.wayTo(server.target({ keepFor: 30 })), undefined)
})

test('what a crash left in the folder is swept away after a day, and what is in use is not', async () => {
  const server = await serve()
  await openAsNextRun(server.target())
  const [used = ''] = socketsIn()
  const litter = ['dead.socket', 'key.torn', 'fresh.litter']
  for (const name of litter) writeFileSync(join(folder, name), '')
  const longAgo = new Date(Date.now() - 2 * 24 * 3600 * 1000)
  for (const name of [used, 'dead.socket', 'key.torn']) utimesSync(join(folder, name), longAgo, longAgo)
  assert.is((await openAsNextRun(server.target())).cost.connections, 0)
  await until('it is swept', () => socketsIn().length === 2)
  assert.equal(socketsIn().sort(), ['fresh.litter', used].sort())
})

test.run()
