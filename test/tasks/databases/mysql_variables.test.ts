import { test } from 'uvu'
import mysqlVariables from '../../../tasks/databases/mysql_variables.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { mysqlXml } from '../../kit/mysql-xml.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

/** The answers of the server for a variable, at runtime and in its file. */
const says = (name: string, Value: string | null, kept?: string | null) => ({
  [`variable ${name}`]: mysqlXml(
    Value === null ? [] : [{ Variable_name: name, Value }],
    ...(kept === undefined ? [] : [kept === null ? [] : [{ Value: kept }]]),
  ),
})

const ROWS: readonly TaskRow[] = [
  {
    title: 'without a value, the variable is only read',
    params: { variable: 'version_comment' },
    answers: says('version_comment', "a <b> 'c'"),
    expects: ['in sync: {"msg":"a <b> \'c\'"}'],
  },
  {
    title: 'a number is set',
    params: { variable: 'max_connections', value: 200 },
    answers: says('max_connections', '151'),
    runs: { 'set the variable max_connections': '' },
    expects: [
      'update mysql_variable:max_connections: {"value":"151"} -> {"value":"200"}',
      '$ [set the variable max_connections]',
      'outputs: {"msg":"Variable change succeeded prev_value=151","queries":["SET GLOBAL `max_connections` = 200"]}',
    ],
  },
  {
    title: 'a size with a unit is compared in bytes',
    params: { variable: 'max_allowed_packet', value: '16M' },
    answers: says('max_allowed_packet', '16777216'),
    expects: ['in sync: {"msg":"Variable is already set to requested value.","queries":[]}'],
  },
  {
    title: 'a switch that is on matches any spelling of true',
    params: { variable: 'read_only', value: 1 },
    answers: says('read_only', 'ON'),
    expects: ['in sync: {"msg":"Variable is already set to requested value.","queries":[]}'],
  },
  {
    title: 'a switch is turned off by a boolean',
    params: { variable: 'read_only', value: false },
    answers: says('read_only', 'ON'),
    isCheckMode: true,
    expects: ['update mysql_variable:read_only: {"value":"ON"} -> {"value":"OFF"}'],
  },
  {
    title: 'words of a set are compared without their order',
    params: { variable: 'sql_mode', value: 'NO_ZERO_DATE, STRICT_TRANS_TABLES' },
    answers: says('sql_mode', 'STRICT_TRANS_TABLES,NO_ZERO_DATE'),
    expects: ['in sync: {"msg":"Variable is already set to requested value.","queries":[]}'],
  },
  {
    title: 'a set that has an additional word is changed',
    params: { variable: 'sql_mode', value: 'STRICT_TRANS_TABLES' },
    answers: says('sql_mode', 'STRICT_TRANS_TABLES,NO_ZERO_DATE'),
    isCheckMode: true,
    expects: [
      'update mysql_variable:sql_mode: {"value":"STRICT_TRANS_TABLES,NO_ZERO_DATE"} -> {"value":"STRICT_TRANS_TABLES"}',
    ],
  },
  {
    title: 'a single switch of several may be given',
    params: { variable: 'optimizer_switch', value: 'mrr=off' },
    answers: says('optimizer_switch', 'index_merge=on,mrr=off,exists_to_in=on'),
    expects: ['in sync: {"msg":"Variable is already set to requested value.","queries":[]}'],
  },
  {
    title: 'text and the parts of a name are quoted',
    params: { variable: 'hot.init_connect', value: "SET x = 'a\\b'" },
    answers: says('hot.init_connect', ''),
    isCheckMode: false,
    runs: { 'set the variable hot.init_connect': '' },
    expects: [
      'update mysql_variable:hot.init_connect: {"value":""} -> {"value":"SET x = \'a\\\\b\'"}',
      '$ [set the variable hot.init_connect]',
      'outputs: {"msg":"Variable change succeeded prev_value=","queries":["SET GLOBAL `hot`.`init_connect` = \'SET x = \'\'a\\\\b\'\'\'"]}',
    ],
  },
  {
    title: 'with `persist`, the variable is also set at runtime',
    params: { variable: 'max_connections', value: '200', mode: 'persist' },
    answers: says('max_connections', '200', '151'),
    runs: { 'set the variable max_connections': '' },
    expects: [
      'update mysql_variable:max_connections: {"value":"200 (kept: 151)"} -> {"value":"200"}',
      '$ [set the variable max_connections]',
      'outputs: {"msg":"Variable change succeeded prev_value=200","queries":["SET PERSIST `max_connections` = 200"]}',
    ],
  },
  {
    title: 'with `persist`, matching values at runtime and in the file are in sync',
    params: { variable: 'max_connections', value: '200', mode: 'persist' },
    answers: says('max_connections', '200', '200'),
    expects: ['in sync: {"msg":"Variable is already set to requested value.","queries":[]}'],
  },
  {
    title: 'with `persist_only`, only the value in the file is compared',
    params: { variable: 'max_connections', value: '200', mode: 'persist_only' },
    answers: says('max_connections', '200', null),
    isCheckMode: true,
    expects: ['update mysql_variable:max_connections: {"value":null} -> {"value":"200"}'],
  },
  {
    title: '`persist` is an error on a server that cannot persist variables',
    params: { variable: 'max_connections', value: '200', mode: 'persist' },
    answers: {
      'variable max_connections': {
        status: 1,
        stdout: mysqlXml([{ Variable_name: 'max_connections', Value: '151' }]),
        stderr:
          "ERROR 1146 (42S02) at line 3: Table 'performance_schema.persisted_variables' doesn't exist\n",
      },
    },
    expects: [
      'error: the server does not keep values of variables',
      'hint: `persist` and `persist_only` need MySQL 8.0: with MariaDB, set it in an option file, and here with `mode: global`',
    ],
  },
  {
    title: 'an unknown variable is an error',
    params: { variable: 'nope', value: 1 },
    answers: says('nope', null),
    expects: [
      'error: the server has no global variable `nope`',
      'hint: check `variable`, and the version of the server',
    ],
  },
  {
    title: 'a variable that is read only at the start of the server is an error',
    params: { variable: 'datadir', value: '/x' },
    answers: says('datadir', '/var/lib/mysql/'),
    runs: {
      'set the variable datadir': {
        status: 1,
        stderr: "ERROR 1238 (HY000) at line 2: Variable 'datadir' is a read only variable\n",
      },
    },
    expects: [
      'update mysql_variable:datadir: {"value":"/var/lib/mysql/"} -> {"value":"/x"}',
      '$ [set the variable datadir]',
      "error: cannot set the variable datadir: ERROR 1238 (HY000): Variable 'datadir' is a read only variable",
      'hint: set it in an option file, and restart the server',
    ],
  },
  {
    title: 'an invalid name of a variable is refused',
    params: { variable: 'a b', value: 1 },
    expects: ['refused: variable: expected the name of a variable, such as `max_connections`'],
  },
]

taskRows('mysql_variables', mysqlVariables, ROWS)

effectRows(
  'mysql_variables',
  mysqlVariables,
  { params: { variable: 'a', login_host: 'db' }, answers: says('a', '1') },
  [{ params: { login_port: 3307 }, shows: ['port="3307"'], hides: ['port="3306"'] }],
)

test.run()
