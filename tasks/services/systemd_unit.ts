/**
 * A unit of systemd from its text: the file, and whether it runs and starts at boot.
 *
 *     - systemd_unit:
 *         name: app.service
 *         content: "{{ unit }}"
 *         enabled: true
 *         state: started
 */
import { composeTask, flag, type TaskCall, text, z } from '../../src/authoring/task.ts'
import { omitUndefined } from '../../src/built-in/params.ts'
import {
  UNIT_OUTPUTS,
  unitDirectory,
  unitFile,
  unitFileParams,
  unitName,
  unitVerification,
} from '../../src/built-in/services.ts'

const params = z
  .strictObject({
    name: unitName()
      .describe('Name of the unit; the suffix `.service` may be omitted.')
      .meta({ examples: ['app', 'srv-data.mount', 'worker@.service'] }),
    content: text()
      .optional()
      .describe('The text of the unit file.')
      .meta({
        examples: ['[Service]\nExecStart=/usr/local/bin/app\n\n[Install]\nWantedBy=multi-user.target\n'],
      }),
    template: text()
      .optional()
      .describe(
        'A template of the project, instead of `content`. It is searched for in the same folders as `src` of `template`.',
      )
      .meta({ examples: ['app.service.hbs'] }),
    state: z
      .enum(['present', 'started', 'stopped', 'absent'])
      .default('present')
      .describe(
        '`present` only installs the file. `started` also starts the unit, and restarts it if the file is newer than its process. `absent` stops and disables the unit and deletes the file.',
      )
      .meta({ examples: ['started'] }),
    enabled: flag()
      .optional()
      .describe('Whether the unit starts at boot.')
      .meta({ examples: [true] }),
    restart: flag()
      .default(true)
      .describe('With `state: started`, restart the unit if its file is newer than its process.')
      .meta({ examples: [false] }),
    ...unitFileParams,
  })
  .refine(
    ({ state, content, template }) =>
      state === 'absent' || (content === undefined) !== (template === undefined),
    {
      path: ['content'],
      message: 'expected one of `content` and `template`',
    },
  )
  .refine(({ state, enabled }) => state !== 'absent' || enabled !== true, {
    path: ['enabled'],
    message: 'cannot be true for a unit that is to be absent',
  })

type Params = z.output<typeof params>

export default composeTask({
  summary: 'Validates and installs the file of a systemd unit, and enables and starts the unit.',
  example: `- systemd_unit:
    name: app
    content: |
      [Service]
      ExecStart=/usr/local/bin/app

      [Install]
      WantedBy=multi-user.target
    enabled: true
    state: started
`,
  params,
  outputs: {
    ...UNIT_OUTPUTS,
    name: 'The name of the unit; null with `state: absent`.',
  },
  expand: ({ params }) => (params.state === 'absent' ? removal(params) : presence(params)),
})

function presence(params: Params): readonly TaskCall[] {
  const { name, scope, state, enabled, content, template, mode, verify, restart } = params
  const dest = unitFile(name, scope)
  const file = { dest, mode, ...(verify ? { validate: unitVerification(name) } : {}) }
  const isStarted = state === 'started'
  const run = {
    ...{ name, scope, daemon_reload: true },
    ...omitUndefined({ enabled, state: state === 'present' ? undefined : state }),
    ...(isStarted && restart ? { restart_on: [dest] } : {}),
  }
  return [
    ...unitDirectory(scope),
    template === undefined
      ? { type: 'copy', params: { ...file, content: content ?? '' } }
      : { type: 'template', params: { ...file, src: template } },
    { type: 'systemd', params: run },
  ]
}

function removal({ name, scope }: Params): readonly TaskCall[] {
  // A template has no state of its own.
  const isTemplate = /@\.\w+$/.test(name)
  return [
    ...(isTemplate ? [] : [{ type: 'systemd', params: { name, scope, state: 'stopped', enabled: false } }]),
    { type: 'file', params: { path: unitFile(name, scope), state: 'absent' } },
    { type: 'systemd', params: { scope, daemon_reload: true } },
  ]
}
