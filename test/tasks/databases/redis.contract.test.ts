import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../../src/remote/host.ts'
import { sh } from '../../../src/shell/quote.ts'
import redis from '../../../tasks/databases/redis.ts'
import { holdsContract } from '../../kit/contract.ts'
import { startRedis } from '../../kit/database-servers.ts'
import { type LocalSession, openLocalSessions, sessionsFrom } from '../../kit/local-session.ts'

const PASSWORD = `p'"\\ $x;#\`é\n10G`

let server: Awaited<ReturnType<typeof startRedis>>
let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
  server = await startRedis()
})
test.after(async () => {
  for (const { close } of sessions) await close()
  await server?.stop()
})

/** Each task runs in the next shell. */
let nth = 0
function nextHost(): Host {
  const [session] = sessionsFrom(sessions, nth)
  nth += 1
  if (!session) throw new Error('no session is open')
  return session.host
}

async function holds(params: object, expects: 'plan' | 'in-sync' = 'plan') {
  const all = { login_host: '127.0.0.1', login_port: server.port, ...params }
  const { first, after, applied } = await holdsContract({
    ...{ type: redis, host: nextHost(), root: '/nonexistent', params: all, expects },
  })
  return { ...first.outputs, ...after?.outputs, ...applied }
}

/** The output of redis-cli for a command. */
async function cli(words: readonly string[]): Promise<string> {
  const { stdout } = await nextHost().run(sh`redis-cli -s ${server.socket} ${words}`)
  return stdout.toString().trim()
}

test('settings are set to values in any form', async () => {
  await holds({ command: 'config', name: 'maxmemory', value: '64MB' })
  assert.is(await cli(['CONFIG', 'GET', 'maxmemory']), 'maxmemory\n67108864')
  await holds({ command: 'config', name: 'maxmemory', value: 64 * 2 ** 20 }, 'in-sync')
  await holds({ command: 'config', name: 'notify-keyspace-events', value: 'KEA' })
  await holds({ command: 'config', name: 'client-output-buffer-limit', value: 'pubsub 1mb 1mb 7' })
  await holds({ command: 'config', name: 'save', value: '900 1 300 10' })
  await holds({ command: 'config', name: 'appendonly', value: false }, 'in-sync')
})

test('keys of one database or of all are removed', async () => {
  await cli(['SET', 'a', '1'])
  await cli(['-n', '3', 'SET', 'b', '1'])
  await holds({ command: 'flush', flush_mode: 'db', db: 3 })
  assert.is(await cli(['DBSIZE']), '1')
  await holds({ command: 'flush' })
  await holds({ command: 'flush', flush_mode: 'db', db: 0 }, 'in-sync')
})

test('a server becomes a replica, and a master again', async () => {
  const replica = { command: 'replica', master_host: '127.0.0.1', master_port: 1 }
  await holds(replica)
  await holds({ ...replica, master_port: 2 })
  await holds({ command: 'replica', replica_mode: 'master' })
  assert.match(await cli(['INFO', 'replication']), /role:master/)
})

test('a password is set and changed, and required from then on', async () => {
  const set = { command: 'config', name: 'requirepass', value: PASSWORD }
  await holds({ ...set, login_password: PASSWORD })
  const changed = await holds({ ...set, value: 'second', login_password: PASSWORD }).then(String, String)
  // The check after the change logs in with the new password; a second run would have the wrong one.
  assert.match(changed, /depends on the Redis server, which refuses now: WRONGPASS/)
  await holds({ ...set, value: 'second', login_password: 'second', login_user: 'default' }, 'in-sync')
})

test.run()
