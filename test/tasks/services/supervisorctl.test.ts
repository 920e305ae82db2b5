import { test } from 'uvu'
import supervisorctl from '../../../tasks/services/supervisorctl.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of supervisorctl 4.2.5.

const STATUS = `pool:pool_0                      STOPPED   Nov 30 08:00 AM
pool:pool_1                      RUNNING   pid 7681, uptime 0:00:01
web                              RUNNING   pid 7680, uptime 13:22:18
`
const about = (name: string, stdout = STATUS, status = 3) => ({
  [`state of supervisor:${name}`]: { stdout, status },
})

const ROWS: readonly TaskRow[] = [
  {
    title: 'a program that runs is left unchanged',
    params: { name: 'web', state: 'started' },
    answers: about('web'),
    expects: ['in sync: {"name":"web","state":"started"}'],
  },
  {
    title: 'a program is stopped',
    params: { name: 'web', state: 'stopped', config: "/etc/it's.conf", server_url: 'unix:///s' },
    answers: about('web'),
    runs: { 'supervisorctl stop web': 'web: stopped\n' },
    expects: [
      'stop supervisor:web: {"state":"RUNNING"} -> {"state":"stopped"}',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      "$ supervisorctl -c '/etc/it'\\''s.conf' -s unix:///s stop web",
      'outputs: {"name":"web","state":"stopped","affected":["web"]}',
    ],
  },
  {
    title: 'only the processes of a group that do not run are started',
    params: { name: 'pool:', state: 'started' },
    answers: about('pool:'),
    runs: { 'supervisorctl start pool:pool_0': 'pool:pool_0: started\n' },
    expects: [
      'start supervisor:pool:: {"state":"STOPPED, RUNNING"} -> {"state":"running"}',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl start pool:pool_0',
      'outputs: {"name":"pool","state":"started","affected":["pool:pool_0"]}',
    ],
  },
  {
    title: 'all programs are stopped',
    params: { name: 'all', state: 'stopped' },
    answers: about('all'),
    isCheckMode: true,
    expects: ['stop supervisor:all: {"state":"STOPPED, RUNNING, RUNNING"} -> {"state":"stopped"}'],
  },
  {
    title: 'a program that cannot be started is an error',
    params: { name: 'pool:', state: 'started' },
    answers: about('pool:'),
    runs: { 'supervisorctl start pool:pool_0': { stdout: 'pool:pool_0: ERROR (spawn error)\n', status: 7 } },
    expects: [
      'start supervisor:pool:: {"state":"STOPPED, RUNNING"} -> {"state":"running"}',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl start pool:pool_0',
      'error: `supervisorctl start pool:pool_0` failed: pool:pool_0: ERROR (spawn error)',
      'hint: see the log of the program: `supervisorctl tail`',
    ],
  },
  {
    title: 'a restart reads the configuration first, also if the program does not run',
    params: { name: 'new', state: 'restarted' },
    answers: about('new'),
    runs: {
      'supervisorctl update': 'new: added process group\n',
      'supervisorctl restart new': 'new: ERROR (not running)\nnew: started\n',
    },
    expects: [
      'restart supervisor:new: null -> {"state":"running"}',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl update',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl restart new',
      'outputs: {"name":"new","state":"restarted","affected":[]}',
    ],
  },
  {
    title: 'a restart of a group lists its processes',
    params: { name: 'pool:', state: 'restarted' },
    answers: about('pool:'),
    runs: {
      'supervisorctl update': '',
      'supervisorctl restart pool:pool_0 pool:pool_1':
        'pool:pool_0: stopped\npool:pool_0: started\npool:pool_1: ERROR (spawn error)\n',
    },
    expects: [
      'restart supervisor:pool:: {"state":"STOPPED, RUNNING"} -> {"state":"running"}',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl update',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl restart pool:pool_0 pool:pool_1',
      'error: `supervisorctl restart pool:pool_0 pool:pool_1` failed: pool:pool_0: stopped',
      'pool:pool_0: started',
      'pool:pool_1: ERROR (spawn error)',
      'hint: see the log of the program: `supervisorctl tail`',
    ],
  },
  {
    title: 'a signal is sent, and the password is in no process list',
    params: { name: 'web', state: 'signalled', signal: 'HUP', username: 'a', password: "p%'x" },
    answers: about('web'),
    runs: { 'supervisorctl signal HUP web': 'web: signalled\n' },
    expects: [
      'signal supervisor:web: {"state":"RUNNING"} -> {"state":"signalled with HUP"}',
      '$ [supervisorctl signal HUP web]',
      'outputs: {"name":"web","state":"signalled","affected":["web"]}',
    ],
  },
  {
    title: 'a program is added',
    params: { name: 'new', state: 'present' },
    answers: about('new'),
    runs: {
      'supervisorctl reread': 'new: available\n',
      'supervisorctl add new': 'new: added process group\n',
    },
    expects: [
      'create supervisor:new: null -> {"state":"added"}',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl reread',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl add new',
      'outputs: {"name":"new","state":"present"}',
    ],
  },
  {
    title: 'removing a program that runs is an error',
    params: { name: 'web', state: 'absent' },
    answers: about('web'),
    runs: {
      'supervisorctl reread': 'No config updates to processes\n',
      'supervisorctl remove web': { stdout: 'ERROR: process/group still running: web\n', status: 1 },
    },
    expects: [
      'delete supervisor:web: {"state":"RUNNING"} -> null',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl reread',
      "$ command -v supervisorctl >/dev/null 2>&1 || { echo 'the host has no supervisorctl' >&2; exit 127; }",
      '$ export LC_ALL=C',
      '$ supervisorctl remove web',
      'error: `supervisorctl remove web` failed: ERROR: process/group still running: web',
      'hint: stop it with `state: stopped` in an earlier task',
    ],
  },
  {
    title: 'a missing program needs no removal',
    params: { name: 'new', state: 'absent' },
    answers: about('new'),
    expects: ['in sync: {"name":"new","state":"absent"}'],
  },
  {
    title: 'starting a missing program is an error',
    params: { name: 'pool', state: 'started' },
    answers: about('pool'),
    expects: [
      'error: supervisord has no program `pool`',
      'hint: add it with `state: present` in an earlier task, or check `name`',
    ],
  },
  {
    title: 'supervisord that does not run is an error',
    params: { name: 'web', state: 'started' },
    answers: about('web', 'unix:///var/run/supervisor.sock no such file\n', 4),
    expects: [
      'error: unix:///var/run/supervisor.sock no such file',
      'hint: is supervisord running? Start it in an earlier task, or check `config` and `server_url`',
    ],
  },
  {
    title: 'in a dry run, an earlier task may start supervisord',
    params: { name: 'web', state: 'started' },
    answers: about('web', 'http://localhost:9001 refused connection\n', 4),
    isCheckMode: true,
    expects: [
      'unknown: depends on the supervisord, which refuses now: http://localhost:9001 refused connection',
    ],
  },
  {
    title: 'a host without supervisorctl is an error',
    params: { name: 'web', state: 'started' },
    answers: {
      'state of supervisor:web': { status: 127, stderr: 'the host has no supervisorctl\n' },
      'which of supervisorctl exist': '',
    },
    expects: ['error: the host has no `supervisorctl`', 'hint: install supervisor in an earlier task'],
  },
  {
    title: 'a name with a blank, and a missing signal, are refused',
    params: { name: 'a b', state: 'signalled' },
    expects: ['refused: name: expected a name without blanks', 'refused: signal: `signalled` needs it'],
  },
]

taskRows('supervisorctl', supervisorctl, ROWS)

effectRows(
  'supervisorctl',
  supervisorctl,
  {
    params: { name: 'web', state: 'stopped' },
    answers: about('web'),
    runs: { 'supervisorctl stop web': 'web: stopped\n' },
  },
  [
    {
      params: { supervisorctl_path: '/opt/bin/supervisorctl' },
      shows: ['/opt/bin/supervisorctl', "/opt/bin/supervisorctl'"],
      hides: ['supervisorctl', "supervisorctl'"],
    },
  ],
)

test.run()
