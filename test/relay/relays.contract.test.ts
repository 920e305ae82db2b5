import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { UnreachableError } from '../../src/errors.ts'
import { relaysInOrder } from '../../src/relay/choose-relay.ts'
import { SessionPool } from '../../src/remote/session-pool.ts'
import { sh } from '../../src/shell/quote.ts'
import { ConnectionLeases } from '../../src/transport/persistent/leases.ts'
import type { RelayTarget, Target } from '../../src/transport/spawn.ts'
import { COMMAND } from '../kit/command-line.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { scratch } from '../kit/local-session.ts'
import { endMasters, openSshd, type Sshd, until } from '../kit/sshd.ts'

const place = scratch()
const pools: SessionPool[] = []
let server: Sshd

lendEnvironment('XDG_RUNTIME_DIR')
test.before(async () => {
  process.env.XDG_RUNTIME_DIR = place.path
  server = await openSshd()
})
test.after.each(async () => {
  await Promise.all(pools.splice(0).map(pool => pool.closeAll()))
  endMasters(join(place.path, 'drover-ssh'))
})
test.after(async () => {
  await server.close()
  place.remove()
})

/** A relay on this machine that writes its process id to a file. */
function relay(name = 'bastion', command: readonly string[] = COMMAND): RelayTarget {
  const target = { name, connection: 'local', address: name, sshArgs: [], connectTimeout: 10 } as const
  const script = 'echo $$ >"$0"; exec "$@"'
  return { target, command: ['/bin/sh', '-c', script, pidFile(name), ...command, 'relay'] }
}

const pidFile = (name: string): string => join(place.path, `${name}.pid`)
const pidOf = (name: string): number => Number(readFileSync(pidFile(name), 'utf8'))

/** A host of the sshd behind relays. */
const behind = (relays: readonly RelayTarget[], changes: Partial<Target> = {}): Target =>
  server.target({ name: 'web1', relays, ...changes })

/** The session pool of a run. */
function newRun(): SessionPool {
  const pool = new SessionPool(new ConnectionLeases())
  pools.push(pool)
  return pool
}

const wordsFrom = async (pool: SessionPool, target: Target, script = sh`echo here`): Promise<string> =>
  (await (await pool.open(target)).host().run(script)).stdout.toString()

/** The error of a promise that rejects. */
const errorOf = (failing: Promise<unknown>): Promise<UnreachableError> =>
  failing.then(
    () => assert.unreachable('it did not fail'),
    error => error,
  )

test('many sessions share one relay, which is started once', async () => {
  const pool = newRun()
  const hosts = ['a', 'b', 'c', 'd'].map(name => behind([relay()], { name }))
  const parents = await Promise.all(hosts.map(host => wordsFrom(pool, host, sh`echo "$SSH_CONNECTION"`)))
  assert.is(new Set(parents).size, 4)
  const relays = new Set(await Promise.all(hosts.map(() => pidOf('bastion'))))
  assert.is(relays.size, 1)
})

test('large input and output arrive completely', async () => {
  const pool = newRun()
  const session = await pool.open(behind([relay()]))
  const input = Buffer.alloc(5_000_000, 'a line of text\n')
  const sum = createHash('sha256').update(input).digest('hex')
  const summed = await session.host().run(sh`sha256sum`, { stdin: input.toString() })
  assert.match(summed.stdout.toString(), sum)
  const { stdout } = await session.host().run(sh`head -c 12000000 /dev/zero`)
  assert.is(stdout.length, 12_000_000)
})

test('a relay keeps a persistent connection for the next run', async () => {
  const target = behind([relay()], { keepFor: 30 })
  const before = server.connections()
  for (let nth = 0; nth < 2; nth += 1) {
    const pool = newRun()
    assert.is(await wordsFrom(pool, target), 'here\n')
    await pool.closeAll()
  }
  assert.is(server.connections() - before, 1)
})

test('if a relay is killed, its sessions are lost, and the next session starts a new relay', async () => {
  const pool = newRun()
  const target = behind([relay()])
  await wordsFrom(pool, target)
  const first = pidOf('bastion')
  const running = errorOf(wordsFrom(pool, target, sh`sleep 30`))
  process.kill(first, 'SIGKILL')
  assert.match((await running).message, /the connection was lost.*the relay bastion was lost: it has ended/s)
  assert.is(await wordsFrom(pool, target), 'here\n')
  assert.is.not(pidOf('bastion'), first)
})

test('if a relay is killed, its sessions use another relay of the host', async () => {
  const pool = newRun()
  const target = behind([relay('one'), relay('two')])
  assert.is(await wordsFrom(pool, target), 'here\n')
  assert.not.ok(existsSync(pidFile('two')))
  process.kill(pidOf('one'), 'SIGKILL')
  await until('the session is lost', () => pool.find(target) === undefined)
  assert.is(await wordsFrom(pool, target), 'here\n')
  assert.ok(existsSync(pidFile('two')))
})

test('when the controller ends, a relay ends with the shells that it holds', async () => {
  const pool = newRun()
  const target = behind([relay()])
  const shell = Number(await wordsFrom(pool, target, sh`echo "$PPID"`))
  const held = pidOf('bastion')
  await pool.closeAll()
  await until('both have ended', () => [held, shell].every(pid => !existsSync(`/proc/${pid}`)))
})

test('the refused login of a host is reported as without a relay', async () => {
  const target = behind([relay()], { privateKeyFile: '/dev/null' })
  const { message } = await errorOf(wordsFrom(newRun(), target))
  assert.match(message, /^web1 \(127.0.0.1, port \d+, user \w+\): .*Permission denied/s)
})

test('a relay that could not be reached is tried after the others from then on', async () => {
  const tries = join(place.path, 'tries')
  const broken = relay('broken', ['/bin/sh', '-c', `echo >>'${tries}'; exit 1`])
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].filter(
    name => relaysInOrder(['broken', 'bastion'], relay => relay, name)[0] === 'broken',
  )
  const pool = newRun()
  for (const name of names) {
    const words = await wordsFrom(pool, behind([broken, relay()], { name }))
    assert.is(words, 'here\n')
  }
  assert.ok(names.length > 1)
  assert.is(readFileSync(tries, 'utf8'), '\n')
})

test('a relay that allows no further login is tried again', async () => {
  const tries = join(place.path, 'crowded')
  const script = `[ -e '${tries}' ] && exec "$@"; echo >'${tries}'; echo 'Too many logins' >&2; exit 255`
  const command = ['/bin/sh', '-c', script, 'sh', ...COMMAND, 'relay']
  const bastion = { target: server.target({ name: 'bastion' }), command }
  assert.is(await wordsFrom(newRun(), behind([bastion])), 'here\n')
})

const UNFIT: readonly (readonly [what: string, command: readonly string[], message: RegExp, hint: RegExp])[] =
  [
    [
      'has no Drover',
      ['/bin/sh', '-c', 'exec no-such-drover'],
      /bastion \(this machine\): it has no `\/bin\/sh`/,
      /install Drover/,
    ],
    [
      'has another version',
      ['/bin/sh', '-c', 'echo drover-relay 1 0.0.1; cat >/dev/null'],
      /bastion \(this machine\): the relay is Drover 0\.0\.1, and this is Drover \d/,
      /install Drover \d\S+ on bastion/,
    ],
    ['prints endless output', ['/bin/sh', '-c', 'yes'], /writes too much before the relay/, /./],
  ]

for (const [what, command, message, hint] of UNFIT) {
  test(`a host is unreachable if its relay ${what}`, async () => {
    const error = await errorOf(wordsFrom(newRun(), behind([relay('bastion', command)])))
    assert.match(error.message, /^web1: no relay can be reached: /)
    assert.match(error.message, message)
    assert.match(error.hint ?? '', hint)
  })
}

test("output of a relay's login is skipped", async () => {
  const file = join(place.path, 'noisy')
  writeFileSync(file, 'echo Welcome; echo drover-relay is here >&2; exec "$@"\n')
  const target = behind([relay('bastion', ['/bin/sh', file, ...COMMAND])])
  assert.is(await wordsFrom(newRun(), target), 'here\n')
})

test.run()
