import { mysqlIdentifier } from './quote.ts'

/** The privileges of a user by object: `*.*`, `` `db`.* ``, `` `db`.`table` ``, `` FUNCTION `db`.`f` ``. */
export type Privileges = ReadonlyMap<string, ReadonlySet<string>>

/** The privilege to grant one's own privileges to others, by Ansible's name. */
export const GRANT_OPTION = 'GRANT'

/** All privileges except the grant option. */
export const ALL = 'ALL'

/**
 * Parses wanted privileges in the form of Ansible's module, such as `db.*:SELECT,INSERT/db2.table:ALL,GRANT`: objects
 * are separated by slashes, and the privileges follow after the last colon. Throws SyntaxError for invalid text and
 * for words that cannot be the name of a privilege.
 */
export function parseWantedPrivileges(text: string): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>()
  for (const item of split(text, '/')) {
    const colon = lastOutside(item, ':')
    if (colon < 0)
      throw new SyntaxError(`\`${item.trim()}\` names no privileges: expected \`db.table:SELECT\``)
    wanted.set(readObject(item.slice(0, colon).trim()), readPrivileges(item.slice(colon + 1)))
  }
  const names = [...wanted.values()].flatMap(each => [...each])
  const wrong = names.find(name => !/^[A-Z][A-Z_ ]*(\(|$)/.test(name))
  if (wrong !== undefined) throw new SyntaxError(`\`${wrong}\` is not a privilege`)
  return wanted
}

/** Parses the lines of `SHOW GRANTS`. Lines that grant a role or a proxy are left out. */
export function parseGrants(lines: readonly string[]): Map<string, Set<string>> {
  const granted = new Map<string, Set<string>>()
  for (const line of lines) {
    const [, grant = ''] = /^GRANT (.*)$/s.exec(line) ?? []
    const [what, on] = cut(grant, ' ON ')
    if (on === undefined || what === 'PROXY') continue
    const [object, rest = ''] = cut(on, ' TO ')
    const privileges = readPrivileges(what)
    if (/ WITH .*\bGRANT OPTION\b/s.test(withoutQuoted(rest))) privileges.add(GRANT_OPTION)
    const key = readObject(object)
    granted.set(key, new Set([...(granted.get(key) ?? []), ...privileges]))
  }
  return granted
}

/**
 * Parses a list of privileges and normalizes their spelling. `USAGE` means no privilege and is left out. Columns of
 * the same privilege are combined and sorted.
 */
function readPrivileges(text: string): Set<string> {
  const columns = new Map<string, Set<string>>()
  const plain = new Set<string>()
  for (const item of split(text, ',')) {
    const [, name = '', list] = /^\s*([^(]*?)\s*(?:\((.*)\))?\s*$/s.exec(item) ?? []
    const privilege = spelled(name)
    if (list === undefined) plain.add(privilege)
    else {
      const known = columns.get(privilege) ?? new Set()
      for (const column of split(list, ',')) known.add(unquoted(column.trim()))
      columns.set(privilege, known)
    }
  }
  plain.delete('USAGE')
  plain.delete('')
  const withColumns = [...columns].map(
    ([name, each]) => `${name} (${[...each].sort().map(mysqlIdentifier).join(', ')})`,
  )
  return new Set([...plain, ...withColumns])
}

function spelled(name: string): string {
  const upper = name.trim().toUpperCase().replace(/\s+/g, ' ')
  if (upper === 'ALL PRIVILEGES') return ALL
  return upper === 'GRANT OPTION' ? GRANT_OPTION : upper
}

function readObject(text: string): string {
  const [, type = '', names = ''] =
    /^(?:(TABLE|FUNCTION|PROCEDURE|PACKAGE BODY|PACKAGE)\s+)?(.*)$/is.exec(text) ?? []
  const kind = type === '' || /^table$/i.test(type) ? '' : `${type.toUpperCase()} `
  const dot = lastOutside(names, '.')
  const parts = dot < 0 ? [names] : [names.slice(0, dot), names.slice(dot + 1)]
  const quoted = parts.map(part => (part.trim() === '*' ? '*' : mysqlIdentifier(unquoted(part.trim()))))
  return `${kind}${quoted.join('.')}`
}

/** Returns a name without its quotes, which may be backticks or double quotes (`ANSI_QUOTES`). */
function unquoted(name: string): string {
  const [, quote, within] = /^([`"])(.*)\1$/s.exec(name) ?? []
  return quote === undefined || within === undefined ? name : within.replaceAll(quote + quote, quote)
}

/** Splits a string at separators outside of quotes and parentheses. */
function split(text: string, separator: string): string[] {
  const parts: string[] = []
  let from = 0
  for (const at of outside(text, separator)) {
    parts.push(text.slice(from, at))
    from = at + separator.length
  }
  return [...parts, text.slice(from)]
}

/** Splits a string at the first separator outside of quotes and parentheses. */
function cut(text: string, separator: string): [string, string?] {
  const [at] = outside(text, separator)
  return at === undefined ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

function lastOutside(text: string, separator: string): number {
  return outside(text, separator).at(-1) ?? -1
}

/** Returns the positions of a separator outside of quotes and parentheses. */
function outside(text: string, separator: string): number[] {
  const found: number[] = []
  const masked = withoutQuoted(text)
  let depth = 0
  for (let at = 0; at < masked.length; at += 1) {
    if (masked[at] === '(') depth += 1
    if (masked[at] === ')') depth -= 1
    if (depth === 0 && masked.startsWith(separator, at)) found.push(at)
  }
  return found
}

/** Replaces everything in quotes with `_`, so that positions stay the same. */
function withoutQuoted(text: string): string {
  return text.replace(/`(?:[^`]|``)*`|'(?:[^']|'')*'|"(?:[^"]|"")*"/g, quoted => '_'.repeat(quoted.length))
}
