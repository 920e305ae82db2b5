/**
 * Information about a PostgreSQL server.
 *
 *     - postgresql_info: { filter: [version, databases] }
 *       become: true
 *       become_user: postgres
 *       register: server
 */
import { type CheckContext, defineTask, inSync, type Json, z } from '../../src/authoring/task.ts'
import {
  databaseInfo,
  databaseInfoQuery,
  emptyable,
  NOT_CONNECTED,
  POSTGRES_LOGIN_ALIASES,
  POSTGRES_PARTS,
  postgresConnection,
  postgresLoginConnection,
  postgresLoginParams,
  postgresName,
  postgresProbe,
  postgresVersion,
  queryPostgres,
  serverInfo,
  serverInfoQuery,
} from '../../src/built-in/databases.ts'
import { compileGlob } from '../../src/built-in/params.ts'
import { commaList } from '../../src/built-in/text.ts'

const params = z.strictObject({
  filter: commaList(
    z
      .string()
      .refine(
        given => partsFor(given.replace(/^!+/, '')).length > 0,
        `expected parts among ${POSTGRES_PARTS.join(', ')}`,
      ),
  )
    .default([])
    .describe(
      'The parts to report; by default, all. Wildcards are allowed. With `!` before each, all others.',
    )
    .meta({ examples: [['version', 'databases'], 'repl*', '!settings'] }),
  login_db: emptyable(postgresName())
    .describe(
      'The database to connect to first. By default, the database with the same name as `login_user`.',
    )
    .meta({ examples: ['app'] }),
  ...postgresLoginParams,
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Reads the version, databases, roles, settings and state of a PostgreSQL server.',
  example: `- postgresql_info:
    filter: [version, databases]
  become: true
  become_user: postgres
  register: server
`,
  params,
  aliases: { db: 'login_db', ...POSTGRES_LOGIN_ALIASES },
  outputs: {
    version:
      'A map with the version of the server: the numbers `major`, `minor` and, before version 10, `patch`, and the texts `full` and `raw`; empty if `filter` excludes it.',
    in_recovery: 'Whether the server is in recovery, as a replica is; null if `filter` excludes it.',
    tablespaces:
      'A map from names of tablespaces to maps with `spcowner`, `spcacl` and `spcoptions`; empty if `filter` excludes it.',
    databases:
      'A map from names of databases to maps with `owner`, `encoding`, `collate`, `ctype`, `access_priv`, `size` (bytes, as text), `subscriptions`, `namespaces`, `extensions`, `languages` and `publications`, and `error` if Drover could not connect to it; empty if `filter` excludes it.',
    replications:
      'A map from process IDs of connections of replicas to maps with `usename`, `app_name`, `client_addr`, `client_hostname`, `backend_start` and `state`; empty if `filter` excludes it.',
    repl_slots:
      'A map from names of replication slots to maps with `plugin`, `slot_type`, `database` and `active`; empty if `filter` excludes it.',
    settings:
      'A map from names of settings to maps with `setting`, `unit`, `context`, `vartype`, `boot_val`, `min_val`, `max_val`, `sourcefile`, `pretty_val`, `pending_restart` and, for sizes, `val_in_bytes`; empty if `filter` excludes it.',
    roles:
      'A map from names of roles to maps with `superuser`, `canlogin`, `valid_until` and `member_of`; empty if `filter` excludes it.',
    pending_restart_settings:
      'The names of the settings whose new values take effect only after a restart, as a list; empty if `filter` excludes `settings`.',
  },
  check: async context => {
    const { host, params, environment, isCheckMode } = context
    const parts = wantedParts(params)
    const connection = postgresLoginConnection(params, environment)
    const question = { title: `${parts.join(', ')} of the server`, sql: serverInfoQuery(parts) }
    const found = (await queryPostgres(host, connection, question, isCheckMode)) as Record<string, Json>
    const raw = found.version
    const version = typeof raw === 'string' ? { ...postgresVersion(raw) } : {}
    const databases = await databasesOf(context, (found.databases ?? {}) as Record<string, Json>)
    return inSync(serverInfo({ ...found, databases }, version))
  },
})

/** Adds the contents of each database, for which a connection to that database is needed. */
async function databasesOf(
  { host, params, environment }: CheckContext<Params>,
  found: Readonly<Record<string, Json>>,
): Promise<Record<string, Json>> {
  const all = Object.entries(found).map(async ([name, fields]) => {
    const question = { title: `what is in the database ${name}`, sql: databaseInfoQuery() }
    const answer = await host.ask(postgresProbe(postgresConnection(params, name, environment), question))
    const inside = answer.kind === 'answer' ? databaseInfo(answer.value) : NOT_CONNECTED
    return [name, { ...(fields as Record<string, Json>), ...inside }] as const
  })
  return Object.fromEntries(await Promise.all(all))
}

function wantedParts({ filter }: Params) {
  const named = filter.filter(each => !each.startsWith('!')).flatMap(partsFor)
  if (named.length > 0) return POSTGRES_PARTS.filter(part => named.includes(part))
  const excluded = filter.flatMap(each => partsFor(each.replace(/^!+/, '')))
  return POSTGRES_PARTS.filter(part => !excluded.includes(part))
}

function partsFor(pattern: string) {
  return POSTGRES_PARTS.filter(part => compileGlob(pattern).matches(part))
}
