import { test } from 'uvu'
import raw from '../../../tasks/commands/raw.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a command line is run as it is',
    params: { cmd: `printf '%s' "$HOME" | tr a b` },
    runs: { 'printf \'%s\' "$HOME" | tr a b': '/root\n' },
    expects: [
      'run command:printf \'%s\' "$HOME" | tr a b: undefined -> undefined',
      "$ exec /bin/sh -c 'printf '\\''%s'\\'' \"$HOME\" | tr a b'",
      'outputs: {"rc":0,"stdout":"/root\\n","stderr":"","stdout_lines":["/root"],"stderr_lines":[],"cmd":"printf \'%s\' \\"$HOME\\" | tr a b","start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'another shell runs it, with the environment of the task',
    params: { cmd: 'echo hi', executable: '/bin/bash' },
    environment: { A: `it's` },
    runs: { 'echo hi': 'hi\n' },
    expects: [
      'run command:echo hi: undefined -> undefined',
      "$ export A='it'\\''s'",
      "$ exec /bin/bash -c 'echo hi'",
      'outputs: {"rc":0,"stdout":"hi\\n","stderr":"","stdout_lines":["hi"],"stderr_lines":[],"cmd":"echo hi","start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'a status that is not 0 is an error',
    params: { cmd: 'false' },
    runs: { false: { status: 1 } },
    expects: [
      'run command:false: undefined -> undefined',
      '$ exec /bin/sh -c false',
      'error: `false` ended with status 1',
    ],
  },
]

taskRows('raw', raw, ROWS)

test.run()
