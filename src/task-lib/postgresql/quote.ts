import { text } from '../../authoring/params.ts'

/** The longest name that a server keeps; it cuts longer ones off. Source: NAMEDATALEN, pg_config_manual.h. */
const LONGEST_NAME = 63

/** A param that names something in PostgreSQL: any text that the server keeps whole. */
export function postgresName() {
  return text()
    .refine(name => name !== '' && !name.includes('\0'), 'expected a name')
    .refine(
      name => Buffer.byteLength(name) <= LONGEST_NAME,
      `PostgreSQL cuts off names after ${LONGEST_NAME} bytes: expected a shorter one`,
    )
}

/** A name as a quoted identifier of PostgreSQL. */
export function postgresIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as a string constant of PostgreSQL, whatever `standard_conforming_strings` says. */
export function postgresLiteral(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`
  return quoted.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
