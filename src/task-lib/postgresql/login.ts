import { z } from 'zod'
import { flag, number, text } from '../../authoring/params.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { emptyable, emptyableText } from '../sql/params.ts'
import { serverResource } from '../sql/server-resource.ts'
import { postgresName } from './quote.ts'

/**
 * The parameters of libpq that `connect_params` may set, with the environment variables that set them. Source: libpq,
 * "Environment Variables".
 */
const CONNECT_VARIABLES: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  service: 'PGSERVICE',
  options: 'PGOPTIONS',
  application_name: 'PGAPPNAME',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslcrl: 'PGSSLCRL',
  gssencmode: 'PGGSSENCMODE',
  krbsrvname: 'PGKRBSRVNAME',
  channel_binding: 'PGCHANNELBINDING',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
}

/** The params of each task type that logs in to a PostgreSQL server. */
export const postgresLoginParams = {
  login_user: text()
    .default('postgres')
    .describe('The role to log in as.')
    .meta({ examples: ['postgres'] }),
  login_password: emptyableText()
    .describe(
      'The password of the login role. By default, no password is sent. The user `postgres` of the host usually needs none.',
    )
    .meta({ secret: true, examples: ['{{postgres_password}}'] }),
  login_host: emptyableText()
    .describe("The address of the server. By default, the client uses the server's socket on the host.")
    .meta({ examples: ['db.example.net'] }),
  login_unix_socket: emptyableText()
    .describe("The directory of the server's socket.")
    .meta({ examples: ['/run/postgresql'] }),
  login_port: number()
    .default(5432)
    .describe('The port of the server. It is also part of the name of the socket.')
    .meta({ examples: [5433] }),
  ssl_mode: z
    .enum(['allow', 'disable', 'prefer', 'require', 'verify-ca', 'verify-full'])
    .default('prefer')
    .describe('Whether to encrypt the connection and to verify the certificate of the server.')
    .meta({ examples: ['verify-full'] }),
  ca_cert: emptyableText()
    .describe(
      "Path on the host of the certificates of the authorities that may sign the server's certificate.",
    )
    .meta({ examples: ['/etc/ssl/certs/ca-certificates.crt'] }),
  ssl_cert: emptyableText()
    .describe('Path on the host of the client certificate.')
    .meta({ examples: ['/etc/app/client.crt'] }),
  ssl_key: emptyableText()
    .describe('Path on the host of the private key of the client certificate.')
    .meta({ examples: ['/etc/app/client.key'] }),
  connect_params: z
    .record(z.string(), text())
    .refine(
      given => Object.keys(given).every(name => Object.hasOwn(CONNECT_VARIABLES, name)),
      `expected parameters among ${Object.keys(CONNECT_VARIABLES).join(', ')}`,
    )
    .default({})
    .describe('Additional connection parameters, by their names in libpq. They override all other params.')
    .meta({ examples: [{ target_session_attrs: 'read-write' }] }),
  session_role: emptyable(postgresName())
    .describe('The role to switch to after the login (`SET ROLE`).')
    .meta({ examples: ['app_owner'] }),
  trust_input: flag()
    .default(true)
    .describe('Has no effect: all names and values are always quoted.')
    .meta({ examples: [false] }),
}

/** The aliases of these params, as in Ansible. */
export const POSTGRES_LOGIN_ALIASES = {
  login: 'login_user',
  host: 'login_host',
  unix_socket: 'login_unix_socket',
  port: 'login_port',
  ssl_rootcert: 'ca_cert',
} as const

export type PostgresLogin = z.output<z.ZodObject<typeof postgresLoginParams>>

/** The connection to a database: how the client programs reach the server and log in. */
export interface PostgresConnection {
  /** Environment variables for libpq programs. They include the password. */
  readonly variables: Readonly<Record<string, string>>
  readonly database: string
  /** The role to switch to after the login (`SET ROLE`). */
  readonly role?: string
  /** The server in resource names; empty for the one on the host. */
  readonly server: string
}

/** Builds the connection to a database from the params of a task. `environment` is that of the task. */
export function postgresConnection(
  login: PostgresLogin,
  database: string,
  environment: Readonly<Record<string, string>>,
): PostgresConnection {
  const { login_host, login_unix_socket, login_port } = login
  const isLocal = login_host === undefined || login_host === 'localhost'
  const host = isLocal ? (login_unix_socket ?? login_host) : login_host
  const given = Object.entries(login.connect_params).map(([name, value]) => [CONNECT_VARIABLES[name], value])
  const variables: Record<string, string> = {
    ...environment,
    ...omitUndefined({
      PGHOST: host,
      PGPORT: String(login_port),
      PGUSER: login.login_user,
      PGPASSWORD: login.login_password,
      PGSSLMODE: login.ssl_mode,
      PGSSLROOTCERT: login.ca_cert,
      PGSSLCERT: login.ssl_cert,
      PGSSLKEY: login.ssl_key,
      PGDATABASE: database,
      PGCLIENTENCODING: 'UTF8',
    }),
    ...Object.fromEntries(given),
  }
  const place = `${variables.PGHOST ?? ''}:${variables.PGPORT}`
  return {
    ...{ variables, database, server: place === ':5432' ? '' : place },
    ...(login.session_role === undefined ? {} : { role: login.session_role }),
  }
}

/** Builds the connection to the database `login_db`; by default, to the one with the name of the login role. */
export function postgresLoginConnection(
  login: PostgresLogin & { readonly login_db?: string | undefined },
  environment: Readonly<Record<string, string>>,
): PostgresConnection {
  return postgresConnection(login, login.login_db ?? login.login_user, environment)
}

/** Returns the name of a PostgreSQL resource; see `serverResource`. */
export function postgresResource(kind: string, name: string, connection: PostgresConnection): string {
  return serverResource(`postgresql_${kind}`, name, connection)
}
