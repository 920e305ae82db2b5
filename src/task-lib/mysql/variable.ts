import { parseSize } from '../../base/bytes.ts'
import { parseFlag } from '../../base/flag.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { queryMysql } from './client.ts'
import { type MysqlConnection, mysqlResource } from './login.ts'
import { mysqlIdentifier, mysqlLiteral } from './quote.ts'

/**
 * Where a value is set: in the running server (`global`), in the file that the server reads when it starts
 * (`persist_only`), or in both (`persist`).
 */
export type VariableMode = 'global' | 'persist' | 'persist_only'

/** The present values of a variable. */
export interface MysqlVariable {
  /** The value in the running server; null if the server has no such variable. */
  readonly running: string | null
  /** The value in mysqld-auto.cnf; null if there is none. */
  readonly persisted: string | null
}

/** The error number of MySQL for a table that does not exist. */
const NO_TABLE = 1146

/**
 * Reads a variable. Throws TaskError if the server has no variable with this name, or if `mode` needs persisted
 * values, which the server does not support.
 */
export async function queryVariable(
  host: ReadHost,
  connection: MysqlConnection,
  { name, mode }: { readonly name: string; readonly mode: VariableMode },
  isCheckMode: boolean,
): Promise<MysqlVariable & { readonly running: string }> {
  const literal = mysqlLiteral(name)
  const asksPersisted = mode !== 'global'
  const found = await queryMysql<MysqlVariable | 'not kept'>(
    host,
    connection,
    {
      title: `variable ${name}`,
      statements: [
        `SHOW GLOBAL VARIABLES WHERE Variable_name = ${literal}`,
        ...(asksPersisted
          ? [
              `SELECT VARIABLE_VALUE AS Value FROM performance_schema.persisted_variables WHERE VARIABLE_NAME = ${literal}`,
            ]
          : []),
      ],
      read: ([running, persisted], failure) =>
        failure === undefined
          ? { running: running?.[0]?.Value ?? null, persisted: persisted?.[0]?.Value ?? null }
          : 'not kept',
      takes: NO_TABLE,
      own: {
        resource: mysqlResource('variable', name, connection),
        after: () => onlyRunTells(`the variable \`${name}\`, which an earlier task changes`),
      },
    },
    isCheckMode,
  )
  if (found === 'not kept')
    throw new TaskError('the server does not keep values of variables', {
      hint: '`persist` and `persist_only` need MySQL 8.0: with MariaDB, set it in an option file, and here with `mode: global`',
    })
  const { running, persisted } = found
  if (running === null)
    throw new TaskError(`the server has no global variable \`${name}\``, {
      hint: 'check `variable`, and the version of the server',
      outputs: { msg: `Variable not available "${name}"` },
    })
  return { running, persisted }
}

/** Whether a wanted value is equivalent to the value on the server. */
export function isSameValue(found: string | null, wanted: string): boolean {
  if (found === null) return false
  if (isSwitch(found)) return isOn(found) === isOn(wanted)
  if (found.includes(',') || wanted.includes(',')) return isSameList(found, wanted)
  const numbers = [found, wanted].map(numberOf)
  return numbers[0] === undefined || numbers[1] === undefined ? found === wanted : numbers[0] === numbers[1]
}

/** Returns a statement that sets a variable. */
export function setStatement(name: string, mode: VariableMode, value: string): string {
  const variable = name.split('.').map(mysqlIdentifier).join('.')
  const number = numberOf(value)
  return `SET ${mode.toUpperCase()} ${variable} = ${number === undefined ? mysqlLiteral(value) : String(number)}`
}

function isSwitch(value: string): boolean {
  return value === 'ON' || value === 'OFF'
}

/** Parses the value of a switch; undefined if it is not one. */
function isOn(value: string): boolean | undefined {
  return parseFlag({ 1: 'on', 0: 'off' }[value] ?? value)
}

/**
 * Compares lists of words. The server may list the words of a set such as `sql_mode` in another order. For switches
 * such as `optimizer_switch`, a task may name only some.
 */
function isSameList(found: string, wanted: string): boolean {
  const [has, wants] = [found, wanted].map(list => new Set(list.split(',').map(word => word.trim())))
  if (has === undefined || wants === undefined) return false
  const isNamed = [...wants].every(word => has.has(word))
  const areSwitches = [...wants].every(word => /^\w+=(on|off)$/.test(word))
  return isNamed && (areSwitches || has.size === wants.size)
}

/** Parses a number, or a size with a unit as in option files: `64M`. Undefined for other text. */
function numberOf(value: string): number | undefined {
  if (/^-?\d+(\.\d+)?$/.test(value))
    return Number.isSafeInteger(Math.trunc(Number(value))) ? Number(value) : undefined
  return /^\d+[KMGT]$/i.test(value) ? parseSize(value) : undefined
}
