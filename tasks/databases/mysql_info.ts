/**
 * Information about a MySQL or MariaDB server.
 *
 *     - mysql_info: { filter: [version, databases] }
 *       become: true
 *       register: server
 */
import { defineTask, flag, inSync, z } from '../../src/authoring/task.ts'
import {
  INFO_PARTS,
  infoStatements,
  MYSQL_LOGIN_ALIASES,
  mysqlConnection,
  mysqlIdentifier,
  mysqlLoginParams,
  mysqlName,
  queryMysql,
  type ReplicationWords,
  readInfo,
} from '../../src/built-in/databases.ts'
import { commaList } from '../../src/built-in/text.ts'

const params = z.strictObject({
  filter: commaList(z.enum([...INFO_PARTS, ...INFO_PARTS.map(part => `!${part}` as const)]))
    .default([])
    .describe(
      'The parts to report. By default, all parts are reported. With `!` before each name, all other parts are.',
    )
    .meta({ examples: [['version', 'databases'], '!settings'] }),
  exclude_fields: commaList(z.enum(['db_size']))
    .default([])
    .describe('`db_size` leaves out the sizes of databases, because finding them may take long.')
    .meta({ examples: [['db_size']] }),
  return_empty_dbs: flag()
    .default(false)
    .describe('Also report databases without tables.')
    .meta({ examples: [true] }),
  login_db: mysqlName()
    .optional()
    .describe('The database to connect to, if the user may connect to no other.')
    .meta({ examples: ['app'] }),
  ...mysqlLoginParams,
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Reports the version, databases, users, settings and state of a MySQL or MariaDB server.',
  example: `- mysql_info:
    filter: [version, databases]
  become: true
  register: server
`,
  params,
  aliases: MYSQL_LOGIN_ALIASES,
  outputs: {
    version:
      'A map with the version of the server: the numbers `major`, `minor` and `release`, the texts `suffix` and `full`; absent if `filter` excludes it.',
    databases:
      'A map from names of databases to maps with `size` in bytes (unless `exclude_fields` names `db_size`); absent if `filter` excludes it.',
    settings: 'A map from names of global variables to their values; absent if `filter` excludes it.',
    global_status:
      'A map from names of global status variables to their values; absent if `filter` excludes it.',
    engines:
      'A map from names of storage engines to maps with the columns of `SHOW ENGINES`; absent if `filter` excludes it.',
    users:
      'A map from hosts to maps from names of users to maps with the columns of the table `mysql.user`, in which hashes of passwords are secret; absent if `filter` excludes it.',
    master_status:
      'A map with the columns of `SHOW MASTER STATUS`, empty without a binary log; absent if `filter` excludes it.',
    slave_hosts:
      'A map from IDs of servers that replicate this one to maps with the columns of `SHOW SLAVE HOSTS`; absent if `filter` excludes it.',
    slave_status:
      'A map from hosts of the servers that this one replicates to maps from ports to maps from users to maps with the columns of `SHOW SLAVE STATUS`; absent if `filter` excludes it.',
  },
  check: async ({ host, params, isCheckMode }) => {
    const parts = wantedParts(params)
    const listing = {
      withSizes: !params.exclude_fields.includes('db_size'),
      withEmpty: params.return_empty_dbs,
    }
    const ask = (words: ReplicationWords) =>
      queryMysql<Record<string, unknown> | null>(
        host,
        mysqlConnection(params),
        {
          title: `${parts.join(', ')} of the server${words === 'new' ? ', in new words' : ''}`,
          statements: [...useStatement(params), ...infoStatements(parts, listing, words)],
          read: (results, failure) => (failure === undefined ? readInfo(parts, results, listing) : null),
          ...(words === 'old' ? { takes: SYNTAX_ERROR } : {}),
        },
        isCheckMode,
      )
    // MySQL 8.4 and newer do not accept the old statements.
    return inSync((await ask('old')) ?? (await ask('new')) ?? {})
  },
})

const SYNTAX_ERROR = 1064

function wantedParts({ filter }: Params) {
  const named = INFO_PARTS.filter(part => filter.includes(part))
  return named.length > 0 ? named : INFO_PARTS.filter(part => !filter.includes(`!${part}`))
}

function useStatement({ login_db }: Params): string[] {
  return login_db === undefined ? [] : [`USE ${mysqlIdentifier(login_db)}`]
}
