import { z } from 'zod'
import { flag, hostPath, number } from '../../authoring/params.ts'
import { portParam, sqlText } from '../sql/params.ts'
import { serverResource } from '../sql/server-resource.ts'

/** The params of all task types that log in to a MySQL or MariaDB server. */
export const mysqlLoginParams = {
  login_user: sqlText()
    .optional()
    .describe('The user to log in as. Default: the user in `config_file`, otherwise the user of the session.')
    .meta({ examples: ['root'] }),
  login_password: sqlText()
    .optional()
    .describe('The password of the login user. Default: the password in `config_file`.')
    .meta({ secret: true, examples: ['{{mysql_root_password}}'] }),
  login_host: sqlText()
    .default('localhost')
    .describe('The address of the server. For `localhost`, the client uses the socket of the server.')
    .meta({ examples: ['db.example.net'] }),
  login_port: portParam()
    .default(3306)
    .describe('The port of the server.')
    .meta({ examples: [3307] }),
  login_unix_socket: hostPath()
    .optional()
    .describe("The path of the server's socket. Default: the default of the client program.")
    .meta({ examples: ['/run/mysqld/mysqld.sock'] }),
  config_file: z
    .string()
    .refine(
      path => /^(~\/.|\/|$)/.test(path) && !/[\0\r\n]/.test(path),
      'expected an absolute path, or one in `~/`',
    )
    .default('~/.my.cnf')
    .describe(
      'Path on the host of an option file with user and password. It need not exist. An empty text means no file.',
    )
    .meta({ examples: ['/etc/mysql/debian.cnf'] }),
  config_overrides_defaults: flag()
    .default(false)
    .describe('Also read host and port from `config_file`.')
    .meta({ examples: [true] }),
  connect_timeout: number()
    .default(30)
    .describe('Seconds after which the connection fails.')
    .meta({ examples: [5] }),
  ca_cert: hostPath()
    .optional()
    .describe(
      "Path on the host of the certificates of the authorities that may sign the server's certificate.",
    )
    .meta({ examples: ['/etc/ssl/certs/ca-certificates.crt'] }),
  client_cert: hostPath()
    .optional()
    .describe('Path on the host of the client certificate.')
    .meta({ examples: ['/etc/app/client.crt'] }),
  client_key: hostPath()
    .optional()
    .describe('Path on the host of the private key of the client certificate.')
    .meta({ examples: ['/etc/app/client.key'] }),
  check_hostname: flag()
    .optional()
    .describe('Whether the certificate of the server must be valid for `login_host`.')
    .meta({ examples: [true] }),
  check_implicit_admin: flag()
    .default(false)
    .describe(
      'First try to log in as root without a password. If the server refuses this, log in as the other params specify.',
    )
    .meta({ examples: [true] }),
}

export const MYSQL_LOGIN_ALIASES = {
  ssl_ca: 'ca_cert',
  ssl_cert: 'client_cert',
  ssl_key: 'client_key',
} as const

export type MysqlLogin = z.output<z.ZodObject<typeof mysqlLoginParams>>

/** The connection to a server, as the content of option files. */
export interface MysqlConnection {
  /** Path of the host's option file, which may begin with `~/`. The options below take precedence over it. */
  readonly configFile: string
  /** Options of the group `client`, including the password. */
  readonly options: Readonly<Record<string, string | undefined>>
  /** The same options for a login as root without a password; present if that login is tried first. */
  readonly implicitAdmin?: Readonly<Record<string, string | undefined>>
  /** Name of the server in resource names; empty for the default server on the host. */
  readonly server: string
}

/** Returns the connection for the params of a task. */
export function mysqlConnection(login: MysqlLogin): MysqlConnection {
  const { login_host, login_port, login_unix_socket, check_hostname } = login
  const isDefault = login_host === 'localhost' && login_port === 3306
  const isOfFile = login.config_overrides_defaults && isDefault
  const verifies = check_hostname === undefined ? undefined : String(check_hostname)
  const options = {
    host: isOfFile ? undefined : login_host,
    port: isOfFile ? undefined : String(login_port),
    socket: login_unix_socket,
    user: login.login_user,
    password: login.login_password,
    'connect-timeout': String(login.connect_timeout),
    'ssl-ca': login.ca_cert,
    'ssl-cert': login.client_cert,
    'ssl-key': login.client_key,
    // MariaDB knows the first of these two options, MySQL the second.
    'loose-ssl-verify-server-cert': verifies,
    'loose-ssl-mode': check_hostname === true ? 'VERIFY_IDENTITY' : undefined,
    'default-character-set': 'utf8mb4',
  }
  const place = login_unix_socket ?? (isDefault ? '' : `${login_host}:${login_port}`)
  return {
    ...{ configFile: login.config_file, options, server: place },
    ...(login.check_implicit_admin ? { implicitAdmin: { ...options, user: 'root', password: '' } } : {}),
  }
}

/** Returns the resource name of an object on a server; see `serverResource`. */
export function mysqlResource(kind: string, name: string, connection: MysqlConnection): string {
  return serverResource(`mysql_${kind}`, name, connection)
}
