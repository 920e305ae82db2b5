import { test } from 'uvu'
import sudoers from '../../../tasks/system/sudoers.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const PATH = '/etc/sudoers.d/deploy'
const RULE = { name: 'deploy', user: 'deploy', commands: ['/usr/bin/systemctl restart app'] }
const TEXT = 'deploy ALL=NOPASSWD: /usr/bin/systemctl restart app\n'
const host = (text: string | null, mode = '8120', tools = 'visudo\n') => ({
  ...capturedFile(PATH, text, { mode }),
  'which of visudo exist': tools,
})

const ROWS: readonly TaskRow[] = [
  {
    title: 'a rule is added',
    params: RULE,
    answers: host(null),
    expects: [
      'create file:/etc/sudoers.d/deploy: null -> {"state":"file","mode":"0440","size":52,"sha256":"07d1ce17e729e27990685bbcd4771e6e390c0b6154433b847ec3913652fc2410"}',
      'write /etc/sudoers.d/deploy 0440: (a file)',
      'outputs: {}',
    ],
  },
  { title: 'an existing rule is in sync', params: RULE, answers: host(TEXT), expects: ['in sync: {}'] },
  {
    title: 'the mode of a rule that others could read is corrected',
    params: RULE,
    answers: host(TEXT, '81a4'),
    expects: [
      'update file:/etc/sudoers.d/deploy: {"mode":"0644"} -> {"mode":"0440"}',
      '$ (d_enter /etc/sudoers.d && d_pin deploy && d_run_pinned chmod -- 00440 "$d_pinned")',
      'outputs: {}',
    ],
  },
  {
    title: 'all params of a rule are written',
    params: {
      ...{ name: 'deploy', group: 'ops', commands: ['ALL', '!/bin/sh'], nopassword: false, setenv: true },
      ...{ noexec: true, host: 'web1', runas: 'postgres:adm', validation: 'absent' },
    },
    answers: host('%ops web1=(postgres:adm)SETENV:NOEXEC: ALL, !/bin/sh\n'),
    expects: ['in sync: {}'],
  },
  {
    title: 'a rule is removed',
    params: { name: 'deploy', state: 'absent' },
    answers: host(TEXT),
    expects: [
      'delete file:/etc/sudoers.d/deploy: {"state":"file"} -> null',
      '$ [remove /etc/sudoers.d/deploy]',
      'outputs: {}',
    ],
  },
  {
    title: 'a missing rule needs no removal',
    params: { name: 'deploy', state: 'absent' },
    answers: host(null),
    expects: ['in sync: {}'],
  },
  {
    title: 'a host without visudo is accepted unless validation is required',
    params: RULE,
    answers: host(TEXT, '8120', ''),
    expects: ['in sync: {}'],
  },
  {
    title: 'a host without visudo is an error',
    params: { ...RULE, validation: 'required' },
    answers: host(null, '8120', ''),
    expects: ['error: the host has no `visudo`', 'hint: install sudo in an earlier task'],
  },
  {
    title: 'a name that sudo ignores, and a second line, are refused',
    params: { ...RULE, name: '10-app.conf', commands: 'ALL\nroot ALL=ALL' },
    expects: [
      'refused: name: expected a name without `.`, `~`, `/` and spaces',
      'refused: commands: Invalid input',
    ],
  },
  {
    title: 'a missing user and missing commands are refused',
    params: { name: 'x' },
    expects: [
      'refused: user: expected a user, or `group`',
      'refused: commands: expected at least one command',
    ],
  },
  {
    title: 'both a user and a group are refused',
    params: { ...RULE, group: 'x' },
    expects: ['refused: group: cannot be combined with `user`'],
  },
]

taskRows('sudoers', sudoers, ROWS)

test.run()
