import { mysqlLiteral } from './quote.ts'
import type { MysqlRow } from './xml.ts'

/** The TLS requirement of an account: none, `SSL`, `X509`, or values that the client certificate must have. */
export type TlsRequirement = 'NONE' | 'SSL' | 'X509' | Readonly<Record<string, string>>

const VALUES = ['CIPHER', 'ISSUER', 'SUBJECT']

/**
 * Parses the TLS requirement of a task as Ansible does: values of the certificate take precedence over `X509`, and
 * `X509` over `SSL`.
 */
export function wantedRequirement(asked: Readonly<Record<string, unknown>>): TlsRequirement {
  const upper = Object.entries(asked).map(
    ([name, value]) => [name.toUpperCase(), String(value ?? '')] as const,
  )
  const values = upper.filter(([name]) => VALUES.includes(name))
  if (values.length > 0) return Object.fromEntries(values.sort())
  if (upper.some(([name]) => name === 'X509')) return 'X509'
  return upper.length > 0 ? 'SSL' : 'NONE'
}

/** Reads the TLS requirement of an account from its columns in mysql.user. */
export function foundRequirement(columns: MysqlRow): TlsRequirement {
  const type = columns.ssl_type ?? ''
  if (type === 'ANY') return 'SSL'
  if (type !== 'SPECIFIED') return type === 'X509' ? 'X509' : 'NONE'
  const values = [
    ['CIPHER', columns.ssl_cipher],
    ['ISSUER', columns.x509_issuer],
    ['SUBJECT', columns.x509_subject],
  ] as const
  return Object.fromEntries(values.flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/** Whether two TLS requirements are the same. */
export function isSameRequirement(one: TlsRequirement, other: TlsRequirement): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Returns the clause of a statement for a TLS requirement, such as `REQUIRE X509`. */
export function requireClause(wanted: TlsRequirement): string {
  if (typeof wanted === 'string') return `REQUIRE ${wanted}`
  return `REQUIRE ${Object.entries(wanted)
    .map(([name, value]) => `${name} ${mysqlLiteral(value)}`)
    .join(' AND ')}`
}

/** The limits of an account, and the columns of mysql.user that contain them. */
export const LIMITS: Readonly<Record<string, string>> = {
  MAX_QUERIES_PER_HOUR: 'max_questions',
  MAX_UPDATES_PER_HOUR: 'max_updates',
  MAX_CONNECTIONS_PER_HOUR: 'max_connections',
  MAX_USER_CONNECTIONS: 'max_user_connections',
  MAX_STATEMENT_TIME: 'max_statement_time',
}
