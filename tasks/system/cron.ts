/**
 * A job or a variable in the crontab of a user, or in a file of /etc/cron.d.
 *
 *     - cron:
 *         name: nightly backup
 *         hour: "2"
 *         minute: "30"
 *         job: /usr/local/bin/backup
 */
import { posix } from 'node:path'
import {
  type Change,
  defineTask,
  flag,
  type InSync,
  inSync,
  type Outputs,
  type Plan,
  plan,
  presentTools,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  absolutePath,
  type CrontabEntry,
  crontabResource,
  crontabTitle,
  digestHex,
  editCrontab,
  explainFiles,
  type FilePlan,
  installCrontab,
  mayChangeFiles,
  namesIn,
  type PathPlan,
  pathScript,
  planEdited,
  putFile,
  readEdited,
  userCrontab,
} from '../../src/built-in.ts'

function line(what: string) {
  return text().refine(value => !/[\r\n\0]/.test(value), `expected one line: ${what}`)
}

/** A field of a crontab: white space would begin the next one. */
function field(description: string, example: string) {
  return text()
    .refine(value => /^\S+$/.test(value), 'expected a field of a crontab, such as `*/5`')
    .default('*')
    .describe(description)
    .meta({ examples: [example] })
}

const TIMES = ['minute', 'hour', 'day', 'month', 'weekday'] as const

const params = z
  .strictObject({
    name: line('a job is found by the comment line that has its name')
      .describe('Name of the job, in a comment line above it, or of the variable.')
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
        'User whose crontab it is; by default, the user that runs the task. With `cron_file`, the user that runs the job.',
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
        "File to use instead of a user's crontab, absolute or below /etc/cron.d. It is deleted when its last line is.",
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
      .describe('A time by name, instead of the five fields.')
      .meta({ examples: ['daily'] }),
    disabled: flag()
      .default(false)
      .describe('Keep the job as a comment, so that it does not run.')
      .meta({ examples: [true] }),
    env: flag()
      .default(false)
      .describe('Manage a variable instead of a job. A new one is added at the top.')
      .meta({ examples: [true] }),
    insertafter: text()
      .optional()
      .describe('With `env`: variable after which a new one is added.')
      .meta({ examples: ['PATH'] }),
    insertbefore: text()
      .optional()
      .describe('With `env`: variable before which a new one is added.')
      .meta({ examples: ['MAILTO'] }),
    backup: flag()
      .default(false)
      .describe('Keep the old crontab: next to the file, or in the directory for temporary files.')
      .meta({ examples: [true] }),
  })
  .refine(({ state, job }) => state === 'absent' || job !== undefined, {
    path: ['job'],
    message: 'expected the command, or the value of the variable',
  })
  .refine(
    ({ special_time, ...rest }) => special_time === undefined || TIMES.every(each => rest[each] === '*'),
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
  .refine(({ insertafter, insertbefore }) => insertafter === undefined || insertbefore === undefined, {
    path: ['insertbefore'],
    message: 'cannot be combined with `insertafter`',
  })
  .refine(({ env, insertafter, insertbefore }) => env || (insertafter ?? insertbefore) === undefined, {
    path: ['env'],
    message: '`insertafter` and `insertbefore` are for variables: set `env: true`',
  })

type Params = z.output<typeof params>

/** What apply does: writes or deletes a file, or installs the crontab of a user. */
type CronPlan =
  | { readonly file: FilePlan }
  | { readonly remove: PathPlan }
  | { readonly user: string; readonly crontab: string; readonly backup: boolean }

export default defineTask({
  summary: 'Adds, changes or removes a job or variable of a crontab.',
  example: `- cron:
    name: nightly backup
    hour: "2"
    minute: "30"
    job: /usr/local/bin/backup
`,
  params,
  aliases: { value: 'job', dom: 'day', dow: 'weekday' },
  check: ({ host, params }) =>
    params.cron_file === undefined
      ? checkCrontab(host, params)
      : checkFile(host, params, fileOf(params.cron_file)),
  explain: explainFiles,
  mayChange: async ({ host, params }) => {
    const { cron_file, user = '' } = params
    if (cron_file === undefined) return [{ resource: crontabResource(user) }]
    return mayChangeFiles(host, [fileOf(cron_file)], { mayGo: params.state === 'absent' })
  },
  apply: async ({ host, project, plan: { data } }) => {
    if ('file' in data) return putFile(host, project, data.file)
    if ('remove' in data) {
      await host.run(pathScript(data.remove, host.name), { title: `delete ${data.remove.path}` })
      return
    }
    const { user, crontab, backup } = data
    return installCrontab(host, user, crontab, backup)
  },
})

async function checkCrontab(host: ReadHost, params: Params): Promise<InSync | Plan<CronPlan>> {
  const { user = '', backup } = params
  const [tools, seen] = await Promise.all([host.ask(presentTools(['crontab'])), host.ask(userCrontab(user))])
  if (!tools.has('crontab'))
    throw new TaskError('the host has no `crontab`', {
      hint: 'install cron (the package is `cron` on Debian, `cronie` on Fedora) in an earlier task',
    })
  if ('problem' in seen) throw new TaskError(`the ${crontabTitle(user)} cannot be read: ${seen.problem}`)
  const next = editCrontab(seen.crontab, entryOf(params))
  const outputs = namesIn(next)
  if (next === seen.crontab) return inSync(outputs)
  const change: Change = {
    resource: crontabResource(user),
    action: seen.crontab === '' ? 'create' : 'update',
    before: seen.crontab === '' ? null : { sha256: digestHex(seen.crontab) },
    after: { sha256: digestHex(next) },
    text: { before: seen.crontab, after: next },
  }
  return plan<CronPlan>([change], { user, crontab: next, backup }, outputs)
}

async function checkFile(host: ReadHost, params: Params, named: string): Promise<InSync | Plan<CronPlan>> {
  const file = await readEdited(host, await absolutePath(host, named))
  const entry = entryOf(params)
  const next = editCrontab(file.text, {
    ...entry,
    name: file.inFile(entry.name),
    line: entry.line && file.inFile(entry.line),
  })
  const outputs: Outputs = { ...namesIn(next), cron_file: params.cron_file, ...nameWarning(named) }
  if (file.state === null && next === '') return inSync(outputs)
  const { path } = file
  if (next.trim() === '' && file.text !== next) {
    const before = { state: 'file' }
    return plan<CronPlan>(
      [
        {
          resource: `file:${path}`,
          action: 'delete',
          before,
          after: null,
          text: { before: file.text, after: '' },
        },
      ],
      { remove: { do: 'delete', path } },
      outputs,
    )
  }
  if (next === file.text) return inSync(outputs)
  const result = await planEdited(host, file, next, { backup: params.backup })
  return result.kind === 'in-sync'
    ? inSync(outputs)
    : plan<CronPlan>(result.changes, { file: result.data }, outputs)
}

/** The line that the task asks for; null if there should be none. */
function entryOf(params: Params): CrontabEntry {
  const { name, job = '', state, env, insertafter, insertbefore, disabled, special_time, cron_file } = params
  const isGone = state === 'absent'
  if (env)
    return { kind: 'variable', name, line: isGone ? null : `${name}="${job}"`, insertafter, insertbefore }
  const time = special_time === undefined ? TIMES.map(each => params[each]).join(' ') : `@${special_time}`
  const user = cron_file === undefined ? '' : `${params.user} `
  return { kind: 'job', name, line: isGone ? null : `${disabled ? '#' : ''}${time} ${user}${job}` }
}

/** cron ignores files of /etc/cron.d with other names. */
function nameWarning(path: string): Outputs {
  const name = posix.basename(path)
  if (/^[A-Za-z0-9_-]+$/.test(name)) return {}
  return { warnings: [`cron may ignore \`${name}\`: use only letters, digits, \`_\` and \`-\` in its name`] }
}

function fileOf(path: string): string {
  return path.startsWith('/') || path.startsWith('~') ? path : `/etc/cron.d/${path}`
}
