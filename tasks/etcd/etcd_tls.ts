/**
 * A check that etcd refuses clients without a certificate.
 *
 *     - etcd_tls:
 *         endpoints: ["https://192.168.202.131:2379"]
 */
import { defineTask, inSync, pending, TaskError, z } from '../../src/authoring/task.ts'
import { awaitHealth, etcdClientParams, etcdTimeoutParam, etcdUnitParam } from '../../src/built-in/etcd.ts'
import { etcdWithoutCertificate } from '../../src/built-in/host.ts'

const params = z.strictObject({
  ...etcdClientParams,
  ...etcdUnitParam,
  ...etcdTimeoutParam,
})

export default defineTask({
  summary: 'Verifies that etcd refuses clients without a certificate and clients that use plain HTTP.',
  example: `- etcd_tls:
    endpoints: ["https://192.168.202.131:2379"]
`,
  params,
  outputs: {
    refused: 'True, because the task fails if a client without a certificate is accepted.',
  },
  readsExternalState: true,
  action: 'once',
  check: async ({ host, params, isCheckMode }) => {
    const admission = await host.ask(etcdWithoutCertificate(params))
    if (admission === 'refused')
      return inSync({ refused: true }, { message: 'a client without a certificate is refused' })
    // In a dry run, an earlier task may fix that.
    if (admission === 'accepted' && !isCheckMode) throw unprotected(params.endpoints)
    return pending(`${params.endpoints.join(', ')} to refuse clients without a certificate`)
  },
  mayChange: () => [],
  apply: async ({ host, params }) => {
    await awaitHealth(host, { ...params, what: 'the members are' })
    const admission = await host.ask(etcdWithoutCertificate(params))
    if (admission === 'silent') throw silent(params.endpoints)
    if (admission === 'accepted') throw unprotected(params.endpoints)
    return { refused: true }
  },
})

function silent(endpoints: readonly string[]): TaskError {
  return new TaskError(
    `${endpoints.join(', ')} did not answer in time whether a client without a certificate is accepted`,
    {
      hint: 'check the load of the hosts, then run again',
    },
  )
}

function unprotected(endpoints: readonly string[]): TaskError {
  return new TaskError(`one of ${endpoints.join(', ')} accepts a client without a certificate`, {
    hint: 'etcd must run with `--trusted-ca-file` and listen only on https',
  })
}
