import { test } from 'uvu'
import shell from '../../../tasks/commands/shell.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a pipe',
    params: { cmd: 'echo a | tr a b' },
    runs: { 'echo a | tr a b': 'b\n' },
    expects: [
      'run command:echo a | tr a b: undefined -> undefined',
      "$ exec /bin/sh -c 'echo a | tr a b'",
      'outputs: {"rc":0,"stdout":"b","stderr":"","stdout_lines":["b"],"stderr_lines":[],"cmd":"echo a | tr a b","start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'another shell',
    params: { cmd: 'echo $0', executable: '/bin/bash', chdir: '/tmp' },
    runs: { 'echo $0': '/bin/bash\n' },
    expects: [
      'run command:echo $0: undefined -> undefined',
      "$ cd -P -- /tmp || { echo 'drover: the command was not run' >&2; exit 1; }",
      "$ exec /bin/bash -c 'echo $0'",
      'outputs: {"rc":0,"stdout":"/bin/bash","stderr":"","stdout_lines":["/bin/bash"],"stderr_lines":[],"cmd":"echo $0","start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'what `creates` names is there',
    params: { cmd: 'false', creates: '/etc/pass*' },
    answers: { 'whether /etc/pass* exists': '' },
    expects: [
      'in sync: {"rc":0,"cmd":"false","msg":"Did not run command since \'/etc/pass*\' exists","stdout":"skipped, since /etc/pass* exists","stderr":"","stdout_lines":["skipped, since /etc/pass* exists"],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN"}',
    ],
  },
  {
    title: 'what `creates` names is not there',
    params: { cmd: ':', creates: '/no/such' },
    answers: { 'whether /no/such exists': { status: 1 } },
    expects: [
      'run command::: undefined -> undefined',
      'predicts: create file:/no/such: null -> {"state":"something"}',
      '$ exec /bin/sh -c :',
      'outputs: {"rc":0,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"cmd":":","start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'a status is an error',
    params: { cmd: 'exit 137' },
    runs: { 'exit 137': { status: 137 } },
    expects: [
      'run command:exit 137: undefined -> undefined',
      "$ exec /bin/sh -c 'exit 137'",
      'error: `exit 137` ended with status 137',
      'hint: it was killed (SIGKILL), possibly for lack of memory: see `dmesg`',
    ],
  },
  { title: 'no command', params: {}, expects: ['refused: cmd: expected text'] },
]

taskRows('shell', shell, ROWS)

test.run()
