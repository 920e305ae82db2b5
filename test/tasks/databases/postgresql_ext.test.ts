import { test } from 'uvu'
import postgresqlExt from '../../../tasks/databases/postgresql_ext.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const TRGM = 'state of postgresql_ext:app/pg_trgm'
const FOUND = { installed: null, newest: '1.6', is_available: true, has_path: false }
const found = (fields: object = {}) => ({ [TRGM]: `${JSON.stringify({ ...FOUND, ...fields })}\n` })
const PARAMS = { name: 'pg_trgm', login_db: 'app' }
const outputs = (...queries: readonly string[]) => JSON.stringify({ db: 'app', ext: 'pg_trgm', queries })

const ROWS: readonly TaskRow[] = [
  {
    title: 'an extension is created',
    params: { ...PARAMS, schema: 'x"y', version: "1'5", cascade: true },
    answers: found(),
    expects: [
      'create postgresql_ext:app/pg_trgm: null -> {"installed":"1\'5"}',
      '$ [change the extension pg_trgm]',
      `outputs: ${outputs(`CREATE EXTENSION "pg_trgm" SCHEMA "x""y" VERSION '1''5' CASCADE`)}`,
    ],
  },
  {
    title: 'without `version`, any version is in sync',
    params: PARAMS,
    answers: found({ installed: '1.3' }),
    expects: [`in sync: ${outputs()}`],
  },
  {
    title: 'the newest version is in sync',
    params: { ...PARAMS, version: 'latest' },
    answers: found({ installed: '1.6' }),
    expects: [`in sync: ${outputs()}`],
  },
  {
    title: 'an extension is updated',
    params: { ...PARAMS, version: 'latest' },
    answers: found({ installed: '1.3', has_path: true }),
    expects: [
      'update postgresql_ext:app/pg_trgm: {"installed":"1.3"} -> {"installed":"1.6"}',
      '$ [change the extension pg_trgm]',
      `outputs: ${outputs(`ALTER EXTENSION "pg_trgm" UPDATE TO '1.6'`)}`,
    ],
  },
  {
    title: 'a version without an update path is an error',
    params: { ...PARAMS, version: '0.9' },
    answers: found({ installed: '1.3' }),
    expects: [
      'error: the extension `pg_trgm` cannot be updated from 1.3 to 0.9',
      'hint: name another `version`, or install a newer package of the extension in an earlier task',
    ],
  },
  {
    title: 'a version that the host does not have is an error',
    params: { ...PARAMS, version: '0.9' },
    answers: found({ is_available: false }),
    expects: [
      'error: the host does not have the extension `pg_trgm` 0.9',
      'hint: install its package in an earlier task, such as postgresql-contrib',
    ],
  },
  {
    title: 'an extension that the host does not have is an error',
    params: PARAMS,
    answers: { [TRGM]: '' },
    expects: [
      'error: the host does not have the extension `pg_trgm`',
      'hint: install its package in an earlier task, such as postgresql-contrib',
    ],
  },
  {
    title: 'an extension is removed',
    params: { ...PARAMS, state: 'absent', cascade: true },
    answers: found({ installed: '1.6' }),
    expects: [
      'delete postgresql_ext:app/pg_trgm: {"installed":"1.6"} -> {"installed":null}',
      '$ [change the extension pg_trgm]',
      `outputs: ${outputs('DROP EXTENSION "pg_trgm" CASCADE')}`,
    ],
  },
  {
    title: 'a missing extension needs no removal',
    params: { ...PARAMS, state: 'absent' },
    answers: found(),
    expects: [`in sync: ${outputs()}`],
  },
]

taskRows('postgresql_ext', postgresqlExt, ROWS)

test.run()
