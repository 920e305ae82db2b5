import { z } from 'zod'
import { flag, number, text } from '../../authoring/params.ts'
import { sqlText } from '../sql/params.ts'
import { mysqlLoginParams } from './login.ts'
import { parseWantedPrivileges } from './privileges.ts'
import { LIMITS, wantedRequirement } from './requirements.ts'
import type { WantedAccount } from './user-plan.ts'

/** `db.*:SELECT/db2.*:ALL`, or a map of objects to privileges. */
const privileges = z
  .union([text(), z.record(z.string(), z.union([text(), z.array(text()).transform(each => each.join(','))]))])
  .transform((given, context) => {
    try {
      return parseWantedPrivileges(typeof given === 'string' ? given : written(given))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      context.addIssue({ code: 'custom', message: error.message })
      return z.NEVER
    }
  })

function written(privilegesOfObjects: Readonly<Record<string, string>>): string {
  return Object.entries(privilegesOfObjects)
    .map(([object, names]) => `${object}:${names}`)
    .join('/')
}

/** Limits by their names, which may also be in lower case. */
const resourceLimits = z
  .record(
    z.string(),
    number().refine(limit => limit >= 0, 'expected a number from 0'),
  )
  .transform(given =>
    Object.fromEntries(Object.entries(given).map(([name, limit]) => [name.toUpperCase(), limit])),
  )
  .refine(
    given => Object.keys(given).every(name => Object.hasOwn(LIMITS, name)),
    `expected limits among ${Object.keys(LIMITS).join(', ')}`,
  )

/** The params of `mysql_user`. */
export const mysqlUserParams = z
  .strictObject({
    name: sqlText()
      .describe('Name of the user; empty for the anonymous one.')
      .meta({ examples: ['app'] }),
    host: sqlText()
      .transform(host => host.toLowerCase())
      .default('localhost')
      .describe('The host from which the user logs in.')
      .meta({ examples: ['10.0.0.%'] }),
    host_all: flag()
      .default(false)
      .describe('Change or remove the accounts of the user for all hosts.')
      .meta({ examples: [true] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the user should be there.')
      .meta({ examples: ['absent'] }),
    password: sqlText()
      .optional()
      .describe('Its password. It is compared with the one that the server has.')
      .meta({ secret: true, examples: ['{{app_password}}'] }),
    encrypted: flag()
      .default(false)
      .describe('`password` is a hash of `mysql_native_password`.')
      .meta({ examples: [true] }),
    plugin: sqlText()
      .optional()
      .describe('The plugin that authenticates the user, instead of a password.')
      .meta({ examples: ['unix_socket'] }),
    plugin_hash_string: sqlText()
      .optional()
      .describe('What the plugin keeps of the password.')
      .meta({ secret: true, examples: ['{{app_hash}}'] }),
    plugin_auth_string: sqlText()
      .optional()
      .describe('The password, or what else the plugin takes.')
      .meta({ secret: true, examples: ['{{app_password}}'] }),
    update_password: z
      .enum(['always', 'on_create', 'on_new_username'])
      .default('always')
      .describe(
        '`on_create` leaves the password of an existing user alone. `on_new_username` also takes the password of the same user of another host.',
      )
      .meta({ examples: ['on_create'] }),
    priv: privileges
      .optional()
      .describe(
        'What it may do: `db.table:SELECT,INSERT/other.*:ALL,GRANT`, or a map of the same. `*` is any.',
      )
      .meta({ examples: ['app.*:ALL', { 'app.*': 'SELECT,INSERT', '*.*': 'RELOAD' }] }),
    append_privs: flag()
      .default(false)
      .describe('Add `priv` to what it may do.')
      .meta({ examples: [true] }),
    subtract_privs: flag()
      .default(false)
      .describe('Take `priv` from what it may do.')
      .meta({ examples: [true] }),
    tls_requires: z
      .record(z.string(), z.union([text(), z.null()]))
      .transform(wantedRequirement)
      .optional()
      .describe(
        'What it must have to log in: `SSL`, `X509`, or `SUBJECT`, `ISSUER` and `CIPHER`. Empty for nothing.',
      )
      .meta({ examples: [{ SSL: null }] }),
    resource_limits: resourceLimits
      .default({})
      .describe('Limits of the user, by their names.')
      .meta({ examples: [{ MAX_USER_CONNECTIONS: 10 }] }),
    session_vars: z
      .record(z.string(), z.union([z.number(), z.boolean(), sqlText()]))
      .default({})
      .describe('Variables of the session in which the user is changed.')
      .meta({ examples: [{ wsrep_on: false }] }),
    sql_log_bin: flag()
      .default(true)
      .describe('Whether the changes go into the binary log.')
      .meta({ examples: [false] }),
    force_context: flag()
      .default(false)
      .describe('Use the database `mysql`, so that filters of replication see the changes.')
      .meta({ examples: [true] }),
    ...mysqlLoginParams,
  })
  .refine(({ append_privs, subtract_privs }) => !append_privs || !subtract_privs, {
    path: ['subtract_privs'],
    message: 'cannot be combined with `append_privs`',
  })

export type MysqlUserParams = z.output<typeof mysqlUserParams>

/** What the params ask of each account of the user. */
export function wantedMysqlUser(params: MysqlUserParams): WantedAccount {
  const { name, append_privs, subtract_privs, priv } = params
  const replaced =
    subtract_privs || append_privs || priv === undefined
      ? priv
      : new Map([['*.*', new Set<string>()], ...priv])
  const addition = append_privs ? 'append' : 'replace'
  return {
    ...{ name, privileges: replaced, mode: subtract_privs ? 'subtract' : addition },
    ...{ requirement: params.tls_requires, limits: params.resource_limits },
    credentials: params.update_password === 'always' ? params : undefined,
  }
}
