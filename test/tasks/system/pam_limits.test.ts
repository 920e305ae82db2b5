import { test } from 'uvu'
import pamLimits from '../../../tasks/system/pam_limits.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat of coreutils 9.1.

const PATH = '/etc/security/limits.conf'
const file = (text: string | null) => capturedFile(PATH, text)
const NOFILE = { domain: 'app', limit_type: 'soft', limit_item: 'nofile' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a file is created',
    params: { ...NOFILE, value: 1024 },
    answers: file(null),
    expects: [
      'create file:/etc/security/limits.conf: null -> {"state":"file","mode":"0644","size":21,"sha256":"526ff528c8bbfd27447c8aae42e6359b11e3ec77a1d6fc2f657331d23e6df326"}',
      'write /etc/security/limits.conf 0644: (a file)',
      'outputs: {"msg":"app\\tsoft\\tnofile\\t1024"}',
    ],
  },
  {
    title: 'a limit is added with a comment',
    params: { ...NOFILE, value: '1024', comment: 'for us' },
    answers: file('#<domain> <type>\napp hard nofile 99 # keep'),
    expects: [
      'update file:/etc/security/limits.conf: {"size":42,"sha256":"e773c7f284e691785e44878f6d81c1def573f97623a3843b364beba47170ebcc"} -> {"size":72,"sha256":"201fc83d3a997cc119a31c95afa6d830096da80ea14ba94b5ca8a36afefcbeb6"}',
      'write /etc/security/limits.conf 0644 0 0: (a file)',
      'outputs: {"msg":"app\\tsoft\\tnofile\\t1024\\t#for us"}',
    ],
  },
  {
    title: 'a limit that matches is left unchanged',
    params: { ...NOFILE, value: '1024' },
    answers: file('app   soft\tnofile 1024 # mine\n'),
    expects: ['in sync: {"msg":"app   soft\\tnofile 1024 # mine"}'],
  },
  {
    title: 'a changed value keeps the comment of its line',
    params: { ...NOFILE, value: 'unlimited' },
    answers: file('app soft nofile 1024 # mine\n'),
    expects: [
      'update file:/etc/security/limits.conf: {"size":28,"sha256":"20d6d1b51878f2742b196b5651e19528af0c11a22b16eb009a79b8b16bb64955"} -> {"size":33,"sha256":"63fa74d0a00c1f4c35fa8b416b479a51390e23907683b7382bd8dd0b35453d88"}',
      'write /etc/security/limits.conf 0644 0 0: (a file)',
      'outputs: {"msg":"app\\tsoft\\tnofile\\tunlimited\\t# mine"}',
    ],
  },
  {
    title: 'with `use_max`, a greater value is kept',
    params: { ...NOFILE, value: '1024', use_max: true },
    answers: file('app soft nofile unlimited\n'),
    expects: ['in sync: {"msg":"app soft nofile unlimited"}'],
  },
  {
    title: 'with `use_max`, a smaller value is replaced',
    params: { ...NOFILE, value: '-1', use_max: true },
    answers: file('app soft nofile 10\n'),
    expects: [
      'update file:/etc/security/limits.conf: {"size":19,"sha256":"4a40623fcb02438e3daac783cab2a540159df2058625afdee57fb4de86f61546"} -> {"size":19,"sha256":"598d878b861bbd3037749c16633a4d49473c7efc16132f92e9607f4a4ff0e3d0"}',
      'write /etc/security/limits.conf 0644 0 0: (a file)',
      'outputs: {"msg":"app\\tsoft\\tnofile\\t-1"}',
    ],
  },
  {
    title: 'with `use_min`, a smaller value is kept',
    params: { ...NOFILE, value: 'unlimited', use_min: true },
    answers: file('app soft nofile 10\n'),
    expects: ['in sync: {"msg":"app soft nofile 10"}'],
  },
  {
    title: 'with `use_min`, a greater value is replaced',
    params: { domain: '@staff', limit_type: '-', limit_item: 'nice', value: -5, use_min: true },
    answers: file('@staff - nice -1\n'),
    expects: [
      'update file:/etc/security/limits.conf: {"size":17,"sha256":"a42d89fef440c6852fa1a6c8fb248c4eeea350683613dfba1c5d117dc35c23fa"} -> {"size":17,"sha256":"f340fd3c7782dc61a026506c474c12725ea31b6d8f1d10ae228203f24ea2a6b4"}',
      'write /etc/security/limits.conf 0644 0 0: (a file)',
      'outputs: {"msg":"@staff\\t-\\tnice\\t-5"}',
    ],
  },
  {
    title: 'an invalid value is refused',
    params: { ...NOFILE, value: 'many' },
    expects: [
      'refused: value: expected a number, `unlimited`, `infinity` or `-1`; for `nice` and `priority`, -20 to 19',
    ],
  },
  {
    title: 'a nice value out of range, and `use_min` with `use_max`, are refused',
    params: { ...NOFILE, limit_item: 'nice', value: '20', use_max: true, use_min: true },
    expects: [
      'refused: value: expected a number, `unlimited`, `infinity` or `-1`; for `nice` and `priority`, -20 to 19',
      'refused: use_min: cannot be combined with `use_max`',
    ],
  },
]

taskRows('pam_limits', pamLimits, ROWS)

test.run()
