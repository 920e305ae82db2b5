import { test } from 'uvu'
import postgresqlDb from '../../../tasks/databases/postgresql_db.ts'
import postgresqlExt from '../../../tasks/databases/postgresql_ext.ts'
import postgresqlInfo from '../../../tasks/databases/postgresql_info.ts'
import postgresqlOwner from '../../../tasks/databases/postgresql_owner.ts'
import postgresqlPing from '../../../tasks/databases/postgresql_ping.ts'
import postgresqlPrivs from '../../../tasks/databases/postgresql_privs.ts'
import postgresqlQuery from '../../../tasks/databases/postgresql_query.ts'
import postgresqlSet from '../../../tasks/databases/postgresql_set.ts'
import postgresqlUser from '../../../tasks/databases/postgresql_user.ts'
import { type EffectRow, effectRows } from '../../kit/effect-rows.ts'

const NO_TABLE = 'psql:<stdin>:9: ERROR:  42P01: relation "b" does not exist\n'
const OWNERS = { object: { identity: 'b', owner: 'a' }, roles: [{ name: 'a', owns: false, is_first: false }] }

const SWITCH = {
  ...{ name: 'fsync', setting: 'on', shown: 'on', unit: null, context: 'sighup', vartype: 'bool' },
  ...{ boot_val: 'on', in_files: null, is_altered: false },
}

/** A task of each type that sends one request to the server, and the output of psql. */
const ONE_QUESTION = [
  ['postgresql_db', postgresqlDb, { name: 'a', state: 'absent' }, 'state of postgresql_db:a', ''],
  [
    'postgresql_ext',
    postgresqlExt,
    { name: 'a', login_db: 'b', state: 'absent' },
    'state of postgresql_ext:b/a',
    '',
  ],
  [
    'postgresql_info',
    postgresqlInfo,
    { filter: 'in_recovery' },
    'in_recovery of the server',
    '{"in_recovery":false}',
  ],
  [
    'postgresql_owner',
    postgresqlOwner,
    { new_owner: 'a', obj_name: 'b', obj_type: 'table' },
    'owners of b',
    JSON.stringify(OWNERS),
  ],
  ['postgresql_ping', postgresqlPing, { login_db: 'a' }, 'version of a', '"PostgreSQL 15.18 (Debian)"'],
  [
    'postgresql_privs',
    postgresqlPrivs,
    { login_db: 'a', roles: 'b', objs: 'c', privs: 'SELECT', state: 'absent' },
    'privileges of b in a',
    '{"roles":["b"],"objects":[]}',
  ],
  [
    'postgresql_query',
    postgresqlQuery,
    { login_db: 'a', query: 'SELECT a FROM b' },
    'query of a',
    { status: 3, stderr: NO_TABLE },
  ],
  [
    'postgresql_set',
    postgresqlSet,
    { name: 'fsync', value: true },
    'state of postgresql_set:fsync',
    JSON.stringify(SWITCH),
  ],
  ['postgresql_user', postgresqlUser, { name: 'a', state: 'absent' }, 'state of postgresql_role:a', ''],
] as const

const LOGIN: readonly EffectRow[] = [
  { params: { ssl_mode: 'verify-full' }, shows: ['PGSSLMODE=verify-full'], hides: ['PGSSLMODE=prefer'] },
  { params: { ca_cert: '/ca.pem' }, shows: ['PGSSLROOTCERT=/ca.pem'] },
  { params: { ssl_cert: '/c.pem' }, shows: ['PGSSLCERT=/c.pem'] },
  { params: { ssl_key: '/k.pem' }, shows: ['PGSSLKEY=/k.pem'] },
  { params: { session_role: 'o"x' }, shows: ['SET', 'ROLE', '"o""x";'] },
]

for (const [name, type, params, title, answer] of ONE_QUESTION)
  effectRows(name, type, { params, answers: { [title]: answer } }, LOGIN)

test.run()
