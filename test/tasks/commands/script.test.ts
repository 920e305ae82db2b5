import { test } from 'uvu'
import script from '../../../tasks/commands/script.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a script of the project runs with its arguments',
    params: { cmd: "s.sh 'a b' $HOME" },
    files: { 's.sh': '#!/bin/sh\necho "$@"\n' },
    runs: { 'run s.sh': 'a b $HOME\n' },
    expects: [
      'run script:s.sh: undefined -> {"args":["a b","$HOME"]}',
      '$ [run s.sh]',
      '< "#!/bin/sh\\necho \\"$@\\"\\n"',
      'outputs: {"rc":0,"stdout":"a b $HOME\\n","stderr":"","stdout_lines":["a b $HOME"],"stderr_lines":[],"cmd":"s.sh a b $HOME","start":"TIME","end":"TIME","delta":"SPAN"}',
    ],
  },
  {
    title: 'what `creates` names is there',
    params: { cmd: 's.sh', creates: '/srv/a' },
    files: { 's.sh': 'exit 1\n' },
    answers: { 'whether /srv/a exists': '' },
    expects: [
      'in sync: {"rc":0,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"msg":"/srv/a exists, matching creates option"}',
    ],
  },
  {
    title: 'a status is an error',
    params: { cmd: 's.sh' },
    files: { 's.sh': '#!/bin/sh\necho no >&2\nexit 3\n' },
    runs: { 'run s.sh': { status: 3, stderr: 'no\n' } },
    expects: [
      'run script:s.sh: undefined -> {"args":[]}',
      '$ [run s.sh]',
      '< "#!/bin/sh\\necho no >&2\\nexit 3\\n"',
      'error: the script `s.sh` ended with status 3: no',
    ],
  },
]

taskRows('script', script, ROWS)

test.run()
