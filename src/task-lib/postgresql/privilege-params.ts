import { z } from 'zod'
import { flag, text } from '../../authoring/params.ts'
import { emptyableText } from '../sql/params.ts'
import { commaList } from '../text/comma-list.ts'
import { DEFAULT_KINDS, GRANTABLE, GRANTABLE_TYPES } from './grantable.ts'
import { postgresLoginParams } from './login.ts'
import { postgresName } from './quote.ts'

const TYPES = [...GRANTABLE_TYPES, 'group', 'default_privs'] as const

/** The params of `postgresql_privs`. */
export const privilegeParams = z
  .strictObject({
    login_db: postgresName()
      .describe('The database that contains the objects.')
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
        'The type of the objects. With `group`, the privileges are memberships in other roles. With `default_privs`, they apply to objects that are created later.',
      )
      .meta({ examples: ['schema'] }),
    objs: commaList(text().refine(name => name !== '' && !name.includes('\0'), 'expected a name'))
      .optional()
      .describe(
        'Names of the objects, separated by commas. `ALL_IN_SCHEMA` means all tables, sequences, functions or procedures of the schema. Write a function with its argument types, separated by colons. For default privileges, write kinds of objects such as `TABLES`, or `ALL_DEFAULT`.',
      )
      .meta({ examples: ['accounts,orders', 'ALL_IN_SCHEMA', 'add(int:int)'] }),
    schema: emptyableText()
      .describe('The schema that contains the objects. Default: `public`. `not-specified` means no schema.')
      .meta({ examples: ['accounting'] }),
    privs: commaList(
      text()
        .transform(name => name.trim().toUpperCase().replace(/\s+/g, ' '))
        .refine(name => /^[A-Z]+( [A-Z]+)*$/.test(name), 'expected the name of a privilege'),
    )
      .optional()
      .describe('The privileges, separated by commas. `ALL` means all privileges.')
      .meta({ examples: ['SELECT,INSERT'] }),
    roles: commaList(postgresName())
      .describe('The roles, separated by commas. `PUBLIC` means all roles.')
      .meta({ examples: ['reader', 'PUBLIC'] }),
    grant_option: flag()
      .optional()
      .describe(
        'Whether the roles may grant the privileges to others. If it is not set, this is not changed.',
      )
      .meta({ examples: [true] }),
    target_roles: commaList(postgresName())
      .optional()
      .describe(
        'With `default_privs`, the roles that will create the objects. Default: the role that is logged in.',
      )
      .meta({ examples: ['owner'] }),
    usage_on_types: flag()
      .default(true)
      .describe('With `default_privs`, also grant `USAGE` on types.')
      .meta({ examples: [false] }),
    fail_on_role: flag()
      .default(true)
      .describe('Whether a role that does not exist is an error. If not, the role is skipped.')
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
  .refine(({ type, schema }) => schema === undefined || isInSchema(type), {
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

export type PrivilegeParams = z.output<typeof privilegeParams>

/** Whether objects of this type belong to a schema. */
function isInSchema(type: (typeof TYPES)[number]): boolean {
  if (type === 'group') return false
  return type === 'default_privs' || GRANTABLE[type].schema !== undefined
}

/** Whether the privileges are for all objects of the schema. */
export function isAllInSchema(objs: readonly string[] = []): boolean {
  return objs.length === 1 && objs[0] === 'ALL_IN_SCHEMA'
}

function isDefaultKind(name: string): boolean {
  return name.toUpperCase() === 'ALL_DEFAULT' || Object.hasOwn(DEFAULT_KINDS, name.toUpperCase())
}

/** Returns the requested roles; `PUBLIC` as an empty string, as in `GrantedPrivilege`. */
export function rolesOf({ roles, type }: PrivilegeParams): string[] {
  return roles.map(role => (role.toUpperCase() === 'PUBLIC' && type !== 'group' ? '' : role))
}

/** Returns the requested objects under the server's names. */
export function objectsOf({ type, objs, login_db }: PrivilegeParams): string[] {
  const names = objs ?? [login_db]
  return type === 'function' || type === 'procedure' ? names.map(name => name.replaceAll(':', ',')) : names
}

/** Returns the schema of the objects; undefined if they are not in one. */
export function schemaOf({ type, schema, objs = [] }: PrivilegeParams): string | undefined {
  const isOfNone =
    schema === 'not-specified' || (type === 'default_privs' && objs.some(each => /^schemas$/i.test(each)))
  return isOfNone || !isInSchema(type) ? undefined : (schema ?? 'public')
}

/** Returns the kinds of objects whose default privileges the task manages. */
export function defaultKinds({ objs = [], state, usage_on_types }: PrivilegeParams): string[] {
  const all = Object.keys(DEFAULT_KINDS).filter(kind => kind !== 'SCHEMAS')
  const kinds = objs.flatMap(each => (each.toUpperCase() === 'ALL_DEFAULT' ? all : [each.toUpperCase()]))
  return [...new Set([...kinds, ...(usage_on_types && state === 'present' ? ['TYPES'] : [])])]
}
