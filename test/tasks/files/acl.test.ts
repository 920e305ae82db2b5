import { test } from 'uvu'
import acl from '../../../tasks/files/acl.ts'
import { capturedDirectory, capturedFile, capturedLink } from '../../kit/captured-files.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const WEB = { path: '/f', etype: 'user', entity: 'web', permissions: 'rX', state: 'present' }
const FILE = { 'state of /f': statesOf('file') }
const NOW = { 'acl of /f': 'user::rw-\ngroup::r--\nother::r--\n\n' }
const test_ = (words: string, answer: string) => ({ [`what setfacl ${words} would change of /f`]: answer })

const ROWS: readonly TaskRow[] = [
  {
    title: 'entries are read',
    params: { path: '/f' },
    answers: { ...FILE, ...NOW },
    expects: ['in sync: {"acl":["user::rw-","group::r--","other::r--"],"msg":"current acl"}'],
  },
  {
    title: 'an entry is set',
    params: WEB,
    answers: { ...FILE, ...NOW, ...test_('-m user:web:rX', '/f: u::rw-,u:web:r--,g::r--,m::r--,o::r--,*\n') },
    expects: [
      'update file:/f: {"acl":["user::rw-","group::r--","other::r--"]} -> {"acl":"with user:web:rX","files":1}',
      '$ (d_enter / && d_pin f && LC_ALL=C d_run_pinned setfacl -m user:web:rX -- "$d_pinned")',
      'outputs: {"msg":"user:web:rX is present","acl":["user::rw-","group::r--","other::r--"]}',
    ],
  },
  {
    title: 'a matching entry is in sync',
    params: WEB,
    answers: { ...FILE, ...NOW, ...test_('-m user:web:rX', '/f: *,*\n') },
    expects: ['in sync: {"msg":"user:web:rX is present","acl":["user::rw-","group::r--","other::r--"]}'],
  },
  {
    title: 'a default entry given as one text is set on a whole tree',
    params: {
      path: '/f',
      entry: 'd:g:www:rwX',
      recursive: true,
      recalculate_mask: 'no_mask',
      state: 'present',
    },
    answers: {
      ...capturedDirectory('/f'),
      ...NOW,
      ...test_('-R -P -d --no-mask -m group:www:rwX', '/f: *,d:u::rwx\n/f/a: *,*\n/f/b: *,d:u::rwx\n'),
    },
    expects: [
      'update file:/f: {"acl":["user::rw-","group::r--","other::r--"]} -> {"acl":"with group:www:rwX","files":2}',
      '$ LC_ALL=C setfacl -R -P -d --no-mask -m group:www:rwX -- /f',
      'outputs: {"msg":"group:www:rwX is present","acl":["user::rw-","group::r--","other::r--"]}',
    ],
  },
  {
    title: 'an entry is removed',
    params: { path: '/f', etype: 'group', entity: '1000', state: 'absent', recalculate_mask: 'mask' },
    answers: { ...FILE, ...NOW, ...test_('--mask -x group:1000', '/f: u::rw-,g::r--,m::r--,o::r--,*\n') },
    expects: [
      'update file:/f: {"acl":["user::rw-","group::r--","other::r--"]} -> {"acl":"without group:1000","files":1}',
      '$ (d_enter / && d_pin f && LC_ALL=C d_run_pinned setfacl --mask -x group:1000 -- "$d_pinned")',
      'outputs: {"msg":"group:1000 is absent","acl":["user::rw-","group::r--","other::r--"]}',
    ],
  },
  {
    title: 'default entries of a file are an error',
    params: { ...WEB, default: true },
    answers: FILE,
    expects: ['error: `/f` is not a directory, and only directories have default entries'],
  },
  {
    title: 'a missing path is an error',
    params: WEB,
    answers: capturedFile('/f', null),
    expects: ['error: `/f` does not exist', 'hint: create it in an earlier task'],
  },
  {
    title: 'a host without the tools is an error',
    params: { path: '/f' },
    answers: {
      ...FILE,
      'acl of /f': { status: 127, stderr: 'the host has no getfacl: install acl in an earlier task\n' },
    },
    expects: [
      'error: probe failed: acl of /f: status 127: the host has no getfacl: install acl in an earlier task',
    ],
  },
  {
    title: 'an entry without `state` is refused',
    params: { path: '/f', entry: 'u:web:r' },
    expects: ['refused: state: `query` changes nothing: set `state: present` or `absent`'],
  },
  {
    title: 'an entry that is given twice is refused',
    params: { ...WEB, entry: 'u:web:r' },
    expects: ['refused: entry: cannot be combined with `etype`, `entity` and `permissions`'],
  },
  {
    title: 'an incomplete entry is refused',
    params: { path: '/f', state: 'present' },
    expects: [
      'refused: etype: expected `etype` or `entry`',
      'refused: permissions: expected the permissions',
    ],
  },
  {
    title: 'entries that cannot be removed are refused',
    params: { path: '/f', etype: 'other', permissions: 'r', state: 'absent' },
    expects: [
      'refused: permissions: is not for `state: absent`',
      'refused: entity: expected a user or group: other entries are always there',
    ],
  },
  {
    title: 'invalid names are refused',
    params: { ...WEB, entity: 'a:b', permissions: 'q' },
    expects: [
      'refused: entity: expected a name or number',
      'refused: permissions: expected letters of `rwxX-`, or a digit',
    ],
  },
  {
    title: 'a link is followed',
    params: { path: '/l' },
    answers: { ...capturedLink('/l', 'f'), 'where /l leads': '/f', ...NOW },
    expects: ['in sync: {"acl":["user::rw-","group::r--","other::r--"],"msg":"current acl"}'],
  },
  {
    title: 'entries of a link that is not followed are an error',
    params: { path: '/l', follow: false },
    answers: capturedLink('/l', 'f'),
    expects: [
      'error: `/l` is a symlink, which has no ACL',
      'hint: remove `follow: false` to use the ACL of its target',
    ],
  },
]

taskRows('acl', acl, ROWS)

test.run()
