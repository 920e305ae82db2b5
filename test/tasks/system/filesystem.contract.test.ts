import { execFileSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import filesystem from '../../../tasks/system/filesystem.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(() => Promise.all(sessions.map(({ close }) => close())).then(() => {}))

const KINDS = [
  { fstype: 'ext4', opts: '-L "my data"', megabytes: 8 },
  { fstype: 'xfs', opts: '-L data', megabytes: 320 },
  { fstype: 'btrfs', opts: '-L "my data"', megabytes: 130 },
  { fstype: 'vfat', opts: '-n DATA', megabytes: 8 },
  { fstype: 'swap', opts: '-L data', megabytes: 8 },
] as const

for (const [nth, { fstype, opts, megabytes }] of KINDS.entries())
  test(`filesystem: ${fstype} is made in a file, recognized, and wiped`, async () => {
    const { path, remove } = scratch()
    try {
      for (const { host } of sessionsFrom(sessions, nth)) {
        const dev = `${path}/it's $(id)`
        writeFileSync(dev, '')
        truncateSync(dev, megabytes * 1024 * 1024)
        const given = { type: filesystem, host, root: path }
        await holdsContract({ ...given, params: { dev, fstype, opts }, expects: 'plan' })
        const label = execFileSync('blkid', ['-p', '-o', 'value', '-s', 'LABEL', dev], { encoding: 'utf8' })
        assert.match(label, /^(my )?data\n$/i)
        if (fstype === 'ext4') {
          await holdsContract({ ...given, params: { dev, fstype, resizefs: true }, expects: 'in-sync' })
          truncateSync(dev, 2 * megabytes * 1024 * 1024)
          await holdsContract({ ...given, params: { dev, fstype, resizefs: true }, expects: 'plan' })
        }
        if (fstype === 'xfs' || fstype === 'btrfs')
          await holdsContract({ ...given, params: { dev, fstype, resizefs: true }, expects: 'in-sync' })
        await holdsContract({ ...given, params: { dev, state: 'absent' }, expects: 'plan' })
      }
    } finally {
      remove()
    }
  })

test.run()
