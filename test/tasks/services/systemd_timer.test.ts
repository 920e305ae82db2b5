import { test } from 'uvu'
import systemdTimer from '../../../tasks/services/systemd_timer.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const PLAIN = { name: 'backup', verify: false }

const ROWS: readonly TaskRow[] = [
  {
    title: 'the tasks for a command that runs daily',
    params: { ...PLAIN, command: '/usr/local/bin/backup --all', on_calendar: 'daily' },
    expects: [
      'copy: {"dest":"/etc/systemd/system/backup.timer","content":"[Timer]\\nOnCalendar=daily\\n\\n[Install]\\nWantedBy=timers.target\\n","mode":"0644"}',
      'copy: {"dest":"/etc/systemd/system/backup.service","content":"[Service]\\nType=oneshot\\nExecStart=/usr/local/bin/backup --all\\n","mode":"0644"}',
      'systemd: {"name":"backup.timer","scope":"system","daemon_reload":true,"enabled":true,"state":"started"}',
    ],
  },
  {
    title: 'characters that systemd would expand are escaped',
    params: {
      ...{ ...PLAIN, name: 'backup.timer', command: ['/bin/sh', '-c', 'echo "$HOME" \\ %h\n', ''] },
      ...{ on_active: '15min', environment: { TZ: 'Europe/Berlin', A: 'a "b" %h' } },
    },
    expects: [
      'copy: {"dest":"/etc/systemd/system/backup.timer","content":"[Timer]\\nOnUnitActiveSec=15min\\nOnActiveSec=15min\\n\\n[Install]\\nWantedBy=timers.target\\n","mode":"0644"}',
      'copy: {"dest":"/etc/systemd/system/backup.service","content":"[Service]\\nType=oneshot\\nEnvironment=TZ=Europe/Berlin\\nEnvironment=\\"A=a \\\\\\"b\\\\\\" %%h\\"\\nExecStart=/bin/sh -c \\"echo \\\\\\"$$HOME\\\\\\" \\\\\\\\ %%h\\\\n\\" \\"\\"\\n","mode":"0644"}',
      'systemd: {"name":"backup.timer","scope":"system","daemon_reload":true,"enabled":true,"state":"started"}',
    ],
  },
  {
    title: 'the tasks with all settings',
    params: {
      ...{ ...PLAIN, command: "/bin/a 'b c' d$e", on_calendar: ['06:00', 'Mon *-*-1'], on_boot: '5min' },
      ...{ on_active: '1h 30min', persistent: true, randomized_delay: '30 s', accuracy: 1 },
      ...{ description: '100% of it', user: 'backup', group: 'backup', chdir: '/srv/a b' },
      ...{ scope: 'global', mode: '0600', state: 'stopped', enabled: false },
    },
    expects: [
      'copy: {"dest":"/etc/systemd/user/backup.timer","content":"[Unit]\\nDescription=100%% of it\\n\\n[Timer]\\nOnCalendar=06:00\\nOnCalendar=Mon *-*-1\\nOnBootSec=5min\\nOnUnitActiveSec=1h 30min\\nPersistent=true\\nRandomizedDelaySec=30 s\\nAccuracySec=1\\n\\n[Install]\\nWantedBy=timers.target\\n","mode":"0600"}',
      'copy: {"dest":"/etc/systemd/user/backup.service","content":"[Unit]\\nDescription=100%% of it\\n\\n[Service]\\nType=oneshot\\nUser=backup\\nGroup=backup\\nWorkingDirectory=/srv/a b\\nExecStart=/bin/a \\"b c\\" \\"d$$e\\"\\n","mode":"0600"}',
      'systemd: {"name":"backup.timer","scope":"global","daemon_reload":true,"enabled":false,"state":"stopped"}',
    ],
  },
  {
    title: 'the tasks for a timer that is absent',
    params: { name: 'backup', state: 'absent' },
    expects: [
      'systemd: {"name":"backup.timer","scope":"system","state":"stopped","enabled":false}',
      'file: {"path":"/etc/systemd/system/backup.timer","state":"absent"}',
      'file: {"path":"/etc/systemd/system/backup.service","state":"absent"}',
      'systemd: {"scope":"system","daemon_reload":true}',
    ],
  },
  {
    title: 'a missing command and time are refused',
    params: { name: 'x' },
    expects: [
      'refused: command: expected a command',
      'refused: on_calendar: expected a time, or `on_boot` or `on_active`',
    ],
  },
  {
    title: 'values with several lines, an unclosed quote, and an invalid time are refused',
    params: { name: 'a b', command: "/bin/a 'b", on_calendar: 'a\nb', on_boot: 'x\n', user: 'a\nb' },
    expects: [
      'refused: name: expected a name, such as `backup`',
      'refused: command: expected a command with its quotes closed',
      'refused: on_calendar: Invalid input',
      'refused: on_boot: expected a time, such as `15min`',
      'refused: user: expected a user in one line',
    ],
  },
]

taskRows('systemd_timer', systemdTimer, ROWS)

test.run()
