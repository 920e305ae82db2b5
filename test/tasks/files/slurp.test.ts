import { test } from 'uvu'
import slurp from '../../../tasks/files/slurp.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat and cat of coreutils 9.1.

const ROWS: readonly TaskRow[] = [
  {
    title: 'the content is returned in base64',
    params: { src: '/srv/a' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:8:1795947259:1795947259:1795947259:4333631:65024:1:root:root\u0000',
      'content of /srv/a': { stdout: Buffer.from('\né\0\xff', 'latin1') },
    },
    expects: ['in sync: {"content":"6QD/","source":"/srv/a","encoding":"base64"}'],
  },
  {
    title: 'a missing file is an error',
    params: { src: '/srv/none' },
    answers: { 'state of /srv/none': '\u0000', 'content of /srv/none': '' },
    expects: ['error: file not found: /srv/none'],
  },
  {
    title: 'a directory is an error',
    params: { src: '/srv' },
    answers: {
      'state of /srv':
        ' 1:rwx\u000041ed:0:0:4096:1795947259:1795947259:1795947259:4333631:65024:2:root:root\u0000',
      'content of /srv': '',
    },
    expects: ['error: source is a directory and must be a file: /srv'],
  },
]

taskRows('slurp', slurp, ROWS)

test.run()
