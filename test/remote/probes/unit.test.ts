import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changedSince, parseUnits } from '../../../src/remote/probes/unit.ts'
import { openShell } from '../../kit/shell-session.ts'

test('a unit is read as systemctl shows it', () => {
  const shown = `Id=ssh.service
LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
Result=success
NeedDaemonReload=no
MainPID=42
NRestarts=1
CanReload=yes
FragmentPath=/lib/systemd/system/ssh.service
WantedBy=multi-user.target
TriggeredBy=
@@
 links:etc
`
  const [unit] = parseUnits(shown, ['sshd.service'])
  assert.equal(unit, {
    id: 'ssh.service',
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
    isWanted: true,
    isTriggered: false,
    links: ['etc'],
    masks: [],
    also: [],
    isInstallable: false,
  })
})

test('a unit file that goes before the loaded one needs a reload, although systemd does not say so', () => {
  const text =
    'LoadState=loaded\nNeedDaemonReload=no\n\nLoadState=loaded\nNeedDaemonReload=no\n@@\n shadowed\nenabled\n'
  assert.equal(
    parseUnits(text, ['a.service', 'b.service']).map(({ needsReload, file }) => [needsReload, file]),
    [
      [true, ''],
      [false, 'enabled'],
    ],
  )
})

test('a unit of old systemd, without a count of restarts, is not there', () => {
  const [unit] = parseUnits(
    'LoadState=not-found\nActiveState=inactive\nSubState=dead\nUnitFileState=\n@@\n\n',
    ['a.service'],
  )
  assert.equal([unit?.load, unit?.file, unit?.restarts, unit?.mainPid], ['not-found', '', 0, 0])
})

test('of a template only its file is asked for, between units that are shown', () => {
  const shown = (id: string) => `Id=${id}\nLoadState=loaded\nUnitFileState=disabled`
  const units = parseUnits(`${shown('a.service')}\n\n${shown('c.service')}\n@@\n\nindirect\n masks:run\n`, [
    'a.service',
    'b@.service',
    'c.service',
  ])
  assert.equal(
    units.map(({ id, load, file, masks }) => [id, load, file, masks]),
    [
      ['a.service', 'loaded', 'disabled', []],
      ['b@.service', 'loaded', 'indirect', []],
      ['c.service', 'loaded', 'disabled', ['run']],
    ],
  )
})

test('of an indirect unit it is told what enabling it would enable', () => {
  const [unit] = parseUnits(
    'LoadState=loaded\nUnitFileState=indirect\n@@\n  own also:enabled also:disabled\n',
    ['a.service'],
  )
  assert.equal([unit?.isInstallable, unit?.also], [true, ['enabled', 'disabled']])
})

test('of a script of SysV, is-enabled says whether it is enabled, and not that it was generated', () => {
  const [unit] = parseUnits('LoadState=loaded\nUnitFileState=generated\n@@\ndisabled\n', ['a.service'])
  assert.is(unit?.file, 'disabled')
})

for (const shell of ['dash', 'bash', 'busybox', 'mksh']) {
  test(`files newer than a process are told from older ones in ${shell}`, async () => {
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
    // What was made in the same hundredth of a second could be either.
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
