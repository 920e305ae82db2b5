import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SessionPool } from '../../src/remote/session-pool.ts'
import { sh } from '../../src/shell/quote.ts'
import { ConnectionError } from '../../src/transport/connection-errors.ts'
import type { RelayTarget, Target } from '../../src/transport/spawn.ts'
import { Secret } from '../../src/values/secret.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { scratch } from '../kit/local-session.ts'
import { type LoginHost, openLogins, PASSWORD } from '../kit/logins.ts'
import { watchProcesses } from '../kit/process-list.ts'

const place = scratch()
const [key, plainKey] = [join(place.path, 'key'), join(place.path, 'plain-key')]
/** A copy of Drover that every user can read: the checkout may be in a private home directory. */
const installed = join(place.path, 'drover')
const PASSPHRASE = 'the passphrase of the key'
const password = new Secret(PASSWORD)
const wrong = new Secret('wrong')
let host: LoginHost

lendEnvironment('SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR')
test.before(async () => {
  delete process.env.SSH_AUTH_SOCK
  process.env.XDG_RUNTIME_DIR = place.path
  for (const part of ['dist', 'package.json']) cpSync(part, join(installed, part), { recursive: true })
  host = await openLogins([{ name: 'admin' }, { name: 'bob' }])
  for (const file of [key, plainKey]) copyFileSync(host.target('admin').privateKeyFile ?? '', file)
  spawnSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', key])
  // The relay reads the keys as its own user.
  spawnSync('chmod', ['755', place.path])
  spawnSync('chown', ['4101', key, plainKey])
  host.setSudoers('admin ALL=(ALL) ALL')
})
test.after(async () => {
  await host.close()
  place.remove()
})

const BY_PASSWORD = { privateKeyFile: '/dev/null', sshArgs: ['-o', 'PubkeyAuthentication=no'] }

/** A relay with a password login. */
const bastion = (given = password): RelayTarget => ({
  target: host.target('bob', { name: 'bastion', ...BY_PASSWORD, password: given }),
  command: [process.execPath, join(installed, 'dist/run.cjs'), 'relay'],
})

/** The user on a host behind the relay, in two sessions that are opened at the same time. */
async function whoIs(target: Target): Promise<readonly string[]> {
  const pool = new SessionPool()
  try {
    const both = [target, { ...target, worker: 'second' }]
    return await Promise.all(
      both.map(async each => {
        const session = await pool.open(each)
        return (await session.host().run(sh`cat; id -un`)).stdout.toString()
      }),
    )
  } finally {
    await pool.closeAll()
  }
}

const sudo = (given?: Secret): Pick<Target, 'become'> => ({
  become: { method: 'sudo', user: 'root', flags: [], ...(given ? { password: given } : {}) },
})

const LETS_IN: readonly (readonly [title: string, changes: Partial<Target>, user: string])[] = [
  ['a password', { ...BY_PASSWORD, password }, 'admin'],
  ['a passphrase', { privateKeyFile: key, passphrase: new Secret(PASSPHRASE) }, 'admin'],
  ['a sudo password', { privateKeyFile: plainKey, ...sudo(password) }, 'root'],
  ['a login password and a sudo password', { ...BY_PASSWORD, password, ...sudo(password) }, 'root'],
]

for (const [title, changes, user] of LETS_IN) {
  test(`a login with ${title} works behind a relay with a password, and no secret is in a process list`, async () => {
    const watch = watchProcesses([PASSWORD, PASSPHRASE], 'cmdline', 'environ')
    try {
      const said = await whoIs(host.target('admin', { relays: [bastion()], ...changes }))
      assert.equal(said, [`${user}\n`, `${user}\n`])
    } finally {
      assert.equal((await watch.end()).found, [])
    }
  })
}

const KEEPS_OUT: readonly (readonly [title: string, changes: Partial<Target>, told: RegExp])[] = [
  [
    'a wrong password',
    { ...BY_PASSWORD, password: wrong },
    /^box .*it refused the password, which was tried once/s,
  ],
  [
    'a wrong passphrase',
    { privateKeyFile: key, passphrase: wrong },
    /^box .*the passphrase of \S+ is wrong/s,
  ],
  ['a wrong sudo password', { privateKeyFile: plainKey, ...sudo(wrong) }, /^box .*incorrect password/s],
  ['no sudo password', { privateKeyFile: plainKey, ...sudo() }, /^box .*sudo needs a password/s],
]

for (const [title, changes, told] of KEEPS_OUT) {
  test(`a host behind a relay refuses a login with ${title}, and the error is final`, async () => {
    const error = await whoIs(host.target('admin', { relays: [bastion()], ...changes })).catch(
      (error: unknown) => error,
    )
    assert.instance(error, ConnectionError)
    assert.match((error as ConnectionError).message, told, String(error))
    assert.is((error as ConnectionError).kind, 'refused')
  })
}

test('a relay refuses a wrong password, and the error is final', async () => {
  const pool = new SessionPool()
  const target = host.target('admin', { relays: [bastion(wrong)] })
  for (let nth = 0; nth < 2; nth += 1) {
    const error = await pool.open(target).catch((error: unknown) => error)
    assert.match((error as ConnectionError).message, /^box: no relay can be reached: bastion .*password/s)
    assert.is((error as ConnectionError).kind, 'refused')
  }
  await pool.closeAll()
})

test.run()
