import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fileSystemOf } from '../../../../src/remote/probes/files/file-system.ts'
import { openSession } from '../../../../src/remote/session.ts'

test('the type of a file system is probed', async () => {
  const target = {
    name: 'node1',
    address: 'node1',
    connection: 'local',
    sshArgs: [],
    connectTimeout: 10,
  } as const
  const session = await openSession(target)
  try {
    assert.is(await session.host().ask(fileSystemOf('/proc')), 'proc')
    assert.is(await session.host().ask(fileSystemOf('/none')), '')
  } finally {
    await session.close()
  }
})

test.run()
