import type { ChangeInput } from '../../authoring/plan.ts'
import type { MysqlDatabaseParams } from './database-params.ts'
import { type MysqlConnection, mysqlResource } from './login.ts'
import { mysqlIdentifier, mysqlLiteral } from './quote.ts'

/** The changes to databases, as people read them, and the statements that make them. */
export interface DatabaseSteps {
  readonly changes: readonly ChangeInput[]
  readonly statements: readonly string[]
}

/** Returns the changes and statements that create databases. */
export function creationSteps(
  names: readonly string[],
  params: MysqlDatabaseParams,
  connection: MysqlConnection,
): DatabaseSteps {
  const { encoding, collation } = params
  return {
    changes: names.map(name => ({
      ...{ resource: mysqlResource('db', name, connection), action: 'create', before: null },
      after: { encoding, collation },
    })),
    statements: names.map(name => createStatement(name, params)),
  }
}

/** Returns the changes and statements that remove databases. */
export function removalSteps(names: readonly string[], connection: MysqlConnection): DatabaseSteps {
  return {
    changes: names.map(name => ({
      ...{ resource: mysqlResource('db', name, connection), action: 'delete', before: {}, after: null },
    })),
    statements: names.map(name => `DROP DATABASE ${mysqlIdentifier(name)}`),
  }
}

function createStatement(name: string, { encoding, collation }: MysqlDatabaseParams): string {
  return [
    `CREATE DATABASE ${mysqlIdentifier(name)}`,
    ...(encoding === undefined ? [] : [`CHARACTER SET ${mysqlLiteral(encoding)}`]),
    ...(collation === undefined ? [] : [`COLLATE ${mysqlLiteral(collation)}`]),
  ].join(' ')
}
