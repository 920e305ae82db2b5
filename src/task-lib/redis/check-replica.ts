import { type InSync, inSync, plan } from '../../authoring/plan.ts'
import { queryRedis } from './client.ts'
import { redisConnection } from './login.ts'
import { changedResource, type RedisContext, type RedisPlan } from './redis-plan.ts'
import { infoFields } from './reply.ts'

/** Checks `command: replica`: whether the server is a replica of the desired master, or a master. */
export async function checkReplica({ host, params, isCheckMode }: RedisContext): Promise<InSync | RedisPlan> {
  const { master_host = '', master_port = 0 } = params
  const question = { title: 'role of Redis', command: ['INFO', 'replication'] }
  const info = infoFields(await queryRedis(host, redisConnection(params), question, isCheckMode))
  const isMaster = info.get('role') === 'master'
  const found = isMaster ? null : `${info.get('master_host')}:${info.get('master_port')}`
  const becomesMaster = params.replica_mode === 'master'
  const wanted = becomesMaster ? null : `${master_host}:${master_port}`
  const outputs = { mode: becomesMaster ? 'master' : { status: 'replica', master_host, master_port } }
  if (found === wanted) return inSync(outputs)
  const change = {
    ...{ resource: changedResource(params), action: 'update' },
    ...{ before: { master: found }, after: { master: wanted } },
  }
  // The newer name of this command, REPLICAOF, is not known to Redis 4.
  const words = becomesMaster ? ['NO', 'ONE'] : [master_host, String(master_port)]
  return plan([change], { command: ['SLAVEOF', ...words] }, outputs)
}
