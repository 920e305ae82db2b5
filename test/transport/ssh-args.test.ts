import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkTarget } from '../../src/transport/address.ts'
import type { Target } from '../../src/transport/spawn.ts'
import { commandOf, programOn } from '../../src/transport/ssh-args.ts'

const TARGET: Target = { name: 'box', connection: 'ssh', address: 'box', sshArgs: [], connectTimeout: 10 }

test('ssh may ask for a password only if there is one', () => {
  const batch = (changes: Partial<Target>): boolean =>
    commandOf({ ...TARGET, ...changes }, undefined).includes('BatchMode=yes')
  assert.ok(batch({}))
  assert.ok(batch({ passphrase: { reveal: () => 'a passphrase' } }))
  assert.not(batch({ password: { reveal: () => 'a password' } }))
})

const REFUSED: readonly (readonly [what: string, changes: Partial<Target>])[] = [
  ['an address that looks like an option', { address: '-oProxyCommand=id' }],
  ['an address that begins with a dash', { address: '-rf' }],
  ['an address with a space', { address: 'a b' }],
  ['an address with a command', { address: 'a$(id)' }],
  ['an address with a line break', { address: 'a\nb' }],
  ['an empty address', { address: '' }],
  ['a name that begins with a dash', { name: '-box' }],
  ['a user that looks like an option', { user: '-oProxyCommand=id' }],
  ['a user that begins with a dash', { user: '-x' }],
  ['a user with a command', { user: 'a`id`' }],
  ['a user with a dollar', { user: 'a$b' }],
  ['a user with a backslash', { user: 'a\\b' }],
  ['a become user that begins with a dash', { become: { method: 'sudo', user: '-s', flags: [] } }],
  ['an invalid port', { port: 65_536 }],
  ['an option of ssh with a line break', { sshArgs: ['-oUser=a\nProxyCommand=id'] }],
  ['a sudo flag with a control character', { become: { method: 'sudo', user: 'root', flags: ['-n\x1b'] } }],
  ['a key file with a NUL byte', { privateKeyFile: 'a\0b' }],
]

test("a relay's target is checked like any other, and its command is quoted after `--`", () => {
  const relays = [{ target: { ...TARGET, address: '-oProxyCommand=id' }, command: ['drover', 'relay'] }]
  assert.throws(
    () => checkTarget({ ...TARGET, relays }),
    (error: Error) => error.name === 'InputError',
  )
  const words = programOn(TARGET, ['/opt/my drover', 'relay'], {})
  assert.equal(words.slice(-3), ['--', TARGET.address, "exec '/opt/my drover' relay"])
})

for (const [what, changes] of REFUSED) {
  test(`${what} is refused before anything is started`, () => {
    assert.throws(
      () => checkTarget({ ...TARGET, ...changes }),
      (error: Error) => error.name === 'InputError',
    )
  })
}

const ACCEPTED: readonly (readonly [what: string, changes: Partial<Target>, words: readonly string[]])[] = [
  ['a name', { address: 'db-1.example.com' }, ['--', 'db-1.example.com']],
  ['an IPv6 address with a zone', { address: 'fe80::1%eth0' }, ['--', 'fe80::1%eth0']],
  ['a user with a domain', { user: 'deploy.me@corp' }, ['-l', 'deploy.me@corp']],
  ['a port', { port: 65_535 }, ['-p', '65535']],
]

for (const [what, changes, words] of ACCEPTED) {
  test(`${what} is accepted and passed to ssh unchanged`, () => {
    const target = { ...TARGET, ...changes }
    assert.is(checkTarget(target), undefined)
    const all = commandOf(target, undefined)
    assert.equal(all.slice(all.indexOf(words[0] ?? '')).slice(0, words.length), words)
  })
}

test.run()
