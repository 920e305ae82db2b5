import { test } from 'uvu'
import pamd from '../../../tasks/system/pamd.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat and cat of coreutils 9.1.

const STATE = ' 1:rw\u000081a4:0:0:8:1795947259:1795947259:1795947259:4333631:65024:1:root:root\u0000'

const file = (text: string | null) => ({
  'state of /etc/pam.d/su': text === null ? '\u0000' : STATE,
  'content of /etc/pam.d/su': text === null ? '' : `\n${text}`,
})
const RULE = { name: 'su', type: 'auth', control: 'required', module_path: 'pam_wheel.so' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a rule is changed',
    params: { ...RULE, new_control: 'sufficient' },
    answers: file('auth required pam_wheel.so\n'),
    expects: [
      'update file:/etc/pam.d/su: {"size":8,"sha256":"57d4edf9e89c5c2ef5cf661ff0ead3bc1e8e87b0cee82cbe489b4995ef6436bf"} -> {"size":35,"sha256":"f0c0ba42224f12b9afad0422bf34485ba8f5a825b3371987c3876f5ba13f76ec"}',
      'write /etc/pam.d/su 0644 0 0: (a file)',
      'outputs: {"path":"/etc/pam.d/su","dest":"/etc/pam.d/su","change_count":1,"backupdest":""}',
    ],
  },
  {
    title: 'text with commas and spaces is split into arguments',
    params: { ...RULE, state: 'args_present', module_arguments: 'trust,group=wheel use_uid' },
    answers: file('auth required pam_wheel.so trust use_uid group=wheel\n'),
    expects: ['in sync: {"path":"/etc/pam.d/su","dest":"/etc/pam.d/su","change_count":0,"backupdest":""}'],
  },
  {
    title: 'an empty text removes all arguments',
    params: { ...RULE, module_arguments: '' },
    answers: file('auth required pam_wheel.so trust\n'),
    expects: [
      'update file:/etc/pam.d/su: {"size":8,"sha256":"fcdcb4ae353645d7f1b267eae1ceab4e20833e58e8cfe772b808c69a7a8a64bb"} -> {"size":33,"sha256":"44af9326fdf2ff2d60c8d5293d37253e604ceacf268ea09f4d70cd883e2d0a84"}',
      'write /etc/pam.d/su 0644 0 0: (a file)',
      'outputs: {"path":"/etc/pam.d/su","dest":"/etc/pam.d/su","change_count":1,"backupdest":""}',
    ],
  },
  {
    title: 'a rule that does not exist is in sync',
    params: { ...RULE, state: 'absent' },
    answers: file('auth sufficient pam_wheel.so trust\n'),
    expects: ['in sync: {"path":"/etc/pam.d/su","dest":"/etc/pam.d/su","change_count":0,"backupdest":""}'],
  },
  {
    title: 'a missing service is an error',
    params: { ...RULE, state: 'absent' },
    answers: file(null),
    expects: ['error: `/etc/pam.d/su` does not exist', 'hint: create it in an earlier task'],
  },
  {
    title: 'a new rule that would match again on every run is an error',
    params: {
      ...RULE,
      ...{ state: 'before', new_type: 'auth', new_control: 'required', new_module_path: 'pam_wheel.so' },
    },
    answers: file('auth required pam_wheel.so\n'),
    expects: [
      'error: the edit would be repeated at every run: next time the new rule would match again',
      'hint: a rule cannot be inserted next to rules of the same type, control and module',
    ],
  },
  {
    title: 'invalid values are refused',
    params: {
      ...RULE,
      ...{ name: '../su', control: '[success]', module_path: 'a b', new_control: 'x y' },
      ...{ module_arguments: ['a # b'] },
    },
    expects: [
      'refused: name: expected the name of a service',
      'refused: control: expected a control such as `required` or `[success=1 default=ignore]`',
      'refused: module_path: expected the path of a module',
      'refused: new_control: expected a control such as `required` or `[success=1 default=ignore]`',
      'refused: module_arguments.0: expected arguments without `#`, which begins a comment',
    ],
  },
  {
    title: 'missing params of the new rule are refused',
    params: { ...RULE, state: 'after', new_type: 'auth' },
    expects: ['refused: state: `before` and `after` need `new_type`, `new_control` and `new_module_path`'],
  },
  {
    title: 'missing arguments are refused',
    params: { ...RULE, state: 'args_absent' },
    expects: ['refused: module_arguments: expected the arguments to add or remove'],
  },
]

taskRows('pamd', pamd, ROWS)

test.run()
