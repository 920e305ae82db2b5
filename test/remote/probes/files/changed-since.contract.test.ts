import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changedSince } from '../../../../src/remote/probes/files/changed-since.ts'
import { openShell } from '../../../kit/shell-session.ts'

for (const shell of ['dash', 'bash', 'busybox', 'mksh']) {
  test(`files newer than a process are detected in ${shell}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-newer-'))
    const place = (name: string): string => join(folder, name)
    const [older, newer, absent] = [place('older'), place('it is newer'), place('absent')]
    const [unpacked, current, still] = [place('unpacked'), place('current/app'), place('still/app')]
    const write = (path: string, seconds: number): void => {
      writeFileSync(path, '')
      utimesSync(path, new Date(), new Date(Date.now() + seconds * 1000))
    }
    mkdirSync(place('1.0'))
    write(place('1.0/app'), -5)
    write(older, -5)
    symlinkSync('1.0', place('still'))
    // Files created within the same hundredth of a second could be either.
    await delay(50)
    const child = spawn('sleep', ['60'])
    await delay(50)
    write(newer, 5)
    write(unpacked, -5)
    symlinkSync('1.0', place('current'))
    const { host, close } = await openShell(shell)
    try {
      const paths = [older, newer, absent, current, still]
      assert.equal(await host.ask(changedSince(child.pid ?? 0, paths)), [newer, current])
      assert.equal(await host.ask(changedSince(child.pid ?? 0, [unpacked])), [unpacked])
      assert.equal(await host.ask(changedSince(2 ** 22 + 1, [newer])), [])
    } finally {
      await close()
      child.kill()
      rmSync(folder, { recursive: true })
    }
  })
}

test.run()
