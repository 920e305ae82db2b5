import { test } from 'uvu'
import xattr from '../../../tasks/files/xattr.ts'
import { capturedFile, capturedLink } from '../../kit/captured-files.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const FILE = { 'state of /f': statesOf('file') }
// Output of getfattr 2.5.1.
const NOW = {
  'extended attributes of /f':
    '# file: /f\nsecurity.selinux=0sc3lzdGVtX3U=\nuser.bytes=0s/wA=\nuser.empty\nuser.x=0sMQ==\n\n',
}
const NONE = { 'extended attributes of /f': '' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'an attribute is read',
    params: { path: '/f', key: 'x' },
    answers: { ...FILE, ...NOW },
    expects: ['in sync: {"msg":"returning user.x","xattr":{"user.x":"1"}}'],
  },
  {
    title: 'a missing attribute gives an empty result',
    params: { path: '/f', key: 'q' },
    answers: { ...FILE, ...NOW },
    expects: ['in sync: {"msg":"returning user.q","xattr":{}}'],
  },
  {
    title: 'all attributes are read',
    params: { path: '/f', state: 'all' },
    answers: { ...FILE, ...NOW },
    expects: ['in sync: {"msg":"dumping all","xattr":{"user.bytes":"0s/wA=","user.empty":"","user.x":"1"}}'],
  },
  {
    title: 'names of attributes are read',
    params: { path: '/f', state: 'keys' },
    answers: { ...FILE, ...NOW },
    expects: ['in sync: {"msg":"returning all keys","xattr":{"user.bytes":"","user.empty":"","user.x":""}}'],
  },
  {
    title: 'a value that setfattr would interpret as an escape is set unchanged',
    params: { path: '/f', key: 'x', value: '0x41 "é"\n' },
    answers: { ...FILE, ...NOW },
    expects: [
      'update file:/f: {"user.x":"1"} -> {"user.x":"0x41 \\"é\\"\\n"}',
      '$ (d_enter / && d_pin f && d_run_pinned setfattr -n user.x -v \'0sMHg0MSAiw6kiCg==\' -- "$d_pinned")',
      'outputs: {"msg":"user.x set to 0x41 \\"é\\"\\n","xattr":{"user.x":"1"}}',
    ],
  },
  {
    title: 'an attribute of another namespace is set',
    params: { path: '/f', namespace: 'trusted', key: 'x', value: 1 },
    answers: { ...FILE, ...NONE },
    isCheckMode: true,
    expects: ['update file:/f: {"trusted.x":null} -> {"trusted.x":"1"}'],
  },
  {
    title: 'an attribute that matches is in sync',
    params: { path: '/f', namespace: '', key: 'user.x', value: 1, state: 'present' },
    answers: { ...FILE, ...NOW },
    expects: ['in sync: {"msg":"user.x set to 1","xattr":{"user.x":"1"}}'],
  },
  {
    title: 'an attribute is removed',
    params: { path: '/f', key: 'user.empty', state: 'absent' },
    answers: { ...FILE, ...NOW },
    expects: [
      'update file:/f: {"user.empty":""} -> {"user.empty":null}',
      '$ (d_enter / && d_pin f && d_run_pinned setfattr -x user.empty -- "$d_pinned")',
      'outputs: {"msg":"user.empty removed","xattr":{"user.empty":""}}',
    ],
  },
  {
    title: 'a missing attribute needs no removal',
    params: { path: '/f', key: 'x', state: 'absent' },
    answers: { ...FILE, ...NONE },
    expects: ['in sync: {"msg":"user.x removed","xattr":{}}'],
  },
  {
    title: 'a missing path is an error',
    params: { path: '/f' },
    answers: capturedFile('/f', null),
    expects: ['error: `/f` does not exist', 'hint: create it in an earlier task'],
  },
  {
    title: 'a missing value is refused',
    params: { path: '/f', key: 'x', state: 'present' },
    expects: ['refused: value: expected the value'],
  },
  {
    title: 'a missing key is refused',
    params: { path: '/f', state: 'absent' },
    expects: ['refused: key: expected the name of the attribute'],
  },
  {
    title: 'a name with a space, and a value of an attribute to be removed, are refused',
    params: { path: '/f', key: 'a b', value: 'x', state: 'absent' },
    expects: [
      'refused: key: expected a name without spaces, quotes and `=`',
      'refused: value: is only for `state: present`',
    ],
  },
  {
    title: 'an attribute of the target of a link is set',
    params: { path: '/l', key: 'x', value: '2' },
    answers: { ...capturedLink('/l', 'f'), 'where /l leads': '/f', ...NOW },
    isCheckMode: true,
    expects: ['update file:/f: {"user.x":"1"} -> {"user.x":"2"}'],
  },
  {
    title: 'an attribute of the link itself is set',
    params: { path: '/l', namespace: 'trusted', key: 'x', value: '2', follow: false },
    answers: { ...capturedLink('/l', 'f'), 'extended attributes of /l': '' },
    expects: [
      'update file:/l: {"trusted.x":null} -> {"trusted.x":"2"}',
      `$ (d_enter / && d_pinned=./l && d_run_pinned setfattr -h -n trusted.x -v '0sMg==' -- "$d_pinned")`,
      'outputs: {"msg":"trusted.x set to 2","xattr":{}}',
    ],
  },
]

taskRows('xattr', xattr, ROWS)

// Only the namespace `user` can be left out of the key.
effectRows('xattr', xattr, { params: { path: '/f', key: 'user.x' }, answers: { ...FILE, ...NOW } }, [
  { params: { namespace: 'trusted' }, shows: ['trusted.user.x"'], hides: ['user.x"', '"user.x":"1"'] },
])

test.run()
