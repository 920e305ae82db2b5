import { test } from 'uvu'
import mysqlDb from '../../../tasks/databases/mysql_db.ts'
import mysqlInfo from '../../../tasks/databases/mysql_info.ts'
import mysqlQuery from '../../../tasks/databases/mysql_query.ts'
import mysqlUser from '../../../tasks/databases/mysql_user.ts'
import mysqlVariables from '../../../tasks/databases/mysql_variables.ts'
import { type EffectRow, effectRows } from '../../kit/effect-rows.ts'
import { mysqlXml } from '../../kit/mysql-xml.ts'
import type { TaskCase } from '../../kit/task-rows.ts'

const NO_USER =
  "ERROR 1141 (42000) at line 5: There is no such grant defined for user 'a' on host 'localhost'\n"
const NO_TABLE = "ERROR 1146 (42S02) at line 4: Table 'a.b' doesn't exist\n"

/** A task of each type that sends one request to the server. */
const ONE_QUESTION: readonly (readonly [
  name: string,
  type: Parameters<typeof effectRows>[1],
  asked: TaskCase,
])[] = [
  [
    'mysql_db',
    mysqlDb,
    {
      params: { name: 'a', state: 'absent' },
      answers: { 'state of mysql_db:a': mysqlXml([{ folds: '0' }], []) },
    },
  ],
  [
    'mysql_info',
    mysqlInfo,
    {
      params: { filter: 'version' },
      answers: { 'version of the server': mysqlXml([{ full: '10.11.6-MariaDB' }]) },
    },
  ],
  [
    'mysql_query',
    mysqlQuery,
    {
      params: { login_db: 'a', query: 'SELECT a FROM b' },
      answers: { 'query of a': { status: 1, stderr: NO_TABLE } },
    },
  ],
  [
    'mysql_user',
    mysqlUser,
    {
      params: { name: 'a', state: 'absent' },
      answers: {
        'state of mysql_user:a@localhost': {
          ...{ status: 1, stderr: NO_USER },
          stdout: mysqlXml([{ version: '10.11.6-MariaDB' }], []),
        },
      },
    },
  ],
  [
    'mysql_variables',
    mysqlVariables,
    {
      params: { variable: 'version' },
      answers: { 'variable version': mysqlXml([{ Variable_name: 'version', Value: '10.11' }]) },
    },
  ],
]

const LOGIN: readonly EffectRow[] = [
  { params: { config_overrides_defaults: true }, hides: ['host="localhost"', 'port="3306"'] },
  { params: { connect_timeout: 5 }, shows: ['connect-timeout="5"'], hides: ['connect-timeout="30"'] },
  { params: { ca_cert: '/ca.pem' }, shows: ['ssl-ca="/ca.pem"'] },
  { params: { client_cert: '/c.pem' }, shows: ['ssl-cert="/c.pem"'] },
  { params: { client_key: '/k.pem' }, shows: ['ssl-key="/k.pem"'] },
  {
    params: { check_hostname: true },
    shows: ['loose-ssl-verify-server-cert="true"', 'loose-ssl-mode="VERIFY_IDENTITY"'],
  },
  { params: { check_hostname: false }, shows: ['loose-ssl-verify-server-cert="false"'] },
  {
    params: { check_implicit_admin: true },
    shows: ['-e', "'SELECT", "1'", '</dev/null', 'user="root"', 'password=""', 'else'],
  },
]

for (const [name, type, asked] of ONE_QUESTION) effectRows(name, type, asked, LOGIN)

test.run()
