import { z } from 'zod'
import { flag, hostPath } from '../../authoring/params.ts'
import { emptyable, emptyableInteger, emptyableText } from '../sql/params.ts'
import { wordsParam } from '../words-param.ts'
import { postgresLoginParams } from './login.ts'
import { postgresName } from './quote.ts'

/** The params of `postgresql_db`. */
export const postgresDatabaseParams = z
  .strictObject({
    name: postgresName()
      .describe('Name of the database.')
      .meta({ examples: ['app'] }),
    state: z
      .enum(['present', 'absent', 'rename', 'dump', 'restore'])
      .default('present')
      .describe(
        '`present` and `absent` create or remove the database. `rename` renames it to `target`. `dump` and `restore` write or read the file `target`.',
      )
      .meta({ examples: ['dump'] }),
    owner: emptyable(postgresName())
      .describe('The role that owns the database.')
      .meta({ examples: ['app'] }),
    template: emptyableText()
      .describe('The template from which a new database is copied.')
      .meta({ examples: ['template0'] }),
    encoding: emptyableText()
      .describe('The encoding of a new database. The encoding of an existing database cannot be changed.')
      .meta({ examples: ['UTF8'] }),
    lc_collate: emptyableText()
      .describe(
        'The collation of a new database (`LC_COLLATE`). That of an existing database cannot be changed.',
      )
      .meta({ examples: ['en_US.UTF-8'] }),
    lc_ctype: emptyableText()
      .describe(
        'The character classification of a new database (`LC_CTYPE`). That of an existing database cannot be changed.',
      )
      .meta({ examples: ['en_US.UTF-8'] }),
    tablespace: emptyableText()
      .describe('The default tablespace of the database.')
      .meta({ examples: ['fast'] }),
    conn_limit: emptyableInteger()
      .describe('Maximum number of connections to the database. `-1` means no limit.')
      .meta({ examples: [100] }),
    force: flag()
      .default(false)
      .describe('With `state: absent`, first end all sessions that are connected to the database.')
      .meta({ examples: [true] }),
    target: emptyable(z.string())
      .describe(
        'Path of the dump: `.sql`, which may be compressed (`.gz`, `.bz2`, `.xz`), or a format of pg_restore (`.tar`, `.pgc`, or `.dir` for a directory). With `state: rename`, the new name of the database.',
      )
      .meta({ examples: ['/var/backups/app.sql.gz'] }),
    target_opts: wordsParam('expected options with their quotes closed')
      .optional()
      .describe('Additional options of pg_dump, psql or pg_restore.')
      .meta({ examples: ['-n public'] }),
    dump_extra_args: wordsParam('expected options with their quotes closed')
      .optional()
      .describe('Additional options of pg_dump.')
      .meta({ examples: ['--exclude-table=audit'] }),
    maintenance_db: postgresName()
      .default('postgres')
      .describe('The database to connect to.')
      .meta({ examples: ['template1'] }),
    ...postgresLoginParams,
  })
  .refine(({ state, target }) => state === 'present' || state === 'absent' || target !== undefined, {
    path: ['target'],
    message: 'expected the file of the dump, or the new name of the database',
  })
  .refine(
    ({ state, target }) => !isOfDump(state) || target === undefined || hostPath().safeParse(target).success,
    { path: ['target'], message: 'expected an absolute path, such as `/var/backups/app.sql`' },
  )
  .refine(
    ({ state, target }) =>
      state !== 'rename' || target === undefined || postgresName().safeParse(target).success,
    { path: ['target'], message: 'expected a name of at most 63 bytes' },
  )
  .refine(({ state, name, target }) => state !== 'rename' || name !== target, {
    path: ['target'],
    message: 'is the name that the database has: expected another',
  })
  .refine(({ state, name, maintenance_db }) => !/^(rename|absent)$/.test(state) || name !== maintenance_db, {
    path: ['maintenance_db'],
    message: 'must be another database than `name`',
  })

export type PostgresDatabaseParams = z.output<typeof postgresDatabaseParams>

/** Whether a state writes or reads a dump file. */
export function isOfDump(state: string): boolean {
  return state === 'dump' || state === 'restore'
}
