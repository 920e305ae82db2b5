import type { CheckContext } from '../../authoring/define.ts'
import type { Plan } from '../../authoring/plan.ts'
import { redisConnection, redisResource } from './login.ts'
import type { RedisParams } from './params.ts'

/**
 * A plan of `redis`, with the command to send; empty for a setting, whose value may be a password and is read from the
 * params instead.
 */
export type RedisPlan = Plan<{ readonly command: readonly string[] }>

export type RedisContext = CheckContext<RedisParams>

/** Returns the resource that a task changes. */
export function changedResource(params: RedisParams): string {
  const connection = redisConnection(params)
  const { command, name = '', flush_mode, db } = params
  if (command === 'config') return redisResource('config', name, connection)
  if (command === 'flush') return redisResource('keys', flush_mode === 'db' ? `db${db}` : 'all', connection)
  return redisResource('role', 'replication', connection)
}
