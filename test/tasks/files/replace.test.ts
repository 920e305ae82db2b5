import { test } from 'uvu'
import replace from '../../../tasks/files/replace.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat and cat of coreutils 9.1.

const STATE = ' 1:rw\u000081a4:0:0:8:1795947259:1795947259:1795947259:4333631:65024:1:root:root\u0000'

const ROWS: readonly TaskRow[] = [
  {
    title: 'all matches are replaced, with references to groups',
    params: { path: '/srv/a', regexp: '^(\\w)=(?P<v>.*)$', replace: '\\g<v>:\\1' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': '\na=1\nb=2\n' },
    expects: [
      'update file:/srv/a: {"size":8,"sha256":"4a73850fde34aad40ff8649b93a66523a5fe744357a3931caea0f10609d0d930"} -> {"size":8,"sha256":"b173219e5a48cb2ef75498db207f085235147922fcad012c30bc977070a28a68"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"2 replacements made","rc":0}',
    ],
  },
  {
    title: 'a text without a match is in sync',
    params: { path: '/srv/a', regexp: 'x', replace: 'y' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': '\na=1\nb=2\n' },
    expects: ['in sync: {"path":"/srv/a","dest":"/srv/a","msg":"","rc":0}'],
  },
  {
    title: 'only text between two patterns is replaced',
    params: { path: '/srv/a', regexp: '1', after: '<b>', before: '</b>' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': '\n1 <b>\n1 </b> 1 </b>\n' },
    expects: [
      'update file:/srv/a: {"size":8,"sha256":"9bbb8ea6c3833f0aa86402c9c42881478bb3d8b756d64e8011946f256ab4f9b7"} -> {"size":19,"sha256":"61a0efc8fe3007aef9df86b99382ba8fbaf9f9527af7d9558f81596c5301670c"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a","dest":"/srv/a","msg":"1 replacements made","rc":0}',
    ],
  },
  {
    title: 'a missing section changes nothing and is reported',
    params: { path: '/srv/a', regexp: '1', after: '<b>', before: '</b>' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': '\n1 <b>\n1 <b> 1\n' },
    expects: [
      'in sync: {"path":"/srv/a","dest":"/srv/a","msg":"Pattern for before/after params did not match the given file: <b>(?P<subsection>.*?)</b>","rc":0}',
    ],
  },
  {
    title: 'a replacement that every run would make again is refused',
    params: { path: '/srv/a', regexp: 'a', replace: 'aa' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': '\na=1\n' },
    expects: [
      'error: the edit would be repeated at every run: next time `regexp` would match the text that `replace` leaves, and change it again',
      'hint: write `regexp` so that it does not match the replaced text, such as with `(?!…)`; or use `lineinfile`',
    ],
  },
  {
    title: 'a reference to a missing group is an error',
    params: { path: '/srv/a', regexp: 'a', replace: '\\1' },
    answers: { 'state of /srv/a': STATE, 'content of /srv/a': '\na=1\n' },
    expects: ['error: the replacement cannot be made: `\\1` is not a group of the pattern'],
  },
  {
    title: 'a missing file is an error',
    params: { path: '/srv/none', regexp: 'x' },
    answers: { 'state of /srv/none': '\u0000', 'content of /srv/none': '' },
    expects: ['error: `/srv/none` does not exist', 'hint: create it in an earlier task'],
  },
  {
    title: 'an invalid regular expression and an unknown encoding are refused',
    params: { path: '/srv/a', regexp: '(', encoding: 'ebcdic' },
    expects: [
      'refused: regexp: expected a regular expression: Invalid regular expression: /(/: Unterminated group',
      'refused: encoding: Invalid option: expected one of "utf-8"|"utf8"|"ascii"|"latin-1"|"latin1"|"iso-8859-1"|"utf-16-le"',
    ],
  },
]

taskRows('replace', replace, ROWS)

test.run()
