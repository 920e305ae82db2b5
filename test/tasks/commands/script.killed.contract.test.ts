import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession } from '../../../src/remote/session.ts'
import script from '../../../tasks/commands/script.ts'
import { carryOut } from '../../faults/carry-out.ts'
import { scratch } from '../../kit/local-session.ts'
import { projectIn } from '../../kit/project.ts'

test('the copy of a script whose host was killed goes with the next script', async () => {
  const { path, remove } = scratch()
  const tmp = `${path}/tmp`
  mkdirSync(tmp)
  writeFileSync(`${path}/killed.sh`, 'kill -9 0\n')
  writeFileSync(`${path}/next.sh`, 'true\n')
  // All that the session runs, and nothing of the test, is one process group.
  const open = () =>
    openSession({
      ...{ name: 'node1', address: 'node1', sshArgs: [], connectTimeout: 10 },
      connection: ['setsid', '--wait', 'env', `TMPDIR=${tmp}`],
    })
  const run = async (cmd: string): Promise<string> => {
    const session = await open()
    const given = { type: script, params: { cmd }, host: session.host(), project: projectIn(path) }
    return carryOut(given).finally(session.close)
  }
  try {
    assert.match(await run('killed.sh'), /^failed: .*the connection was lost/s)
    assert.is(readdirSync(tmp).length, 1)
    assert.is(await run('next.sh'), 'changed')
    assert.equal(readdirSync(tmp), [])
  } finally {
    remove()
  }
})

test.run()
