/**
 * An extension of a PostgreSQL database.
 *
 *     - postgresql_ext: { name: pg_trgm, login_db: app }
 *       become: true
 *       become_user: postgres
 */
import { defineTask, flag, inSync, plan, TaskError, z } from '../../src/authoring/task.ts'
import {
  askPostgresObject,
  emptyableText,
  POSTGRES_LOGIN_ALIASES,
  type PostgresObject,
  postgresConnection,
  postgresIdentifier,
  postgresLiteral,
  postgresLoginParams,
  postgresName,
  postgresResource,
  QUERIES_OUTPUTS,
  runPostgres,
} from '../../src/built-in/databases.ts'

const params = z.strictObject({
  name: postgresName()
    .describe('Name of the extension.')
    .meta({ examples: ['pg_trgm'] }),
  login_db: postgresName()
    .describe('The database in which to create the extension.')
    .meta({ examples: ['app'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the database should have the extension.')
    .meta({ examples: ['absent'] }),
  schema: emptyableText()
    .describe('The schema in which a new extension creates its objects.')
    .meta({ examples: ['extensions'] }),
  version: emptyableText()
    .describe(
      'Version of the extension. `latest` means the newest version on the host. By default, any version is accepted.',
    )
    .meta({ examples: ['1.6', 'latest'] }),
  cascade: flag()
    .default(false)
    .describe(
      'Also create the extensions that this one needs. With `state: absent`, also remove all objects that depend on it.',
    )
    .meta({ examples: [true] }),
  ...postgresLoginParams,
})

type Params = z.output<typeof params>

interface ExtensionPlan {
  readonly statement: string
}

export default defineTask({
  summary: 'Creates, updates or removes an extension of a PostgreSQL database.',
  example: `- postgresql_ext:
    name: pg_trgm
    login_db: app
  become: true
  become_user: postgres
`,
  params,
  aliases: { ext: 'name', db: 'login_db', ...POSTGRES_LOGIN_ALIASES },
  outputs: {
    db: 'The name of the database.',
    ext: 'The name of the extension.',
    ...QUERIES_OUTPUTS,
  },
  check: async ({ host, params, environment, isCheckMode }) => {
    const { name, login_db, state } = params
    const connection = postgresConnection(params, login_db, environment)
    const found = await askPostgresObject(host, connection, isCheckMode, {
      kind: 'ext',
      name: `${login_db}/${name}`,
      sql: stateQuery(params),
    })
    const installed = found === null ? null : found.field('installed')
    const finish = (action: string, after: { installed: string | null }, statement: string) =>
      plan<ExtensionPlan>(
        [
          {
            resource: postgresResource('ext', `${login_db}/${name}`, connection),
            ...{ action, before: installed === null ? null : { installed }, after },
          },
        ],
        { statement },
        { db: login_db, ext: name, queries: [statement] },
      )
    const isRight = inSync({ db: login_db, ext: name, queries: [] })
    const extension = postgresIdentifier(name)
    if (state === 'absent') {
      if (installed === null) return isRight
      return finish(
        'delete',
        { installed: null },
        `DROP EXTENSION ${extension}${params.cascade ? ' CASCADE' : ''}`,
      )
    }
    if (installed === null) {
      refuseUnavailable(params, found)
      return finish('create', { installed: wantedVersion(params, found) }, createStatement(params))
    }
    const wanted = wantedVersion(params, found)
    if (params.version === undefined || wanted === null || wanted === installed) return isRight
    if (found?.field('has_path') === false)
      throw new TaskError(`the extension \`${name}\` cannot be updated from ${installed} to ${wanted}`, {
        hint: 'name another `version`, or install a newer package of the extension in an earlier task',
      })
    return finish(
      'update',
      { installed: wanted },
      `ALTER EXTENSION ${extension} UPDATE TO ${postgresLiteral(wanted)}`,
    )
  },
  mayChange: ({ params, environment }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    return [{ resource: postgresResource('ext', `${params.login_db}/${params.name}`, connection) }]
  },
  apply: async ({ host, params, environment, plan: { data, outputs } }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    await runPostgres(host, connection, [data.statement], `change the extension ${params.name}`)
    return outputs
  },
})

/**
 * Returns the query for the installed version, the newest version, whether the requested version is available, and
 * whether an update path leads to it.
 */
function stateQuery({ name, version }: Params): string {
  const [extension, wanted] = [postgresLiteral(name), postgresLiteral(version ?? 'latest')]
  const target = `CASE WHEN ${wanted} = 'latest' THEN a.default_version ELSE ${wanted} END`
  return `SELECT row_to_json(d) FROM (SELECT a.installed_version AS installed, a.default_version AS newest,
  EXISTS (SELECT 1 FROM pg_available_extension_versions v WHERE v.name = a.name AND v.version = ${target}) AS is_available,
  EXISTS (SELECT 1 FROM pg_extension_update_paths(a.name) p WHERE p.source = a.installed_version AND p.target = ${target}
    AND p.path IS NOT NULL) AS has_path
  FROM pg_available_extensions a WHERE a.name = ${extension}) d`
}

function wantedVersion({ version }: Params, found: PostgresObject | null): string | null {
  const newest = found?.fields.newest
  if (version !== undefined && version !== 'latest') return version
  return typeof newest === 'string' ? newest : null
}

/** Throws TaskError if the host does not have the extension, or not in the requested version. */
function refuseUnavailable({ name, version }: Params, found: PostgresObject | null): void {
  if (found !== null && found.fields.is_available !== false) return
  const what = version === undefined || version === 'latest' ? '' : ` ${version}`
  throw new TaskError(`the host does not have the extension \`${name}\`${what}`, {
    hint: 'install its package in an earlier task, such as postgresql-contrib',
  })
}

function createStatement({ name, schema, version, cascade }: Params): string {
  return [
    `CREATE EXTENSION ${postgresIdentifier(name)}`,
    ...(schema === undefined ? [] : [`SCHEMA ${postgresIdentifier(schema)}`]),
    ...(version === undefined || version === 'latest' ? [] : [`VERSION ${postgresLiteral(version)}`]),
    ...(cascade ? ['CASCADE'] : []),
  ].join(' ')
}
