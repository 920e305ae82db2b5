import { z } from 'zod'
import { flag, number, text } from '../../authoring/params.ts'
import { sqlText } from '../sql/params.ts'
import { mysqlLoginParams } from './login.ts'
import { parseWantedPrivileges } from './privileges.ts'
import { LIMITS, wantedRequirement } from './requirements.ts'
import type { WantedAccount } from './user-plan.ts'

/** A param with privileges: `db.*:SELECT/db2.*:ALL`, or a map from objects to privileges. */
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

/** A param with limits by name, in upper or lower case. */
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
      .describe('Name of the user. An empty text means the anonymous user.')
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
      .describe('Whether the user should exist.')
      .meta({ examples: ['absent'] }),
    password: sqlText()
      .optional()
      .describe('The password of the user. It is compared with the stored password.')
      .meta({ secret: true, examples: ['{{app_password}}'] }),
    encrypted: flag()
      .default(false)
      .describe('Whether `password` is already a hash of `mysql_native_password`.')
      .meta({ examples: [true] }),
    plugin: sqlText()
      .optional()
      .describe('The plugin that authenticates the user, in place of a password.')
      .meta({ examples: ['unix_socket'] }),
    plugin_hash_string: sqlText()
      .optional()
      .describe('The authentication string that the plugin stores for the user.')
      .meta({ secret: true, examples: ['{{app_hash}}'] }),
    plugin_auth_string: sqlText()
      .optional()
      .describe(
        'The plain authentication string, such as a password, from which the plugin computes what it stores.',
      )
      .meta({ secret: true, examples: ['{{app_password}}'] }),
    update_password: z
      .enum(['always', 'on_create', 'on_new_username'])
      .default('always')
      .describe(
        '`on_create` does not change the password of an existing user. `on_new_username` does the same, and a new account gets the password of an account with the same name for another host.',
      )
      .meta({ examples: ['on_create'] }),
    priv: privileges
      .optional()
      .describe(
        'The privileges of the user, as `db.table:SELECT,INSERT/other.*:ALL,GRANT` or as a map. `*` stands for any database or table.',
      )
      .meta({ examples: ['app.*:ALL', { 'app.*': 'SELECT,INSERT', '*.*': 'RELOAD' }] }),
    append_privs: flag()
      .default(false)
      .describe('Add `priv` to the existing privileges instead of replacing them.')
      .meta({ examples: [true] }),
    subtract_privs: flag()
      .default(false)
      .describe('Revoke the privileges in `priv`.')
      .meta({ examples: [true] }),
    tls_requires: z
      .record(z.string(), z.union([text(), z.null()]))
      .transform(wantedRequirement)
      .optional()
      .describe(
        'The TLS requirements for a login: `SSL`, `X509`, or `SUBJECT`, `ISSUER` and `CIPHER`. An empty map removes all requirements.',
      )
      .meta({ examples: [{ SSL: null }] }),
    resource_limits: resourceLimits
      .default({})
      .describe('Resource limits of the user, as a map from their names to numbers.')
      .meta({ examples: [{ MAX_USER_CONNECTIONS: 10 }] }),
    session_vars: z
      .record(z.string(), z.union([z.number(), z.boolean(), sqlText()]))
      .default({})
      .describe('Session variables to set before the user is changed.')
      .meta({ examples: [{ wsrep_on: false }] }),
    sql_log_bin: flag()
      .default(true)
      .describe('Whether to write the changes to the binary log.')
      .meta({ examples: [false] }),
    force_context: flag()
      .default(false)
      .describe('Select the database `mysql` first, so that replication filters apply to the changes.')
      .meta({ examples: [true] }),
    ...mysqlLoginParams,
  })
  .refine(({ append_privs, subtract_privs }) => !append_privs || !subtract_privs, {
    path: ['subtract_privs'],
    message: 'cannot be combined with `append_privs`',
  })

export type MysqlUserParams = z.output<typeof mysqlUserParams>

/** Converts the params to the wanted state of each account of the user. */
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
