import type { ChangeInput } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import type { PostgresDatabase } from './database.ts'
import type { PostgresDatabaseParams } from './database-params.ts'
import { alterDatabase, createDatabase, dropDatabase, renameDatabase } from './database-statements.ts'
import { type PostgresConnection, postgresResource } from './login.ts'
import { refuseUnchangeable } from './refuse-unchangeable.ts'

/** The changes of a database, and the SQL statements that make them. */
export interface DatabaseSteps {
  readonly changes: readonly ChangeInput[]
  readonly statements: readonly string[]
}

const NONE: DatabaseSteps = { changes: [], statements: [] }

/**
 * Returns the steps to the desired state of a database. `found` has the name of the task, `renamed` the new name of
 * `state: rename`; null if there is no such database. Throws TaskError if no statement leads to that state.
 */
export function databaseSteps(
  params: PostgresDatabaseParams,
  connection: PostgresConnection,
  { found, renamed }: { found: PostgresDatabase | null; renamed: PostgresDatabase | null },
): DatabaseSteps {
  const { name, state } = params
  if (state === 'rename') return renamingSteps(params, connection, found, renamed)
  const resource = postgresResource('db', name, connection)
  if (state === 'absent') {
    if (found === null) return NONE
    const change = { resource, action: 'delete', before: {}, after: null }
    return { changes: [change], statements: dropDatabase(name, found, params.force) }
  }
  if (found !== null) return alterationSteps(params, resource, found)
  const { owner, encoding, lc_collate, lc_ctype, conn_limit, tablespace } = params
  const after = omitUndefined({ owner, encoding, lc_collate, lc_ctype, conn_limit, tablespace })
  const change = { resource, action: 'create', before: null, after }
  return { changes: [change], statements: [createDatabase(params)] }
}

function renamingSteps(
  { name, target = '' }: PostgresDatabaseParams,
  connection: PostgresConnection,
  found: PostgresDatabase | null,
  renamed: PostgresDatabase | null,
): DatabaseSteps {
  if (found === null && renamed !== null) return NONE
  if (found === null) throw new TaskError(`there is no database \`${name}\`, and no \`${target}\``)
  if (renamed !== null)
    throw new TaskError(`cannot rename \`${name}\`: there is a database \`${target}\` already`)
  const resourceOf = (each: string): string => postgresResource('db', each, connection)
  return {
    changes: [
      { resource: resourceOf(name), action: 'rename', before: { name }, after: null },
      { resource: resourceOf(target), action: 'create', before: null, after: found.fields },
    ],
    statements: [renameDatabase(name, target)],
  }
}

function alterationSteps(
  params: PostgresDatabaseParams,
  resource: string,
  found: PostgresDatabase,
): DatabaseSteps {
  refuseUnchangeable(params, found)
  const { owner, conn_limit, tablespace } = params
  const wanted = Object.entries(omitUndefined({ owner, conn_limit, tablespace }))
  const wrong = wanted.filter(([field, value]) => found.field(field) !== value)
  if (wrong.length === 0) return NONE
  const before = Object.fromEntries(wrong.map(([field]) => [field, found.field(field)]))
  return {
    changes: [{ resource, action: 'update', before, after: Object.fromEntries(wrong) }],
    statements: wrong.map(([field, value]) => alterDatabase(params.name, field, String(value))),
  }
}
