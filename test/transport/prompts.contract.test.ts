import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession } from '../../src/remote/session.ts'
import { sh } from '../../src/shell/quote.ts'
import { ConnectionError } from '../../src/transport/connection-errors.ts'
import type { Target } from '../../src/transport/spawn.ts'
import { Secret } from '../../src/values/secret.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { type HostileSshd, openHostileSshd } from '../kit/hostile-sshd.ts'
import { scratch } from '../kit/local-session.ts'
import { watchProcesses } from '../kit/process-list.ts'
import { openSshd, type Sshd } from '../kit/sshd.ts'

// Only the recipient of a password or passphrase gets it, whatever others ask.

const PASSPHRASE = 'the passphrase of the key'
const place = scratch()
const key = join(place.path, 'key')
let server: Sshd

lendEnvironment('SSH_AUTH_SOCK')
test.before(async () => {
  delete process.env.SSH_AUTH_SOCK
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', PASSPHRASE, '-f', key])
  server = await openSshd()
  appendFileSync(`${server.target().privateKeyFile}.pub`, readFileSync(`${key}.pub`))
})
test.after(async () => {
  await server.close()
  place.remove()
})

const secrets = {
  password: new Secret('the password of the login'),
  passphrase: new Secret(PASSPHRASE),
  become: { method: 'sudo', user: 'root', flags: [], password: new Secret('the password of sudo') },
} as const

/** Questions of a host by keyboard-interactive that imitate other programs. */
const PROMPTS: readonly string[] = [
  `Enter passphrase for key '${key}': `,
  `\rEnter passphrase for ${key}: `,
  'Bad passphrase, try again: ',
  '[sudo] password for deploy: ',
  'Password: ',
  'drover-0123456789abcdef-asks:',
  "deploy@box's password: ",
  'Verification code: ',
]

/** Logs in to a host that refuses every login; returns the answers that it received. */
async function answersOf(how: readonly string[], changes: Partial<Target>): Promise<readonly string[]> {
  const hostile = await openHostileSshd({ prompts: how })
  try {
    const error = await refusalOf(hostile.target(changes))
    assert.not.match(error.message, /the (passphrase|password) of the/)
    // ssh sends an empty answer if it has none.
    return hostile.answers().filter(answer => answer !== '')
  } finally {
    await hostile.close()
  }
}

async function refusalOf(target: Target): Promise<ConnectionError> {
  const session = await openSession(target).catch((error: unknown) => error)
  assert.instance(session, ConnectionError, String(session))
  return session as ConnectionError
}

test('a host that asks for the passphrase or the sudo password, in any words, gets nothing', async () => {
  const { passphrase, become } = secrets
  assert.equal(await answersOf(PROMPTS, { privateKeyFile: key, passphrase, become }), [])
})

test('a host with a password login gets its password once, and no other secret', async () => {
  const answers = await answersOf(PROMPTS, { privateKeyFile: key, ...secrets })
  assert.equal(answers, [secrets.password.reveal()])
})

test('the passphrase opens the key for a login, and for a jump host with the same key', async () => {
  const target = server.target({ privateKeyFile: key, passphrase: secrets.passphrase })
  assert.is(await wordOver(target), 'here\n')
  const config = join(place.path, 'jump')
  const { knownHostsFile = '', port = 22 } = target
  writeFileSync(
    config,
    `Host jump\nHostName 127.0.0.1\nPort ${port}\nIdentityFile ${key}\nUserKnownHostsFile ${knownHostsFile}\n`,
  )
  assert.is(await wordOver({ ...target, sshArgs: ['-F', config, '-J', 'jump'] }), 'here\n')
})

async function wordOver(target: Target): Promise<string> {
  const session = await openSession(target)
  const { stdout } = await session.host().run(sh`echo here`)
  await session.close()
  return stdout.toString()
}

test("the user's agent is still used for keys that the passphrase does not open", async () => {
  const socket = join(place.path, 'agent')
  const { stdout } = spawnSync('ssh-agent', ['-a', socket], { encoding: 'utf8' })
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(stdout)?.[1])
  try {
    process.env.SSH_AUTH_SOCK = socket
    const target = server.target()
    const other = await openSshd()
    // The other server accepts another key, which only the agent has.
    const { privateKeyFile: theirs = '', ...rest } = other.target({ passphrase: secrets.passphrase })
    assert.is(spawnSync('ssh-add', ['-q', theirs]).status, 0)
    assert.is(await wordOver({ ...rest, privateKeyFile: key }), 'here\n')
    await other.close()
    assert.is(await wordOver({ ...target, privateKeyFile: key, passphrase: secrets.passphrase }), 'here\n')
  } finally {
    delete process.env.SSH_AUTH_SOCK
    process.kill(pid)
  }
})

test("if the inventory names no key, the passphrase opens the key in ssh's configuration", async () => {
  const config = join(place.path, 'own-key')
  writeFileSync(config, `IdentityFile ${key}\nIdentitiesOnly yes\n`)
  const { privateKeyFile: _, ...target } = server.target({ passphrase: secrets.passphrase })
  assert.is(await wordOver({ ...target, sshArgs: ['-F', config] }), 'here\n')
})

test('a wrong passphrase and a key that others can read are reported, and nothing is sent to the host', async () => {
  const hostile = await openHostileSshd({ prompts: PROMPTS })
  const wrong = await refusalOf(hostile.target({ privateKeyFile: key, passphrase: new Secret('wrong') }))
  assert.is(wrong.kind, 'refused')
  assert.match(wrong.message, new RegExp(`^box \\(.*\\): the passphrase of ${key} is wrong`))
  const open = join(place.path, 'open')
  copyFileSync(key, open)
  chmodSync(open, 0o644)
  const unsafe = await refusalOf(hostile.target({ privateKeyFile: open, passphrase: secrets.passphrase }))
  assert.match(unsafe.message, /its key cannot be used: .*Permissions 0644 for .* are too open/)
  const none = await refusalOf(hostile.target({ privateKeyFile: '/none', passphrase: secrets.passphrase }))
  assert.match(none.message, /its key cannot be used: \/none: No such file or directory/)
  assert.equal(hostile.methods(), [])
  await hostile.close()
})

/** Connections through another machine. */
const WAYS: readonly (readonly [string, (jump: HostileSshd) => string])[] = [
  ['a jump host', () => 'ProxyJump jump'],
  ['a proxy command', () => 'ProxyCommand ssh -F FILE -W %h:%p jump'],
  ['a proxy of two jump hosts', () => 'ProxyJump jump,again'],
]

for (const [what, setting] of WAYS) {
  test(`${what} never gets the password of the host behind it, whatever it asks`, async () => {
    const jump = await openHostileSshd({
      prompts: PROMPTS.slice(-3),
      banner: `deploy@box's password: \nEnter passphrase for key '${key}': `,
    })
    const config = join(place.path, 'through')
    const { port, knownHostsFile = '' } = jump.target()
    const through = setting(jump).replace('FILE', config)
    writeFileSync(
      config,
      `Host jump\nHostName 127.0.0.1\nPort ${port}\nUser deploy\nUserKnownHostsFile ${knownHostsFile}\nHost again\nHostName 127.0.0.1\nHost box\n${through}\n`,
    )
    try {
      const { port: _, ...box } = jump.target({ privateKeyFile: key, ...secrets })
      await refusalOf({ ...box, address: 'box', sshArgs: ['-F', config] })
      assert.equal(jump.answers().filter(Boolean), [])
      assert.ok(jump.methods().includes('none'))
    } finally {
      await jump.close()
    }
  })
}

test("if ssh's configuration resolves a name to another address, its host key must still be known", async () => {
  const hostile = await openHostileSshd({ prompts: PROMPTS })
  const config = join(place.path, 'elsewhere')
  const { knownHostsFile: _, port, ...box } = hostile.target({ password: secrets.password })
  writeFileSync(
    config,
    `CanonicalizeHostname always\nCanonicalDomains 0.0.1\nHost *\nHostName 127.0.0.1\nPort ${port}\nUserKnownHostsFile ${server.target().knownHostsFile}\n`,
  )
  const error = await refusalOf({ ...box, address: 'box', sshArgs: ['-F', config] })
  assert.match(error.message, /its host key is unknown/)
  assert.equal([hostile.answers(), hostile.methods()], [[], []])
  await hostile.close()
})

test('no secret of a login is in a process list or an environment', async () => {
  const watch = watchProcesses([PASSPHRASE, secrets.password.reveal()], 'cmdline', 'environ')
  try {
    await wordOver(server.target({ privateKeyFile: key, passphrase: secrets.passphrase }))
    await answersOf(['Password: '], { password: secrets.password })
  } finally {
    assert.equal((await watch.end()).found, [])
  }
})

test('after a login, no temporary folder and no agent remains', async () => {
  const folder = join(place.path, 'tmp')
  mkdirSync(folder)
  const before = process.env.TMPDIR
  const runtime = process.env.XDG_RUNTIME_DIR
  process.env.TMPDIR = folder
  delete process.env.XDG_RUNTIME_DIR
  try {
    await wordOver(server.target({ privateKeyFile: key, passphrase: secrets.passphrase }))
    await answersOf(PROMPTS, { privateKeyFile: key, ...secrets })
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    if (runtime !== undefined) process.env.XDG_RUNTIME_DIR = runtime
  }
  const { stdout } = spawnSync('sh', ['-c', 'ls -A "$0"; ps -eo args', folder], { encoding: 'utf8' })
  assert.not.match(stdout, /drover-askpass/)
  assert.ok(readFileSync(key, 'utf8').includes('PRIVATE KEY'))
})

test.run()
