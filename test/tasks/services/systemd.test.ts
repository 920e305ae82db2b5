import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeHost } from '../../../src/authoring/testing.ts'
import { NO_UNIT, type UnitState } from '../../../src/remote/probes/unit.ts'
import systemd from '../../../tasks/services/systemd.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

/** The state of a unit, and the verbs with which it is started, stopped or reloaded. */
const ROWS: readonly (readonly [active: string, sub: string, verbs: Readonly<Record<string, string[]>>])[] = [
  ['active', 'running', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  ['active', 'exited', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  ['activating', 'start', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  // It has just ended, and systemd will start it again: that does not count as started.
  ['activating', 'auto-restart', { started: ['start'], stopped: ['stop'], reloaded: ['start'] }],
  ['activating', 'auto-restart-queued', { started: ['start'], stopped: ['stop'], reloaded: ['start'] }],
  ['reloading', 'reload', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  ['refreshing', 'refresh', { started: [], stopped: ['stop'], reloaded: ['reload'] }],
  ['deactivating', 'stop-sigterm', { started: ['start'], stopped: [], reloaded: ['start'] }],
  ['inactive', 'dead', { started: ['start'], stopped: [], reloaded: ['start'] }],
  ['failed', 'failed', { started: ['start'], stopped: [], reloaded: ['start'] }],
  ['maintenance', 'cleaning', { started: ['start'], stopped: [], reloaded: ['start'] }],
]

for (const [active, sub, wanted] of ROWS) {
  test(`the verbs to start, stop and reload a unit that is ${active} (${sub})`, async () => {
    const state: UnitState = { ...NO_UNIT, id: 'app.service', load: 'loaded', active, sub, mainPid: 7 }
    const { host } = fakeHost({ 'state of unit app.service': state })
    for (const [state, verbs] of Object.entries(wanted)) {
      const params = bind(systemd, { name: 'app', state })
      const context = { host, params, project: noProject, environment: {}, isCheckMode: false }
      const found = await systemd.check(context as never)
      assert.equal(found.kind === 'plan' ? found.data.verbs : [], verbs, state)
    }
  })
}

// Output of systemctl of systemd 252 on Debian 12.

const CAPTURED: readonly TaskRow[] = [
  {
    title: 'a unit is enabled and started',
    params: { name: 'app', state: 'started', enabled: true, settle: 0 },
    answers: {
      'state of unit app.service': [
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=disabled\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
        'MainPID=4673\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      ],
    },
    runs: {
      'systemctl enable app.service': {
        stderr:
          'Created symlink /etc/systemd/system/multi-user.target.wants/app.service -> /etc/systemd/system/app.service.\n',
      },
    },
    expects: [
      'enable unit:app.service: {"enabled":false} -> {"enabled":true}',
      'start unit:app.service: {"state":"inactive"} -> {"state":"active"}',
      '$ systemctl --system  enable -- app.service',
      '$ systemctl --system  start -- app.service',
      'outputs: {"name":"app","state":"stopped","enabled":false,"status":{"load":"loaded","active":"inactive","sub":"dead","file":"disabled","Id":"app.service","LoadState":"loaded","ActiveState":"inactive","SubState":"dead","UnitFileState":"disabled","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a unit that runs and is enabled is left unchanged',
    params: { name: 'app', state: 'started', enabled: true },
    answers: {
      'state of unit app.service':
        'MainPID=4673\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
    },
    expects: [
      'in sync: {"name":"app","state":"started","enabled":true,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled","Id":"app.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled","Result":"success","MainPID":"4673","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a unit is restarted if a file of `restart_on` is newer than its process',
    params: {
      name: 'app.service',
      state: 'started',
      restart_on: ['/etc/app.conf', '/etc/no-such'],
      settle: 0,
    },
    answers: {
      'state of unit app.service': [
        'MainPID=4673\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
        'MainPID=4698\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      ],
      'which of /etc/app.conf, /etc/no-such are newer than process 4673':
        '1795945941.961609618 44868.41 4486479 100\n1795945941.06 1795945206.41\n\n',
    },
    expects: [
      'restart unit:app.service: {"newer":["/etc/app.conf"]} -> {"state":"active"}',
      '$ systemctl --system  restart -- app.service',
      'outputs: {"name":"app.service","state":"started","enabled":true,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled","Id":"app.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled","Result":"success","MainPID":"4673","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a unit is not restarted if no file of `restart_on` is newer',
    params: { name: 'app', state: 'started', restart_on: ['/etc/app.conf'] },
    answers: {
      'state of unit app.service':
        'MainPID=4698\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/app.conf are newer than process 4698':
        '1795945944.487394118 44870.96 4486968 100\n1795945941.06 1795945206.41\n',
    },
    expects: [
      'in sync: {"name":"app","state":"started","enabled":true,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled","Id":"app.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled","Result":"success","MainPID":"4698","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: '`restarted` restarts on every run',
    params: { name: 'app', state: 'restarted', settle: 0 },
    answers: {
      'state of unit app.service': [
        'MainPID=4698\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
        'MainPID=4716\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      ],
    },
    expects: [
      'restart unit:app.service: {"state":"active"} -> {"state":"active"}',
      '$ systemctl --system  restart -- app.service',
      'outputs: {"name":"app","state":"started","enabled":true,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled","Id":"app.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled","Result":"success","MainPID":"4698","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a changed unit file is reloaded before a restart',
    params: { name: 'app', state: 'restarted', settle: 0 },
    answers: {
      'state of unit app.service': [
        'MainPID=4716\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=yes\n@@\n links:etc\n',
        'MainPID=4744\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      ],
    },
    expects: [
      'restart unit:app.service: {"state":"active"} -> {"state":"active"}',
      '$ systemctl --system daemon-reload',
      '$ systemctl --system  restart -- app.service',
      'outputs: {"name":"app","state":"started","enabled":true,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled","Id":"app.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled","Result":"success","MainPID":"4716","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"yes"}}',
    ],
  },
  {
    title: 'with `daemon_reload`, a changed unit file is reloaded',
    params: { name: 'app', state: 'started', daemon_reload: true },
    answers: {
      'state of unit app.service':
        'MainPID=4744\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=yes\n@@\n links:etc\n',
    },
    expects: [
      'daemon-reload systemd: {"needs_reload":true} -> {"needs_reload":false}',
      '$ systemctl --system daemon-reload',
      'outputs: {"name":"app","state":"started","enabled":true,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled","Id":"app.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled","Result":"success","MainPID":"4744","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"yes"}}',
    ],
  },
  {
    title: 'a pattern as the name is refused',
    params: { name: 'app*', state: 'stopped' },
    expects: ['refused: name: expected the name of one unit; patterns are not supported'],
  },
  {
    title: 'reloading a unit without ExecReload is an error',
    params: { name: 'app', state: 'reloaded' },
    answers: {
      'state of unit app.service':
        'MainPID=4744\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
    },
    runs: {
      'systemctl reload app.service': {
        status: 3,
        stderr: 'Failed to reload app.service: Job type reload is not applicable for unit app.service.\n',
      },
      'journal of app.service':
        'Nov 29 09:52:33 node1 systemd[1]: Stopped app.service.\nNov 29 09:52:33 node1 systemd[1]: Started app.service.',
    },
    expects: [
      'reload unit:app.service: {"state":"active"} -> {"state":"active"}',
      '$ systemctl --system  reload -- app.service',
      '$ journalctl  --no-pager --output=short --lines=20 --unit=app.service 2>&1',
      'error: systemctl reload app.service: Failed to reload app.service: Job type reload is not applicable for unit app.service.',
      'status: active (running), result success, loaded',
      'journal:',
      'Nov 29 09:52:33 node1 systemd[1]: Stopped app.service.',
      'Nov 29 09:52:33 node1 systemd[1]: Started app.service.',
    ],
  },
  {
    title: 'a unit is reloaded',
    params: { name: 'ssh', state: 'reloaded' },
    answers: {
      'state of unit ssh.service':
        'MainPID=33\nBusName=\nResult=success\nNRestarts=0\nId=ssh.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/lib/systemd/system/ssh.service\nUnitFileState=enabled\nCanReload=yes\nNeedDaemonReload=no\n@@\n links:etc\n',
    },
    expects: [
      'reload unit:ssh.service: {"state":"active"} -> {"state":"active"}',
      '$ systemctl --system  reload -- ssh.service',
      'outputs: {"name":"ssh","state":"started","enabled":true,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled","Id":"ssh.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled","Result":"success","MainPID":"33","NRestarts":"0","FragmentPath":"/lib/systemd/system/ssh.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a unit is stopped and disabled',
    params: { name: 'app', state: 'stopped', enabled: false },
    answers: {
      'state of unit app.service':
        'MainPID=4744\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
    },
    runs: {
      'systemctl disable app.service': {
        stderr: 'Removed "/etc/systemd/system/multi-user.target.wants/app.service".\n',
      },
    },
    expects: [
      'disable unit:app.service: {"enabled":true} -> {"enabled":false}',
      'stop unit:app.service: {"state":"active"} -> {"state":"inactive"}',
      '$ systemctl --system  disable -- app.service',
      '$ systemctl --system  stop -- app.service',
      'outputs: {"name":"app","state":"started","enabled":true,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled","Id":"app.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled","Result":"success","MainPID":"4744","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a unit that is stopped and disabled is left unchanged',
    params: { name: 'app', state: 'stopped', enabled: false },
    answers: {
      'state of unit app.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=disabled\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    expects: [
      'in sync: {"name":"app","state":"stopped","enabled":false,"status":{"load":"loaded","active":"inactive","sub":"dead","file":"disabled","Id":"app.service","LoadState":"loaded","ActiveState":"inactive","SubState":"dead","UnitFileState":"disabled","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: '`reloaded` starts a unit that is stopped',
    params: { name: 'app', state: 'reloaded' },
    answers: {
      'state of unit app.service': [
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=disabled\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
        'MainPID=4819\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=disabled\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
      ],
    },
    expects: [
      'start unit:app.service: {"state":"inactive"} -> {"state":"active"}',
      '$ systemctl --system  start -- app.service',
      'outputs: {"name":"app","state":"stopped","enabled":false,"status":{"load":"loaded","active":"inactive","sub":"dead","file":"disabled","Id":"app.service","LoadState":"loaded","ActiveState":"inactive","SubState":"dead","UnitFileState":"disabled","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'masking a unit whose file is in /etc is an error',
    params: { name: 'app', masked: true },
    answers: {
      'state of unit app.service':
        'MainPID=4819\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=disabled\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    runs: {
      'systemctl mask app.service': {
        status: 1,
        stderr: 'Failed to mask unit: File /etc/systemd/system/app.service already exists.\n',
      },
      'journal of app.service':
        'Nov 29 09:52:54 node1 systemd[1]: Stopped app.service.\nNov 29 09:52:56 node1 systemd[1]: Started app.service.',
    },
    expects: [
      'mask unit:app.service: {"masked":false} -> {"masked":true}',
      '$ systemctl --system  mask -- app.service',
      '$ journalctl  --no-pager --output=short --lines=20 --unit=app.service 2>&1',
      'error: systemctl mask app.service: Failed to mask unit: File /etc/systemd/system/app.service already exists.',
      'status: active (running), result success, loaded',
      'journal:',
      'Nov 29 09:52:54 node1 systemd[1]: Stopped app.service.',
      'Nov 29 09:52:56 node1 systemd[1]: Started app.service.',
    ],
  },
  {
    title: 'a unit is stopped before it is masked',
    params: { name: 'app5', state: 'stopped', masked: true },
    answers: {
      'state of unit app5.service':
        'MainPID=4874\nBusName=\nResult=success\nNRestarts=0\nId=app5.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/lib/systemd/system/app5.service\nUnitFileState=disabled\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    runs: {
      'systemctl mask app5.service': {
        stderr: 'Created symlink /etc/systemd/system/app5.service -> /dev/null.\n',
      },
    },
    expects: [
      'stop unit:app5.service: {"state":"active"} -> {"state":"inactive"}',
      'mask unit:app5.service: {"masked":false} -> {"masked":true}',
      '$ systemctl --system  stop -- app5.service',
      '$ systemctl --system  mask -- app5.service',
      'outputs: {"name":"app5","state":"started","enabled":false,"status":{"load":"loaded","active":"active","sub":"running","file":"disabled","Id":"app5.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"disabled","Result":"success","MainPID":"4874","NRestarts":"0","FragmentPath":"/lib/systemd/system/app5.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a masked unit is left unchanged',
    params: { name: 'app5', masked: true },
    answers: {
      'state of unit app5.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app5.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=masked\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app5.service\nUnitFileState=masked\nCanReload=no\nNeedDaemonReload=no\n@@\n masks:etc\n',
    },
    expects: [
      'in sync: {"name":"app5","state":"stopped","enabled":false,"status":{"load":"masked","active":"inactive","sub":"dead","file":"masked","Id":"app5.service","LoadState":"masked","ActiveState":"inactive","SubState":"dead","UnitFileState":"masked","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app5.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'enabling a masked unit is an error',
    params: { name: 'app5', enabled: true },
    answers: {
      'state of unit app5.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app5.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=masked\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app5.service\nUnitFileState=masked\nCanReload=no\nNeedDaemonReload=no\n@@\n masks:etc\n',
    },
    expects: ['error: app5.service cannot be enabled: it is masked', 'hint: add `masked: false`'],
  },
  {
    title: 'a mask is removed first, and the unit below it is checked again',
    params: { name: 'app5', masked: false, enabled: true, state: 'started', settle: 0 },
    answers: {
      'state of unit app5.service': [
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app5.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=masked\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app5.service\nUnitFileState=masked\nCanReload=no\nNeedDaemonReload=no\n@@\n masks:etc\n',
        'MainPID=4928\nBusName=\nResult=success\nNRestarts=0\nId=app5.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/lib/systemd/system/app5.service\nUnitFileState=disabled\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
      ],
    },
    runs: { 'systemctl unmask app5.service': { stderr: 'Removed "/etc/systemd/system/app5.service".\n' } },
    expects: [
      'unmask unit:app5.service: {"masked":true} -> {"masked":false}',
      'start unit:app5.service: {"state":"inactive"} -> {"state":"active"}',
      'then: check again',
      '$ systemctl --system  unmask -- app5.service',
      '$ systemctl --system  start -- app5.service',
      'outputs: {"name":"app5","state":"stopped","enabled":false,"status":{"load":"masked","active":"inactive","sub":"dead","file":"masked","Id":"app5.service","LoadState":"masked","ActiveState":"inactive","SubState":"dead","UnitFileState":"masked","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app5.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a runtime mask is removed',
    params: { name: 'app', masked: false },
    answers: {
      'state of unit app.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=disabled\nCanReload=no\nNeedDaemonReload=no\n@@\n masks:run\n',
    },
    runs: {
      'systemctl unmask --runtime app.service': { stderr: 'Removed "/run/systemd/system/app.service".\n' },
    },
    expects: [
      'unmask unit:app.service: {"masked":true} -> {"masked":false}',
      '$ systemctl --system  unmask -- app.service',
      '$ systemctl --system  unmask --runtime -- app.service',
      'outputs: {"name":"app","state":"stopped","enabled":false,"status":{"load":"loaded","active":"inactive","sub":"dead","file":"disabled","Id":"app.service","LoadState":"loaded","ActiveState":"inactive","SubState":"dead","UnitFileState":"disabled","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a unit that is only enabled at runtime is enabled',
    params: { name: 'app', enabled: true },
    answers: {
      'state of unit app.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled-runtime\nCanReload=no\nNeedDaemonReload=no\n@@\n links:run\n',
    },
    runs: {
      'systemctl enable app.service': {
        stderr:
          'Created symlink /etc/systemd/system/multi-user.target.wants/app.service -> /etc/systemd/system/app.service.\n',
      },
    },
    expects: [
      'enable unit:app.service: {"enabled":"until the next boot"} -> {"enabled":true}',
      '$ systemctl --system  enable -- app.service',
      'outputs: {"name":"app","state":"stopped","enabled":false,"status":{"load":"loaded","active":"inactive","sub":"dead","file":"enabled-runtime","Id":"app.service","LoadState":"loaded","ActiveState":"inactive","SubState":"dead","UnitFileState":"enabled-runtime","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a unit that ends immediately after its start is an error',
    params: { name: 'app2', state: 'started', settle: 1 },
    answers: {
      'state of unit app2.service': [
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
        'MainPID=0\nBusName=\nResult=exit-code\nNRestarts=0\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=failed\nSubState=failed\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
      ],
    },
    runs: {
      'journal of app2.service':
        "Nov 29 09:54:02 node1 systemd[1]: app2.service: Main process exited, code=exited, status=1/FAILURE\nNov 29 09:54:02 node1 systemd[1]: app2.service: Failed with result 'exit-code'.",
    },
    expects: [
      'start unit:app2.service: {"state":"inactive"} -> {"state":"active"}',
      '$ systemctl --system  start -- app2.service',
      '$ journalctl  --no-pager --output=short --lines=20 --unit=app2.service 2>&1',
      'error: app2.service stopped within 1 seconds of its start',
      'status: failed (failed), result exit-code, loaded',
      'journal:',
      'Nov 29 09:54:02 node1 systemd[1]: app2.service: Main process exited, code=exited, status=1/FAILURE',
      "Nov 29 09:54:02 node1 systemd[1]: app2.service: Failed with result 'exit-code'.",
    ],
  },
  {
    title: 'a unit that exits without an error right after its start is an error',
    params: { name: 'app2', state: 'started', settle: 1 },
    answers: {
      'state of unit app2.service': [
        'MainPID=0\nBusName=\nResult=exit-code\nNRestarts=0\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=failed\nSubState=failed\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
      ],
    },
    runs: {
      'journal of app2.service':
        'Nov 29 09:54:10 node1 systemd[1]: app2.service: Deactivated successfully.\nNov 29 09:54:10 node1 systemd[1]: Finished app2.service.',
    },
    expects: [
      'start unit:app2.service: {"state":"failed"} -> {"state":"active"}',
      '$ systemctl --system  start -- app2.service',
      '$ journalctl  --no-pager --output=short --lines=20 --unit=app2.service 2>&1',
      'error: app2.service exited within 1 seconds of its start without an error: it is not running',
      'status: inactive (dead), result success, loaded',
      'journal:',
      'Nov 29 09:54:10 node1 systemd[1]: app2.service: Deactivated successfully.',
      'Nov 29 09:54:10 node1 systemd[1]: Finished app2.service.',
      'hint: `RemainAfterExit=yes` keeps a one-shot unit active',
    ],
  },
  {
    title: 'a unit that exits without an error right after a restart is accepted',
    params: { name: 'app2', state: 'restarted', settle: 1 },
    answers: {
      'state of unit app2.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    expects: [
      'restart unit:app2.service: {"state":"inactive"} -> {"state":"active"}',
      '$ systemctl --system  restart -- app2.service',
      'outputs: {"name":"app2","state":"stopped","enabled":false,"status":{"load":"loaded","active":"inactive","sub":"dead","file":"static","Id":"app2.service","LoadState":"loaded","ActiveState":"inactive","SubState":"dead","UnitFileState":"static","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app2.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a unit that systemd restarts after a failure is an error',
    params: { name: 'app2', state: 'started', settle: 1 },
    answers: {
      'state of unit app2.service': [
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
        'MainPID=5149\nBusName=\nResult=success\nNRestarts=1\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
        'MainPID=5153\nBusName=\nResult=success\nNRestarts=2\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
        'MainPID=5158\nBusName=\nResult=success\nNRestarts=3\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
      ],
    },
    runs: {
      'journal of app2.service':
        "Nov 29 09:54:21 node1 systemd[1]: app2.service: Main process exited, code=exited, status=3/NOTIMPLEMENTED\nNov 29 09:54:21 node1 systemd[1]: app2.service: Failed with result 'exit-code'.",
    },
    expects: [
      'start unit:app2.service: {"state":"inactive"} -> {"state":"active"}',
      '$ systemctl --system  start -- app2.service',
      '$ journalctl  --no-pager --output=short --lines=20 --unit=app2.service 2>&1',
      'error: app2.service restarted within 1 seconds of its start',
      'status: active (running), result success, loaded',
      'journal:',
      'Nov 29 09:54:21 node1 systemd[1]: app2.service: Main process exited, code=exited, status=3/NOTIMPLEMENTED',
      "Nov 29 09:54:21 node1 systemd[1]: app2.service: Failed with result 'exit-code'.",
    ],
  },
  {
    title: 'enabling a unit without [Install] is an error',
    params: { name: 'app2', enabled: true },
    answers: {
      'state of unit app2.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app2.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app2.service\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    expects: [
      'error: app2.service cannot be enabled: its file has no [Install] section, and no other unit starts it',
      'hint: add one, as in a drop-in: `[Install]` with `WantedBy=multi-user.target`',
    ],
  },
  {
    title: 'disabling a unit that other units require is an error',
    params: { name: 'dbus', enabled: false },
    answers: {
      'state of unit dbus.service':
        'MainPID=29\nBusName=\nResult=success\nNRestarts=0\nId=dbus.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=dbus.socket\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/lib/systemd/system/dbus.service\nUnitFileState=static\nCanReload=yes\nNeedDaemonReload=no\n@@\n\n',
    },
    expects: [
      'error: dbus.service cannot be disabled: other units start it',
      'hint: `masked: true` prevents it from starting',
    ],
  },
  {
    title: 'a missing unit is an error',
    params: { name: 'no-such', state: 'started' },
    answers: {
      'state of unit no-such.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=no-such.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nFragmentPath=\nUnitFileState=\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    runs: {
      'systemctl start no-such.service': {
        status: 5,
        stderr: 'Failed to start no-such.service: Unit no-such.service not found.\n',
      },
      'journal of no-such.service': '-- No entries --',
    },
    expects: [
      'start unit:no-such.service: {"state":"inactive"} -> {"state":"active"}',
      '$ systemctl --system daemon-reload',
      '$ systemctl --system  start -- no-such.service',
      '$ journalctl  --no-pager --output=short --lines=20 --unit=no-such.service 2>&1',
      'error: systemctl start no-such.service: Failed to start no-such.service: Unit no-such.service not found.',
      'status: inactive (dead), result success, not-found',
      'journal:',
      '-- No entries --',
      'hint: the host has no such unit; is its package or unit file installed?',
    ],
  },
  {
    title: 'in a dry run, the state of a missing unit is unknown',
    params: { name: 'no-such', state: 'started' },
    isCheckMode: true,
    answers: {
      'state of unit no-such.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=no-such.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nFragmentPath=\nUnitFileState=\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    expects: ['unknown: depends on whether there is a unit no-such.service after a daemon-reload'],
  },
  {
    title: 'a missing unit counts as stopped and disabled',
    params: { name: 'no-such', state: 'stopped', enabled: false },
    answers: {
      'state of unit no-such.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=no-such.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nFragmentPath=\nUnitFileState=\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    expects: [
      'in sync: {"name":"no-such","state":"stopped","enabled":false,"status":{"load":"not-found","active":"inactive","sub":"dead","file":"","Id":"no-such.service","LoadState":"not-found","ActiveState":"inactive","SubState":"dead","UnitFileState":"","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a template unit without enabled instances is in sync with `enabled: false`',
    params: { name: 'app@', enabled: false },
    answers: { 'state of unit app@.service': '\n@@\ndisabled\n' },
    expects: [
      'in sync: {"name":"app@","state":"stopped","enabled":false,"status":{"load":"loaded","active":"inactive","sub":"dead","file":"disabled","Id":"app@.service","LoadState":"loaded","ActiveState":"inactive","SubState":"dead","UnitFileState":"disabled","Result":"","MainPID":"0","NRestarts":"0","FragmentPath":"","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a unit is enabled for all users',
    params: { name: 'app', scope: 'global', enabled: true },
    answers: { 'state of unit app.service': '\n@@\ndisabled\n' },
    runs: {
      'systemctl enable app.service': {
        stderr:
          'Created symlink /etc/systemd/user/multi-user.target.wants/app.service -> /etc/systemd/user/app.service.\nUnit /etc/systemd/user/app.service is added as a dependency to a non-existent unit multi-user.target.\n',
      },
    },
    expects: [
      'enable unit:app.service: {"enabled":false} -> {"enabled":true}',
      '$ systemctl --global  enable -- app.service',
      'outputs: {"name":"app","state":"stopped","enabled":false,"status":{"load":"loaded","active":"inactive","sub":"dead","file":"disabled","Id":"app.service","LoadState":"loaded","ActiveState":"inactive","SubState":"dead","UnitFileState":"disabled","Result":"","MainPID":"0","NRestarts":"0","FragmentPath":"","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a timer is started with its full name',
    params: { name: 'app3.timer', state: 'started', settle: 0 },
    answers: {
      'state of unit app3.timer': [
        'Result=resources\nId=app3.timer\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=failed\nSubState=failed\nFragmentPath=/etc/systemd/system/app3.timer\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
        'Result=success\nId=app3.timer\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=waiting\nFragmentPath=/etc/systemd/system/app3.timer\nUnitFileState=static\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
      ],
    },
    expects: [
      'start unit:app3.timer: {"state":"failed"} -> {"state":"active"}',
      '$ systemctl --system  start -- app3.timer',
      'outputs: {"name":"app3.timer","state":"stopped","enabled":false,"status":{"load":"loaded","active":"failed","sub":"failed","file":"static","Id":"app3.timer","LoadState":"loaded","ActiveState":"failed","SubState":"failed","UnitFileState":"static","Result":"resources","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app3.timer","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'with `no_block`, the task does not wait',
    params: { name: 'app', state: 'restarted', no_block: true, settle: 0 },
    answers: {
      'state of unit app.service': [
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc links:run\n',
        'MainPID=5274\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc links:run\n',
      ],
    },
    expects: [
      'restart unit:app.service: {"state":"inactive"} -> {"state":"active"}',
      '$ systemctl --system --no-block restart -- app.service',
      'outputs: {"name":"app","state":"stopped","enabled":true,"status":{"load":"loaded","active":"inactive","sub":"dead","file":"enabled","Id":"app.service","LoadState":"loaded","ActiveState":"inactive","SubState":"dead","UnitFileState":"enabled","Result":"success","MainPID":"0","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'with `force`, links are replaced',
    params: { name: 'app', enabled: true, force: true },
    answers: {
      'state of unit app.service':
        'MainPID=5274\nBusName=\nResult=success\nNRestarts=0\nId=app.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/etc/systemd/system/app.service\nUnitFileState=enabled-runtime\nCanReload=no\nNeedDaemonReload=no\n@@\n links:run\n',
    },
    runs: {
      'systemctl enable app.service': {
        stderr:
          'Created symlink /etc/systemd/system/multi-user.target.wants/app.service -> /etc/systemd/system/app.service.\n',
      },
    },
    expects: [
      'enable unit:app.service: {"enabled":"until the next boot"} -> {"enabled":true}',
      '$ systemctl --system --force enable -- app.service',
      'outputs: {"name":"app","state":"started","enabled":false,"status":{"load":"loaded","active":"active","sub":"running","file":"enabled-runtime","Id":"app.service","LoadState":"loaded","ActiveState":"active","SubState":"running","UnitFileState":"enabled-runtime","Result":"success","MainPID":"5274","NRestarts":"0","FragmentPath":"/etc/systemd/system/app.service","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'unit files that systemd has already read are not reloaded',
    params: { daemon_reload: true },
    answers: { 'whether systemd has read the newest unit files': '' },
    expects: [
      'in sync: {"name":null,"state":"stopped","enabled":false,"status":{"load":"not-found","active":"inactive","sub":"dead","file":"","Id":"","LoadState":"not-found","ActiveState":"inactive","SubState":"dead","UnitFileState":"","Result":"","MainPID":"0","NRestarts":"0","FragmentPath":"","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a new unit file causes a reload',
    params: { daemon_reload: true },
    answers: {
      'whether systemd has read the newest unit files': { status: 1 },
      'state of unit .service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=.service.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nFragmentPath=\nUnitFileState=\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    expects: [
      'daemon-reload systemd: {"needs_reload":true} -> {"needs_reload":false}',
      '$ systemctl --system daemon-reload',
      'outputs: {"name":null,"state":"stopped","enabled":false,"status":{"load":"not-found","active":"inactive","sub":"dead","file":"","Id":"","LoadState":"not-found","ActiveState":"inactive","SubState":"dead","UnitFileState":"","Result":"","MainPID":"0","NRestarts":"0","FragmentPath":"","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'with `daemon_reexec`, systemd is executed again on every run',
    params: { daemon_reexec: true },
    answers: {
      'state of unit .service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=.service.service\nRequiredBy=\nWantedBy=\nUpheldBy=\nTriggeredBy=\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nFragmentPath=\nUnitFileState=\nCanReload=no\nNeedDaemonReload=no\n@@\n\n',
    },
    expects: [
      'daemon-reexec systemd: undefined -> undefined',
      '$ systemctl --system daemon-reexec',
      'outputs: {"name":null,"state":"stopped","enabled":false,"status":{"load":"not-found","active":"inactive","sub":"dead","file":"","Id":"","LoadState":"not-found","ActiveState":"inactive","SubState":"dead","UnitFileState":"","Result":"","MainPID":"0","NRestarts":"0","FragmentPath":"","NeedDaemonReload":"no"}}',
    ],
  },
  {
    title: 'a host without systemd is an error',
    params: { name: 'app', state: 'started' },
    answers: { 'state of unit app.service': { status: 3 } },
    expects: [
      'start unit:app.service: {"state":"inactive"} -> {"state":"active"}',
      'error: the host is not run by systemd',
      'hint: systemd must be process 1 on the host',
    ],
  },
  {
    title: 'a task without an action is refused',
    params: {},
    expects: ['refused: name: expected a unit, `daemon_reload` or `daemon_reexec`'],
  },
]

taskRows('systemd', systemd, CAPTURED)

test.run()
