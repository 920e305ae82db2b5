import { test } from 'uvu'
import systemdUnit from '../../../tasks/services/systemd_unit.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const CONTENT = '[Service]\nExecStart=/bin/true\n'
const PLAIN = { verify: false }

const ROWS: readonly TaskRow[] = [
  {
    title: 'the tasks for a service that runs',
    params: { ...PLAIN, name: 'app', content: CONTENT, state: 'started', enabled: 'yes' },
    expects: [
      'copy: {"dest":"/etc/systemd/system/app.service","mode":"0644","content":"[Service]\\nExecStart=/bin/true\\n"}',
      'systemd: {"name":"app.service","scope":"system","daemon_reload":true,"enabled":true,"state":"started","restart_on":["/etc/systemd/system/app.service"]}',
    ],
  },
  {
    title: 'the tasks for a template unit, which is only a file',
    params: { ...PLAIN, name: 'worker@.service', content: CONTENT, mode: 600 },
    expects: [
      'copy: {"dest":"/etc/systemd/system/worker@.service","mode":"0600","content":"[Service]\\nExecStart=/bin/true\\n"}',
      'systemd: {"name":"worker@.service","scope":"system","daemon_reload":true}',
    ],
  },
  {
    title: 'the tasks for a unit of a user with a template, without restarts',
    params: {
      ...{ ...PLAIN, name: 'srv-my\\x20data.mount', template: 'data.mount.hbs' },
      ...{ scope: 'user', state: 'started', restart: false },
    },
    expects: [
      'file: {"path":"~/.config/systemd/user","state":"directory"}',
      'template: {"dest":"~/.config/systemd/user/srv-my\\\\x20data.mount","mode":"0644","src":"data.mount.hbs"}',
      'systemd: {"name":"srv-my\\\\x20data.mount","scope":"user","daemon_reload":true,"state":"started"}',
    ],
  },
  {
    title: 'the tasks for a unit that does not run',
    params: {
      ...PLAIN,
      name: 'app.timer',
      content: CONTENT,
      state: 'stopped',
      enabled: false,
      scope: 'global',
    },
    expects: [
      'copy: {"dest":"/etc/systemd/user/app.timer","mode":"0644","content":"[Service]\\nExecStart=/bin/true\\n"}',
      'systemd: {"name":"app.timer","scope":"global","daemon_reload":true,"enabled":false,"state":"stopped"}',
    ],
  },
  {
    title: 'the tasks for a unit that is absent',
    params: { name: 'app', state: 'absent' },
    expects: [
      'systemd: {"name":"app.service","scope":"system","state":"stopped","enabled":false}',
      'file: {"path":"/etc/systemd/system/app.service","state":"absent"}',
      'systemd: {"scope":"system","daemon_reload":true}',
    ],
  },
  {
    title: 'the tasks for a template unit that is absent',
    params: { name: 'w@.service', state: 'absent' },
    expects: [
      'file: {"path":"/etc/systemd/system/w@.service","state":"absent"}',
      'systemd: {"scope":"system","daemon_reload":true}',
    ],
  },
  {
    title: 'an invalid name and a missing text are refused',
    params: { name: '../x', state: 'started' },
    expects: [
      'refused: name: expected the name of a unit, such as `app.service`',
      'refused: content: expected one of `content` and `template`',
    ],
  },
  {
    title: '`enabled` for an absent unit is refused',
    params: { name: 'x', state: 'absent', enabled: true },
    expects: ['refused: enabled: cannot be true for a unit that is to be absent'],
  },
  {
    title: 'both `content` and `template` are refused',
    params: { name: 'x', content: '', template: 'x' },
    expects: ['refused: content: expected one of `content` and `template`'],
  },
]

taskRows('systemd_unit', systemdUnit, ROWS)

test.run()
