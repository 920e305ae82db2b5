/**
 * What roles of a PostgreSQL server may do with objects of a database.
 *
 *     - postgresql_privs: { login_db: app, roles: reader, objs: ALL_IN_SCHEMA, privs: SELECT }
 *       become: true
 *       become_user: postgres
 */
import {
  defineTask,
  flag,
  inSync,
  plan,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  askPostgres,
  DEFAULT_KINDS,
  defaultGrants,
  emptyableText,
  type FoundGrants,
  GRANTABLE,
  type GrantDifference,
  type GrantForm,
  grantDifferences,
  grantStatements,
  groupGrants,
  objectGrants,
  POSTGRES_LOGIN_ALIASES,
  type PostgresConnection,
  postgresConnection,
  postgresLoginParams,
  postgresName,
  postgresResource,
  postgresRole,
  runPostgres,
  type WantedGrants,
} from '../../src/built-in/databases.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'
import { commaList } from '../../src/built-in/text.ts'

const TYPES = [
  ...(['table', 'sequence', 'function', 'procedure', 'type', 'schema', 'database', 'language'] as const),
  ...(['tablespace', 'foreign_data_wrapper', 'foreign_server', 'group', 'default_privs'] as const),
]

/** Types whose objects are in a schema. */
const IN_SCHEMA = /^(table|sequence|function|procedure|type|default_privs)$/

const params = z
  .strictObject({
    login_db: postgresName()
      .describe('The database that the objects are in.')
      .meta({ examples: ['app'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the roles should have the privileges.')
      .meta({ examples: ['absent'] }),
    type: z
      .enum(TYPES)
      .default('table')
      .describe(
        'What the objects are. `group`: the roles are members of other roles. `default_privs`: objects that will be created.',
      )
      .meta({ examples: ['schema'] }),
    objs: commaList(text().refine(name => name !== '' && !name.includes('\0'), 'expected a name'))
      .optional()
      .describe(
        'Names of the objects, separated by commas. `ALL_IN_SCHEMA` is all tables, sequences, functions or procedures of the schema. A function has its argument types, separated by colons. Of default privileges: kinds such as `TABLES`, or `ALL_DEFAULT`.',
      )
      .meta({ examples: ['accounts,orders', 'ALL_IN_SCHEMA', 'add(int:int)'] }),
    schema: emptyableText()
      .describe('The schema that the objects are in: by default, `public`. `not-specified` is none.')
      .meta({ examples: ['accounting'] }),
    privs: commaList(
      text()
        .transform(name => name.trim().toUpperCase().replace(/\s+/g, ' '))
        .refine(name => /^[A-Z]+( [A-Z]+)*$/.test(name), 'expected the name of a privilege'),
    )
      .optional()
      .describe('The privileges, separated by commas. `ALL` is all that there are.')
      .meta({ examples: ['SELECT,INSERT'] }),
    roles: commaList(postgresName())
      .describe('The roles, separated by commas. `PUBLIC` is every role.')
      .meta({ examples: ['reader', 'PUBLIC'] }),
    grant_option: flag()
      .optional()
      .describe('Whether the roles may grant the privileges to others. If omitted, that is left alone.')
      .meta({ examples: [true] }),
    target_roles: commaList(postgresName())
      .optional()
      .describe(
        'With `default_privs`: the roles that will create the objects. By default, the one that is logged in.',
      )
      .meta({ examples: ['owner'] }),
    usage_on_types: flag()
      .default(true)
      .describe('With `default_privs`: also grant `USAGE` on types.')
      .meta({ examples: [false] }),
    fail_on_role: flag()
      .default(true)
      .describe('Whether it is an error if a role does not exist. Otherwise, it is left out.')
      .meta({ examples: [false] }),
    ...postgresLoginParams,
  })
  .refine(({ type, privs }) => (type === 'group') === (privs === undefined), {
    path: ['privs'],
    message: 'expected privileges, unless `type` is `group`',
  })
  .refine(({ type, objs }) => objs !== undefined || type === 'database', {
    path: ['objs'],
    message: 'expected the names of objects',
  })
  .refine(({ type, schema }) => schema === undefined || IN_SCHEMA.test(type), {
    path: ['schema'],
    message: 'objects of this `type` are in no schema',
  })
  .refine(({ type, objs }) => !isAllInSchema(objs) || /^(table|sequence|function|procedure)$/.test(type), {
    path: ['objs'],
    message: '`ALL_IN_SCHEMA` is for tables, sequences, functions and procedures',
  })
  .refine(({ type, objs = [] }) => type !== 'default_privs' || objs.every(isDefaultKind), {
    path: ['objs'],
    message: `expected \`ALL_DEFAULT\`, or some of ${Object.keys(DEFAULT_KINDS).join(', ')}`,
  })

type Params = z.output<typeof params>

interface PrivilegesPlan {
  readonly statements: readonly string[]
}

export default defineTask({
  summary: 'Grants privileges on objects of a PostgreSQL database to roles, or revokes them.',
  example: `- postgresql_privs:
    login_db: app
    roles: reader
    objs: ALL_IN_SCHEMA
    privs: SELECT
  become: true
  become_user: postgres
`,
  params,
  aliases: {
    ...{ database: 'login_db', db: 'login_db', obj: 'objs', priv: 'privs', role: 'roles' },
    ...{ admin_option: 'grant_option', password: 'login_password' },
    ...POSTGRES_LOGIN_ALIASES,
  },
  check: async ({ host, params, environment, isCheckMode }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    const question = {
      title: `privileges of ${params.roles.join(', ')} in ${params.login_db}`,
      sql: questionOf(params),
    }
    const found = (await askPostgres(host, connection, question, isCheckMode)) as unknown as FoundGrants
    const missing = await missingRoles(host, connection, params, found, isCheckMode)
    refuseMissingObjects(params, found, isCheckMode)
    const differences = (found.objects ?? []).flatMap(object =>
      grantDifferences(object, wantedGrants(params, object.id, missing)),
    )
    const form = formOf(params)
    const statements = differences.flatMap(each => grantStatements(each, form, params.grant_option))
    const warnings = missing.map(role => `there is no role \`${role}\`, which is left out`)
    const outputs = { queries: statements, ...(warnings.length > 0 ? { warnings } : {}) }
    if (differences.length === 0) return inSync(outputs)
    const changes = differences.map(each => changeOf(each, params, connection))
    return plan<PrivilegesPlan>(changes, { statements }, outputs)
  },
  mayChange: ({ params, environment }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    return [{ resource: postgresResource('privs', params.login_db, connection) }]
  },
  apply: async ({ host, params, environment, plan: { data } }) => {
    const connection = postgresConnection(params, params.login_db, environment)
    const statements = ['BEGIN', ...data.statements, 'COMMIT']
    await runPostgres(host, connection, statements, `change privileges in ${params.login_db}`)
  },
})

function isAllInSchema(objs: readonly string[] = []): boolean {
  return objs.length === 1 && objs[0] === 'ALL_IN_SCHEMA'
}

function isDefaultKind(name: string): boolean {
  return name.toUpperCase() === 'ALL_DEFAULT' || Object.hasOwn(DEFAULT_KINDS, name.toUpperCase())
}

/** Empty text for `PUBLIC`, as the answers have it. */
function rolesOf({ roles, type }: Params): string[] {
  return roles.map(role => (role.toUpperCase() === 'PUBLIC' && type !== 'group' ? '' : role))
}

function objectsOf({ type, objs, login_db }: Params): string[] {
  const names = objs ?? [login_db]
  return type === 'function' || type === 'procedure' ? names.map(name => name.replaceAll(':', ',')) : names
}

function schemaOf({ type, schema, objs = [] }: Params): string | undefined {
  const isOfNone =
    schema === 'not-specified' || (type === 'default_privs' && objs.some(each => /^schemas$/i.test(each)))
  return isOfNone || !IN_SCHEMA.test(type) ? undefined : (schema ?? 'public')
}

function defaultKinds({ objs = [], state, usage_on_types }: Params): string[] {
  const all = Object.keys(DEFAULT_KINDS).filter(kind => kind !== 'SCHEMAS')
  const kinds = objs.flatMap(each => (each.toUpperCase() === 'ALL_DEFAULT' ? all : [each.toUpperCase()]))
  return [...new Set([...kinds, ...(usage_on_types && state === 'present' ? ['TYPES'] : [])])]
}

function questionOf(params: Params): string {
  const [roles, schema] = [rolesOf(params), schemaOf(params)]
  const { type } = params
  if (type === 'group') return groupGrants(objectsOf(params), roles)
  if (type === 'default_privs')
    return defaultGrants({ kinds: defaultKinds(params), schema, roles, creators: params.target_roles })
  const kind = GRANTABLE[type]
  if (kind === undefined) throw new Error(`no catalog is known for \`${type}\``)
  const names = isAllInSchema(params.objs) ? null : objectsOf(params)
  return objectGrants(kind, { names, schema, roles })
}

function formOf({ type }: Params): GrantForm {
  if (type === 'group' || type === 'default_privs') return type
  return { keyword: GRANTABLE[type]?.keyword ?? '' }
}

/** What is wanted of an object. Default privileges of types include `USAGE`, which others are not taken away for. */
function wantedGrants(params: Params, object: string, missing: readonly string[]): WantedGrants {
  const { state, type, objs = [], privs = ['MEMBER'], usage_on_types } = params
  const isOfTypes = type === 'default_privs' && state === 'present' && object.endsWith(' TYPES')
  const isAsked = !isOfTypes || objs.some(each => /^(types|all_default)$/i.test(each))
  const usage = isOfTypes && usage_on_types ? ['USAGE'] : []
  return {
    ...{ state, privileges: [...(isAsked ? privs : []), ...usage], grantOption: params.grant_option },
    isExact: type === 'default_privs' && isAsked,
    roles: rolesOf(params).filter(role => !missing.includes(role)),
  }
}

/** The roles that do not exist, nor would after a dry run. Throws TaskError if that is an error. */
async function missingRoles(
  host: ReadHost,
  connection: PostgresConnection,
  params: Params,
  { roles }: FoundGrants,
  isCheckMode: boolean,
): Promise<string[]> {
  const missing = rolesOf(params).filter(role => role !== '' && !roles.includes(role))
  const asked = { expires: undefined, readsPassword: false, isCheckMode }
  const found = await Promise.all(
    missing.map(name => (isCheckMode ? postgresRole(host, connection, { name, ...asked }) : null)),
  )
  const gone = missing.filter((_, nth) => found[nth] === null)
  const [first] = gone
  if (first !== undefined && params.fail_on_role)
    throw new TaskError(`there is no role \`${first}\``, {
      hint: 'create it in an earlier task, or set `fail_on_role: false`',
    })
  return gone
}

/** Throws TaskError if there is no object of a name. In a dry run, an earlier task may have created it. */
function refuseMissingObjects(params: Params, { objects }: FoundGrants, isCheckMode: boolean): void {
  const { type, target_roles } = params
  if (isAllInSchema(params.objs)) return
  const names = type === 'default_privs' ? (target_roles ?? []) : objectsOf(params)
  const found = new Set((objects ?? []).map(object => object.name))
  const missing = names.find(
    name => !found.has(/procedure|function/.test(type) ? name.replace(/\(.*$/s, '') : name),
  )
  if (missing === undefined) return
  const what = `the ${type === 'default_privs' ? 'role' : type} \`${missing}\``
  if (isCheckMode) onlyRunTells(`${what}, which does not exist now`)
  const schema = schemaOf(params)
  throw new TaskError(`${what} does not exist${schema === undefined ? '' : ` in the schema \`${schema}\``}`, {
    hint: 'create it in an earlier task',
  })
}

function changeOf(
  { object, role, grants, revokes, withoutOption }: GrantDifference,
  params: Params,
  connection: PostgresConnection,
) {
  const name = `${params.type} ${object}`
  return {
    resource: postgresResource(
      'privs',
      `${params.login_db} ${name} ${role === '' ? 'PUBLIC' : role}`,
      connection,
    ),
    action: grants.length > 0 ? 'grant' : 'revoke',
    after: {
      ...(grants.length > 0 ? { grants } : {}),
      ...(revokes.length > 0 ? { revokes } : {}),
      ...(withoutOption.length > 0 ? { withoutGrantOption: withoutOption } : {}),
    },
  }
}
