/**
 * A command that systemd runs at certain times: a timer and its service.
 *
 *     - systemd_timer:
 *         name: backup
 *         command: /usr/local/bin/backup --all
 *         on_calendar: daily
 */
import { composeTask, flag, oneOrMore, type TaskCall, text, z } from '../../src/authoring/task.ts'
import { filledLineParam, isCommandLine, splitWords } from '../../src/built-in/params.ts'
import {
  UNIT_OUTPUTS,
  unitCommand,
  unitDirectory,
  unitFile,
  unitFileParams,
  unitText,
  unitVerification,
  unitWord,
} from '../../src/built-in/services.ts'

const line = (what: string) => filledLineParam(`expected ${what} in one line`)

const span = () =>
  text().refine(
    value => /^[\d.]+ ?[a-zA-Zµ]*( ?[\d.]+ ?[a-zA-Zµ]*)*$/.test(value),
    'expected a time, such as `15min`',
  )

const params = z
  .strictObject({
    name: text()
      .transform(name => name.replace(/\.(timer|service)$/, ''))
      .refine(name => /^\w[\w:.-]*$/.test(name), 'expected a name, such as `backup`')
      .describe('Name of the timer and of its service, without a suffix.')
      .meta({ examples: ['backup'] }),
    command: z
      .union([
        line('a command').refine(isCommandLine, 'expected a command with its quotes closed'),
        z.array(text()).min(1),
      ])
      .optional()
      .describe('The command, as a line or a list of words. No shell runs it, and nothing in it is expanded.')
      .meta({ examples: ['/usr/local/bin/backup --all', ['/bin/sh', '-c', 'echo "$HOME"']] }),
    on_calendar: oneOrMore(line('a time'))
      .default([])
      .describe('When the timer runs, in the format of systemd.time(7).')
      .meta({ examples: ['daily', 'Mon..Fri 04:30', ['06:00', '18:00']] }),
    on_boot: span()
      .optional()
      .describe('Time between the boot of the host and a run.')
      .meta({ examples: ['5min'] }),
    on_active: span()
      .optional()
      .describe('Time from the start of one run to the start of the next.')
      .meta({ examples: ['15min'] }),
    persistent: flag()
      .default(false)
      .describe('With `on_calendar`: if the host was off at the time of a run, run the command after boot.')
      .meta({ examples: [true] }),
    randomized_delay: span()
      .optional()
      .describe('Delay each run by a random time, at most this long.')
      .meta({ examples: ['30min'] }),
    accuracy: span()
      .optional()
      .describe('How much later than planned a run may start. The default of systemd is 1 minute.')
      .meta({ examples: ['1s'] }),
    description: line('a description')
      .optional()
      .describe('Description of the timer, shown in the system log.')
      .meta({ examples: ['Back up the database'] }),
    user: line('a user')
      .optional()
      .describe('The user who runs the command.')
      .meta({ examples: ['backup'] }),
    group: line('a group')
      .optional()
      .describe('The group that runs the command.')
      .meta({ examples: ['backup'] }),
    chdir: line('a directory')
      .optional()
      .describe('The working directory of the command.')
      .meta({ examples: ['/srv/backup'] }),
    environment: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of a variable'), text())
      .default({})
      .describe('Environment variables of the command. All users of the host can read them.')
      .meta({ examples: [{ TZ: 'UTC' }] }),
    state: z
      .enum(['started', 'stopped', 'absent'])
      .default('started')
      .describe('Whether the timer is active. `absent` removes the timer and its service.')
      .meta({ examples: ['absent'] }),
    enabled: flag()
      .default(true)
      .describe('Whether the timer starts at boot.')
      .meta({ examples: [false] }),
    ...unitFileParams,
  })
  .refine(({ state, command }) => state === 'absent' || command !== undefined, {
    path: ['command'],
    message: 'expected a command',
  })
  .refine(
    ({ state, on_calendar, on_boot, on_active }) =>
      state === 'absent' || on_calendar.length > 0 || (on_boot ?? on_active) !== undefined,
    { path: ['on_calendar'], message: 'expected a time, or `on_boot` or `on_active`' },
  )

type Params = z.output<typeof params>

export default composeTask({
  summary: 'Runs a command at certain times, with a systemd timer.',
  example: `- systemd_timer:
    name: backup
    command: /usr/local/bin/backup --all
    on_calendar: "Mon..Fri 04:30"
    persistent: true
    user: backup
`,
  params,
  outputs: {
    ...UNIT_OUTPUTS,
    name: 'The name of the timer, with its suffix; null with `state: absent`.',
  },
  expand: ({ params }) => (params.state === 'absent' ? removal(params) : presence(params)),
})

function presence(params: Params): readonly TaskCall[] {
  const { name, scope, enabled, state } = params
  const [timer, service] = [unitFile(`${name}.timer`, scope), unitFile(`${name}.service`, scope)]
  return [
    ...unitDirectory(scope),
    // The timer is written first: without its service, it does nothing.
    copyOf(params, `${name}.timer`, timer, timerText(params)),
    copyOf(params, `${name}.service`, service, serviceText(params)),
    {
      type: 'systemd',
      params: { name: `${name}.timer`, scope, daemon_reload: true, enabled, state },
    },
  ]
}

function copyOf({ mode, verify }: Params, unit: string, dest: string, content: string): TaskCall {
  const validate = verify ? { validate: unitVerification(unit) } : {}
  return { type: 'copy', params: { dest, content, mode, ...validate } }
}

function timerText(params: Params): string {
  const { description, on_calendar, on_boot, on_active, persistent, randomized_delay, accuracy } = params
  return unitText([
    { name: 'Unit', settings: [['Description', described(description)]] },
    {
      name: 'Timer',
      settings: [
        ...on_calendar.map(time => ['OnCalendar', time] as const),
        ['OnBootSec', on_boot],
        ['OnUnitActiveSec', on_active],
        // Without another trigger, the first run would never happen.
        ['OnActiveSec', on_active !== undefined && on_boot === undefined ? on_active : undefined],
        ['Persistent', persistent ? 'true' : undefined],
        ['RandomizedDelaySec', randomized_delay],
        ['AccuracySec', accuracy],
      ],
    },
    { name: 'Install', settings: [['WantedBy', 'timers.target']] },
  ])
}

function serviceText({ description, user, group, chdir, environment, command = [] }: Params): string {
  const words = typeof command === 'string' ? splitWords(command) : command
  return unitText([
    { name: 'Unit', settings: [['Description', described(description)]] },
    {
      name: 'Service',
      settings: [
        ['Type', 'oneshot'],
        ['User', user],
        ['Group', group],
        ['WorkingDirectory', chdir?.replaceAll('%', '%%')],
        ...Object.entries(environment).map(
          ([key, value]) => ['Environment', unitWord(`${key}=${value}`)] as const,
        ),
        ['ExecStart', unitCommand(words)],
      ],
    },
  ])
}

function described(description: string | undefined): string | undefined {
  return description?.replaceAll('%', '%%')
}

function removal({ name, scope }: Params): readonly TaskCall[] {
  const timer = `${name}.timer`
  const file = (unit: string): TaskCall => ({
    type: 'file',
    params: { path: unitFile(unit, scope), state: 'absent' },
  })
  return [
    { type: 'systemd', params: { name: timer, scope, state: 'stopped', enabled: false } },
    file(timer),
    file(`${name}.service`),
    { type: 'systemd', params: { scope, daemon_reload: true } },
  ]
}
