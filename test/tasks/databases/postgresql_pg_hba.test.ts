import { test } from 'uvu'
import postgresqlPgHba from '../../../tasks/databases/postgresql_pg_hba.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const dest = '/d/pg_hba.conf'
// Output of stat and cat of coreutils 9.1.

const STATE = ' 1:rw\u000081a4:0:0:8:1795947259:1795947259:1795947259:4333631:65024:1:root:root\u0000'

const file = (text: string | null) => ({
  [`state of ${dest}`]: text === null ? '\u0000' : STATE,
  [`content of ${dest}`]: text === null ? '' : `\n${text}`,
})
const OLD = 'local\tall\tall\tpeer\nhost\tall\tall\t127.0.0.1/32\tmd5\n'

const ROWS: readonly TaskRow[] = [
  {
    title: 'the rules are returned',
    params: { dest },
    answers: file(OLD),
    expects: [
      'in sync: {"path":"/d/pg_hba.conf","dest":"/d/pg_hba.conf","pg_hba":[{"type":"local","db":"all","usr":"all","method":"peer"},{"type":"host","db":"all","usr":"all","src":"127.0.0.1/32","method":"md5"}]}',
    ],
  },
  {
    title: 'a rule is added for each database and user',
    params: {
      dest,
      contype: 'hostssl',
      databases: 'a,b',
      users: ['x', '"y z"'],
      address: '10.1.0.0',
      netmask: '255.255.0.0',
    },
    answers: file(OLD),
    expects: [
      'update file:/d/pg_hba.conf: {"size":8,"sha256":"29264002cac490c4708ab186b619f914dfa2d39e8c2a7a1010d03fb70a1796cd"} -> {"size":169,"sha256":"d1ec97af8daadacd7d7cd5114422c838679dd2b7aa6104d6e2d87ae158c776f6"}',
      'write /d/pg_hba.conf 0644 0 0: (a file)',
      'outputs: {"path":"/d/pg_hba.conf","dest":"/d/pg_hba.conf","pg_hba":[{"type":"local","db":"all","usr":"all","method":"peer"},{"type":"host","db":"all","usr":"all","src":"127.0.0.1/32","method":"md5"},{"type":"hostssl","db":"a","usr":"x","src":"10.1.0.0/16","method":"md5"},{"type":"hostssl","db":"a","usr":"\\"y z\\"","src":"10.1.0.0/16","method":"md5"},{"type":"hostssl","db":"b","usr":"x","src":"10.1.0.0/16","method":"md5"},{"type":"hostssl","db":"b","usr":"\\"y z\\"","src":"10.1.0.0/16","method":"md5"}]}',
    ],
  },
  {
    title: 'several rules with common fields are added',
    params: {
      dest,
      rules: [
        { contype: 'local' },
        { users: 'app', state: 'absent' },
        { users: 'all', source: '127.0.0.1', comment: ' here' },
      ],
      rules_behavior: 'combine',
      contype: 'host',
      address: '127.0.0.1',
      method: 'scram-sha-256',
    },
    answers: file(OLD),
    isCheckMode: true,
    expects: [
      'update file:/d/pg_hba.conf: {"size":8,"sha256":"29264002cac490c4708ab186b619f914dfa2d39e8c2a7a1010d03fb70a1796cd"} -> {"size":75,"sha256":"391312c2242eb251f4ac26a3ee6bf9305ee80b311f3624c0f47cb17c2a83b4da"}',
    ],
  },
  {
    title: 'rules that match are left unchanged',
    params: { dest, contype: 'host', address: '127.0.0.1/32' },
    answers: file(OLD),
    expects: [
      'in sync: {"path":"/d/pg_hba.conf","dest":"/d/pg_hba.conf","pg_hba":[{"type":"local","db":"all","usr":"all","method":"peer"},{"type":"host","db":"all","usr":"all","src":"127.0.0.1/32","method":"md5"}]}',
    ],
  },
  {
    title: 'a missing file has no rule to remove',
    params: { dest, contype: 'local', state: 'absent' },
    answers: file(null),
    expects: ['in sync: {"path":"/d/pg_hba.conf","dest":"/d/pg_hba.conf","pg_hba":[]}'],
  },
  {
    title: 'a missing file is an error without `create`',
    params: { dest, contype: 'local', method: 'peer' },
    answers: file(null),
    expects: ['error: `/d/pg_hba.conf` does not exist', 'hint: set `create: true` to create it'],
  },
  {
    title: 'an address and a mask that do not match are refused',
    params: { dest, contype: 'host', address: '10.0.0.0', netmask: '255.0.255.0' },
    answers: file(OLD),
    expects: [
      'error: `10.0.0.0` with the mask `255.0.255.0` is no network',
      'hint: check `address` and `netmask`',
    ],
  },
  {
    title: 'unquoted names with blanks, and rules given in two ways, are refused',
    params: { dest, contype: 'host', users: 'a b', rules: [] },
    expects: [
      'refused: users.0: expected a name; put one with blanks in double quotes',
      'refused: contype: cannot be combined with `rules`, unless `rules_behavior` is `combine`',
    ],
  },
]

taskRows('postgresql_pg_hba', postgresqlPgHba, ROWS)

effectRows(
  'postgresql_pg_hba',
  postgresqlPgHba,
  { params: { dest, contype: 'local', method: 'md5' }, answers: file(OLD) },
  [{ params: { overwrite: true }, hides: ['host', '127.0.0.1/32', '"type":"host"', '"src":"127.0.0.1/32"'] }],
)

test.run()
