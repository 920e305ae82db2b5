import { spawnSync } from 'node:child_process'
import { readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession, type Session } from '../../../src/remote/session.ts'
import { sh } from '../../../src/shell/quote.ts'
import { ConnectionLeases } from '../../../src/transport/persistent/leases.ts'
import type { Target } from '../../../src/transport/spawn.ts'
import { lendEnvironment } from '../../kit/environment.ts'
import { scratch } from '../../kit/local-session.ts'
import { endMasters, mastersOf, openSshd, type Sshd, until } from '../../kit/sshd.ts'

const place = scratch()
/** Open sessions, each with a function that ends its run. */
const runs = new Map<Session, () => Promise<void>>()
const servers: Sshd[] = []
const folder = join(place.path, 'drover-ssh')

lendEnvironment('XDG_RUNTIME_DIR')
test.before(() => {
  process.env.XDG_RUNTIME_DIR = place.path
})
test.after.each(async () => {
  await Promise.all([...runs.keys()].map(endRun))
  endMasters(folder)
  await Promise.all(servers.splice(0).map(server => server.close()))
  rmSync(folder, { recursive: true, force: true })
})
test.after(() => place.remove())

/** Opens an sshd for persistent connections. */
async function serve(...lines: string[]): Promise<Sshd> {
  const server = await openSshd(...lines)
  servers.push(server)
  return server
}

/** Opens a session as a new run would, without knowledge of earlier runs. */
async function openAsNextRun(target: Target, isNewConnection = false): Promise<Session> {
  const leases = new ConnectionLeases()
  const session = await openSession({ keepFor: 30, ...target }, { leases, isNewConnection })
  runs.set(session, () => leases.close())
  assert.is(await wordFrom(session), 'here\n')
  return session
}

/** The number of connections that each of the next two runs opens. */
async function connectionsOfNext(target: Target): Promise<number[]> {
  const counts: number[] = []
  for (let nth = 0; nth < 2; nth += 1) {
    const session = await openAsNextRun(target)
    counts.push(session.cost.connections)
    await endRun(session)
  }
  return counts
}

async function endRun(session: Session): Promise<void> {
  await session.close()
  await runs.get(session)?.()
  runs.delete(session)
}

async function wordFrom(session: Session): Promise<string> {
  return (await session.host().run(sh`echo here`)).stdout.toString()
}

const socketsIn = (): string[] => readdirSync(folder).filter(name => name !== 'key')

test('a second run reuses the connection of the first without a login', async () => {
  const server = await serve()
  const first = await openAsNextRun(server.target())
  assert.is(first.cost.connections, 1)
  await endRun(first)
  const second = await openAsNextRun(server.target())
  assert.is(second.cost.connections, 0)
  assert.is(server.connections(), 1)
  assert.is(mastersOf(folder).length, 1)
})

test('sessions that are opened at the same time share one connection', async () => {
  const server = await serve()
  const leases = new ConnectionLeases()
  const target = server.target({ keepFor: 30 })
  const sessions = await Promise.all([1, 2, 3].map(() => openSession(target, { leases })))
  for (const session of sessions) runs.set(session, () => leases.close())
  assert.equal(sessions.map(({ cost }) => cost.connections).sort(), [0, 0, 1])
  assert.is(server.connections(), 1)
})

test('two runs at the same time have a connection each, and later runs reuse both', async () => {
  const server = await serve()
  const both = await Promise.all([openAsNextRun(server.target()), openAsNextRun(server.target())])
  assert.is(server.connections(), 2)
  await Promise.all(both.map(endRun))
  const next = [await openAsNextRun(server.target()), await openAsNextRun(server.target())]
  assert.equal(
    next.map(({ cost }) => cost.connections),
    [0, 0],
  )
  assert.is((await openAsNextRun(server.target())).cost.connections, 1)
})

test('the connection of a killed run is reused, even if another process has its process id by now', async () => {
  const server = await serve()
  await endRun(await openAsNextRun(server.target()))
  const [free = ''] = socketsIn()
  const gone = spawnSync('true').pid
  for (const owner of [`${gone}-${'zz'}`, `${process.pid}-another`]) {
    renameSync(join(folder, free), join(folder, `${free}.${owner}`))
    const session = await openAsNextRun(server.target())
    assert.is(session.cost.connections, 0, owner)
    await endRun(session)
    assert.equal(socketsIn(), [free])
  }
})

test('with `keepFor: 0` a session neither reuses a persistent connection nor leaves one', async () => {
  const server = await serve()
  await endRun(await openAsNextRun(server.target()))
  const own = await openAsNextRun(server.target({ keepFor: 0 }))
  assert.is(own.cost.connections, 1)
  assert.is(server.connections(), 2)
  await endRun(own)
  assert.is(mastersOf(folder).length, 1)
})

test('a socket whose master was killed is replaced', async () => {
  const server = await serve()
  await endRun(await openAsNextRun(server.target()))
  endMasters(folder)
  await until('the master has ended', () => mastersOf(folder).length === 0)
  assert.is(socketsIn().length, 1)
  assert.equal(await connectionsOfNext(server.target()), [1, 0])
  assert.is(socketsIn().length, 1)
})

test('a stopped master is killed and replaced', async () => {
  const server = await serve()
  await endRun(await openAsNextRun(server.target()))
  const [stopped] = mastersOf(folder)
  process.kill(stopped ?? 0, 'SIGSTOP')
  assert.equal(await connectionsOfNext(server.target()), [1, 0])
  await until('the stopped master has ended', () => !mastersOf(folder).includes(stopped ?? 0))
  assert.is(mastersOf(folder).length, 1)
})

test('a connection whose remote end no longer answers is replaced without an error', async () => {
  const server = await serve()
  const target = server.target({ connectTimeout: 2 })
  await endRun(await openAsNextRun(target))
  for (const pid of server.logins()) process.kill(pid, 'SIGSTOP')
  assert.equal(await connectionsOfNext(target), [1, 0])
})

test('a host that was restarted is connected to again', async () => {
  const server = await serve()
  await endRun(await openAsNextRun(server.target()))
  const lost = await openAsNextRun(server.target())
  assert.is(lost.cost.connections, 0)
  for (const pid of server.logins()) process.kill(pid, 'SIGKILL')
  await until('the session is lost', () => !lost.isOpen)
  assert.is((await openAsNextRun(server.target(), true)).cost.connections, 1)
})

test('if a host allows no more sessions on a connection, another one is opened, and the open sessions continue', async () => {
  const server = await serve('MaxSessions 2')
  const leases = new ConnectionLeases()
  const target = server.target({ keepFor: 30 })
  const costs: number[] = []
  for (let nth = 0; nth < 3; nth += 1) {
    const session = await openSession(target, { leases })
    runs.set(session, () => leases.close())
    costs.push(session.cost.connections)
  }
  assert.equal(costs, [1, 0, 1])
  assert.is(server.connections(), 2)
  for (const session of runs.keys()) assert.is(await wordFrom(session), 'here\n')
  // OpenSSH's master ends with the refused session: no later session may get a connection that ends soon.
  for (const session of [...runs.keys()]) await endRun(session)
  assert.equal(socketsIn(), [])
})

test('a reset connection takes no new sessions, and keeps those that it has', async () => {
  const server = await serve()
  const leases = new ConnectionLeases()
  const target = server.target({ keepFor: 30 })
  const open = async (isNewConnection: boolean): Promise<Session> => {
    const session = await openSession(target, { leases, isNewConnection })
    runs.set(session, () => leases.close())
    return session
  }
  const first = await open(false)
  assert.is((await open(true)).cost.connections, 1)
  assert.is(await wordFrom(first), 'here\n')
  assert.is((await open(false)).cost.connections, 0)
  assert.is(server.connections(), 2)
})

test('a reset also drops the connections of earlier runs', async () => {
  const server = await serve()
  await Promise.all((await Promise.all([1, 2].map(() => openAsNextRun(server.target())))).map(endRun))
  assert.is(socketsIn().length, 2)
  assert.is((await openAsNextRun(server.target(), true)).cost.connections, 1)
  await until('the other masters have ended', () => mastersOf(folder).length === 1)
})

test('a changed setting uses a connection of its own', async () => {
  const server = await serve()
  await endRun(await openAsNextRun(server.target()))
  const other = await openAsNextRun(server.target({ sshArgs: ['-o', 'Compression=yes'] }))
  assert.is(other.cost.connections, 1)
  assert.is(socketsIn().length, 2)
})

test('if the session that opened a connection is killed, the others on it continue, also behind a proxy', async () => {
  const server = await serve()
  const { privateKeyFile = '', knownHostsFile = '' } = server.target()
  const proxy = `ProxyCommand=ssh -i ${privateKeyFile} -p ${server.port} -o UserKnownHostsFile=${knownHostsFile} -W %h:%p 127.0.0.1`
  const target = server.target({ sshArgs: ['-o', proxy], keepFor: 30 })
  const leases = new ConnectionLeases()
  const [first, second] = [await openSession(target, { leases }), await openSession(target, { leases })]
  for (const session of [first, second]) runs.set(session, () => leases.close())
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

test('without a safe folder connections do not persist, and one warning says so', async () => {
  const server = await serve()
  const warnings: string[] = []
  const leases = new ConnectionLeases(message => warnings.push(message))
  leases.disable('no room')
  for (let round = 0; round < 2; round += 1) {
    const session = await openSession(server.target({ keepFor: 30 }), { leases })
    runs.set(session, async () => {})
    assert.is(session.cost.connections, 1)
  }
  assert.equal(warnings, ['connections are not kept between runs: no room'])
})

test('if ssh cannot create its socket, the host is still reached, and connections no longer persist', async () => {
  const server = await serve()
  const warnings: string[] = []
  const leases = new ConnectionLeases(message => warnings.push(message))
  await leases.acquire(server.target({ keepFor: 30 })).then(way => way?.release())
  rmSync(folder, { recursive: true })
  const session = await openSession(server.target({ keepFor: 30 }), { leases })
  runs.set(session, async () => {})
  assert.is(await wordFrom(session), 'here\n')
  assert.is(warnings.length, 1)
  assert.match(
    warnings[0] ?? '',
    /^connections are not kept between runs: box .*: ssh cannot create the socket of a persistent connection: /,
  )
  assert.is(await leases.acquire(server.target({ keepFor: 30 })), undefined)
})

test('files of a crashed run are removed after a day, but not those in use', async () => {
  const server = await serve()
  await endRun(await openAsNextRun(server.target()))
  const [used = ''] = socketsIn()
  const litter = ['dead.socket', 'key.torn', 'fresh.litter']
  for (const name of litter) writeFileSync(join(folder, name), '')
  const longAgo = new Date(Date.now() - 2 * 24 * 3600 * 1000)
  for (const name of [used, 'dead.socket', 'key.torn']) utimesSync(join(folder, name), longAgo, longAgo)
  const session = await openAsNextRun(server.target())
  assert.is(session.cost.connections, 0)
  await until('the old files are removed', () => socketsIn().length === 2)
  await endRun(session)
  assert.equal(socketsIn().sort(), ['fresh.litter', used].sort())
})

test.run()
