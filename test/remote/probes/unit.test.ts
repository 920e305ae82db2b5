import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lastingProperties, NO_UNIT, parseUnits } from '../../../src/remote/probes/unit.ts'

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

test.run()
