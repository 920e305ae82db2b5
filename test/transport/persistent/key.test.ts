import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connectionKey, environmentFingerprint } from '../../../src/transport/persistent/key.ts'
import type { Target } from '../../../src/transport/spawn.ts'
import { scratch } from '../../kit/local-session.ts'

const KEY = Buffer.alloc(32, 1)
const secret = (text: string) => ({ reveal: () => text })
const TARGET: Target = {
  name: 'web1',
  connection: 'ssh',
  address: '192.0.2.1',
  port: 22,
  user: 'deploy',
  password: secret('open sesame'),
  passphrase: secret('key phrase'),
  privateKeyFile: '/keys/id',
  knownHostsFile: '/keys/known_hosts',
  sshArgs: ['-o', 'Compression=yes'],
  connectTimeout: 10,
  keepFor: 60,
}

/** Settings that determine the host or the user on it. */
const OTHER: Partial<Target>[] = [
  { address: '192.0.2.2' },
  { port: 2222 },
  { user: 'root' },
  { password: secret('open barley') },
  { passphrase: secret('another') },
  { privateKeyFile: '/keys/other' },
  { knownHostsFile: '/keys/other' },
  { sshArgs: ['-o', 'Compression=no'] },
  { sshArgs: ['-o Compression=yes'] },
]

/** Settings that do not: another name of the same connection, or another user to become. */
const SAME: Partial<Target>[] = [
  { name: 'web1-again' },
  { connectTimeout: 20 },
  { keepFor: 10 },
  { become: { method: 'sudo', user: 'root', flags: [] } },
]

test("the connection's key changes with each setting that determines host or user, and with no other", () => {
  const names = OTHER.map(change => connectionKey(KEY, { ...TARGET, ...change }, ''))
  const own = connectionKey(KEY, TARGET, '')
  assert.is(new Set([own, ...names]).size, OTHER.length + 1)
  for (const change of SAME) assert.is(connectionKey(KEY, { ...TARGET, ...change }, ''), own)
})

test('an absent setting does not produce the key of another setting', () => {
  const { port: _, user: __, ...bare } = TARGET
  const names = [bare, { ...bare, user: '22' }, { ...bare, port: 22 }].map(each =>
    connectionKey(KEY, each, ''),
  )
  assert.is(new Set(names).size, 3)
})

test('the key is short, safe in a path, and differs by folder and environment', () => {
  const own = connectionKey(KEY, TARGET, '')
  assert.match(own, /^[A-Za-z0-9_-]{16}$/)
  assert.is.not(connectionKey(Buffer.alloc(32, 2), TARGET, ''), own)
  assert.is.not(connectionKey(KEY, TARGET, 'elsewhere'), own)
})

test('editing a configuration file that ssh_args names changes the key', () => {
  const { path, remove } = scratch()
  const file = join(path, 'config')
  writeFileSync(file, 'Port 22\n')
  for (const sshArgs of [['-F', file], [`-F${file}`]]) {
    const before = connectionKey(KEY, { ...TARGET, sshArgs }, '')
    assert.is(connectionKey(KEY, { ...TARGET, sshArgs }, ''), before)
    writeFileSync(file, `# ${sshArgs.length}\nPort 2222\n`)
    assert.is.not(connectionKey(KEY, { ...TARGET, sshArgs }, ''), before)
  }
  remove()
})

test('another agent, and another working directory, change the environment fingerprint', () => {
  const own = environmentFingerprint({ SSH_AUTH_SOCK: '/run/agent' })
  assert.is(environmentFingerprint({ SSH_AUTH_SOCK: '/run/agent' }), own)
  assert.is.not(environmentFingerprint({}), own)
  const before = process.cwd()
  process.chdir('/')
  assert.is.not(environmentFingerprint({ SSH_AUTH_SOCK: '/run/agent' }), own)
  process.chdir(before)
})

test.run()
