import { text } from '../../authoring/params.ts'

/**
 * The maximum length of the name of a database or table, in characters. Source: MySQL, "Identifier Length Limits".
 */
const LONGEST_NAME = 64

/** A param that is the name of a database or table. */
export function mysqlName() {
  return text()
    .transform(name => name.trim())
    .refine(name => name !== '' && !name.includes('\0'), 'expected a name')
    .refine(name => [...name].length <= LONGEST_NAME, `expected a name of at most ${LONGEST_NAME} characters`)
}

/** Returns a name as a quoted identifier. */
export function mysqlIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** Returns a string constant for a session in which backslashes are not escape characters: see `mysqlScript`. */
export function mysqlLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** Returns a user at a host as the account name in statements. */
export function mysqlAccount(user: string, host: string): string {
  return `${mysqlLiteral(user)}@${mysqlLiteral(host)}`
}
