import { z } from 'zod'
import { flag, hostPath, number } from '../../authoring/params.ts'
import { emptyableText } from '../sql/params.ts'
import { commaList } from '../text/comma-list.ts'
import { wordsParam } from '../words-param.ts'
import { mysqlLoginParams } from './login.ts'
import { mysqlName } from './quote.ts'

/** The params of `mysql_db`. */
export const mysqlDatabaseParams = z
  .strictObject({
    name: commaList(mysqlName())
      .describe('Name of the database, or a list of several. `all` is all of them, for `dump` and `import`.')
      .meta({ examples: ['app', ['app', 'shop']] }),
    state: z
      .enum(['present', 'absent', 'dump', 'import'])
      .default('present')
      .describe('Whether the databases should be there, or what is done with them.')
      .meta({ examples: ['dump'] }),
    encoding: emptyableText()
      .describe('The character set of a new database, and of a dump. That of an existing one is left alone.')
      .meta({ examples: ['utf8mb4'] }),
    collation: emptyableText()
      .describe('How a new database sorts its text. That of an existing one is left alone.')
      .meta({ examples: ['utf8mb4_unicode_ci'] }),
    target: hostPath()
      .optional()
      .describe('The file of a dump, which may be compressed: `.gz`, `.bz2`, `.xz`.')
      .meta({ examples: ['/var/backups/app.sql.gz'] }),
    single_transaction: flag()
      .default(false)
      .describe('Dump in a single transaction.')
      .meta({ examples: [true] }),
    quick: flag()
      .default(true)
      .describe('Dump row by row, and not a table at once.')
      .meta({ examples: [false] }),
    ignore_tables: commaList(mysqlName().or(z.string().min(1)))
      .default([])
      .describe('Tables that are not dumped, each with its database.')
      .meta({ examples: [['app.sessions']] }),
    hex_blob: flag()
      .default(false)
      .describe('Dump binary columns as hexadecimal digits.')
      .meta({ examples: [true] }),
    force: flag()
      .default(false)
      .describe('Go on with a dump or import after an error.')
      .meta({ examples: [true] }),
    master_data: number()
      .refine(given => given === 0 || given === 1 || given === 2, 'expected 0, 1 or 2')
      .default(0)
      .describe('Dump the position in the binary log: 1 as a statement, 2 as a comment.')
      .meta({ examples: [2] }),
    skip_lock_tables: flag()
      .default(false)
      .describe('Do not lock the tables for a dump.')
      .meta({ examples: [true] }),
    dump_extra_args: wordsParam('expected options with their quotes closed')
      .optional()
      .describe('Further options of mysqldump. A password has no place in them: arguments can be listed.')
      .meta({ examples: ['--routines --events'] }),
    chdir: hostPath()
      .optional()
      .describe('The directory in which the client is started, for a dump that names other files.')
      .meta({ examples: ['/var/backups'] }),
    use_shell: flag()
      .default(false)
      .describe('Has no effect: an import of a compressed dump never breaks its pipe.')
      .meta({ examples: [true] }),
    pipefail: flag()
      .default(false)
      .describe('Has no effect: an error of each program of a pipe is an error.')
      .meta({ examples: [true] }),
    unsafe_login_password: flag()
      .default(false)
      .describe('Has no effect: the password is no argument of a program.')
      .meta({ examples: [true] }),
    restrict_config_file: flag()
      .default(false)
      .describe('Has no effect: no other option file than `config_file` is read.')
      .meta({ examples: [true] }),
    ...mysqlLoginParams,
  })
  .refine(({ state, target }) => !isOfFile(state) || target !== undefined, {
    path: ['target'],
    message: 'expected the file of the dump',
  })
  .refine(({ state, name }) => isOfFile(state) || !isAllDatabases(name), {
    path: ['name'],
    message: '`all` is for `state: dump` and `state: import` alone',
  })
  .refine(({ state, name }) => state !== 'import' || name.length <= 1, {
    path: ['name'],
    message: 'expected one database, or `all`',
  })

export type MysqlDatabaseParams = z.output<typeof mysqlDatabaseParams>

/** Whether names stand for all databases. */
export function isAllDatabases(names: readonly string[]): boolean {
  return names.length === 1 && names[0] === 'all'
}

/** Whether a state is of the file of a dump. */
export function isOfFile(state: string): boolean {
  return state === 'dump' || state === 'import'
}
