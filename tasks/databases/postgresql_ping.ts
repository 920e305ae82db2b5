/**
 * Whether a PostgreSQL server answers, and its version.
 *
 *     - postgresql_ping: { login_db: app }
 *       become: true
 *       become_user: postgres
 *       register: server
 */
import { defineTask, inSync, z } from '../../src/authoring/task.ts'
import {
  deferPostgresToRun,
  emptyable,
  POSTGRES_LOGIN_ALIASES,
  postgresLoginConnection,
  postgresLoginParams,
  postgresName,
  postgresProbe,
  postgresVersion,
  refusePostgres,
} from '../../src/built-in/databases.ts'

const params = z.strictObject({
  login_db: emptyable(postgresName())
    .describe('The database to connect to. Default: the database with the name of `login_user`.')
    .meta({ examples: ['app'] }),
  ...postgresLoginParams,
})

export default defineTask({
  summary: 'Reports whether a PostgreSQL server answers, and its version.',
  example: `- postgresql_ping:
    login_db: app
  become: true
  become_user: postgres
  register: server
`,
  params,
  aliases: { db: 'login_db', ...POSTGRES_LOGIN_ALIASES },
  outputs: {
    is_available: 'Whether the server answers.',
    conn_err_msg: 'Why the server does not answer; empty if it answers.',
    server_version:
      'A map with the version of the server: the numbers `major`, `minor` and, before version 10, `patch`, and the texts `full` and `raw`; empty if the server does not answer.',
  },
  check: async ({ host, params, environment, isCheckMode }) => {
    const connection = postgresLoginConnection(params, environment)
    const question = { title: `version of ${connection.database}`, sql: 'SELECT to_json(version())' }
    const answer = await host.ask(postgresProbe(connection, question))
    if (answer.kind === 'answer')
      return inSync({
        ...{ is_available: true, conn_err_msg: '' },
        server_version: postgresVersion(String(answer.value)) ?? {},
      })
    const { failure } = answer
    // Without psql, nothing is known about the server.
    if (failure.kind === 'no program') return refusePostgres(host, failure, isCheckMode)
    if (isCheckMode) deferPostgresToRun(failure)
    return inSync({ is_available: false, conn_err_msg: failure.message, server_version: {} })
  },
})
