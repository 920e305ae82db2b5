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
      .describe(
        'Name of the database, or a list of names. `all` means all databases; it is allowed only for `dump` and `import`.',
      )
      .meta({ examples: ['app', ['app', 'shop']] }),
    state: z
      .enum(['present', 'absent', 'dump', 'import'])
      .default('present')
      .describe(
        '`present` and `absent` create or remove the databases. `dump` and `import` write or read the file `target`.',
      )
      .meta({ examples: ['dump'] }),
    encoding: emptyableText()
      .describe(
        'The character set of a new database, and of a dump. The character set of an existing database is not changed.',
      )
      .meta({ examples: ['utf8mb4'] }),
    collation: emptyableText()
      .describe('The collation of a new database. The collation of an existing database is not changed.')
      .meta({ examples: ['utf8mb4_unicode_ci'] }),
    target: hostPath()
      .optional()
      .describe('Path of the dump file. With the extension `.gz`, `.bz2` or `.xz`, it is compressed.')
      .meta({ examples: ['/var/backups/app.sql.gz'] }),
    single_transaction: flag()
      .default(false)
      .describe('Dump in a single transaction.')
      .meta({ examples: [true] }),
    quick: flag()
      .default(true)
      .describe('Write the dump row by row instead of reading a whole table into memory.')
      .meta({ examples: [false] }),
    ignore_tables: commaList(mysqlName().or(z.string().min(1)))
      .default([])
      .describe('Tables to leave out of the dump, each as `DATABASE.TABLE`.')
      .meta({ examples: [['app.sessions']] }),
    hex_blob: flag()
      .default(false)
      .describe('Dump binary columns as hexadecimal digits.')
      .meta({ examples: [true] }),
    force: flag()
      .default(false)
      .describe('Continue with a dump or an import after an error.')
      .meta({ examples: [true] }),
    master_data: number()
      .refine(given => given === 0 || given === 1 || given === 2, 'expected 0, 1 or 2')
      .default(0)
      .describe('Write the position in the binary log to the dump: 1 as a statement, 2 as a comment.')
      .meta({ examples: [2] }),
    skip_lock_tables: flag()
      .default(false)
      .describe('Do not lock tables during the dump.')
      .meta({ examples: [true] }),
    dump_extra_args: wordsParam('expected options with their quotes closed')
      .optional()
      .describe(
        'Additional options of mysqldump. Do not put passwords here, because other users of the host can see arguments.',
      )
      .meta({ examples: ['--routines --events'] }),
    chdir: hostPath()
      .optional()
      .describe('The directory in which to start the client, for a dump that includes other files.')
      .meta({ examples: ['/var/backups'] }),
    use_shell: flag()
      .default(false)
      .describe('Has no effect: the import of a compressed dump does not need a shell.')
      .meta({ examples: [true] }),
    pipefail: flag()
      .default(false)
      .describe('Has no effect: a failure of any program in a pipeline always counts as an error.')
      .meta({ examples: [true] }),
    unsafe_login_password: flag()
      .default(false)
      .describe('Has no effect: the password is never an argument of a program.')
      .meta({ examples: [true] }),
    restrict_config_file: flag()
      .default(false)
      .describe('Has no effect: only the option file `config_file` is read.')
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

/** Whether the list of names means all databases. */
export function isAllDatabases(names: readonly string[]): boolean {
  return names.length === 1 && names[0] === 'all'
}

/** Whether a state reads or writes a dump file. */
export function isOfFile(state: string): boolean {
  return state === 'dump' || state === 'import'
}
