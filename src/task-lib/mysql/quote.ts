import { text } from '../../authoring/params.ts'

/** The longest name of a database or table. Source: MySQL, "Identifier Length Limits". */
const LONGEST_NAME = 64

/** A param that names a database or table of MySQL. */
export function mysqlName() {
  return text()
    .transform(name => name.trim())
    .refine(name => name !== '' && !name.includes('\0'), 'expected a name')
    .refine(name => [...name].length <= LONGEST_NAME, `expected a name of at most ${LONGEST_NAME} characters`)
}

/** A name as a quoted identifier of MySQL. */
export function mysqlIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** A text as a string constant, in a session in which backslashes escape nothing: see `mysqlScript`. */
export function mysqlLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** A user of a host as an account of MySQL. */
export function mysqlAccount(user: string, host: string): string {
  return `${mysqlLiteral(user)}@${mysqlLiteral(host)}`
}
