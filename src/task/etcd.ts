import { setTimeout } from 'node:timers/promises'
import { TaskError } from '../errors.ts'
import type { ReadHost } from '../host/host.ts'
import { type EtcdClient, etcdHealth } from '../host/probes/etcd.ts'
import { hostPath, number, oneOrMore, text } from './params.ts'

/** Params of every task type that is a client of etcd. */
export const etcdClientParams = {
  endpoints: oneOrMore(text())
    .describe('The client URLs of the members.')
    .meta({ examples: [['https://192.168.202.131:2379']] }),
  certificates: hostPath()
    .default('/etc/etcd/ssl')
    .describe('The folder of `ca.pem`, `etcd.pem` and `etcd-key.pem`.')
    .meta({ examples: ['/etc/etcd/ssl'] }),
  binaries: hostPath()
    .default('/usr/bin')
    .describe('The folder of etcdctl.')
    .meta({ examples: ['/usr/bin'] }),
  timeout: number()
    .default(120)
    .describe('Seconds to wait until all are healthy.')
    .meta({ examples: [60] }),
}

/** Waits until every endpoint is healthy; throws TaskError with etcdctl's last words where that takes too long. */
export async function awaitHealth(
  host: ReadHost,
  client: EtcdClient,
  seconds: number,
  what: string,
): Promise<string> {
  const until = Date.now() + seconds * 1000
  for (;;) {
    const { isHealthy, report } = await host.ask(etcdHealth(client))
    if (isHealthy) return report
    if (Date.now() >= until) {
      throw new TaskError(`${what} not healthy after ${seconds} s: ${report}`, {
        hint: 'look at `systemctl status etcd` and `journalctl -u etcd` on the members that are not',
      })
    }
    await setTimeout(500)
  }
}
