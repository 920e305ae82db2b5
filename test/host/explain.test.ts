import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession } from '../../src/host/open-session.ts'
import { openSshd, type Sshd } from '../kit/sshd.ts'

const servers: Sshd[] = []
test.before(async () => {
  servers.push(await openSshd(), await openSshd())
})
test.after(async () => {
  for (const server of servers) await server.close()
})

const knownHosts = (server: Sshd | undefined): string => server?.target().knownHostsFile ?? ''

/** What is known of the first host, and what is said then. */
for (const [title, text, said] of [
  [
    'another key is known',
    () => {
      const [place = ''] = readFileSync(knownHosts(servers[0]), 'utf8').split(' ')
      return readFileSync(knownHosts(servers[1]), 'utf8').replace(/^\S+/, place)
    },
    /^box \(127\.0\.0\.1, port \d+, user \S+\): its host key is not the one that is known: nothing was sent: /,
  ],
  [
    'no key is known',
    () => '',
    /^box \(127\.0\.0\.1, port \d+, user \S+\): its host key is not known: nothing was sent: /,
  ],
] as const) {
  test(`where ${title}, that is said, and nothing is sent`, async () => {
    const [server] = servers
    const file = `${knownHosts(server)}-of-test`
    writeFileSync(file, text())
    const target = server?.target({ knownHostsFile: file })
    const error = await openSession(target as never).catch(each => each)
    assert.match(error.message, said)
    assert.is(server?.connections(), 0)
  })
}

test.run()
