import { execFileSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import parted from '../../../tasks/system/parted.ts'
import { holdsContract } from '../../kit/contract.ts'
import { openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'

test('parted: partitions in a file are created, changed and removed', async () => {
  const { path, remove } = scratch()
  const sessions = await openLocalSessions()
  try {
    for (const { host, shell } of sessionsFrom(sessions, 2)) {
      const device = `${path}/it's $(id)`
      writeFileSync(device, '')
      truncateSync(device, 64 * 1024 * 1024)
      const given = { type: parted, host, root: path, expects: 'plan' as const }
      const part = { device, label: 'gpt', state: 'present' }
      const first = { ...part, number: 1, part_start: '1MiB', part_end: '16MiB' }
      await holdsContract({
        ...given,
        params: { ...first, name: 'a: "ü"'.replaceAll('"', "'"), flags: 'esp' },
      })
      await holdsContract({ ...given, params: { ...part, number: 2, part_start: '50%', fs_type: 'ext4' } })
      await holdsContract({ ...given, params: { ...first, part_end: '24MiB', resize: true, flags: ['lvm'] } })
      await holdsContract({ ...given, params: { ...part, number: 2, state: 'absent' } })
      await holdsContract({ ...given, params: { device, unit: 'MiB' }, expects: 'in-sync' })
      const words = ['-s', '-m', device, '--', 'unit', 'MiB', 'print']
      const seen = execFileSync('parted', words, {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C.UTF-8' },
      }).split('\n')[2]
      assert.is(seen, "1:1.00MiB:24.0MiB:23.0MiB::a\\: 'ü':lvm;", shell)
    }
  } finally {
    for (const { close } of sessions) await close()
    remove()
  }
})

test.run()
