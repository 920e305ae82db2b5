import { z } from 'zod'
import { flag, text } from '../../authoring/params.ts'
import { emptyableInteger, sqlText } from '../sql/params.ts'
import { commaList } from '../text/comma-list.ts'
import { postgresLoginParams } from './login.ts'
import { postgresName } from './quote.ts'
import { ROLE_FLAGS } from './role.ts'

/**
 * The schema of a list of flags such as `CREATEDB,NOLOGIN`. The parsed value says for each flag whether it should be
 * set.
 */
const roleFlags = text()
  .transform(list =>
    list
      .split(',')
      .map(each => each.trim().toLowerCase())
      .filter(each => each !== ''),
  )
  .refine(
    flags => flags.every(each => Object.hasOwn(ROLE_FLAGS, each.replace(/^no/, ''))),
    `expected flags among ${Object.keys(ROLE_FLAGS).join(', ').toUpperCase()}, each also with NO before it`,
  )
  .transform(flags =>
    Object.fromEntries(flags.map(each => [each.replace(/^no/, ''), !each.startsWith('no')])),
  )

/** The params of `postgresql_user`. */
export const postgresRoleParams = z.strictObject({
  name: postgresName()
    .refine(name => name.toLowerCase() !== 'public', '`public` is every role, and no user')
    .describe('Name of the role.')
    .meta({ examples: ['app'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the role should exist.')
    .meta({ examples: ['absent'] }),
  password: sqlText()
    .optional()
    .describe(
      'The password of the role, in plain text or as the server stores it (`SCRAM-SHA-256$…`, `md5…`). An empty text removes the password. It is compared with the stored password.',
    )
    .meta({ secret: true, examples: ['{{app_password}}'] }),
  no_password_changes: flag()
    .default(false)
    .describe('Do not change the password of an existing role.')
    .meta({ examples: [true] }),
  encrypted: flag()
    .default(true)
    .describe('Has no effect: servers since PostgreSQL 10 always encrypt stored passwords.')
    .meta({ examples: [true] }),
  role_attr_flags: roleFlags
    .default({})
    .describe(
      'Attributes that the role should have or, with the prefix `NO`, should not have. Other attributes are not changed.',
    )
    .meta({ examples: ['CREATEDB,NOSUPERUSER'] }),
  expires: text()
    .refine(time => time !== '' && !time.includes('\0'), 'expected a time, or `infinity`')
    .optional()
    .describe('The time at which the password expires.')
    .meta({ examples: ['2030-01-01 00:00+00'] }),
  conn_limit: emptyableInteger()
    .describe('Maximum number of connections of the role. `-1` means no limit.')
    .meta({ examples: [20] }),
  groups: commaList(postgresName())
    .optional()
    .describe('Roles of which this role should be a member. Memberships in other roles are kept.')
    .meta({ examples: [['readers']] }),
  comment: sqlText()
    .optional()
    .describe('A comment on the role.')
    .meta({ examples: ['The app'] }),
  fail_on_user: flag()
    .default(true)
    .describe('Whether it is an error if the role cannot be removed because it still owns objects.')
    .meta({ examples: [false] }),
  login_db: z
    .union([z.literal('').transform(() => 'postgres'), postgresName()])
    .default('postgres')
    .describe('The database to connect to.')
    .meta({ examples: ['postgres'] }),
  ...postgresLoginParams,
})

export type PostgresRoleParams = z.output<typeof postgresRoleParams>
