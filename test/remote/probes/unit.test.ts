import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lastingProperties, NO_UNIT, parseUnits } from '../../../src/remote/probes/unit.ts'

test('output of systemctl is parsed', () => {
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
Description=Secure shell
ExecMainPID=42
MemoryCurrent=7
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
    properties: { Description: 'Secure shell', ExecMainPID: '42' },
  })
  assert.equal(lastingProperties({ ...NO_UNIT, ...unit }), { Description: 'Secure shell' })
})

test('a unit file that shadows the loaded one needs a reload, although systemd does not report that', () => {
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

test('a missing unit on an old systemd, without a restart count, is parsed', () => {
  const [unit] = parseUnits(
    'LoadState=not-found\nActiveState=inactive\nSubState=dead\nUnitFileState=\n@@\n\n',
    ['a.service'],
  )
  assert.equal([unit?.load, unit?.file, unit?.restarts, unit?.mainPid], ['not-found', '', 0, 0])
})

test('for a template only its unit file is probed, in between other units', () => {
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

test('for an indirect unit, the units that enabling it would enable are known', () => {
  const [unit] = parseUnits(
    'LoadState=loaded\nUnitFileState=indirect\n@@\n  own also:enabled also:disabled\n',
    ['a.service'],
  )
  assert.equal([unit?.isInstallable, unit?.also], [true, ['enabled', 'disabled']])
})

test('for a SysV script, the state is that of `is-enabled`, not `generated`', () => {
  const [unit] = parseUnits('LoadState=loaded\nUnitFileState=generated\n@@\ndisabled\n', ['a.service'])
  assert.is(unit?.file, 'disabled')
})

test.run()
