import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { comparePrivileges, type PrivilegeMode } from '../../../src/task-lib/mysql/compare-privileges.ts'
import { parseGrants, parseWantedPrivileges } from '../../../src/task-lib/mysql/privileges.ts'

const shown = (privileges: ReadonlyMap<string, ReadonlySet<string>>) =>
  [...privileges].map(([object, each]) => `${object}: ${[...each].join(', ')}`)

const WANTED: readonly (readonly [text: string, privileges: readonly string[]])[] = [
  ['*.*:ALL', ['*.*: ALL']],
  ['db.*:select, Insert/`d/b`.`t`:ALL PRIVILEGES,GRANT', ['`db`.*: SELECT, INSERT', '`d/b`.`t`: ALL, GRANT']],
  ['db.t:SELECT(b, a),UPDATE (`c`),SELECT (d)', ['`db`.`t`: SELECT (`a`, `b`, `d`), UPDATE (`c`)']],
  ['*.*:USAGE', ['*.*: ']],
  [
    'FUNCTION db.f:EXECUTE/procedure db.p:ALTER  ROUTINE',
    ['FUNCTION `db`.`f`: EXECUTE', 'PROCEDURE `db`.`p`: ALTER ROUTINE'],
  ],
  ['my_db%.*:CREATE VIEW', ['`my_db%`.*: CREATE VIEW']],
]

for (const [text, privileges] of WANTED)
  test(`the wanted privileges in \`${text}\` are parsed`, () => {
    assert.equal(shown(parseWantedPrivileges(text)), privileges)
  })

test('text without privileges is an error', () => {
  assert.throws(
    () => parseWantedPrivileges('db.*'),
    /`db\.\*` names no privileges: expected `db\.table:SELECT`/,
  )
})

// Output of MariaDB 10.11, MySQL 8.0 and MySQL 5.6.
const GRANTS: readonly (readonly [line: string, privileges: readonly string[]])[] = [
  ["GRANT USAGE ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD '*94BD'", ['*.*: ']],
  ['GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION', ['*.*: ALL, GRANT']],
  [
    'GRANT SELECT (`b`, `a`), INSERT ON `app`.`t ON x` TO `a``b`@`%` REQUIRE SSL WITH GRANT OPTION MAX_USER_CONNECTIONS 3',
    ['`app`.`t ON x`: INSERT, SELECT (`a`, `b`), GRANT'],
  ],
  ['GRANT BACKUP_ADMIN,CLONE_ADMIN ON *.* TO `root`@`localhost`', ['*.*: BACKUP_ADMIN, CLONE_ADMIN']],
  ['GRANT EXECUTE ON FUNCTION `db`.`f` TO `x`@`%`', ['FUNCTION `db`.`f`: EXECUTE']],
  ['GRANT `admin`@`%` TO `x`@`localhost`', []],
  ["GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION", []],
  ['SET DEFAULT ROLE `admin` FOR `x`@`localhost`', []],
  ['GRANT SELECT ON "db".* TO "x"@"%"', ['`db`.*: SELECT']],
]

for (const [line, privileges] of GRANTS)
  test(`the grant \`${line}\` is parsed`, () => {
    assert.equal(shown(parseGrants([line])), privileges)
  })

test('privileges of one object on several lines are combined', () => {
  const lines = ['GRANT SELECT ON *.* TO x', 'GRANT BACKUP_ADMIN ON *.* TO x']
  assert.equal(shown(parseGrants(lines)), ['*.*: SELECT, BACKUP_ADMIN'])
})

const EVERY = new Set(['SELECT', 'INSERT', 'DROP'])

const DIFFERENCES: readonly (readonly [
  mode: PrivilegeMode,
  found: string,
  wanted: string,
  revokes: readonly string[],
  grants: readonly string[],
])[] = [
  ['replace', 'a.*:SELECT', 'a.*:SELECT,INSERT', [], ['`a`.*: INSERT']],
  [
    'replace',
    'a.*:SELECT,DROP/b.*:ALL',
    'a.*:INSERT',
    ['`b`.*: ALL', '`a`.*: SELECT, DROP'],
    ['`a`.*: INSERT'],
  ],
  ['replace', '*.*:SELECT,INSERT,DROP', '*.*:ALL', [], []],
  ['replace', '*.*:SELECT,GRANT', '*.*:ALL', ['*.*: GRANT'], ['*.*: ALL']],
  ['replace', '*.*:ALL', '*.*:SELECT', ['*.*: ALL'], []],
  ['append', '*.*:ALL', '*.*:SELECT,GRANT', [], ['*.*: GRANT']],
  ['append', 'a.*:SELECT/b.*:ALL', 'a.*:INSERT', [], ['`a`.*: INSERT']],
  ['subtract', 'a.*:SELECT,INSERT', 'a.*:INSERT,DROP/b.*:ALL', ['`a`.*: INSERT'], []],
  ['subtract', 'a.*:SELECT,GRANT', 'a.*:ALL', ['`a`.*: SELECT'], []],
  ['subtract', '*.*:ALL', '*.*:SELECT', ['*.*: SELECT'], []],
]

for (const [mode, found, wanted, revokes, grants] of DIFFERENCES)
  test(`changes to privileges with ${mode}: from ${found} to ${wanted}`, () => {
    const options = { mode, every: EVERY, isRoot: false }
    const difference = comparePrivileges(parseWantedPrivileges(found), parseWantedPrivileges(wanted), options)
    const lines = (side: typeof difference.grants) =>
      side.map(([object, each]) => `${object}: ${each.join(', ')}`)
    assert.equal([lines(difference.revokes), lines(difference.grants)], [revokes, grants])
  })

test('privileges of root on other objects are kept', () => {
  const options = { mode: 'replace', every: EVERY, isRoot: true } as const
  const found = parseWantedPrivileges('*.*:ALL')
  assert.equal(comparePrivileges(found, parseWantedPrivileges('a.*:ALL'), options).revokes, [])
})

test.run()
