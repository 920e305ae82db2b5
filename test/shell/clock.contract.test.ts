import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession } from '../../src/remote/session.ts'
import { SessionPool } from '../../src/remote/session-pool.ts'
import { ConnectionLeases } from '../../src/transport/persistent/leases.ts'
import { scratch } from '../kit/local-session.ts'

/** Words that open a local session whose `date` runs a script instead of the real one. */
function withDate(folder: string, script: string): string[] {
  writeFileSync(join(folder, 'date'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'date'), 0o755)
  return ['env', `PATH=${folder}:/usr/bin:/bin`]
}

const DATES: [title: string, script: string, off: number, warning: RegExp | undefined][] = [
  ['is right', 'exec /usr/bin/date "$@"', 0, undefined],
  ['is 20 s ahead', 'exec /usr/bin/date -d "20 seconds" "$@"', 20, undefined],
  [
    'is 10 min ahead',
    'exec /usr/bin/date -d "10 minutes" "$@"',
    600,
    /^the clock of box is 10 min ahead of the clock/,
  ],
  [
    'is 10 min behind',
    'exec /usr/bin/date -d "10 minutes ago" "$@"',
    -600,
    /^the clock of box is 10 min behind the clock/,
  ],
  ['cannot be read', 'exit 1', 0, undefined],
  ['prints something else', 'echo "+%s; rm -rf"', 0, undefined],
]
for (const [title, script, off, warning] of DATES) {
  test(`a clock that ${title} is off by ${off} s, ${warning ? 'with one warning' : 'without a warning'}, and no probe is sent`, async () => {
    const { path, remove } = scratch()
    const said: string[] = []
    const warn = (message: string): void => void said.push(message)
    const sessions = new SessionPool(new ConnectionLeases(warn), openSession, { run: 'r', who: 'w', warn })
    const target = { name: 'box', address: 'box', sshArgs: [], connectTimeout: 10 }
    const connection = withDate(path, script)
    try {
      const session = await sessions.open({ ...target, connection })
      await sessions.open({ ...target, connection: [...connection, 'A=b'] })
      assert.ok(Math.abs(session.clockOffset - off) <= 3, `${session.clockOffset}`)
      assert.is(said.length, warning ? 1 : 0, said.join('\n'))
      if (warning) assert.match(said[0] ?? '', warning)
      assert.is(session.cost.requests, 0)
      assert.is(session.cost.roundTrips, 1)
    } finally {
      await sessions.closeAll()
      remove()
    }
  })
}

test.run()
