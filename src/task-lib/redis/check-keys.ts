import { type InSync, inSync, plan } from '../../authoring/plan.ts'
import { queryRedis } from './client.ts'
import { redisConnection } from './login.ts'
import { changedResource, type RedisContext, type RedisPlan } from './redis-plan.ts'
import { infoFields } from './reply.ts'

/** Checks `command: flush`: whether the databases to flush have any keys. */
export async function checkKeys(context: RedisContext): Promise<InSync | RedisPlan> {
  const { host, params, isCheckMode, carriedOut } = context
  const { flush_mode, db } = params
  const outputs = { flushed: true, ...(flush_mode === 'db' ? { db } : {}) }
  // Other clients may have written since.
  if (carriedOut !== undefined) return inSync(outputs)
  const question = { title: 'keys of Redis', command: ['INFO', 'keyspace'] }
  const info = infoFields(await queryRedis(host, redisConnection(params), question, isCheckMode))
  const flushed = flush_mode === 'all' ? [...info.keys()] : [`db${db}`]
  const keys = flushed.reduce((sum, name) => sum + keysIn(info.get(name) ?? ''), 0)
  if (keys === 0) return inSync(outputs)
  const change = { resource: changedResource(params), action: 'delete', before: { keys }, after: { keys: 0 } }
  return plan([change], { command: [flush_mode === 'all' ? 'FLUSHALL' : 'FLUSHDB'] }, outputs)
}

/** Returns the number of keys from fields such as `keys=3,expires=0,avg_ttl=0`. */
function keysIn(fields: string): number {
  return Number(/\bkeys=(\d+)/.exec(fields)?.[1] ?? 0)
}
