/**
 * A setting of a running Redis server, the master of which it is a replica, or the removal of all its keys.
 *
 *     - redis: { command: config, name: maxmemory, value: 4GB }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  changedResource,
  checkKeys,
  checkReplica,
  checkSetting,
  type RedisParams,
  redisConnection,
  redisParams,
  runRedis,
  sentValue,
} from '../../src/built-in/databases.ts'

export default defineTask({
  summary:
    'Changes a setting of a running Redis server, makes it a replica or a master, or removes its keys.',
  example: `- redis:
    command: config
    name: maxmemory
    value: 4GB
`,
  params: redisParams,
  aliases: { slave_mode: 'replica_mode' },
  outputs: {
    name: 'The name of the setting; only with `command: config`.',
    value:
      'The value that was sent, with a size in bytes, or a secret if it is a password; only with `command: config`.',
    flushed: 'True; only with `command: flush`.',
    db: 'The number of the database that is emptied; only with `flush_mode: db`.',
    mode: '`master`, or a map with `status: replica`, `master_host` and `master_port`; only with `command: replica`.',
  },
  check: async context => {
    const { command } = context.params
    if (command === 'config') return checkSetting(context)
    return command === 'flush' ? checkKeys(context) : checkReplica(context)
  },
  mayChange: ({ params }) => [{ resource: changedResource(params) }],
  apply: async ({ host, params, plan: { data } }) => {
    const { command, name = '', value = '', flush_mode, db } = params
    const words = command === 'config' ? ['CONFIG', 'SET', name, sentValue(name, value)] : data.command
    const connection = redisConnection(params)
    const isOfDatabase = command === 'flush' && flush_mode === 'db'
    const options = isOfDatabase ? [...connection.options, '-n', String(db)] : connection.options
    await runRedis(host, { ...connection, options }, words, titleOf(params))
  },
})

/** Returns a description of the action, for errors. */
function titleOf({ command, name, replica_mode }: RedisParams): string {
  if (command === 'config') return `set ${name} of Redis`
  if (command === 'flush') return 'remove the keys of Redis'
  return `make Redis a ${replica_mode}`
}
