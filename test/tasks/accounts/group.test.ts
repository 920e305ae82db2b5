import { test } from 'uvu'
import group from '../../../tasks/accounts/group.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// What getent and the tools of passwd 4.13 print on Debian 12.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a group that is not there is created',
    params: { name: 'web' },
    answers: { 'id of group web': { status: 3 } },
    expects: [
      'create group:web: null -> {}',
      '$ if command -v groupadd >/dev/null; then groupadd  -- web; else addgroup  web; fi',
      'outputs: {"name":"web","state":"present","system":false}',
    ],
  },
  {
    title: 'a group that is there is left alone',
    params: { name: 'web' },
    answers: { 'id of group web': 'web:x:2202:\n' },
    expects: ['in sync: {"name":"web","state":"present","gid":2202,"system":false}'],
  },
  {
    title: 'a system group with a GID is created',
    params: { name: 'store', gid: 955, system: true },
    answers: { 'id of group store': { status: 3 } },
    expects: [
      'create group:store: null -> {"gid":955}',
      '$ if command -v groupadd >/dev/null; then groupadd -g 955 -r -- store; else addgroup -g 955 -S store; fi',
      'outputs: {"name":"store","state":"present","gid":955,"system":true}',
    ],
  },
  {
    title: 'a GID that the group has is left alone',
    params: { name: 'store', gid: '955', system: true },
    answers: { 'id of group store': 'store:x:955:\n' },
    expects: ['in sync: {"name":"store","state":"present","gid":955,"system":true}'],
  },
  {
    title: 'another GID is set',
    params: { name: 'store', gid: 956 },
    answers: { 'id of group store': 'store:x:955:\n' },
    expects: [
      'update group:store: {"gid":955} -> {"gid":956}',
      '$ groupmod -g 956 -- store',
      'outputs: {"name":"store","state":"present","gid":956,"system":false}',
    ],
  },
  {
    title: 'a GID that another group has is refused by groupadd',
    params: { name: 'store2', gid: 956 },
    answers: { 'id of group store2': { status: 3 } },
    runs: { 'group store2': { status: 4, stderr: "groupadd: GID '956' already exists\n" } },
    expects: [
      'create group:store2: null -> {"gid":956}',
      '$ if command -v groupadd >/dev/null; then groupadd -g 956 -- store2; else addgroup -g 956 store2; fi',
      "error: the group store2 cannot be created: groupadd: GID '956' already exists",
    ],
  },
  {
    title: 'a GID that another group has is allowed with `non_unique`',
    params: { name: 'store2', gid: 956, non_unique: true },
    answers: { 'id of group store2': { status: 3 } },
    expects: [
      'create group:store2: null -> {"gid":956}',
      '$ if command -v groupadd >/dev/null; then groupadd -g 956 -o -- store2; else addgroup -g 956 store2; fi',
      'outputs: {"name":"store2","state":"present","gid":956,"system":false}',
    ],
  },
  {
    title: 'a GID that another group has is set with `non_unique`',
    params: { name: 'web', gid: 956, non_unique: true },
    answers: { 'id of group web': 'web:x:2202:\n' },
    expects: [
      'update group:web: {"gid":2202} -> {"gid":956}',
      '$ groupmod -g 956 -o -- web',
      'outputs: {"name":"web","state":"present","gid":956,"system":false}',
    ],
  },
  {
    title: '`non_unique` without a GID says nothing',
    params: { name: 'any', non_unique: true },
    answers: { 'id of group any': { status: 3 } },
    expects: [
      'create group:any: null -> {}',
      '$ if command -v groupadd >/dev/null; then groupadd  -- any; else addgroup  any; fi',
      'outputs: {"name":"any","state":"present","system":false}',
    ],
  },
  {
    title: 'a group is deleted',
    params: { name: 'web', state: 'absent' },
    answers: { 'id of group web': 'web:x:956:\n', 'users whose primary group is web': '' },
    expects: [
      'delete group:web: {"gid":956} -> null',
      '$ if command -v groupdel >/dev/null; then groupdel -- web; else delgroup web; fi',
      'outputs: {}',
    ],
  },
  {
    title: 'a group that is not there needs no deletion',
    params: { name: 'web', state: 'absent' },
    answers: { 'id of group web': { status: 3 } },
    expects: ['in sync: {"name":"web","state":"absent"}'],
  },
  {
    title: 'the primary group of a user is not deleted',
    params: { name: 'staff2', state: 'absent' },
    answers: { 'id of group staff2': 'staff2:x:2203:\n', 'users whose primary group is staff2': 'jo\n' },
    expects: [
      'error: the group `staff2` is the primary group of the user `jo`',
      'hint: remove the user first, or give it another primary group',
    ],
  },
  {
    title: 'a name with a colon is refused',
    params: { name: 'a:b' },
    expects: ['refused: name: expected a group name'],
  },
  {
    title: 'a name that begins with a dash is refused',
    params: { name: '-r' },
    expects: ['refused: name: expected a group name'],
  },
  {
    title: 'a param that is not known is refused',
    params: { name: 'web', gids: 4 },
    expects: ['refused: : Unrecognized key: "gids"'],
  },
]

taskRows('group', group, ROWS)

test.run()
