import { test } from 'uvu'
import serviceFacts from '../../../tasks/services/service_facts.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const found = (services: object): string => `in sync: ${JSON.stringify({ ansible_facts: { services } })}`
const systemd = (name: string, state: string, status: string) => ({ name, state, status, source: 'systemd' })
const sysv = (name: string, state: string) => ({ name, state, source: 'sysv' })

const ROWS: readonly TaskRow[] = [
  {
    title: 'services of systemd 252',
    params: {},
    answers: {
      'all services': `= systemd
  cron.service                 loaded    active   running Regular background program processing daemon
  apparmor.service             loaded    active   exited  Load AppArmor profiles
  backup.service               loaded    failed   failed  Backup that failed
  connman.service              not-found inactive dead    connman.service
  old.service                  masked    inactive dead    old.service
  systemd-logind.service       loaded    active   running User Login Management
  user@0.service               loaded    active   running User Manager for UID 0
= files
apparmor.service                       enabled         enabled
backup.service                         static          -
cron.service                           enabled         enabled
dbus-org.freedesktop.login1.service    alias           -
getty@.service                         enabled         enabled
old.service                            masked          enabled
rsync.service                          disabled        enabled
systemd-logind.service                 static          -
= aliases
dbus-org.freedesktop.login1.service
= states
ActiveState=active
`,
    },
    expects: [
      found({
        'cron.service': systemd('cron.service', 'running', 'enabled'),
        'apparmor.service': systemd('apparmor.service', 'stopped', 'enabled'),
        'backup.service': systemd('backup.service', 'stopped', 'failed'),
        'connman.service': systemd('connman.service', 'stopped', 'not-found'),
        'old.service': systemd('old.service', 'stopped', 'masked'),
        'systemd-logind.service': systemd('systemd-logind.service', 'running', 'static'),
        'user@0.service': systemd('user@0.service', 'running', 'active'),
        'dbus-org.freedesktop.login1.service': systemd(
          'dbus-org.freedesktop.login1.service',
          'active',
          'alias',
        ),
        'getty@.service': systemd('getty@.service', 'unknown', 'enabled'),
        'rsync.service': systemd('rsync.service', 'inactive', 'disabled'),
      }),
    ],
  },
  {
    title: 'services of sysvinit',
    params: {},
    answers: { 'all services': '= sysv\n [ + ]  cron\n [ - ]  hwclock.sh\n [ ? ]  odd\n' },
    expects: [found({ cron: sysv('cron', 'running'), 'hwclock.sh': sysv('hwclock.sh', 'stopped') })],
  },
  {
    title: 'services of OpenRC',
    params: {},
    answers: {
      'all services': `= openrc
Runlevel: default
 sshd                                                             [  started  ]
 crond                                                            [  stopped  ]
Dynamic Runlevel: hotplugged
= runlevels
                 sshd | default
                crond |
`,
    },
    expects: [
      found({
        sshd: { name: 'sshd', runlevels: ['default'], state: 'started', source: 'openrc' },
        crond: { name: 'crond', runlevels: null, state: 'stopped', source: 'openrc' },
      }),
    ],
  },
  {
    title: 'a host without a service manager is an error',
    params: {},
    answers: { 'all services': { status: 3 } },
    expects: ['error: the host has no systemd, no OpenRC and no `service` command that lists services'],
  },
]

taskRows('service_facts', serviceFacts, ROWS)

test.run()
