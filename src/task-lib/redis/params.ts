import { z } from 'zod'
import { number } from '../../authoring/params.ts'
import { portParam, settingValue, sqlText } from '../sql/params.ts'
import { redisLoginParams } from './login.ts'

/** The params of the task type `redis`. */
export const redisParams = z
  .strictObject({
    command: z
      .enum(['config', 'flush', 'replica', 'slave'])
      .describe(
        '`config` changes a setting of the running server. `flush` removes all keys. `replica` (or `slave`) makes the server a replica or a master.',
      )
      .meta({ examples: ['config'] }),
    name: z
      .string()
      .regex(/^[\w-]+$/, 'expected the name of a setting, such as `maxmemory`')
      .transform(name => name.toLowerCase())
      .optional()
      .describe('`config`: the setting.')
      .meta({ examples: ['maxmemory'] }),
    value: settingValue({ on: 'yes', off: 'no' })
      .optional()
      .describe(
        '`config`: the value of the setting, which applies until the server restarts. A number with a unit is a size, such as `64MB`; the units are powers of 1024.',
      )
      .meta({ examples: ['4GB', true] }),
    flush_mode: z
      .enum(['all', 'db'])
      .default('all')
      .describe('`flush`: whether to empty all databases, or only `db`.')
      .meta({ examples: ['db'] }),
    db: number()
      .refine(db => Number.isInteger(db) && db >= 0, 'expected the number of a database')
      .optional()
      .describe('`flush`: the number of the database.')
      .meta({ examples: [1] }),
    replica_mode: z
      .enum(['master', 'replica', 'slave'])
      .default('replica')
      .describe('`replica`: whether the server should be a replica (or `slave`), or a master.')
      .meta({ examples: ['master'] }),
    master_host: sqlText()
      .optional()
      .describe('`replica`: the address of the master.')
      .meta({ examples: ['cache1.example.net'] }),
    master_port: portParam(1)
      .optional()
      .describe('`replica`: the port of the master.')
      .meta({ examples: [6379] }),
    ...redisLoginParams,
  })
  .superRefine((given, context) => {
    for (const param of missingParams(given))
      context.addIssue({ code: 'custom', path: [param], message: `\`${given.command}\` needs it` })
  })

export type RedisParams = z.output<typeof redisParams>

/** Returns the names of the params that a command requires and that are not set, as in Ansible's message. */
function missingParams(given: {
  readonly command: string
  readonly name?: string | undefined
  readonly value?: string | undefined
  readonly db?: number | undefined
  readonly flush_mode: string
  readonly replica_mode: string
  readonly master_host?: string | undefined
  readonly master_port?: number | undefined
}): string[] {
  const { command, flush_mode, replica_mode } = given
  const needed = (names: readonly ('name' | 'value' | 'db' | 'master_host' | 'master_port')[]) =>
    names.filter(name => given[name] === undefined)
  if (command === 'config') return needed(['name', 'value'])
  if (command === 'flush') return flush_mode === 'db' ? needed(['db']) : []
  return replica_mode === 'master' ? [] : needed(['master_host', 'master_port'])
}
