/**
 * A global variable of a MySQL or MariaDB server.
 *
 *     - mysql_variables: { variable: max_connections, value: 200 }
 *       become: true
 */
import { defineTask, inSync, plan, z } from '../../src/authoring/task.ts'
import {
  isSameValue,
  MYSQL_LOGIN_ALIASES,
  mysqlConnection,
  mysqlLoginParams,
  mysqlResource,
  queryVariable,
  runMysql,
  setStatement,
  settingValue,
} from '../../src/built-in/databases.ts'

const params = z.strictObject({
  variable: z
    .string()
    .regex(/^[0-9A-Za-z_.]+$/, 'expected the name of a variable, such as `max_connections`')
    .describe('The variable.')
    .meta({ examples: ['max_connections'] }),
  value: settingValue({ on: 'ON', off: 'OFF' })
    .optional()
    .describe(
      'The value of the variable. A number may have a unit, as in an option file. If omitted, the current value is only read.',
    )
    .meta({ examples: [200, '64M', true] }),
  mode: z
    .enum(['global', 'persist', 'persist_only'])
    .default('global')
    .describe(
      '`global` changes the running server. `persist` also changes the file that the server reads when it starts. `persist_only` changes only this file. `persist` and `persist_only` need MySQL 8.0.',
    )
    .meta({ examples: ['persist'] }),
  ...mysqlLoginParams,
})

export default defineTask({
  summary: 'Sets or reads a global variable of a MySQL or MariaDB server.',
  example: `- mysql_variables:
    variable: max_connections
    value: 200
  become: true
`,
  params,
  aliases: MYSQL_LOGIN_ALIASES,
  outputs: {
    msg: 'Without `value`, the value of the variable; otherwise a message.',
    queries:
      'The statement that the task ran, or would run if this is a dry run, as a list; empty if nothing differed, absent without `value`.',
  },
  check: async ({ host, params, isCheckMode, carriedOut }) => {
    const { variable, value, mode } = params
    const connection = mysqlConnection(params)
    const found = await queryVariable(host, connection, { name: variable, mode }, isCheckMode)
    const { running, persisted } = found
    if (value === undefined) return inSync({ msg: running })
    const isRight = [
      ...(mode === 'persist_only' ? [] : [isSameValue(running, value)]),
      ...(mode === 'global' ? [] : [isSameValue(persisted, value)]),
    ].every(Boolean)
    if (isRight) return inSync({ msg: 'Variable is already set to requested value.', queries: [] })
    const previous = mode === 'persist_only' ? persisted : running
    // The server has accepted the value, but rounds it or shows it in another form.
    if (carriedOut !== undefined)
      return inSync({
        warnings: [
          `the server keeps \`${previous}\` as \`${variable}\`: give this value, or each run changes it again`,
        ],
      })
    const before = { value: mode === 'persist' ? `${running} (kept: ${persisted ?? 'none'})` : previous }
    return plan(
      [
        {
          resource: mysqlResource('variable', variable, connection),
          ...{ action: 'update', before, after: { value } },
        },
      ],
      undefined,
      {
        msg: `Variable change succeeded prev_value=${previous}`,
        queries: [setStatement(variable, mode, value)],
      },
    )
  },
  mayChange: ({ params }) =>
    params.value === undefined
      ? []
      : [{ resource: mysqlResource('variable', params.variable, mysqlConnection(params)) }],
  apply: async ({ host, params, plan: { outputs } }) => {
    const { variable, value = '', mode } = params
    const statement = setStatement(variable, mode, value)
    await runMysql(host, mysqlConnection(params), [statement], `set the variable ${variable}`)
    return outputs
  },
})
