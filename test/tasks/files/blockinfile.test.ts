import { test } from 'uvu'
import blockinfile from '../../../tasks/files/blockinfile.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat and cat of coreutils 9.1.

const STATE = ' 1:rw\u000081a4:0:0:8:1795947259:1795947259:1795947259:4333631:65024:1:root:root\u0000'
const BLOCK = '# BEGIN ANSIBLE MANAGED BLOCK\nx\n# END ANSIBLE MANAGED BLOCK\n'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a block is added at the end',
    params: { path: '/srv/a', block: 'x' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': '\none\ntwo\n' },
    expects: [
      'update file:/srv/a: {"size":8,"sha256":"c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8"} -> {"size":68,"sha256":"724d909067f6fc479fad07c4c8a6b598fb2d039f092365f8a0b67c6b0023f856"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"Block inserted"}',
    ],
  },
  {
    title: 'a block that matches is left unchanged',
    params: { path: '/srv/a', block: 'x' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': `\none\n${BLOCK}two\n` },
    expects: ['in sync: {"path":"/srv/a","dest":"/srv/a","msg":""}'],
  },
  {
    title: 'a block is removed with its markers',
    params: { path: '/srv/a', state: 'absent' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': `\none\n${BLOCK}two\n` },
    expects: [
      'update file:/srv/a: {"size":8,"sha256":"dc623a4a8a9b0eb088b406d9fee368ea0eff52d64be115d27e4a2fbc7c7cb6fa"} -> {"size":8,"sha256":"c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"Block removed"}',
    ],
  },
  {
    title: 'empty lines are kept before and after the block',
    params: { path: '/srv/a', block: 'x', insertafter: '^one', prepend_newline: true, append_newline: true },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': '\none\ntwo\n' },
    expects: [
      'update file:/srv/a: {"size":8,"sha256":"c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8"} -> {"size":70,"sha256":"2e9bd6f0da030a2a690b5086ca651ed44ff84b6c032003898c2ab862c4dd9ec7"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"Block inserted"}',
    ],
  },
  {
    title: 'a file is created with its directory',
    params: { path: '/srv/n', block: 'x', create: true, mode: '0600' },
    answers: { 'state of /srv/n': '\u0000', 'content of /srv/n': '' },
    expects: [
      'create file:/srv/n: null -> {"state":"file","mode":"0600","size":60,"sha256":"2a272e854a6167342ec48dece0ba4113810bcc491a172fc0ee4b50cbeb9c847d"}',
      'predicts: ensure file:/srv: undefined -> {"state":"directory","mode":"0755"}',
      '$ [make the directory of /srv/n]',
      'write /srv/n 0600: (a file)',
      'outputs: {"path":"/srv/n","dest":"/srv/n","msg":"File created"}',
    ],
  },
  {
    title: 'a missing file is an error',
    params: { path: '/srv/none', block: 'x' },
    answers: { 'state of /srv/none': '\u0000', 'content of /srv/none': '' },
    expects: ['error: `/srv/none` does not exist', 'hint: set `create: true` to create it'],
  },
  {
    title: 'a block that contains its own marker is refused, because every run would add it again',
    params: { path: '/srv/a', block: '# END ANSIBLE MANAGED BLOCK\ny\n# BEGIN ANSIBLE MANAGED BLOCK' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': '\none\n' },
    expects: [
      'error: the edit would be repeated at every run: next time the markers would be found in another place',
      'hint: the block or the file contains a line that equals a marker: choose another `marker`',
    ],
  },
  {
    title: 'a marker without {mark} is refused',
    params: { path: '/srv/a', block: 'x', marker: '# mine' },
    expects: [
      'refused: marker: expected one line with `{mark}`: otherwise the block could not be found again',
    ],
  },
  {
    title: 'equal markers, and two positions, are refused',
    params: { path: '/srv/a', block: 'x', marker_begin: 'END', insertafter: 'a', insertbefore: 'b' },
    expects: [
      'refused: insertafter: cannot be combined with `insertbefore`',
      'refused: marker_end: must differ from `marker_begin`',
    ],
  },
]

taskRows('blockinfile', blockinfile, ROWS)

test.run()
