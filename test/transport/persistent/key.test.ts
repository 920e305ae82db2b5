import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keptName, surroundingsOf } from '../../../src/transport/persistent/key.ts'
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

/** Each decides where we are, or who we are there. */
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

/** None of these does: it is the same connection under another name, or for another user behind it. */
const SAME: Partial<Target>[] = [
  { name: 'web1-again' },
  { connectTimeout: 20 },
  { keepFor: 10 },
  { become: { method: 'sudo', user: 'root', flags: [] } },
]

test('the name changes with each setting that decides who we are there, and with no other', () => {
  const names = OTHER.map(change => keptName(KEY, { ...TARGET, ...change }, ''))
  const own = keptName(KEY, TARGET, '')
  assert.is(new Set([own, ...names]).size, OTHER.length + 1)
  for (const change of SAME) assert.is(keptName(KEY, { ...TARGET, ...change }, ''), own)
})

test('no setting that is absent stands for another', () => {
  const { port: _, user: __, ...bare } = TARGET
  const names = [bare, { ...bare, user: '22' }, { ...bare, port: 22 }].map(each => keptName(KEY, each, ''))
  assert.is(new Set(names).size, 3)
})

test('the name is short, goes into a path, and is another in another folder and other surroundings', () => {
  const own = keptName(KEY, TARGET, '')
  assert.match(own, /^[A-Za-z0-9_-]{16}$/)
  assert.is.not(keptName(Buffer.alloc(32, 2), TARGET, ''), own)
  assert.is.not(keptName(KEY, TARGET, 'elsewhere'), own)
})

test('an edited configuration that ssh_args names is another one', () => {
  const { path, remove } = scratch()
  const file = join(path, 'config')
  writeFileSync(file, 'Port 22\n')
  for (const sshArgs of [['-F', file], [`-F${file}`]]) {
    const before = keptName(KEY, { ...TARGET, sshArgs }, '')
    assert.is(keptName(KEY, { ...TARGET, sshArgs }, ''), before)
    writeFileSync(file, `# ${sshArgs.length}\nPort 2222\n`)
    assert.is.not(keptName(KEY, { ...TARGET, sshArgs }, ''), before)
  }
  remove()
})

test('another agent, and another folder from which relative paths begin, are other surroundings', () => {
  const own = surroundingsOf({ SSH_AUTH_SOCK: '/run/agent' })
  assert.is(surroundingsOf({ SSH_AUTH_SOCK: '/run/agent' }), own)
  assert.is.not(surroundingsOf({}), own)
  const before = process.cwd()
  process.chdir('/')
  assert.is.not(surroundingsOf({ SSH_AUTH_SOCK: '/run/agent' }), own)
  process.chdir(before)
})

test.run()
