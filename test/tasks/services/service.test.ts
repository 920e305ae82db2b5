import { test } from 'uvu'
import service from '../../../tasks/services/service.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of rc-service of OpenRC 0.45, service of sysvinit-utils 3.06 and sv of runit 2.1.2 on Debian 12.

const STATE = 'state of service app'
const UNIT = 'state of unit app.service'
const none = { [UNIT]: { status: 3 } }
const found = (lines: readonly string[], status = 0, told = '', more: readonly string[] = []) => ({
  ...none,
  [STATE]: [...lines, 'exists=1', ...more, `status=${status}`, '@@', told, ''].join('\n'),
})
const openrc = (on: string, status: number, told: string) =>
  found(['manager=openrc'], status, told, [`on=${on}`, 'links=0'])
const sysv = (on: string, status: number, told: string, tool = 'update-rc.d') =>
  found(['manager=sysvinit'], status, told, [`tool=${tool}`, `on=${on}`, `links=${on === '' ? 0 : 1}`])
const runit = (on: string, told: string) =>
  found(['manager=runit'], 0, told, ['directory=/etc/service', `on=${on}`, 'links=0'])
const UP = ' * status: started'
const DOWN = ' * status: stopped'

const ROWS: readonly TaskRow[] = [
  {
    title: 'OpenRC: a service is added to its runlevel and started',
    params: { name: 'app', state: 'started', enabled: true, settle: 0 },
    answers: openrc('', 3, DOWN),
    expects: [
      'update service:app: {"state":"stopped","manager":"openrc","runlevels":[]} -> {"state":"started","manager":"openrc","runlevels":["default"]}',
      '$ [enable app (openrc)]',
      '$ [start app (openrc)]',
      'outputs: {"name":"app","state":"started","enabled":true}',
    ],
  },
  {
    title: 'OpenRC: a service that runs and is enabled is left unchanged',
    params: { name: 'app', state: 'started', enabled: true },
    answers: openrc('boot default', 0, UP),
    expects: ['in sync: {"name":"app","state":"started","enabled":true}'],
  },
  {
    title: 'OpenRC: a service is enabled in another runlevel',
    params: { name: 'app', enabled: true, runlevel: 'boot' },
    answers: openrc('default', 0, UP),
    isCheckMode: true,
    expects: [
      'enable service:app: {"state":"started","manager":"openrc","runlevels":["default"]} -> {"state":"started","manager":"openrc","runlevels":["default","boot"]}',
    ],
  },
  {
    title: 'OpenRC: a crashed service is started',
    params: { name: 'app', state: 'started' },
    answers: openrc('', 32, ' * status: crashed'),
    isCheckMode: true,
    expects: [
      'start service:app: {"state":"stopped","manager":"openrc","runlevels":[]} -> {"state":"started","manager":"openrc","runlevels":[]}',
    ],
  },
  {
    title: 'OpenRC: `reloaded` starts a service that is stopped',
    params: { name: 'app', state: 'reloaded' },
    answers: openrc('', 3, DOWN),
    isCheckMode: true,
    expects: [
      'start service:app: {"state":"stopped","manager":"openrc","runlevels":[]} -> {"state":"started","manager":"openrc","runlevels":[]}',
    ],
  },
  {
    title: 'sysvinit: an init script is enabled and restarted',
    params: { name: 'app', state: 'restarted', enabled: true, settle: 0 },
    answers: sysv('', 0, 'app is running.'),
    expects: [
      'update service:app: {"manager":"sysvinit","runlevels":[]} -> {"state":"started","manager":"sysvinit","runlevels":["2","3","4","5"]}',
      '$ [enable app (sysvinit)]',
      '$ [restart app (sysvinit)]',
      'outputs: {"name":"app","state":"started","enabled":true,"status":{"enabled":{"changed":true},"restarted":{"changed":true}}}',
    ],
  },
  {
    title: 'sysvinit: links to stop a service do not mean that it is enabled',
    params: { name: 'app', enabled: false, state: 'stopped' },
    answers: sysv('0 6', 3, 'app is not running ... failed!'),
    expects: [
      'in sync: {"name":"app","state":"stopped","enabled":false,"status":{"enabled":{"changed":false},"stopped":{"changed":false}}}',
    ],
  },
  {
    title: 'sysvinit: a service is disabled in some runlevels',
    params: { name: 'app', enabled: false, runlevels: [3, 4] },
    answers: sysv('2 3 5', 0, 'app is running.'),
    isCheckMode: true,
    expects: [
      'disable service:app: {"state":"started","manager":"sysvinit","runlevels":["2","3","5"]} -> {"state":"started","manager":"sysvinit","runlevels":["2","5"]}',
    ],
  },
  {
    title: 'sysvinit: a stopped service is started, although its script exits with 0',
    params: { name: 'app', state: 'started' },
    answers: sysv('2', 0, 'app is stopped'),
    isCheckMode: true,
    expects: [
      'start service:app: {"state":"stopped","manager":"sysvinit","runlevels":["2"]} -> {"state":"started","manager":"sysvinit","runlevels":["2"]}',
    ],
  },
  {
    title: 'sysvinit: a script whose status does not show the state is an error',
    params: { name: 'app', state: 'started' },
    answers: sysv('2', 64, 'usage: app start|stop'),
    expects: [
      'error: the status of app does not say whether it runs: usage: app start|stop',
      'hint: set `pattern` to a text that `ps` shows while it runs',
    ],
  },
  {
    title: 'sysvinit: with `pattern`, ps shows that the service runs',
    params: { name: 'app', state: 'started', pattern: '/usr/bin/app' },
    answers: { ...none, [STATE]: 'manager=sysvinit\nexists=1\ntool=\non=\nlinks=0\nmatched=1\n@@\n' },
    expects: [
      'in sync: {"name":"app","state":"started","enabled":false,"status":{"enabled":{"changed":false},"started":{"changed":false}}}',
    ],
  },
  {
    title: 'sysvinit: a host without a program that enables services is an error',
    params: { name: 'app', enabled: true },
    answers: sysv('', 0, '', ''),
    expects: [
      'error: the host has no `update-rc.d`, `chkconfig` or `insserv`, which enable init scripts',
      'hint: install one in an earlier task',
    ],
  },
  {
    title: 'runit: a service is enabled and started',
    params: { name: 'app', use: 'runit', enabled: true, state: 'started', settle: 0 },
    answers: runit('', 'fail: /etc/service/app: unable to change to service directory: file does not exist'),
    expects: [
      'update service:app: {"state":"stopped","manager":"runit","runlevels":[]} -> {"state":"started","manager":"runit","runlevels":["boot"]}',
      '$ [enable app (runit)]',
      '$ [start app (runit)]',
      'outputs: {"name":"app","state":"started","enabled":true,"sv":{"state":"started","enabled":true,"full_state":"fail: /etc/service/app: unable to change to service directory: file does not exist"}}',
    ],
  },
  {
    title: 'runit: a stopped service whose log service runs is in sync',
    params: { name: 'app', state: 'stopped' },
    answers: runit('boot', 'down: /etc/service/app: 1s, normally up; run: log: (pid 364) 263439s'),
    expects: [
      'in sync: {"name":"app","state":"stopped","enabled":true,"sv":{"state":"stopped","enabled":true,"full_state":"down: /etc/service/app: 1s, normally up; run: log: (pid 364) 263439s"}}',
    ],
  },
  {
    title: 'runit: starting a service that is not enabled is an error',
    params: { name: 'app', state: 'started' },
    answers: runit('', 'fail: /etc/service/app: unable to change to service directory: file does not exist'),
    expects: ['error: runit does not run app: it is not in /etc/service', 'hint: add `enabled: true`'],
  },
  {
    title: 'a missing service is an error',
    params: { name: 'app', state: 'started' },
    answers: {
      ...none,
      [STATE]: 'manager=sysvinit\ntool=update-rc.d\non=\nlinks=0\nstatus=1\n@@\napp: unrecognized service\n',
      'whether /etc/init.d/app exists': { status: 1 },
    },
    expects: [
      'error: the host has no service `app`: there is no /etc/init.d/app',
      'hint: install its package in an earlier task',
    ],
  },
  {
    title: 'a host without a service manager is an error',
    params: { name: 'app', state: 'started' },
    answers: { ...none, [STATE]: { status: 4 } },
    expects: [
      'error: the host has no systemd, OpenRC, init scripts or runit',
      'hint: run the service by `command`, or install a manager of services in an earlier task',
    ],
  },
  {
    title: 'params that only systemd supports are an error on other hosts',
    params: { name: 'app', masked: true },
    answers: openrc('', 0, UP),
    expects: [
      'error: `masked` is only for systemd, and the host is run by openrc',
      'hint: remove it, or add `when: ansible_facts.service_mgr == "systemd"`',
    ],
  },
  {
    title: 'on a host with systemd, the service is a unit',
    params: { name: 'app', state: 'started', use: 'ansible.builtin.systemd' },
    answers: {
      [UNIT]:
        'MainPID=4673\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
    },
    expects: [
      'in sync: {"name":"app","state":"started","enabled":true,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled","Id":"app.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled","Result":"success","MainPID":"4673","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'an unknown service manager and invalid runlevels are refused',
    params: { state: 'started', use: 'upstart', runlevels: ['7'], runlevel: '-x' },
    expects: [
      'refused: use: Invalid option: expected one of "auto"|"service"|"systemd"|"openrc"|"sysvinit"|"runit"',
      'refused: runlevel: expected the name of a runlevel',
      'refused: runlevels.0: expected a runlevel of `0` to `6` or `S`',
    ],
  },
]

taskRows('service', service, ROWS)

const RUNIT = {
  params: { name: 'app', use: 'runit', enabled: true },
  answers: runit('', 'down: /etc/service/app: 1s'),
}
effectRows('service', service, RUNIT, [
  { params: { service_dir: '/srv/active' }, shows: ['/srv/active'] },
  { params: { service_src: '/srv/sv' }, shows: ['/srv/sv', '/srv/sv/app'], hides: ['/etc/sv/app'] },
])

test.run()
