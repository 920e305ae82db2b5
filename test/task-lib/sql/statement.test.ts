import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mysqlValue } from '../../../src/task-lib/mysql/query.ts'
import { postgresValue } from '../../../src/task-lib/postgresql/query.ts'
import { bindArguments, type QueryArguments } from '../../../src/task-lib/sql/arguments.ts'
import { onlyReads, withoutEnd } from '../../../src/task-lib/sql/statement.ts'

const READS: readonly (readonly [sql: string, onlyReads: boolean])[] = [
  ['SELECT 1', true],
  ["select count(*), max(x) from t where y in ('drop', 2) -- update\n;", true],
  ['WITH a AS (SELECT 1) SELECT * FROM a', true],
  ['SHOW server_version', true],
  ["SELECT '; DELETE FROM t'", true],
  ['/* INSERT */ SELECT $x$ UPDATE $x$, "into"', true],
  ['SELECT pg_reload_conf()', false],
  ['SELECT "pg_reload_conf"()', false],
  ['SELECT 1; DROP TABLE t', false],
  ['WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a', false],
  ['SELECT * INTO new FROM t', false],
  ['SELECT * FROM t FOR UPDATE', false],
  ['SELECT @a := 1', false],
  ['INSERT INTO t VALUES (1)', false],
  ['EXPLAIN ANALYZE DELETE FROM t', false],
]

for (const [sql, reads] of READS)
  test(`\`${sql}\` ${reads ? 'only reads' : 'may write'}`, () => {
    assert.is(onlyReads(sql), reads)
  })

test('the semicolon at the end of a statement is removed, and quoted text is kept', () => {
  assert.is(withoutEnd("SELECT ';' ; -- done\n ;"), "SELECT ';'")
  assert.is(withoutEnd("SELECT '; "), "SELECT '")
})

const BOUND: readonly (readonly [query: string, given: QueryArguments, postgres: string, mysql: string])[] = [
  ["LIKE 'a%'", undefined, "LIKE 'a%'", "LIKE 'a%'"],
  ["%s, %s, '%%'", [1, "it's"], "1, 'it''s', '%'", "1, 'it''s', '%'"],
  ['%(a)s %(a)s %(b)s', { a: null, b: true }, 'NULL NULL true', 'NULL NULL true'],
  ['%s', ['a\\b'], "E'a\\\\b'", "CONVERT(X'615c62' USING utf8mb4)"],
  [
    '%s',
    [['x', 'y "z"\\', null]],
    `E'{"x","y \\\\"z\\\\"\\\\\\\\",NULL}'`,
    `('x', CONVERT(X'7920227a225c' USING utf8mb4), NULL)`,
  ],
  ['%s', [{ a: [1] }], `'{"a":[1]}'`, `'{"a":[1]}'`],
]

for (const [query, given, postgres, mysql] of BOUND)
  test(`values for \`${query}\`: ${JSON.stringify(given)}`, () => {
    assert.is(bindArguments(query, given, postgresValue), postgres)
    assert.is(bindArguments(query, given, mysqlValue), mysql)
  })

const UNBOUND: readonly (readonly [query: string, given: QueryArguments, message: RegExp])[] = [
  ['%s %s', [1], /there is no value for `%s`/],
  ['%s', [1, 2], /the query has 1 placeholders for 2 values/],
  ['%(a)s', {}, /there is no value for `%\(a\)s`/],
  ["LIKE 'a%' AND b = %s", [1], /`%'` in the query is not a placeholder/],
]

for (const [query, given, message] of UNBOUND)
  test(`wrong values for \`${query}\` are an error: ${JSON.stringify(given)}`, () => {
    assert.throws(() => bindArguments(query, given, postgresValue), message)
  })

test.run()
