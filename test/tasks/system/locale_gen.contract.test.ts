import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import localeGen from '../../../tasks/system/locale_gen.ts'
import { holdsContract } from '../../kit/contract.ts'
import { openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

test('locale_gen: a locale is generated, found in sync, and removed', async () => {
  const sessions = await openOwnSystems([
    'mount -t tmpfs tmpfs /usr/lib/locale',
    'echo "# de_CH ISO-8859-1" >/etc/locale.gen',
  ])
  try {
    for (const { host } of sessionsFrom(sessions, 2)) {
      const given = { type: localeGen, host, root: '/nowhere', expects: 'plan' as const }
      const seen = async () =>
        (await host.run(sh`locale -a | grep de_ || :; cat /etc/locale.gen`)).stdout.toString()
      await holdsContract({ ...given, params: { name: 'de_CH' } })
      assert.is(await seen(), 'de_CH\nde_CH.iso88591\nde_CH ISO-8859-1\n')
      await holdsContract({ ...given, params: { name: 'de_CH', state: 'absent' } })
      assert.is(await seen(), '# de_CH ISO-8859-1\n')
    }
  } finally {
    for (const { close } of sessions) await close()
  }
})

test.run()
