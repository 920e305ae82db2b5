import { test } from 'uvu'
import iniFile from '../../../tasks/files/ini_file.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat and cat of coreutils 9.1.

const STATE = ' 1:rw\u000081a4:0:0:8:1795947259:1795947259:1795947259:4333631:65024:1:root:root\u0000'

const at = (content: string) => ({ 'state of /srv/a.ini': STATE, 'content of /srv/a.ini': `\n${content}` })
const NONE = { 'state of /srv/a.ini': '\u0000', 'content of /srv/a.ini': '' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'an option is added to its section',
    params: { path: '/srv/a.ini', section: 's', option: 'o', value: 1, backup: true },
    answers: at('[s]\na = 1\n'),
    expects: [
      'update file:/srv/a.ini: {"size":8,"sha256":"0d4273caeee920ca9a945abbec01e1b432586a2b9c88a009732a2d69124cf43c"} -> {"size":16,"sha256":"62eee8d4b2c71cfb63bddcc0fdf59cdcfa0a82f6d1329bceaf047d802aa131df"}',
      'write /srv/a.ini 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a.ini","dest":"/srv/a.ini","msg":"option added"}',
    ],
  },
  {
    title: 'an option that matches is left unchanged',
    params: { path: '/srv/a.ini', section: 's', option: 'o', value: '1' },
    answers: at('[s]\no = 1\n'),
    expects: ['in sync: {"path":"/srv/a.ini","dest":"/srv/a.ini","msg":"OK"}'],
  },
  {
    title: 'a section is removed',
    params: { path: '/srv/a.ini', section: 's', state: 'absent' },
    answers: at('[s]\no = 1\n[t]\n'),
    expects: [
      'update file:/srv/a.ini: {"size":8,"sha256":"f02bd6ab1898f05ed5ad84702edac9e129d6511e4abf04fae85b3ec4aee5e8c7"} -> {"size":4,"sha256":"d7c11f2931d8549245166e48226e47e6cf86620935cdfef433e0d5b7aa4e2b59"}',
      'write /srv/a.ini 0644 0 0: (a file)',
      'outputs: {"path":"/srv/a.ini","dest":"/srv/a.ini","msg":"section removed"}',
    ],
  },
  {
    title: 'a file is created with its directory',
    params: {
      path: '/srv/a.ini',
      section: 's',
      option: 'o',
      values: 'a,b',
      mode: '0600',
      no_extra_spaces: true,
    },
    answers: NONE,
    expects: [
      'create file:/srv/a.ini: null -> {"state":"file","mode":"0600","size":13,"sha256":"31b97d18f7319851357a7005a74fd1dee2cb786d0b2f826d2ebd0300221b1374"}',
      'predicts: ensure file:/srv: undefined -> {"state":"directory","mode":"0755"}',
      '$ [make the directory of /srv/a.ini]',
      'write /srv/a.ini 0600: (a file)',
      'outputs: {"path":"/srv/a.ini","dest":"/srv/a.ini","msg":"section and option added"}',
    ],
  },
  {
    title: 'a missing file has nothing to remove',
    params: { path: '/srv/a.ini', section: 's', state: 'absent' },
    answers: NONE,
    expects: ['in sync: {"path":"/srv/a.ini","dest":"/srv/a.ini","msg":"OK"}'],
  },
  {
    title: 'with `create: false`, a missing file is an error',
    params: { path: '/srv/a.ini', section: 's', option: 'o', value: '1', create: false },
    answers: NONE,
    expects: ['error: `/srv/a.ini` does not exist', 'hint: set `create: true` to create it'],
  },
  {
    title: 'an edit that every run would make again is an error',
    params: {
      path: '/srv/a.ini',
      section: 's',
      section_has_values: [{ option: 'o', value: '2' }],
      option: 'o',
      value: '1',
    },
    answers: at('[s]\no = 2\n'),
    expects: [
      'error: the edit would be repeated at every run: next time the section or the value would not be found as it was written',
      'hint: a section, option or value is one line, and a value neither begins with a space nor ends the condition in `section_has_values`',
    ],
  },
  {
    title: 'an option without a value is refused',
    params: { path: '/srv/a.ini', section: 's', option: 'o', value: null },
    expects: ['refused: value: expected the value of the option, or `allow_no_value: true`'],
  },
  {
    title: 'neither option nor section, or null and empty ones, are refused',
    params: { path: '/srv/a.ini', section: null, option: '', state: 'absent' },
    expects: ['refused: option: expected `option`, `section` or both'],
  },
  {
    title: '`value` together with `values`, and conditions without a section, are refused',
    params: {
      path: '/srv/a.ini',
      option: 'o',
      value: 'a',
      values: ['b'],
      section_has_values: [{ option: 'p' }],
    },
    expects: [
      'refused: values: cannot be combined with `value`',
      'refused: section_has_values: needs `section`',
    ],
  },
  {
    title: 'an invalid number of spaces is refused',
    params: { path: '/srv/a.ini', option: 'o', value: 'a', option_prefix_spaces: -1 },
    expects: ['refused: option_prefix_spaces: expected a number of spaces'],
  },
  {
    title: 'with `ignore_spaces`, a line that differs only in spaces is left unchanged',
    params: { path: '/srv/a.ini', section: 's', option: 'o', value: '1', ignore_spaces: true },
    answers: at('[s]\no=1\n'),
    expects: ['in sync: {"path":"/srv/a.ini","dest":"/srv/a.ini","msg":"OK"}'],
  },
]

taskRows('ini_file', iniFile, ROWS)

const TWICE = {
  params: { path: '/srv/a.ini', section: 's', option: 'o', value: '1' },
  answers: at('[s]\no=1\no=2\n'),
}
effectRows('ini_file', iniFile, TWICE, [{ params: { exclusive: false }, shows: ['o=2'] }])

test.run()
