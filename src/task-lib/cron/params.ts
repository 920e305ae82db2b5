import { posix } from 'node:path'
import { z } from 'zod'
import { flag, text } from '../../authoring/params.ts'
import { lineParam } from '../line-param.ts'
import { notBoth } from '../not-both.ts'

/** The params for the time fields of a crontab line, in their order. */
export const TIME_FIELDS = ['minute', 'hour', 'day', 'month', 'weekday'] as const

function line(what: string) {
  return lineParam(`expected one line: ${what}`)
}

/**
 * A param that is a time field of a crontab line. It must not contain white space, which would start the next field.
 */
function field(description: string, example: string) {
  return text()
    .refine(value => /^\S+$/.test(value), 'expected a field of a crontab, such as `*/5`')
    .default('*')
    .describe(description)
    .meta({ examples: [example] })
}

/** The params of the task type `cron`. */
export const cronParams = z
  .strictObject({
    name: line('a job is found by the comment line that has its name')
      .describe('Name of the job, which is stored in a comment above it, or name of the variable.')
      .meta({ examples: ['nightly backup'] }),
    job: text()
      .transform(value => value.replace(/^[\r\n]+|[\r\n]+$/g, ''))
      .refine(value => !/[\r\n\0]/.test(value), 'expected one line: a crontab has one job per line')
      .optional()
      .describe(
        'The command, or the value of the variable. In a crontab, `%` means a line feed; write `\\%` for a percent sign.',
      )
      .meta({ examples: ['/usr/local/bin/backup --all'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the job or variable should exist.')
      .meta({ examples: ['absent'] }),
    user: text()
      .refine(name => /^[A-Za-z0-9_][^\s:/]*$/.test(name), 'expected a user name')
      .optional()
      .describe(
        'User whose crontab to edit. By default, the user that runs the task. With `cron_file`, the user as whom the job runs.',
      )
      .meta({ examples: ['postgres'] }),
    cron_file: text()
      .refine(
        path => /[^/]$/.test(path) && !/[\0\n]/.test(path),
        'expected the name of a file in /etc/cron.d, or a path',
      )
      .refine(path => posix.normalize(path) !== '/etc/crontab', '/etc/crontab belongs to the system')
      .optional()
      .describe(
        "File to edit instead of a user's crontab: an absolute path, or a name below /etc/cron.d. When its last line is removed, the file is deleted.",
      )
      .meta({ examples: ['backup'] }),
    minute: field('Minute, `0` to `59`.', '30'),
    hour: field('Hour, `0` to `23`.', '2'),
    day: field('Day of the month, `1` to `31`.', '*/2'),
    month: field('Month, `1` to `12`.', '1,7'),
    weekday: field('Day of the week, `0` (Sunday) to `6`.', '1-5'),
    special_time: z
      .enum(['annually', 'daily', 'hourly', 'monthly', 'reboot', 'weekly', 'yearly'])
      .optional()
      .describe('A named time, instead of the five time fields.')
      .meta({ examples: ['daily'] }),
    disabled: flag()
      .default(false)
      .describe('Keep the job as a comment so that it does not run.')
      .meta({ examples: [true] }),
    env: flag()
      .default(false)
      .describe('Manage a variable instead of a job. A new variable is added at the top.')
      .meta({ examples: [true] }),
    insertafter: text()
      .optional()
      .describe('With `env`, the variable after which a new variable is added.')
      .meta({ examples: ['PATH'] }),
    insertbefore: text()
      .optional()
      .describe('With `env`, the variable before which a new variable is added.')
      .meta({ examples: ['MAILTO'] }),
    backup: flag()
      .default(false)
      .describe('Keep a copy of the old crontab, next to the file or in the directory for temporary files.')
      .meta({ examples: [true] }),
  })
  .refine(({ state, job }) => state === 'absent' || job !== undefined, {
    path: ['job'],
    message: 'expected the command, or the value of the variable',
    params: { ansibleMessage: "You must specify 'job' to install a new cron job or variable" },
  })
  .refine(
    ({ special_time, ...rest }) =>
      special_time === undefined || TIME_FIELDS.every(each => rest[each] === '*'),
    {
      path: ['special_time'],
      message: 'cannot be combined with a field such as `minute`',
    },
  )
  .refine(
    ({ state, cron_file, user }) => state === 'absent' || cron_file === undefined || user !== undefined,
    {
      path: ['user'],
      message: 'expected the user that runs the job: lines of a `cron_file` name it',
    },
  )
  .refine(({ env, name }) => !env || /^[^\s=]+$/.test(name), {
    path: ['name'],
    message: 'expected the name of a variable, without white space and `=`',
  })
  .refine(...notBoth('insertafter', 'insertbefore'))
  .refine(({ env, insertafter, insertbefore }) => env || (insertafter ?? insertbefore) === undefined, {
    path: ['env'],
    message: '`insertafter` and `insertbefore` are for variables: set `env: true`',
  })

/** The validated params of `cron`. */
export type CronParams = z.output<typeof cronParams>
