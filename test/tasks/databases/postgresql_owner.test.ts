import { test } from 'uvu'
import postgresqlOwner from '../../../tasks/databases/postgresql_owner.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const role = (name: string, more: object = {}) => ({ name, owns: false, is_first: false, ...more })
const says = (about: string, roles: readonly object[], object: object | null = null) => ({
  [`owners of ${about}`]: `${JSON.stringify({ object, roles })}\n`,
})
const TABLE = { new_owner: 'app', obj_name: 'accounts', obj_type: 'table' }
const REASSIGN = { new_owner: 'app', reassign_owned_by: 'bob, al"ice' }
const OBJECTS = 'the objects of bob, al"ice'

const ROWS: readonly TaskRow[] = [
  {
    title: 'an object is given to a role',
    params: { ...TABLE, new_owner: 'a"b', login_db: 'app' },
    answers: says('accounts', [role('a"b')], { identity: 'accounts', owner: 'postgres' }),
    runs: { 'make a"b the owner': '' },
    expects: [
      'update postgresql_owner:app/table/accounts: {"owner":"postgres"} -> {"owner":"a\\"b"}',
      '$ [make a"b the owner]',
      'outputs: {"queries":["ALTER TABLE accounts OWNER TO \\"a\\"\\"b\\""]}',
    ],
  },
  {
    title: 'an object that the role already owns is left unchanged',
    params: TABLE,
    answers: says('accounts', [role('app')], { identity: 'accounts', owner: 'app' }),
    expects: ['in sync: {"queries":[]}'],
  },
  {
    title: 'the name may have the form that the server prints',
    params: { new_owner: 'app', obj_name: 'f(int)', obj_type: 'function' },
    answers: says('f(int)', [role('app')], { identity: 's."F"(integer)', owner: 'postgres' }),
    isCheckMode: true,
    expects: ['update postgresql_owner:function/f(int): {"owner":"postgres"} -> {"owner":"app"}'],
  },
  {
    title: 'a view with the type of a table is an error',
    params: { ...TABLE, obj_type: 'matview' },
    answers: says('accounts', [role('app')]),
    expects: [
      'error: there is no matview `accounts`',
      'hint: create it in an earlier task; a function of which there are several needs the types of its arguments',
    ],
  },
  {
    title: 'in a dry run, an earlier task may create the object',
    params: TABLE,
    answers: says('accounts', [role('app')]),
    isCheckMode: true,
    expects: ['unknown: depends on the table `accounts`, which does not exist now'],
  },
  {
    title: 'a new owner that does not exist is an error',
    params: TABLE,
    answers: says('accounts', [], { identity: 'accounts', owner: 'postgres' }),
    expects: ['error: there is no role `app`', 'hint: create it in an earlier task'],
  },
  {
    title: 'all objects of roles are given to another role if they own any',
    params: REASSIGN,
    answers: says(OBJECTS, [role('app'), role('bob'), role('al"ice', { owns: true })]),
    runs: { 'make app the owner': '' },
    expects: [
      'update postgresql_owner:bob,al"ice: {"owners":["al\\"ice"]} -> {"owners":["app"]}',
      '$ [make app the owner]',
      'outputs: {"queries":["REASSIGN OWNED BY \\"al\\"\\"ice\\" TO \\"app\\""]}',
    ],
  },
  {
    title: 'roles that own nothing are left unchanged',
    params: REASSIGN,
    answers: says(OBJECTS, [role('app', { owns: true }), role('bob'), role('al"ice')]),
    expects: ['in sync: {"queries":[]}'],
  },
  {
    title: 'a role that does not exist is an error',
    params: REASSIGN,
    answers: says(OBJECTS, [role('app'), role('bob')]),
    expects: [
      'error: there is no role `al"ice`',
      'hint: create it in an earlier task, or set `fail_on_role: false`',
    ],
  },
  {
    title: 'a role that does not exist is skipped if that is allowed',
    params: { ...REASSIGN, fail_on_role: false },
    answers: says(OBJECTS, [role('app'), role('bob', { owns: true })]),
    runs: { 'make app the owner': '' },
    expects: [
      'update postgresql_owner:bob,al"ice: {"owners":["bob"]} -> {"owners":["app"]}',
      '$ [make app the owner]',
      'outputs: {"queries":["REASSIGN OWNED BY \\"bob\\" TO \\"app\\""],"warnings":["there is no role `al\\"ice`, which is left out"]}',
    ],
  },
  {
    title: 'reassigning objects of the first role is an error',
    params: { new_owner: 'app', reassign_owned_by: ['postgres'] },
    answers: says('the objects of postgres', [role('app'), role('postgres', { is_first: true })]),
    expects: [
      'error: what the role `postgres` owns cannot be given to another: the server needs it',
      'hint: give single objects to another role with `obj_type` and `obj_name`',
    ],
  },
  {
    title: 'an object together with roles is refused',
    params: { new_owner: 'app', obj_type: 'table', reassign_owned_by: ['bob'] },
    expects: ['refused: obj_type: expected `obj_type` with `obj_name`, and not with `reassign_owned_by`'],
  },
]

taskRows('postgresql_owner', postgresqlOwner, ROWS)

test.run()
