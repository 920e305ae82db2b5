import { z } from 'zod'
import { flag, hostPath, number, oneOrMore, text } from '../../authoring/params.ts'
import { isCryptString } from '../text/crypt-string.ts'
import { umaskParam } from '../umask-param.ts'
import { agingParams } from './aging.ts'
import { sshKeyParams } from './ssh-key.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/

/** The params of the task type `user`. */
export const userParams = z.strictObject({
  name: text()
    .refine(name => NAME.test(name), 'expected a user name')
    .describe('User name.')
    .meta({ examples: ['app'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the account should exist.')
    .meta({ examples: ['absent'] }),
  uid: number()
    .optional()
    .describe('UID of the user.')
    .meta({ examples: [2001] }),
  non_unique: flag()
    .default(false)
    .describe('Allow a UID that another user already has.')
    .meta({ examples: [true] }),
  group: text()
    .optional()
    .describe('Primary group, which must already exist.')
    .meta({ examples: ['app'] }),
  groups: oneOrMore(text())
    .optional()
    .describe(
      'Supplementary groups, by name or GID. With `append`, they are added to the groups that the user already has.',
    )
    .meta({ examples: [['adm', 'docker']] }),
  append: flag()
    .default(false)
    .describe('Keep the supplementary groups of the user that `groups` does not list.')
    .meta({ examples: [true] }),
  comment: text()
    .optional()
    .describe('Full name of the user.')
    .meta({ examples: ['Application'] }),
  home: text()
    .optional()
    .describe('Path of the home directory.')
    .meta({ examples: ['/var/lib/app'] }),
  create_home: flag()
    .default(true)
    .describe(
      'Create the home directory if it does not exist, also for an existing user. The path `/nonexistent` is never created.',
    )
    .meta({ examples: [false] }),
  move_home: flag()
    .default(false)
    .describe('Move the contents of the old home directory to the new one.')
    .meta({ examples: [true] }),
  skeleton: hostPath()
    .optional()
    .describe('Directory that is copied to a new home directory. Default: `/etc/skel`.')
    .meta({ examples: ['/etc/skel-app'] }),
  umask: umaskParam('0027')
    .optional()
    .describe('The umask for a new home directory.')
    .meta({ examples: ['0027'] }),
  shell: text()
    .optional()
    .describe('Login shell.')
    .meta({ examples: ['/usr/sbin/nologin'] }),
  password: text()
    .refine(
      password => !/[:\n]/.test(password),
      'expected a password hash, which has no `:` and no line break',
    )
    .refine(isCryptString, {
      message: 'expected a password hash for /etc/shadow, such as the output of `openssl passwd -6`, or `*`',
      params: { isTakenByAnsible: true },
    })
    .optional()
    .describe('Password hash, as in `/etc/shadow`; it is never shown.')
    .meta({ secret: true, examples: ['*'] }),
  update_password: z
    .enum(['always', 'on_create'])
    .default('always')
    .describe('`always` also sets the password of an existing user; `on_create` sets it only for a new user.')
    .meta({ examples: ['on_create'] }),
  password_lock: flag()
    .optional()
    .describe('Whether the password is locked.')
    .meta({ examples: [true] }),
  ...agingParams,
  ...sshKeyParams,
  local: flag()
    .default(false)
    .describe(
      'Fail if the user comes only from a directory such as LDAP. Accounts are always created in /etc/passwd.',
    )
    .meta({ examples: [true] }),
  system: flag()
    .default(false)
    .describe('Create the user with a UID from the system range.')
    .meta({ examples: [true] }),
  remove: flag()
    .default(false)
    .describe(
      'When the account is deleted, also delete its home directory and mail. They are kept if the user does not own the home directory.',
    )
    .meta({ examples: [true] }),
  force: flag()
    .default(false)
    .describe('Delete the account even if the user is logged in.')
    .meta({ examples: [true] }),
})

/** The validated params of `user`. */
export type UserParams = z.output<typeof userParams>
