import { test } from 'uvu'
import postgresqlPrivs from '../../../tasks/databases/postgresql_privs.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ASKED = 'privileges of reader in app'
const EVERY = ['INSERT', 'SELECT', 'UPDATE']
const grant = (privilege: string, role = 'reader', grantable = false) => ({ role, privilege, grantable })
const table = (name: string, granted: readonly object[] | null) => ({
  ...{ id: `public.${name}`, name, granted, every: EVERY },
})
const found = (objects: readonly object[] | null, roles = ['reader']) => ({
  [ASKED]: `${JSON.stringify({ roles, objects })}\n`,
})
const READER = { login_db: 'app', roles: 'reader' }
const queries = (...statements: readonly string[]) => `outputs: ${JSON.stringify({ queries: statements })}`

const ROWS: readonly TaskRow[] = [
  {
    title: 'missing privileges are granted for each table',
    params: { ...READER, objs: 'ALL_IN_SCHEMA', privs: 'select,UPDATE' },
    answers: found([
      table('a', [grant('SELECT')]),
      table('b', [grant('SELECT'), grant('UPDATE')]),
      table('c', null),
    ]),
    expects: [
      'grant postgresql_privs:app table public.a reader: undefined -> {"grants":["UPDATE"]}',
      'grant postgresql_privs:app table public.c reader: undefined -> {"grants":["SELECT","UPDATE"]}',
      '$ [change privileges in app]',
      queries(
        'GRANT UPDATE ON TABLE public.a TO "reader"',
        'GRANT SELECT, UPDATE ON TABLE public.c TO "reader"',
      ),
    ],
  },
  {
    title: '`ALL` means all privileges, which may already be granted',
    params: { ...READER, objs: 'a', privs: 'ALL' },
    answers: found([
      table(
        'a',
        EVERY.map(each => grant(each)),
      ),
    ]),
    expects: ['in sync: {"queries":[]}'],
  },
  {
    title: 'the grant option is added and removed',
    params: { ...READER, objs: 'a,b', privs: 'SELECT', grant_option: false },
    answers: found([table('a', [grant('SELECT', 'reader', true)]), table('b', [])]),
    expects: [
      'revoke postgresql_privs:app table public.a reader: undefined -> {"withoutGrantOption":["SELECT"]}',
      'grant postgresql_privs:app table public.b reader: undefined -> {"grants":["SELECT"]}',
      '$ [change privileges in app]',
      queries(
        'REVOKE GRANT OPTION FOR SELECT ON TABLE public.a FROM "reader"',
        'GRANT SELECT ON TABLE public.b TO "reader"',
      ),
    ],
  },
  {
    title: 'privileges of every role are revoked',
    params: { login_db: 'app', roles: 'public', type: 'database', privs: 'CONNECT', state: 'absent' },
    answers: {
      'privileges of public in app': JSON.stringify({
        roles: [],
        objects: [
          { id: 'app', name: 'app', granted: [grant('CONNECT', ''), grant('TEMPORARY', '')], every: [] },
        ],
      }),
    },
    expects: [
      'revoke postgresql_privs:app database app PUBLIC: undefined -> {"revokes":["CONNECT"]}',
      '$ [change privileges in app]',
      queries('REVOKE CONNECT ON DATABASE app FROM PUBLIC'),
    ],
  },
  {
    title: 'default privileges are exact, and include those of types',
    params: { ...READER, type: 'default_privs', objs: 'tables', privs: 'SELECT', target_roles: 'owner' },
    answers: found([
      { ...table('x', [grant('INSERT')]), id: 'FOR ROLE owner IN SCHEMA public TABLES', name: 'owner' },
      { ...table('x', [grant('OTHER')]), id: 'FOR ROLE owner IN SCHEMA public TYPES', name: 'owner' },
    ]),
    expects: [
      'grant postgresql_privs:app default_privs FOR ROLE owner IN SCHEMA public TABLES reader: undefined -> {"grants":["SELECT"],"revokes":["INSERT"]}',
      'grant postgresql_privs:app default_privs FOR ROLE owner IN SCHEMA public TYPES reader: undefined -> {"grants":["USAGE"]}',
      '$ [change privileges in app]',
      queries(
        'ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public REVOKE INSERT ON TABLES FROM "reader"',
        'ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT ON TABLES TO "reader"',
        'ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT USAGE ON TYPES TO "reader"',
      ),
    ],
  },
  {
    title: 'a member of a group may get the admin option',
    params: { ...READER, type: 'group', objs: 'staff', grant_option: true },
    answers: found([{ id: 'staff', name: 'staff', granted: [grant('MEMBER')], every: ['MEMBER'] }]),
    expects: [
      'grant postgresql_privs:app group staff reader: undefined -> {"grants":["MEMBER"]}',
      '$ [change privileges in app]',
      queries('GRANT staff TO "reader" WITH ADMIN OPTION'),
    ],
  },
  {
    title: 'a role that does not exist is an error',
    params: { ...READER, objs: 'a', privs: 'SELECT' },
    answers: found([table('a', null)], []),
    expects: [
      'error: there is no role `reader`',
      'hint: create it in an earlier task, or set `fail_on_role: false`',
    ],
  },
  {
    title: 'with `fail_on_role: false`, a role that does not exist is skipped',
    params: { ...READER, objs: 'a', privs: 'SELECT', fail_on_role: false },
    answers: found([table('a', null)], []),
    expects: ['in sync: {"queries":[],"warnings":["there is no role `reader`, which is left out"]}'],
  },
  {
    title: 'a table that does not exist is an error',
    params: { ...READER, objs: 'a,b', privs: 'SELECT' },
    answers: found([table('a', null)]),
    expects: [
      'error: the table `b` does not exist in the schema `public`',
      'hint: create it in an earlier task',
    ],
  },
  {
    title: 'in a dry run, an earlier task may create the table',
    params: { ...READER, objs: 'a', privs: 'SELECT' },
    isCheckMode: true,
    answers: found(null),
    expects: ['unknown: depends on the table `a`, which does not exist now'],
  },
  {
    title: 'privileges, objects and schemas that do not fit the type are refused',
    params: { ...READER, type: 'database', objs: 'ALL_IN_SCHEMA', schema: 's' },
    expects: [
      'refused: privs: expected privileges, unless `type` is `group`',
      'refused: schema: objects of this `type` are in no schema',
      'refused: objs: `ALL_IN_SCHEMA` is for tables, sequences, functions and procedures',
    ],
  },
  {
    title: 'unknown privileges and types of objects are refused',
    params: { ...READER, type: 'default_privs', objs: 'VIEWS', privs: 'SELECT; DROP' },
    expects: [
      'refused: privs.0: expected the name of a privilege',
      'refused: objs: expected `ALL_DEFAULT`, or some of TABLES, SEQUENCES, FUNCTIONS, TYPES, SCHEMAS',
    ],
  },
]

taskRows('postgresql_privs', postgresqlPrivs, ROWS)

const DEFAULTS = {
  params: { ...READER, type: 'default_privs', objs: 'TABLES', privs: 'SELECT' },
  answers: found([]),
}
effectRows('postgresql_privs', postgresqlPrivs, DEFAULTS, [
  {
    params: { usage_on_types: false },
    hides: [
      'o.rolname=current_user',
      'UNION',
      'ALL',
      "'TYPES')",
      "defaclobjtype='T'",
      "aclexplode(acldefault('T'",
    ],
  },
])

test.run()
