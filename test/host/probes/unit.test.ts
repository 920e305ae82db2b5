import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changedSince, parseUnits } from '../../../src/host/probes/unit.ts'
import { openShell } from '../../kit/shell-session.ts'

test('a unit is read as systemctl shows it', () => {
  const shown = `LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
Result=success
NeedDaemonReload=no
MainPID=42
NRestarts=1
CanReload=yes
FragmentPath=/lib/systemd/system/ssh.service
@@

`
  const [unit] = parseUnits(shown, 1)
  assert.equal(unit, {
    load: 'loaded',
    active: 'active',
    sub: 'running',
    file: 'enabled',
    result: 'success',
    needsReload: false,
    mainPid: 42,
    restarts: 1,
    canReload: true,
    path: '/lib/systemd/system/ssh.service',
  })
})

test('a unit file that goes before the loaded one needs a reload, although systemd does not say so', () => {
  const text =
    'LoadState=loaded\nNeedDaemonReload=no\n\nLoadState=loaded\nNeedDaemonReload=no\n@@\n shadowed\nenabled\n'
  assert.equal(
    parseUnits(text, 2).map(({ needsReload, file }) => [needsReload, file]),
    [
      [true, ''],
      [false, 'enabled'],
    ],
  )
})

test('a unit of old systemd, without a count of restarts, is not there', () => {
  const [unit] = parseUnits(
    'LoadState=not-found\nActiveState=inactive\nSubState=dead\nUnitFileState=\n@@\n\n',
    1,
  )
  assert.equal([unit?.load, unit?.file, unit?.restarts, unit?.mainPid], ['not-found', '', 0, 0])
})

for (const shell of ['dash', 'bash', 'busybox', 'mksh']) {
  test(`files newer than a process are told from older ones in ${shell}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-newer-'))
    const [older, newer, absent] = ['older', 'it is newer', 'absent'].map(name => join(folder, name)) as [
      string,
      string,
      string,
    ]
    const child = spawn('sleep', ['60'])
    writeFileSync(older, '')
    utimesSync(older, new Date(), new Date(Date.now() - 5000))
    writeFileSync(newer, '')
    utimesSync(newer, new Date(), new Date(Date.now() + 5000))
    const { host, close } = await openShell(shell)
    try {
      assert.equal(await host.ask(changedSince(child.pid ?? 0, [older, newer, absent])), [newer])
      assert.equal(await host.ask(changedSince(2 ** 22 + 1, [newer])), [])
    } finally {
      await close()
      child.kill()
      rmSync(folder, { recursive: true })
    }
  })
}

test.run()
