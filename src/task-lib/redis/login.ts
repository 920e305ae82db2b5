import type { z } from 'zod'
import { flag, hostPath } from '../../authoring/params.ts'
import { portParam, sqlText } from '../sql/params.ts'
import { serverResource } from '../sql/server-resource.ts'

/** The params of a task type that logs in to a Redis server. */
export const redisLoginParams = {
  login_host: sqlText()
    .default('localhost')
    .describe('The address of the server.')
    .meta({ examples: ['cache.example.net'] }),
  login_port: portParam()
    .default(6379)
    .describe('The port of the server.')
    .meta({ examples: [6380] }),
  login_user: sqlText()
    .optional()
    .describe('The user to log in as. By default, `default`.')
    .meta({ examples: ['admin'] }),
  login_password: sqlText()
    .optional()
    .describe('Its password.')
    .meta({ secret: true, examples: ['{{redis_password}}'] }),
  tls: flag()
    .default(false)
    .describe('Connect with TLS.')
    .meta({ examples: [true] }),
  validate_certs: flag()
    .default(true)
    .describe('Whether the certificate of the server must be valid.')
    .meta({ examples: [false] }),
  ca_certs: hostPath()
    .optional()
    .describe(
      'Path on the host of the certificates of the authorities that may sign the certificate of the server.',
    )
    .meta({ examples: ['/etc/ssl/certs/ca-certificates.crt'] }),
}

export type RedisLogin = z.output<z.ZodObject<typeof redisLoginParams>>

/** The connection to a server: the options of redis-cli, and the password. */
export interface RedisConnection {
  /** Options of redis-cli. */
  readonly options: readonly string[]
  readonly password: string | undefined
  /** The server in resource names; empty for the one on the host. */
  readonly server: string
}

/** Builds the connection from the params of a task. */
export function redisConnection(login: RedisLogin): RedisConnection {
  const { login_host, login_port, login_user, login_password, tls, validate_certs, ca_certs } = login
  const isDefault = login_host === 'localhost' && login_port === 6379
  return {
    options: [
      ...['-h', login_host, '-p', String(login_port)],
      ...(login_user === undefined ? [] : ['--user', login_user]),
      ...(tls ? ['--tls'] : []),
      ...(tls && ca_certs !== undefined ? ['--cacert', ca_certs] : []),
      ...(tls && !validate_certs ? ['--insecure'] : []),
    ],
    password: login_password,
    server: isDefault ? '' : `${login_host}:${login_port}`,
  }
}

/** Returns the name of a Redis resource; see `serverResource`. */
export function redisResource(kind: string, name: string, connection: RedisConnection): string {
  return serverResource(`redis_${kind}`, name, connection)
}
