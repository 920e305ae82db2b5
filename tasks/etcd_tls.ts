/**
 * Proof that etcd refuses a client without a certificate.
 *
 *     - etcd_tls:
 *         endpoints: ["https://192.168.202.131:2379"]
 */
import {
  awaitHealth,
  defineTask,
  etcdClientParams,
  etcdWithoutCertificate,
  inSync,
  TaskError,
  waits,
  z,
} from '../src/task.ts'

const params = z.strictObject(etcdClientParams)

export default defineTask({
  summary: 'Proves that etcd refuses a client without a certificate.',
  example: `- etcd_tls:
    endpoints: ["https://192.168.202.131:2379"]
`,
  params,
  looks: 'beyond',
  isAction: true,
  check: async ({ host, params }) => {
    const outcome = await host.ask(etcdWithoutCertificate(params))
    if (outcome === 'refused') return inSync({ refused: true })
    if (outcome === 'accepted') throw unprotected(params.endpoints)
    return waits(`${params.endpoints.join(', ')} to answer`)
  },
  apply: async ({ host, params }) => {
    await awaitHealth(host, params, params.timeout, 'the cluster is')
    if ((await host.ask(etcdWithoutCertificate(params))) !== 'refused') throw unprotected(params.endpoints)
    return { refused: true }
  },
})

function unprotected(endpoints: readonly string[]): TaskError {
  return new TaskError(`${endpoints.join(', ')} lets a client in that shows no certificate`, {
    hint: 'etcd must be started with `--trusted-ca-file` and `--client-cert-auth`',
  })
}
