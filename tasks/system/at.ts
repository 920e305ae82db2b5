/**
 * A command that runs once at a later time, by at(1).
 *
 *     - at: { command: systemctl restart app, count: 20, units: minutes, unique: true }
 */
import {
  defineTask,
  fileContent,
  flag,
  hostPath,
  inSync,
  number,
  type Probe,
  plan,
  presentTools,
  probe,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { prefetch } from '../../src/built-in/host.ts'
import { absolutePath } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    command: text()
      .refine(command => command.trim() !== '' && !command.includes('\0'), 'expected a command')
      .optional()
      .describe('The command, which may have several lines. `/bin/sh` runs it.')
      .meta({ examples: ['systemctl restart app'] }),
    script_file: hostPath()
      .optional()
      .describe('Path of a script on the host, instead of `command`. It is read when the job is added.')
      .meta({ examples: ['/usr/local/bin/later'] }),
    count: number()
      .refine(count => Number.isInteger(count) && count > 0, 'expected a whole number above 0')
      .optional()
      .describe('The number of `units` after which the job runs.')
      .meta({ examples: [20] }),
    units: z
      .enum(['minutes', 'hours', 'days', 'weeks'])
      .optional()
      .describe('The unit of `count`.')
      .meta({ examples: ['minutes'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('`absent` removes all jobs of the user that run exactly this command.')
      .meta({ examples: ['absent'] }),
    unique: flag()
      .default(false)
      .describe(
        'Do not add a job if the user already has one that runs exactly this command. With `false`, every run adds a job.',
      )
      .meta({ examples: [true] }),
  })
  .refine(({ command, script_file }) => (command === undefined) !== (script_file === undefined), {
    path: ['command'],
    message: 'expected one of `command` and `script_file`',
  })
  .refine(({ state, count, units }) => state === 'absent' || (count !== undefined && units !== undefined), {
    path: ['count'],
    message: 'expected `count` and `units`',
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Runs a command once at a later time, with at.',
  example: `- at:
    command: systemctl restart app
    count: 20
    units: minutes
    unique: true
`,
  params,
  outputs: {
    state: 'The value of `state`.',
    count: 'The value of `count`; null if it is not set.',
    units: 'The value of `units`; null if it is not set.',
    script_file: 'The value of `script_file`; null if it is not set.',
  },
  action: ({ state, unique }) => (state === 'present' && !unique ? 'once' : undefined),
  check: async ({ host, params }) => {
    const { state, unique, count = null, units = null } = params
    const isAsked = state === 'absent' || unique
    const asked = isAsked
      ? prefetch(scriptOf(host, params).then(script => host.ask(jobsOf(params, script))))
      : []
    const tools = await host.ask(presentTools(['at', 'atq']))
    if (tools.size < 2) throw new TaskError('the host has no `at`', { hint: 'install at in an earlier task' })
    const outputs = { state, count, units, script_file: params.script_file ?? null }
    const jobs = await asked
    const resource = resourceOf(params)
    if (state === 'absent') {
      if (jobs.length === 0) return inSync(outputs)
      const change = { resource, action: 'delete', before: { jobs: jobs.join(' ') }, after: null }
      return plan([change], { removes: jobs }, outputs)
    }
    if (jobs.length > 0) return inSync(outputs)
    const after = { runs: `in ${count} ${units}` }
    return plan([{ resource, action: 'add', before: null, after }], { removes: [] }, outputs)
  },
  mayChange: ({ params }) => [{ resource: resourceOf(params) }],
  apply: async ({ host, params, plan: { data } }) => {
    const { command, script_file: file, count = 0, units = '' } = params
    if (data.removes.length > 0) {
      await host.run(sh`LC_ALL=C atrm ${data.removes}`, {
        title: `remove the jobs ${data.removes.join(' ')}`,
      })
      return
    }
    const from = file === undefined ? [] : ['-f', await absolutePath(host, file)]
    await host.run(sh`LC_ALL=C at ${from} now + ${count} ${units}`, {
      title: 'add the job',
      ...(command === undefined ? {} : { stdin: `${command}\n` }),
    })
  },
})

function resourceOf({ command, script_file }: Params): string {
  const [line = ''] = (command ?? script_file ?? '').trim().split('\n')
  return `at-job:${line}`
}

/** Returns the script of the job. Throws TaskError if its file does not exist. */
async function scriptOf(host: ReadHost, { command, script_file }: Params): Promise<string> {
  if (command !== undefined) return command
  const path = await absolutePath(host, script_file ?? '')
  const bytes = await host.ask(fileContent(path))
  if (bytes === null) throw new TaskError(`there is no file \`${path}\``)
  return bytes.toString()
}

/** Returns a probe for the numbers of the user's jobs that run exactly this script. */
function jobsOf(params: Params, script: string): Probe<readonly string[]> {
  return probe<readonly string[]>({
    title: 'jobs of at',
    script: sh`export LC_ALL=C
me=$(id -un) && jobs=$(atq) || exit
set -f
printf '%s\\n' "$jobs" | while read -r id rest; do
  [ "\${rest##* }" != "$me" ] || { echo; echo "job $id"; at -c "$id"; }
done`,
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split(/^job (?=\d+$)/m)
        .slice(1)
        .filter(job => runs(job, script))
        .map(job => job.slice(0, job.indexOf('\n'))),
    own: { resource: resourceOf(params), after: ({ after }) => (after ? ['(new)'] : []) },
  })
}

/**
 * Whether the text of a job ends with the script; before it, the text has the environment of the user who added the
 * job. Source: at.c.
 */
function runs(job: string, script: string): boolean {
  const end = job.indexOf('\n}\n')
  const body = job.slice(end + '\n}\n'.length).replace(/^\$\{SHELL[^\n]*\n|^\w*DELIMITER\w*$/gm, '')
  return end >= 0 && body.trim() === script.trim()
}
