import { test } from 'uvu'
import at from '../../../tasks/system/at.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of `at -c` of at 3.2.5, and of at 3.1.20 for the second job.

const AT = { 'which of at, atq exist': 'at\natq\n' }
const HEAD = '#!/bin/sh\n# atrun uid=0 gid=0\numask 22\nA=job\\ 9; export A\ncd /root || {\n\t exit 1\n}\n'
const JOBS = [
  `\njob 4\n${HEAD}systemctl restart app\n`,
  `\njob 15\n${HEAD}\${SHELL:-/bin/sh} << 'marcinDELIMITER4a1b'\nsystemctl restart app\n\nmarcinDELIMITER4a1b\n`,
  `\njob 16\n${HEAD}systemctl restart app2\n`,
].join('')
const JOB = { command: 'systemctl restart app', count: 20, units: 'minutes' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a job is added on every run',
    params: JOB,
    answers: AT,
    expects: [
      'add at-job:systemctl restart app: null -> {"runs":"in 20 minutes"}',
      '$ LC_ALL=C at  now + 20 minutes',
      '< "systemctl restart app\\n"',
      'outputs: {"state":"present","count":20,"units":"minutes","script_file":null}',
    ],
  },
  {
    title: 'with `unique`, an existing job is in sync',
    params: { ...JOB, unique: true },
    answers: { ...AT, 'jobs of at': JOBS },
    expects: ['in sync: {"state":"present","count":20,"units":"minutes","script_file":null}'],
  },
  {
    title: 'with `unique`, a job with a longer command is another job',
    params: { ...JOB, command: 'systemctl restart\n', unique: true },
    answers: { ...AT, 'jobs of at': JOBS },
    expects: [
      'add at-job:systemctl restart: null -> {"runs":"in 20 minutes"}',
      '$ LC_ALL=C at  now + 20 minutes',
      '< "systemctl restart\\n\\n"',
      'outputs: {"state":"present","count":20,"units":"minutes","script_file":null}',
    ],
  },
  {
    title: 'jobs are removed',
    params: { command: JOB.command, state: 'absent' },
    answers: { ...AT, 'jobs of at': JOBS },
    expects: [
      'delete at-job:systemctl restart app: {"jobs":"4 15"} -> null',
      '$ LC_ALL=C atrm 4 15',
      'outputs: {"state":"absent","count":null,"units":null,"script_file":null}',
    ],
  },
  {
    title: 'a missing job needs no removal',
    params: { ...JOB, state: 'absent' },
    answers: { ...AT, 'jobs of at': '' },
    expects: ['in sync: {"state":"absent","count":20,"units":"minutes","script_file":null}'],
  },
  {
    title: 'a script on the host is run',
    params: { script_file: '/opt/it later', count: 1, units: 'weeks', unique: true },
    answers: { ...AT, 'content of /opt/it later': '\n#!/bin/sh\nid', 'jobs of at': JOBS },
    expects: [
      'add at-job:/opt/it later: null -> {"runs":"in 1 weeks"}',
      "$ LC_ALL=C at -f '/opt/it later' now + 1 weeks",
      'outputs: {"state":"present","count":1,"units":"weeks","script_file":"/opt/it later"}',
    ],
  },
  {
    title: 'a missing script is an error',
    params: { script_file: '/opt/later', state: 'absent' },
    answers: { ...AT, 'content of /opt/later': '' },
    expects: ['error: there is no file `/opt/later`'],
  },
  {
    title: 'a host without at is an error',
    params: JOB,
    answers: { 'which of at, atq exist': '' },
    expects: ['error: the host has no `at`', 'hint: install at in an earlier task'],
  },
  {
    title: 'a missing command and time are refused',
    params: {},
    expects: [
      'refused: command: expected one of `command` and `script_file`',
      'refused: count: expected `count` and `units`',
    ],
  },
  {
    title: 'a fraction is refused as the count',
    params: { ...JOB, count: '1.5' },
    expects: ['refused: count: expected a whole number above 0'],
  },
]

taskRows('at', at, ROWS)

test.run()
