import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { UnreachableError } from '../../src/errors.ts'
import { fileState } from '../../src/remote/probes/files/file.ts'
import { openSession } from '../../src/remote/session.ts'
import { SessionPool } from '../../src/remote/session-pool.ts'
import { explainConnectionError } from '../../src/transport/connection-errors.ts'
import { ConnectionLeases } from '../../src/transport/persistent/leases.ts'
import type { Target } from '../../src/transport/spawn.ts'
import { openSshd, type Sshd } from '../kit/sshd.ts'

const servers: Sshd[] = []
test.before(async () => {
  servers.push(await openSshd(), await openSshd())
})
test.after(async () => {
  for (const server of servers) await server.close()
})

const knownHosts = (server: Sshd | undefined): string => server?.target().knownHostsFile ?? ''

/** The known key of the first host, and the error. */
for (const [title, text, said] of [
  [
    'another key is known',
    () => {
      const [place = ''] = readFileSync(knownHosts(servers[0]), 'utf8').split(' ')
      return readFileSync(knownHosts(servers[1]), 'utf8').replace(/^\S+/, place)
    },
    /^box \(127\.0\.0\.1, port \d+, user \S+\): its host key differs from the known one: nothing was sent: /,
  ],
  [
    'no key is known',
    () => '',
    /^box \(127\.0\.0\.1, port \d+, user \S+\): its host key is unknown: nothing was sent: /,
  ],
] as const) {
  test(`if ${title}, the error says so, and nothing is sent`, async () => {
    const [server] = servers
    const file = `${knownHosts(server)}-of-test`
    writeFileSync(file, text())
    const target = server?.target({ knownHostsFile: file })
    const error = await openSession(target as never).catch(each => each)
    assert.match(error.message, said)
    assert.is(server?.connections(), 0)
  })
}

test('a private key that others can read is reported with a hint', async () => {
  const [server] = servers
  const own = server?.target()
  const file = `${own?.privateKeyFile}-open`
  copyFileSync(own?.privateKeyFile ?? '', file)
  chmodSync(file, 0o644)
  const { password: _, ...target } = { ...own, privateKeyFile: file } as Target
  const error = await openSession(target).catch(each => each)
  assert.match(
    error.message,
    /^box \(.*\): ssh ignores the key `.*-open`, because other users can read its file: [\s\S]*Permissions 0644 for '.*-open' are too open/,
  )
  assert.is(error.hint, `\`chmod 600 ${file}\``)
})

/** Captured output of ssh and shells, and the error made from it. */
const SAID: readonly (readonly [text: string, reason: RegExp, hint: RegExp, kind: string])[] = [
  [
    'Load key "/k": invalid format\nroot@h: Permission denied (publickey).',
    /ssh cannot read the key `\/k`/,
    /ssh-keygen -y/,
    'refused',
  ],
  [
    'Load key "/k": incorrect passphrase supplied to decrypt private key\nroot@h: Permission denied (publickey).',
    /the key `\/k` needs its passphrase/,
    /private_key_passphrase/,
    'refused',
  ],
  [
    'Bad owner or permissions on /root/.ssh/config',
    /the local ssh rejects its configuration/,
    /fix the file that it names/,
    'other',
  ],
  [
    'socket: Too many open files\nssh: connect to host h port 22: failure',
    /the controller has reached a limit/,
    /ulimit -n 8192/,
    'other',
  ],
  [
    "Too many logins for 'deploy'.\nConnection closed by 10.0.0.1 port 22",
    /the user has too many logins on the host/,
    /maxlogins/,
    'crowded',
  ],
  [
    'System is booting up. Unprivileged users are not permitted to log in yet.\nConnection closed by 10.0.0.1 port 22',
    /it allows no logins at the moment/,
    /\/etc\/nologin/,
    'crowded',
  ],
  ['sh: 1: Cannot fork', /it could not start a process for the session/, /ulimit -u/, 'other'],
  [
    '-bash: fork: retry: Resource temporarily unavailable',
    /it could not start a process for the session/,
    /limits\.conf/,
    'other',
  ],
  [
    'ssh: connect to host h port 22: Connection refused',
    /the connection was refused/,
    /is sshd running/,
    'other',
  ],
]

for (const [text, reason, hint, kind] of SAID) {
  test(`the error for ${JSON.stringify(text)} has its own reason and hint`, () => {
    const target: Target = {
      name: 'h',
      connection: 'ssh',
      address: 'h',
      sshArgs: [],
      connectTimeout: 10,
      privateKeyFile: '/k',
    }
    const lost = new UnreachableError(`h (h, port 22): the connection was lost: ${text}`)
    const error = explainConnectionError(target, lost, undefined)
    assert.match(error.message, reason)
    assert.ok(error.message.endsWith(text), error.message)
    assert.match(error.hint ?? '', hint)
    assert.is(error.kind, kind)
  })
}

test('a request that waits for a session is not blamed for the connection error', async () => {
  const target: Target = {
    name: 'h',
    connection: 'ssh',
    address: '127.0.0.1',
    port: 1,
    sshArgs: [],
    connectTimeout: 5,
  }
  const sessions = new SessionPool(new ConnectionLeases(), undefined)
  const opening = sessions.open(target)
  // Asked while connecting, as look-ahead does.
  const asked = sessions.find(target)?.host().ask(fileState('/etc/passwd'))
  const errors = await Promise.all(
    [opening, asked].map(each =>
      each?.then(
        () => undefined,
        error => error,
      ),
    ),
  )
  for (const error of errors) {
    assert.match(
      error?.message ?? '',
      /^h \(127\.0\.0\.1, port 1\): the connection was refused: ssh: connect/,
    )
    assert.not.match(error?.message ?? '', /during|passwd/)
  }
  await sessions.closeAll()
})

test.run()
