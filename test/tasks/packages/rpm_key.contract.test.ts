import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import rpmKey from '../../../tasks/packages/rpm_key.ts'
import { holdsContract } from '../../kit/contract.ts'
import { openOwnSystems } from '../../kit/local-session.ts'
import { ARCHIVE, ARCHIVE_IDS, EXPIRED, EXPIRED_ID } from '../../kit/openpgp-keys.ts'

const FILE = `/home/-a "b" '$(id) é`

test('rpm_key: the keys of a file with an odd name are imported and removed in every shell', async () => {
  const sessions = await openOwnSystems(['export HOME=/home', 'echo "%_dbpath /home/rpm" >/home/.rpmmacros'])
  try {
    for (const { host, shell } of sessions) {
      const given = { type: rpmKey, host, root: '/nowhere' }
      const keys = async () => {
        const { stdout } = await host.run(sh`rpm -qa gpg-pubkey | sort`)
        return stdout.toString()
      }
      await host.write({ path: FILE, content: `${ARCHIVE}${EXPIRED}`, mode: '0644' })
      const fingerprint = [ARCHIVE_IDS[0], EXPIRED_ID]
      await holdsContract({ ...given, params: { key: FILE, fingerprint }, expects: 'plan' })
      assert.is(await keys(), 'gpg-pubkey-7f2545fd-5e0be100\ngpg-pubkey-a98a30c6-5e0be100\n', shell)
      await holdsContract({ ...given, params: { key: ARCHIVE_IDS[1] }, expects: 'in-sync' })
      await holdsContract({ ...given, params: { key: EXPIRED_ID, state: 'absent' }, expects: 'plan' })
      assert.is(await keys(), 'gpg-pubkey-a98a30c6-5e0be100\n', shell)
      await holdsContract({ ...given, params: { key: FILE, state: 'absent' }, expects: 'plan' })
      assert.is(await keys(), '', shell)
    }
  } finally {
    for (const { close } of sessions) await close()
  }
})

test.run()
