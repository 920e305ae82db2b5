import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { retryLostConnection } from '../../../src/engine/recovery/retry-lost-connection.ts'
import { LostError, UnreachableError } from '../../../src/errors.ts'
import { makeProject, type Said, startCommand } from '../../kit/command-line.ts'
import { openSshd, type Sshd, until } from '../../kit/sshd.ts'
import { openStallingProxy, type StallingProxy } from '../../kit/stalling-proxy.ts'

/** The content of a file whose copy is interrupted halfway. */
const BIG = Buffer.alloc(16 << 20, 'x')
const MIDWAY = BIG.length / 2

const folders: string[] = []
let server: Sshd
let gate: StallingProxy

test.before(async () => {
  server = await openSshd()
  gate = await openStallingProxy(server.port)
  const knownHosts = server.target().knownHostsFile ?? ''
  appendFileSync(knownHosts, readFileSync(knownHosts, 'utf8').replace(`:${server.port}`, `:${gate.port}`))
})
test.after(async () => {
  gate.close()
  await server.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Runs tasks over the sshd; when `isTime` returns true, kills the login processes and calls `afterwards`. */
async function playLosing(
  tasks: (folder: string) => string,
  isTime: (folder: string) => boolean,
  words: readonly string[] = [],
  afterwards: () => void = () => {},
): Promise<{ folder: string; said: Said; logins: number }> {
  const { address, user, privateKeyFile, knownHostsFile } = server.target()
  const folder = makeProject({
    'inventory.yml': `all:
  hosts:
    box:
      address: ${address}
      port: ${gate.port}
      user: ${user}
      private_key_file: ${privateKeyFile}
      known_hosts_file: ${knownHostsFile}
`,
    big: BIG,
  })
  folders.push(folder)
  writeFileSync(join(folder, 'play.yml'), `- hosts: all\n  tasks:\n${tasks(folder)}`)
  const before = server.connections()
  gate.stallAfter(MIDWAY)
  const run = startCommand(folder, ['playbook', 'play.yml', '-i', 'inventory.yml', '--no-persist', ...words])
  const early = run.ended.then(said => {
    throw new Error(`it ended before the connection was cut:\n${said.stdout}${said.stderr}`)
  })
  await Promise.race([early, until('its time', () => isTime(folder))])
  early.catch(() => {})
  for (const pid of server.logins()) process.kill(pid, 'SIGKILL')
  afterwards()
  const said = await run.ended
  return { folder, said, logins: server.connections() - before }
}

const has = (folder: string, name: string): boolean => readdirSync(folder).some(each => each.startsWith(name))

for (const words of [[], ['--no-look-ahead']]) {
  const how = words.length > 0 ? 'without look-ahead' : 'with look-ahead'

  test(`a probe is repeated after a lost connection, ${how}`, async () => {
    const { folder, said, logins } = await playLosing(
      at => `    - probe: echo x >> ${at}/asked; test -e ${at}/again || { touch ${at}/again; sleep 20; }\n`,
      at => has(at, 'again'),
      words,
    )
    assert.is(said.code, 0, said.stdout + said.stderr)
    assert.is(readFileSync(join(folder, 'asked'), 'utf8'), 'x\nx\n')
    assert.is(logins, 2)
  })

  test(`a copy is completed after a lost connection, and reported as changed, ${how}`, async () => {
    const { folder, said, logins } = await playLosing(
      at => `    - copy: {src: ${at}/big, dest: ${at}/to-big}\n`,
      at => has(at, '.drover-'),
      words,
    )
    assert.is(said.code, 0, said.stdout + said.stderr)
    assert.match(said.stdout, /\bchanged\b.*\bbox\b|\bbox\b.*\bchanged\b/)
    assert.is(logins, 2)
    assert.equal(readFileSync(join(folder, 'to-big')).equals(readFileSync(join(folder, 'big'))), true)
    await until('no temporary folder remains', () => !has(folder, '.drover-'))
  })

  test(`a command is not repeated after a lost connection, because its outcome is unknown, ${how}`, async () => {
    const { folder, said } = await playLosing(
      at =>
        `    - shell: echo x >> ${at}/done; until test -e ${at}/end; do sleep 0.1; done; touch ${at}/left\n      retries: 2\n      delay: 0\n    - shell: touch ${at}/next\n`,
      at => has(at, 'done'),
      [...words],
    )
    assert.is(said.code, 2, said.stdout + said.stderr)
    assert.match(said.stdout + said.stderr, /the outcome is unknown: box.*the connection was lost/)
    assert.is(readFileSync(join(folder, 'done'), 'utf8'), 'x\n')
    assert.not.ok(has(folder, 'next'))
    // The command holds the host's lock until it ends.
    writeFileSync(join(folder, 'end'), '')
    await until('the command ends', () => has(folder, 'left'))
  })
}

test('an unreachable host is retried for a limited time, which restarts when the host was reachable in between', async () => {
  const away = new UnreachableError('away')
  const lost = new LostError('lost')
  for (const [errors, tries] of [
    [[lost, away, away, away, away, away, away], 2],
    [[lost, lost, lost, away, away, away, away], 4],
    [[lost, away], 2],
  ] as const) {
    let count = 0
    const attempt = async (): Promise<never> => {
      await new Promise(resolve => setTimeout(resolve, 400))
      count += 1
      throw errors[count - 1] ?? new Error('tried once too often')
    }
    const error = await retryLostConnection(attempt, new AbortController().signal, 300).catch(each => each)
    assert.is(error, errors[tries - 1])
    assert.is(count, tries)
  }
})

test('a lost host that then refuses the login is not retried', async () => {
  const refused = new UnreachableError('it accepted none of our keys', { isFinal: true })
  const errors = [new LostError('lost'), refused]
  let count = 0
  const attempt = async (): Promise<never> => {
    count += 1
    throw errors[count - 1] ?? new Error('tried once too often')
  }
  assert.is(await retryLostConnection(attempt, new AbortController().signal).catch(each => each), refused)
  assert.is(count, 2)
})

test('a wait is repeated over a new connection without repeating earlier tasks', async () => {
  const { said, logins } = await playLosing(
    at => `    - shell: touch ${at}/began\n    - wait_for: {path: ${at}/come, timeout: 30, delay: 0}\n`,
    // The wait itself leaves no trace; it starts within a second.
    at => has(at, 'began') && Date.now() - statSync(join(at, 'began')).mtimeMs > 1000,
    // The lost session may still hold the host's lock.
    ['--lock-wait', '60'],
    () => setTimeout(() => writeFileSync(join(folders.at(-1) ?? '', 'come'), ''), 1500),
  )
  assert.is(said.code, 0, said.stdout + said.stderr)
  assert.is(logins, 2)
})

test.run()
