import { test } from 'uvu'
import postgresqlUser from '../../../tasks/databases/postgresql_user.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of psql 15.18.

const APP = 'state of postgresql_role:app'
const MD5 = 'md52eb4b4e36a9b4f3a2c3e9d0c6f9e6b1f'
const FOUND = {
  ...{ superuser: false, createrole: false, createdb: false, inherit: true, login: true, replication: false },
  ...{ bypassrls: false, conn_limit: -1, expires: null, wanted_expires: null, comment: null, groups: ['a'] },
  ...{ has_dependents: false, stored: null },
}
const found = (fields: object = {}) => ({ [APP]: `${JSON.stringify({ ...FOUND, ...fields })}\n` })
const stored = (verifier: string) => `<table><row>\n  <p>${verifier}</p>\n</row>\n</table>`

const ROWS: readonly TaskRow[] = [
  {
    title: 'a role is created, and its password is in no result',
    params: {
      ...{ name: 'app', password: 'pencil', role_attr_flags: 'CREATEDB,noinherit', expires: '2030-01-01' },
      ...{ conn_limit: 3, groups: 'readers, writers', comment: "it's" },
    },
    answers: { [APP]: '', 'setting password_encryption': '"md5"' },
    expects: [
      'create postgresql_role:app: null -> {"login":true,"createdb":true,"inherit":false,"password":"(set)","expires":"2030-01-01","conn_limit":3,"groups":["readers","writers"],"comment":"it\'s"}',
      '$ [create user app]',
      `outputs: ${JSON.stringify({
        user: 'app',
        queries: [
          `CREATE USER "app" WITH ENCRYPTED PASSWORD %(password)s VALID UNTIL '2030-01-01' CONNECTION LIMIT 3 CREATEDB NOINHERIT`,
          'GRANT "readers" TO "app"',
          'GRANT "writers" TO "app"',
          `COMMENT ON ROLE "app" IS 'it''s'`,
        ],
      })}`,
    ],
  },
  {
    title: 'a role with the same password is left unchanged',
    params: { name: 'app', password: 'pencil', expires: '2030', groups: ['a'], comment: '', conn_limit: -1 },
    answers: found({
      expires: '2030-01-01 00:00:00+00',
      wanted_expires: '2030-01-01 00:00:00+00',
      stored: stored(
        'SCRAM-SHA-256$4096:sm7oCGmvL2h+TXu1jxGnJg==$pJWRHkmJ0G6e/yASZdWQmkt/b3z5ptsG1tpkLFbHEho=:zYqVG/X7bnyjP/RCK68aRl4jh39SiHpQVIi/9RM3N58=',
      ),
    }),
    expects: ['in sync: {"user":"app","queries":[]}'],
  },
  {
    title: 'fields that differ are changed',
    params: { name: 'app', password: MD5, role_attr_flags: 'NOLOGIN,SUPERUSER,INHERIT', groups: ['a', 'b'] },
    answers: { ...found({ stored: stored('md5x') }), 'setting password_encryption': '"scram-sha-256"' },
    expects: [
      'update postgresql_role:app: {"login":true,"superuser":false,"groups":["a"]} -> {"login":false,"superuser":true,"password":"(set)","groups":["a","b"]}',
      '$ [alter user app]',
      `outputs: ${JSON.stringify({
        user: 'app',
        queries: [
          'ALTER USER "app" WITH ENCRYPTED PASSWORD %(password)s NOLOGIN SUPERUSER',
          'GRANT "a" TO "app"',
          'GRANT "b" TO "app"',
        ],
      })}`,
    ],
  },
  {
    title: 'a password is removed',
    params: { name: 'app', password: '' },
    answers: found({ stored: stored(MD5) }),
    expects: [
      'update postgresql_role:app: {} -> {"password":"(none)"}',
      '$ [alter user app]',
      'outputs: {"user":"app","queries":["ALTER USER \\"app\\" WITH PASSWORD NULL"]}',
    ],
  },
  {
    title: '`no_password_changes` leaves the password of an existing role unchanged',
    params: { name: 'app', password: 'x', no_password_changes: true },
    answers: found(),
    expects: ['in sync: {"user":"app","queries":[]}'],
  },
  {
    title: 'a password is set if the login may not read the current one',
    params: { name: 'app', password: 'é' },
    answers: { ...found(), 'setting password_encryption': '"scram-sha-256"' },
    expects: [
      'update postgresql_role:app: {} -> {"password":"(set)"}',
      '$ [alter user app]',
      'outputs: {"user":"app","queries":["ALTER USER \\"app\\" WITH ENCRYPTED PASSWORD %(password)s"]}',
    ],
  },
  {
    title: 'a role is removed',
    params: { name: 'app', state: 'absent' },
    answers: found(),
    expects: [
      'delete postgresql_role:app: {} -> null',
      '$ [drop user app]',
      'outputs: {"user":"app","user_removed":true,"queries":["DROP USER \\"app\\""]}',
    ],
  },
  {
    title: 'a role that owns objects is an error',
    params: { name: 'app', state: 'absent' },
    answers: found({ has_dependents: true }),
    expects: [
      'error: cannot remove the role `app`: databases or objects belong to it, or it has privileges',
      'hint: drop them or give them to another role in an earlier task (`REASSIGN OWNED`, `DROP OWNED`, `postgresql_privs`)',
    ],
  },
  {
    title: 'with `fail_on_user: false`, a role that owns objects is kept',
    params: { name: 'app', state: 'absent', fail_on_user: false },
    answers: found({ has_dependents: true }),
    expects: ['in sync: {"user":"app","queries":[],"user_removed":false}'],
  },
  {
    title: 'a missing role needs no removal',
    params: { name: 'app', state: 'absent' },
    answers: { [APP]: '' },
    expects: ['in sync: {"user":"app","queries":[]}'],
  },
  {
    title: 'unknown flags, and the role PUBLIC, are refused',
    params: { name: 'PUBLIC', role_attr_flags: 'CREATEDB,CREATEUSER' },
    expects: [
      'refused: name: `public` is every role, and no user',
      'refused: role_attr_flags: expected flags among SUPERUSER, CREATEROLE, CREATEDB, INHERIT, LOGIN, REPLICATION, BYPASSRLS, each also with NO before it',
    ],
  },
]

taskRows('postgresql_user', postgresqlUser, ROWS)

test.run()
