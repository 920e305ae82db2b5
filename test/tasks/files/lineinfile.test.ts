import { test } from 'uvu'
import lineinfile from '../../../tasks/files/lineinfile.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat and cat of coreutils 9.1.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a line is added at the end',
    params: { path: '/srv/a', line: 'three' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:8:1795947259:1795947259:1795947259:4333631:65024:1:root:root\u0000',
      'content of /srv/a': '\none\ntwo\n',
    },
    expects: [
      'update file:/srv/a: {"size":8,"sha256":"c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8"} -> {"size":14,"sha256":"b6285c57e8797db5d4c51c80d6f11938afda9b11c6a003549709189e9b4b92a2"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"line added","found":0,"backup":""}',
    ],
  },
  {
    title: 'a line that exists is left unchanged',
    params: { path: '/srv/a', line: 'three' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:14:1795947260:1795947260:1795947260:4334154:65024:1:root:root\u0000',
      'content of /srv/a': '\none\ntwo\nthree\n',
    },
    expects: ['in sync: {"path":"/srv/a","dest":"/srv/a","msg":"","found":0,"backup":""}'],
  },
  {
    title: 'the last line that matches is replaced',
    params: { path: '/srv/a', regexp: '^three', line: 'four' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:14:1795947260:1795947261:1795947260:4334154:65024:1:root:root\u0000',
      'content of /srv/a': '\none\ntwo\nthree\n',
    },
    expects: [
      'update file:/srv/a: {"size":14,"sha256":"b6285c57e8797db5d4c51c80d6f11938afda9b11c6a003549709189e9b4b92a2"} -> {"size":13,"sha256":"3fc94420f637ec5cd6c61e469410a81a70f3b2689d876e73bd58c2c606d99829"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"line replaced","found":0,"backup":""}',
    ],
  },
  {
    title: 'a group of the match is kept',
    params: { path: '/srv/a', regexp: '^(o)ne$', line: '\\1NE', backrefs: true },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:13:1795947262:1795947262:1795947262:4350046:65024:1:root:root\u0000',
      'content of /srv/a': '\none\ntwo\nfour\n',
    },
    expects: [
      'update file:/srv/a: {"size":13,"sha256":"3fc94420f637ec5cd6c61e469410a81a70f3b2689d876e73bd58c2c606d99829"} -> {"size":13,"sha256":"36d3e8adec29995dbcf2adf796d0274d7738cd932167c36abc975061201a4a0c"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"line replaced","found":0,"backup":""}',
    ],
  },
  {
    title: 'a line is added before another',
    params: { path: '/srv/a', line: 'zero', insertbefore: 'BOF' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:13:1795947263:1795947263:1795947264:4350318:65024:1:root:root\u0000',
      'content of /srv/a': '\noNE\ntwo\nfour\n',
    },
    expects: [
      'update file:/srv/a: {"size":13,"sha256":"36d3e8adec29995dbcf2adf796d0274d7738cd932167c36abc975061201a4a0c"} -> {"size":18,"sha256":"d5bc218cede887d247d95d50cc14cf89c97e1dc5d245e9def28e9652304e6d70"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"line added","found":0,"backup":""}',
    ],
  },
  {
    title: 'lines are deleted',
    params: { path: '/srv/a', search_string: 'o', state: 'absent' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:18:1795947265:1795947265:1795947266:4351157:65024:1:root:root\u0000',
      'content of /srv/a': '\nzero\noNE\ntwo\nfour\n',
    },
    expects: [
      'update file:/srv/a: {"size":18,"sha256":"d5bc218cede887d247d95d50cc14cf89c97e1dc5d245e9def28e9652304e6d70"} -> {"size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"4 line(s) removed","found":4,"backup":""}',
    ],
  },
  {
    title: 'a file is made',
    params: { path: '/srv/n', line: 'x', create: true, mode: '0600' },
    answers: { 'state of /srv/n': '\u0000', 'content of /srv/n': '' },
    expects: [
      'create file:/srv/n: null -> {"state":"file","mode":"0600","size":2,"sha256":"73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac"}',
      'predicts: ensure file:/srv: undefined -> {"state":"directory","mode":"0755"}',
      '$ [make the directory of /srv/n]',
      'write /srv/n 0600: (a file)',
      'outputs: {"path":"/srv/n","dest":"/srv/n","msg":"line added","found":0,"backup":""}',
    ],
  },
  {
    title: 'a missing file is an error',
    params: { path: '/srv/none', line: 'x' },
    answers: { 'state of /srv/none': '\u0000', 'content of /srv/none': '' },
    expects: ['error: `/srv/none` does not exist', 'hint: set `create: true` to create it'],
  },
]

taskRows('lineinfile', lineinfile, ROWS)

test.run()
