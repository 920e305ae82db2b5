import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import timezone from '../../../tasks/system/timezone.ts'
import { holdsContract } from '../../kit/contract.ts'
import { openOwnSystems } from '../../kit/local-session.ts'

test('timezone: the link and the name are set, and a second run changes nothing, in every shell', async () => {
  const sessions = await openOwnSystems([
    'rm -f /etc/localtime',
    'cp /usr/share/zoneinfo/UTC /etc/localtime',
    'echo UTC >/etc/timezone',
  ])
  try {
    for (const { host, shell } of sessions) {
      const given = { type: timezone, host, root: '/nowhere' }
      await holdsContract({ ...given, params: { name: 'UTC' }, expects: 'in-sync' })
      await holdsContract({ ...given, params: { name: 'Asia/Kathmandu' }, expects: 'plan' })
      const { stdout } = await host.run(
        sh`readlink /etc/localtime; cat /etc/timezone; env -u TZ date +%z; ls /etc/localtime*`,
      )
      const link = '../usr/share/zoneinfo/Asia/Kathmandu'
      assert.is(stdout.toString(), `${link}\nAsia/Kathmandu\n+0545\n/etc/localtime\n`, shell)
    }
  } finally {
    for (const { close } of sessions) await close()
  }
})

test.run()
