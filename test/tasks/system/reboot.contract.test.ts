import { test } from 'uvu'
import * as assert from 'uvu/assert'
import reboot from '../../../tasks/system/reboot.ts'
import { noProject } from '../../kit/contract.ts'
import { openLocalSessions } from '../../kit/local-session.ts'

test('rebooting the controller is an error, with any connection to it', async () => {
  const sessions = await openLocalSessions()
  for (const { host } of sessions) {
    const params = reboot.params.parse({})
    const said = await reboot
      .check({ host, params, project: noProject, isCheckMode: false, environment: {} })
      .then(
        () => 'nothing',
        error => String(error.message),
      )
    assert.is(said, 'node1 is the controller: a reboot would end the run')
  }
  await Promise.all(sessions.map(({ close }) => close()))
})

test.run()
