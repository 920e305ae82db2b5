/**
 * A setting of a PostgreSQL server.
 *
 *     - postgresql_set: { name: work_mem, value: 32MB }
 *       become: true
 *       become_user: postgres
 */
import {
  defineTask,
  flag,
  type InSync,
  inSync,
  type Plan,
  plan,
  TaskError,
  z,
} from '../../src/authoring/task.ts'
import {
  alterSystem,
  askPostgresObject,
  emptyable,
  isSamePostgresSetting,
  POSTGRES_LOGIN_ALIASES,
  postgresLoginConnection,
  postgresLoginParams,
  postgresName,
  postgresResource,
  rawValue,
  runPostgres,
  type ServerSetting,
  settingQuery,
  settingValue,
  withUnit,
} from '../../src/built-in/databases.ts'

const params = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)*$/, 'expected the name of a setting, such as `work_mem`')
      .describe('The setting.')
      .meta({ examples: ['work_mem'] }),
    value: settingValue({ on: 'on', off: 'off' })
      .transform(withUnit)
      .optional()
      .describe(
        'The value, which is set with `ALTER SYSTEM`. `default` removes the value that `ALTER SYSTEM` has set, so that the value in postgresql.conf applies again.',
      )
      .meta({ examples: ['32MB', 200, true, 'default'] }),
    reset: flag()
      .default(false)
      .describe('Set the value to the built-in default of the server.')
      .meta({ examples: [true] }),
    login_db: emptyable(postgresName())
      .describe('The database to connect to. By default, the database with the same name as `login_user`.')
      .meta({ examples: ['postgres'] }),
    ...postgresLoginParams,
  })
  .refine(({ value, reset }) => (value === undefined) === reset, {
    path: ['value'],
    message: 'expected one of `value` and `reset`',
  })

type Params = z.output<typeof params>

interface SettingPlan {
  readonly statements: readonly string[]
}

export default defineTask({
  summary: 'Changes a setting of a PostgreSQL server, and reloads the configuration.',
  example: `- postgresql_set:
    name: work_mem
    value: 32MB
  become: true
  become_user: postgres
`,
  params,
  aliases: { db: 'login_db', ...POSTGRES_LOGIN_ALIASES },
  outputs: {
    name: 'The name of the setting.',
    context:
      'When the setting can be changed, in the words of PostgreSQL, such as `postmaster` for only at the start.',
    prev_val_pretty: 'The value before the task, with its unit.',
    value_pretty:
      'The value as in the task after a change, otherwise the value that the server shows, with its unit.',
    value:
      'A map with the `value` (in bytes for a setting in kB or MB) and the `unit`; only if nothing differed.',
    restart_required: 'Whether the value takes effect only after a restart of PostgreSQL.',
  },
  check: async ({
    host,
    params,
    environment,
    isCheckMode,
    carriedOut,
  }): Promise<InSync | Plan<SettingPlan>> => {
    const { name } = params
    const connection = postgresLoginConnection(params, environment)
    const sql = settingQuery(name)
    const found = await askPostgresObject(host, connection, isCheckMode, { kind: 'set', name, sql })
    if (found === null)
      throw new TaskError(`the server has no setting \`${name}\``, {
        hint: 'check `name`, the version of the server, and whether the library of the setting is loaded',
      })
    // A predicted change of a dry run has only the value: reading the other fields here makes the result unknown.
    for (const field of ['setting', 'context']) found.field(field)
    const setting = found.fields as unknown as ServerSetting
    if (setting.context === 'internal')
      throw new TaskError(`the setting \`${name}\` cannot be changed`, {
        hint: 'it is fixed when the server is built, or its data directory is created',
      })
    const { wanted, counts, isRight } = stateOf(setting, params, carriedOut !== undefined)
    const waits =
      setting.context === 'postmaster' && !isSamePostgresSetting(setting, setting.setting, wanted ?? '')
    const outputs = {
      ...{ name, context: setting.context, prev_val_pretty: setting.shown },
      restart_required: wanted !== null && waits,
    }
    const known = { value_pretty: setting.shown, value: rawValue(setting, setting.setting) }
    if (isRight) return inSync({ ...outputs, ...(carriedOut === undefined ? known : {}) })
    const before = { value: counts === setting.setting ? setting.shown : counts }
    return plan<SettingPlan>(
      [
        {
          resource: postgresResource('set', name, connection),
          ...{ action: 'update', before, after: { value: wanted } },
        },
      ],
      {
        statements: [
          alterSystem(setting, wanted),
          ...(setting.context === 'postmaster' ? [] : ['SELECT pg_reload_conf()']),
        ],
      },
      {
        ...{ ...outputs, value_pretty: wanted ?? setting.shown },
        ...(outputs.restart_required
          ? { warnings: [`the new value of \`${name}\` counts only after a restart of PostgreSQL`] }
          : {}),
      },
    )
  },
  mayChange: ({ params, environment }) => [
    { resource: postgresResource('set', params.name, postgresLoginConnection(params, environment)) },
  ],
  apply: async ({ host, params, environment, plan: { data, outputs } }) => {
    const connection = postgresLoginConnection(params, environment)
    await runPostgres(host, connection, data.statements, `set ${params.name}`)
    return outputs
  },
})

/**
 * Returns the desired value (null for none set by `ALTER SYSTEM`), the value that currently counts, and whether the
 * setting is right.
 */
function stateOf(setting: ServerSetting, { value, reset }: Params, isCarriedOut: boolean) {
  if (value?.toLowerCase() === 'default')
    return { wanted: null, counts: setting.in_files ?? setting.setting, isRight: !setting.is_altered }
  const wanted = reset ? (setting.boot_val ?? '') : (value ?? '')
  // A setting that is read only at the start counts as in the files until then. After apply, the server may not have
  // read the files yet.
  const isLater = setting.context === 'postmaster' || isCarriedOut
  // PostgreSQL shows `archive_command` this way while nothing is archived.
  const readsFiles = isLater || setting.setting === '(disabled)'
  const counts = readsFiles ? (setting.in_files ?? setting.setting) : setting.setting
  return { wanted, counts, isRight: isSamePostgresSetting(setting, counts, wanted) }
}
