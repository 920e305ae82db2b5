import { setTimeout } from 'node:timers/promises'
import { hostPath, number, oneOrMore, text } from '../../authoring/params.ts'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import type { EtcdClient } from '../../remote/probes/etcd/etcdctl.ts'
import { type EtcdHealth, etcdHealth } from '../../remote/probes/etcd/health.ts'
import { unitState } from '../../remote/probes/unit.ts'
import { unitFailure } from '../services/unit-failure.ts'

/** Params of all task types that connect to etcd as a client. */
export const etcdClientParams = {
  endpoints: oneOrMore(
    text().refine(url => /^https?:\/\/[^\s,/]+$/.test(url), 'expected a URL such as `https://node1:2379`'),
  )
    .describe('The client URLs of the members.')
    .meta({ examples: [['https://192.168.202.131:2379']] }),
  certificates: hostPath()
    .default('/etc/etcd/ssl')
    .describe('The folder that contains `ca.pem`, `etcd.pem` and `etcd-key.pem`.')
    .meta({ examples: ['/etc/etcd/ssl'] }),
  binaries: hostPath()
    .default('/usr/bin')
    .describe('The folder that contains etcdctl.')
    .meta({ examples: ['/usr/bin'] }),
}

/** The param of task types that read or control the systemd unit of the member on the host. */
export const etcdUnitParam = {
  unit: text()
    .default('etcd.service')
    .describe(
      'The systemd unit of the member on this host. If the unit has failed, the error message shows the last lines of its log.',
    )
    .meta({ examples: ['etcd.service'] }),
}

/** The param of task types that wait for etcd. */
export const etcdTimeoutParam = {
  timeout: number()
    .default(120)
    .describe(
      'Seconds to wait until all members are healthy, or until a snapshot, compaction or defragmentation is done.',
    )
    .meta({ examples: [60] }),
}

/** The settings of `awaitHealth`: the client, the systemd unit on the host, and the maximum wait in seconds. */
export interface HealthWait extends EtcdClient {
  readonly unit: string
  readonly timeout: number
  /** Subject of the error message: `the other members`. */
  readonly what: string
}

/**
 * Waits until every endpoint is healthy. Throws TaskError with the unit's last log lines if the host's own
 * member stopped meanwhile, otherwise with the last output of etcdctl.
 */
export async function awaitHealth(host: Host, wait: HealthWait): Promise<EtcdHealth> {
  const until = Date.now() + wait.timeout * 1000
  for (let turn = 1; ; turn += 1) {
    const health = await host.ask(etcdHealth(wait))
    const { isHealthy, hasClient, report } = health
    if (isHealthy) return health
    if (!hasClient)
      throw new TaskError(`there is no ${wait.binaries}/etcdctl`, {
        hint: 'install it with the task type `etcd`',
      })
    // A member that exited may start successfully at the next attempt, when other members are running too.
    if (turn % 20 === 0) await refuseDead(host, wait.unit)
    if (Date.now() >= until) {
      await refuseDead(host, wait.unit)
      throw new TaskError(`${wait.what} not healthy after ${wait.timeout} s:\n${report}`, {
        hint: 'check `systemctl status etcd` and `journalctl -u etcd` on the unhealthy members',
      })
    }
    await setTimeout(500)
  }
}

/** Throws TaskError with the unit's last log lines if it has failed, or is restarted repeatedly. */
export async function refuseDead(host: Host, unit: string): Promise<void> {
  const state = await host.ask(unitState(unit))
  if (state?.active !== 'failed' && state?.sub !== 'auto-restart') return
  throw await unitFailure(host, unit, 'system', `${unit} does not keep running`)
}
