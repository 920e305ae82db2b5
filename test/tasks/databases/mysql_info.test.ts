import { test } from 'uvu'
import mysqlInfo from '../../../tasks/databases/mysql_info.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { mysqlXml } from '../../kit/mysql-xml.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const VERSION = [{ full: '10.11.6-MariaDB-0+deb12u1' }]
const USER = { Host: '%', User: 'app', Password: '*AB', Select_priv: 'N', max_questions: '0', plugin: 'x' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'the version is returned in its parts',
    params: { filter: 'version' },
    answers: { 'version of the server': mysqlXml(VERSION) },
    expects: [
      'in sync: {"version":{"major":10,"minor":11,"release":6,"suffix":"MariaDB-0+deb12u1","full":"10.11.6-MariaDB-0+deb12u1"}}',
    ],
  },
  {
    title: 'databases are returned with their sizes, without empty ones',
    params: { filter: ['databases'] },
    answers: {
      'databases of the server': mysqlXml(
        [
          { name: 'app', size: '16384' },
          { name: 'views', size: null },
        ],
        [{ Database: 'app' }, { Database: 'empty' }, { Database: 'views' }],
      ),
    },
    expects: ['in sync: {"databases":{"app":{"size":16384},"views":{"size":0}}}'],
  },
  {
    title: 'all databases are returned without sizes',
    params: { filter: ['databases'], exclude_fields: 'db_size', return_empty_dbs: true },
    answers: {
      'databases of the server': mysqlXml([{ name: 'app' }], [{ Database: 'app' }, { Database: 'empty' }]),
    },
    expects: ['in sync: {"databases":{"app":{},"empty":{}}}'],
  },
  {
    title: 'users are returned by host and name, with hashes as secrets',
    params: { filter: 'users, engines' },
    answers: {
      'engines, users of the server': mysqlXml(
        [{ Engine: 'InnoDB', Support: 'DEFAULT', XA: 'YES' }],
        [USER, { ...USER, User: 'b', Password: '' }],
      ),
    },
    expects: [
      'in sync: {"engines":{"InnoDB":{"Support":"DEFAULT","XA":"YES"}},"users":{"%":{"app":{"Password":"***","Select_priv":"N","max_questions":0,"plugin":"x"},"b":{"Password":"","Select_priv":"N","max_questions":0,"plugin":"x"}}}}',
    ],
  },
  {
    title: 'all but some parts are returned, with numbers as numbers',
    params: { filter: ['!version', '!databases', '!engines', '!users'] },
    answers: {
      'settings, global_status, master_status, slave_hosts, slave_status of the server': mysqlXml(
        [
          { Variable_name: 'port', Value: '3306' },
          { Variable_name: 'big', Value: '18446744073709551615' },
        ],
        [{ Variable_name: 'Uptime', Value: '7' }],
        [],
        [{ Server_id: '2', Host: '', Port: '3306' }],
        [{ Slave_IO_State: '', Master_Host: 'db1', Master_User: 'r', Master_Port: '3306', Last_Errno: '0' }],
      ),
    },
    expects: [
      'in sync: {"settings":{"port":3306,"big":"18446744073709551615"},"global_status":{"Uptime":7},"master_status":{},"slave_hosts":{"2":{"Host":"","Port":3306}},"slave_status":{"db1":{"3306":{"r":{"Slave_IO_State":"","Last_Errno":0}}}}}',
    ],
  },
  {
    title: 'a server that only has the newer statements is asked with them',
    params: { filter: 'slave_status' },
    answers: {
      'slave_status of the server': {
        status: 1,
        stderr: 'ERROR 1064 (42000) at line 2: You have an error in your SQL syntax\n',
      },
      'slave_status of the server, in new words': mysqlXml([
        { Source_Host: 'db1', Source_User: 'r', Source_Port: '3306', Last_Errno: '0' },
      ]),
    },
    expects: ['in sync: {"slave_status":{"db1":{"3306":{"r":{"Last_Errno":0}}}}}'],
  },
  {
    title: 'a part that the login may not read is an error',
    params: { filter: 'users', login_db: 'app' },
    answers: {
      'users of the server': {
        status: 1,
        stderr:
          "ERROR 1142 (42000) at line 3: SELECT command denied to user 'a'@'localhost' for table 'user'\n",
      },
    },
    expects: [
      "error: ERROR 1142 (42000): SELECT command denied to user 'a'@'localhost' for table 'user'",
      'hint: grant it to the login user, or log in as another user (`login_user`)',
    ],
  },
  {
    title: 'an unknown part is refused',
    params: { filter: ['user'] },
    expects: [
      'refused: filter.0: Invalid option: expected one of "version"|"databases"|"settings"|"global_status"|"engines"|"users"|"master_status"|"slave_hosts"|"slave_status"|"!version"|"!databases"|"!settings"|"!global_status"|"!engines"|"!users"|"!master_status"|"!slave_hosts"|"!slave_status"',
    ],
  },
]

taskRows('mysql_info', mysqlInfo, ROWS)

effectRows(
  'mysql_info',
  mysqlInfo,
  {
    params: { filter: 'version', login_host: 'db' },
    answers: { 'version of the server': mysqlXml(VERSION) },
  },
  [{ params: { login_port: 3307 }, shows: ['port="3307"'], hides: ['port="3306"'] }],
)

test.run()
