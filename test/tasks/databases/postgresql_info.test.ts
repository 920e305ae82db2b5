import { test } from 'uvu'
import postgresqlInfo from '../../../tasks/databases/postgresql_info.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const json = (value: unknown) => `${JSON.stringify(value)}\n`
const VERSION = 'PostgreSQL 15.8 (Debian 15.8-0+deb12u1) on x86_64-pc-linux-gnu'
const INSIDE = {
  ...{ namespaces: { public: { nspowner: 'postgres', nspacl: '' } }, languages: {}, publications: {} },
  extensions: {
    plpgsql: { extversion: '1.0', nspname: 'pg_catalog', description: null },
    odd: { extversion: 'next', nspname: 'x', description: 'Odd' },
    dated: { extversion: '2019-2', nspname: 'x', description: null },
  },
}
const SETTING = {
  setting: '4096',
  unit: 'kB',
  pretty_val: '4MB',
  pending_restart: false,
  val_in_bytes: 4194304,
}

const ROWS: readonly TaskRow[] = [
  {
    title: 'the requested parts are returned, and the others are empty',
    params: { filter: 'version, in_recovery' },
    answers: { 'version, in_recovery of the server': json({ version: VERSION, in_recovery: false }) },
    expects: [
      'in sync: {"version":{"major":15,"minor":8,"full":"15.8","raw":"PostgreSQL 15.8 (Debian 15.8-0+deb12u1) on x86_64-pc-linux-gnu"},"in_recovery":false,"tablespaces":{},"databases":{},"replications":{},"repl_slots":{},"roles":{},"settings":{},"pending_restart_settings":[]}',
    ],
  },
  {
    title: 'the content of each database is returned',
    params: { filter: ['data*'], login_db: 'app' },
    answers: {
      'databases of the server': json({ databases: { app: { size: '1' }, closed: { size: '2' } } }),
      'what is in the database app': json(INSIDE),
      'what is in the database closed': {
        status: 2,
        stderr: 'psql: error: connection failed: FATAL:  database "closed" is not accepting connections\n',
      },
    },
    expects: [
      'in sync: {"version":{},"in_recovery":null,"tablespaces":{},"databases":{"app":{"size":"1","namespaces":{"public":{"nspowner":"postgres","nspacl":""}},"languages":{},"publications":{},"extensions":{"plpgsql":{"nspname":"pg_catalog","description":null,"extversion":{"major":1,"minor":0,"raw":"1.0"}},"odd":{"nspname":"x","description":"Odd","extversion":{"major":null,"minor":null,"raw":"next"}},"dated":{"nspname":"x","description":null,"extversion":{"major":2019,"minor":2,"raw":"2019-2"}}}},"closed":{"size":"2","namespaces":{},"extensions":{},"languages":{},"error":"Could not connect to the database."}},"replications":{},"repl_slots":{},"roles":{},"settings":{},"pending_restart_settings":[]}',
    ],
  },
  {
    title: 'settings are returned, with those that need a restart',
    params: { filter: ['!version', '!databases', '!r*', '!tablespaces', '!in_recovery'] },
    answers: {
      'settings of the server': json({
        settings: {
          work_mem: SETTING,
          port: { ...SETTING, unit: '', pending_restart: true, val_in_bytes: null },
        },
      }),
    },
    expects: [
      'in sync: {"version":{},"in_recovery":null,"tablespaces":{},"databases":{},"replications":{},"repl_slots":{},"roles":{},"settings":{"work_mem":{"setting":"4096","unit":"kB","pretty_val":"4MB","pending_restart":false,"val_in_bytes":4194304},"port":{"setting":"4096","unit":"","pretty_val":"4MB","pending_restart":true}},"pending_restart_settings":["port"]}',
    ],
  },
  {
    title: 'a server that does not answer is an error',
    params: { filter: 'roles' },
    answers: {
      'roles of the server': {
        status: 2,
        stderr: 'psql: error: connection to server failed: No such file\n',
      },
    },
    expects: [
      'error: psql: error: connection to server failed: No such file',
      'hint: is the server running? Start it in an earlier task, or check `login_host`, `login_unix_socket` and `login_port`',
    ],
  },
  {
    title: 'unknown parts are refused',
    params: { filter: ['ver', '!nope*'] },
    expects: [
      'refused: filter.0: expected parts among version, in_recovery, tablespaces, databases, replications, repl_slots, settings, roles',
      'refused: filter.1: expected parts among version, in_recovery, tablespaces, databases, replications, repl_slots, settings, roles',
    ],
  },
]

taskRows('postgresql_info', postgresqlInfo, ROWS)

test.run()
