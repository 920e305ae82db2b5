import { text } from '../../authoring/params.ts'

/** The maximum length of a name in bytes; the server truncates longer ones. Source: NAMEDATALEN, pg_config_manual.h. */
const LONGEST_NAME = 63

/** Returns the schema of a name in PostgreSQL: any string that the server does not truncate. */
export function postgresName() {
  return text()
    .refine(name => name !== '' && !name.includes('\0'), 'expected a name')
    .refine(
      name => Buffer.byteLength(name) <= LONGEST_NAME,
      `PostgreSQL cuts off names after ${LONGEST_NAME} bytes: expected a shorter one`,
    )
}

/** Quotes a name as an identifier of PostgreSQL. */
export function postgresIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Quotes a string as a constant of PostgreSQL, for any value of `standard_conforming_strings`. */
export function postgresLiteral(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`
  return quoted.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
