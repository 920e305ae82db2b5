/**
 * The owner of an object of a PostgreSQL database, or of all objects that other roles own there.
 *
 *     - postgresql_owner: { login_db: app, obj_type: table, obj_name: accounts, new_owner: app }
 *       become: true
 *       become_user: postgres
 */
import {
  type CheckContext,
  defineTask,
  flag,
  type InSync,
  inSync,
  type Plan,
  plan,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  emptyable,
  type FoundOwnership,
  leftOutRoles,
  OWNED_KINDS,
  ownerStatement,
  ownershipQuery,
  POSTGRES_LOGIN_ALIASES,
  postgresLoginConnection,
  postgresLoginParams,
  postgresName,
  postgresResource,
  QUERIES_OUTPUTS,
  queryPostgres,
  reassignStatement,
  refuseMissingRoles,
  rolesThatLack,
  runPostgres,
} from '../../src/built-in/databases.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'
import { commaList } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    new_owner: postgresName()
      .describe('The role that should own the object.')
      .meta({ examples: ['app'] }),
    obj_name: text()
      .refine(name => name !== '' && !name.includes('\0'), 'expected a name')
      .optional()
      .describe(
        'The object. Add its schema if the schema is not in the search path. A function may have the types of its arguments: `f(int, text)`.',
      )
      .meta({ examples: ['accounts', 'sales.orders'] }),
    obj_type: z
      .enum(OWNED_KINDS)
      .optional()
      .describe('The kind of the object.')
      .meta({ examples: ['table'] }),
    reassign_owned_by: commaList(postgresName())
      .optional()
      .describe('The roles whose objects in the database `new_owner` should get, as with `REASSIGN OWNED`.')
      .meta({ examples: [['bob', 'alice']] }),
    fail_on_role: flag()
      .default(true)
      .describe(
        'Whether it is an error if a role in `reassign_owned_by` does not exist. If not, the role is skipped.',
      )
      .meta({ examples: [false] }),
    login_db: emptyable(postgresName())
      .describe('The database. By default, the database with the same name as `login_user`.')
      .meta({ examples: ['app'] }),
    ...postgresLoginParams,
  })
  .refine(given => (given.obj_name === undefined) !== (given.reassign_owned_by === undefined), {
    path: ['obj_name'],
    message: 'expected one of `obj_name` and `reassign_owned_by`',
  })
  .refine(given => (given.obj_name === undefined) === (given.obj_type === undefined), {
    path: ['obj_type'],
    message: 'expected `obj_type` with `obj_name`, and not with `reassign_owned_by`',
  })

type Params = z.output<typeof params>

interface OwnerPlan {
  readonly statement: string
}

export default defineTask({
  summary:
    'Changes the owner of an object in a PostgreSQL database, or of everything that other roles own in it.',
  example: `- postgresql_owner:
    login_db: app
    obj_type: table
    obj_name: accounts
    new_owner: app
  become: true
  become_user: postgres
`,
  params,
  aliases: { type: 'obj_type', db: 'login_db', ...POSTGRES_LOGIN_ALIASES },
  outputs: QUERIES_OUTPUTS,
  check: context => (context.params.obj_name === undefined ? checkRoles(context) : checkObject(context)),
  mayChange: ({ params, environment }) => [{ resource: resourceOf(params, environment) }],
  apply: async ({ host, params, environment, plan: { data, outputs } }) => {
    const title = `make ${params.new_owner} the owner`
    await runPostgres(host, postgresLoginConnection(params, environment), [data.statement], title)
    return outputs
  },
})

type Checked = Promise<InSync | Plan<OwnerPlan>>

async function checkObject(context: CheckContext<Params>): Checked {
  const { params, environment, isCheckMode } = context
  const { obj_name = '', obj_type = 'table', new_owner } = params
  const { object } = await askOwnership(context)
  if (object === null) {
    const what = `the ${obj_type} \`${obj_name}\``
    if (isCheckMode) onlyRunTells(`${what}, which does not exist now`)
    throw new TaskError(`there is no ${obj_type} \`${obj_name}\``, {
      hint: 'create it in an earlier task; a function of which there are several needs the types of its arguments',
    })
  }
  if (object.owner === new_owner) return inSync({ queries: [] })
  const statement = ownerStatement(obj_type, object.identity, new_owner)
  const change = {
    ...{ resource: resourceOf(params, environment), action: 'update' },
    ...{ before: { owner: object.owner }, after: { owner: new_owner } },
  }
  return plan<OwnerPlan>([change], { statement }, { queries: [statement] })
}

async function checkRoles(context: CheckContext<Params>): Checked {
  const { params, environment } = context
  const { roles, missing } = await askOwnership(context)
  refuseMissingRoles(missing, params)
  const asked = roles.filter(({ name }) => params.reassign_owned_by?.includes(name))
  const first = asked.find(({ is_first }) => is_first)
  if (first !== undefined)
    throw new TaskError(
      `what the role \`${first.name}\` owns cannot be given to another: the server needs it`,
      {
        hint: 'give single objects to another role with `obj_type` and `obj_name`',
      },
    )
  const outputs = leftOutRoles(missing)
  const owners = asked.filter(({ owns, name }) => owns && name !== params.new_owner).map(({ name }) => name)
  if (owners.length === 0) return inSync({ queries: [], ...outputs })
  const statement = reassignStatement(owners, params.new_owner)
  const change = {
    ...{ resource: resourceOf(params, environment), action: 'update' },
    ...{ before: { owners }, after: { owners: [params.new_owner] } },
  }
  return plan<OwnerPlan>([change], { statement }, { queries: [statement], ...outputs })
}

/**
 * Reads the roles and the object from the server; `missing` are the requested roles that do not exist. Throws TaskError
 * if the new owner does not exist.
 */
async function askOwnership({ host, params, environment, isCheckMode }: CheckContext<Params>) {
  const { obj_name, obj_type, new_owner, reassign_owned_by = [] } = params
  const connection = postgresLoginConnection(params, environment)
  const names = [new_owner, ...reassign_owned_by]
  const object =
    obj_name === undefined || obj_type === undefined ? undefined : { kind: obj_type, name: obj_name }
  const question = {
    title: `owners of ${obj_name ?? `the objects of ${reassign_owned_by.join(', ')}`}`,
    sql: ownershipQuery(names, object),
  }
  const answer = await queryPostgres(host, connection, question, isCheckMode)
  const found = answer as unknown as FoundOwnership
  const known = new Set(found.roles.map(({ name }) => name))
  const lacking = names.filter(name => !known.has(name))
  const missing = await rolesThatLack(host, connection, lacking, isCheckMode)
  if (missing.includes(new_owner))
    throw new TaskError(`there is no role \`${new_owner}\``, { hint: 'create it in an earlier task' })
  return { ...found, missing }
}

function resourceOf(params: Params, environment: Readonly<Record<string, string>>): string {
  const { obj_type, obj_name, reassign_owned_by, login_db } = params
  const what = obj_name === undefined ? (reassign_owned_by ?? []).join(',') : `${obj_type}/${obj_name}`
  const name = login_db === undefined ? what : `${login_db}/${what}`
  return postgresResource('owner', name, postgresLoginConnection(params, environment))
}
