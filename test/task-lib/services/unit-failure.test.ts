import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TaskError } from '../../../src/errors.ts'
import type { Host } from '../../../src/remote/host.ts'
import { NO_UNIT } from '../../../src/remote/probes/unit.ts'
import { applyUnit } from '../../../src/task-lib/services/unit-apply.ts'
import { unitFailure } from '../../../src/task-lib/services/unit-failure.ts'
import type { UnitParams } from '../../../src/task-lib/services/unit-params.ts'

/** A host whose unit has failed with this output. */
function hostSaying(journal: string): Host {
  const answer = { status: 0, stdout: Buffer.from(journal), stderr: Buffer.alloc(0) }
  return { name: 'node3', ask: async () => null as never, run: async () => answer, write: async () => {} }
}

// As etcd 3.1 to 3.5 write them; the first two are from the guide.
const ROWS: readonly (readonly [journal: string, hint: RegExp])[] = [
  ['flag provided but not defined: -keyfile', /^a start option is misspelt/],
  [
    'etcdmain: failed to find member f2b1c7a6d3e4b5a6 in cluster 1c2d',
    /^the initial members of etcd differ from the members/,
  ],
  [
    'etcdmain: member 9fda0014c49e9cde has already been bootstrapped',
    /^the cluster knows this member, but its data directory is empty/,
  ],
  [
    '"msg":"discovery failed","error":"member 9fda0014c49e9cde has already been bootstrapped"',
    /lets it rejoin/,
  ],
  [
    'rafthttp: the member has been permanently removed from the cluster',
    /^this member was removed from the cluster/,
  ],
  [
    '"msg":"server error","error":"the member has been permanently removed from the cluster"',
    /^this member was removed/,
  ],
  [
    'rafthttp: request cluster ID mismatch (got 1c2d want 3e4f)',
    /^the data directory belongs to another cluster/,
  ],
  [
    'error validating peerURLs {ClusterID:1}: member count is unequal',
    /^the initial members of etcd differ from the members/,
  ],
  ['listen tcp 192.0.2.1:2380: bind: address already in use', /^another process uses the port/],
]

for (const [journal, hint] of ROWS)
  test(`the hint for \`${journal}\``, async () => {
    const { message, hint: given = '' } = await unitFailure(
      hostSaying(journal),
      'etcd',
      'system',
      'etcd failed',
    )
    assert.match(message, journal)
    assert.match(given, hint)
  })

test('unknown output gives no hint', async () => {
  assert.is((await unitFailure(hostSaying('exit 1'), 'etcd', 'system', 'it failed')).hint, undefined)
})

test('the result for a missing unit has the message of Ansible', async () => {
  const host: Host = { ...hostSaying(''), ask: async () => ({ ...NO_UNIT, load: 'not-found' }) as never }
  const { outputs } = await unitFailure(host, 'app.service', 'system', 'systemctl start app.service')
  assert.is(outputs.msg, 'Could not find the requested service app: host')
})

test('the result for a unit that does not start has the message of Ansible', async () => {
  const steps = { verbs: ['start'], id: 'app.service' } as const
  const answer = { status: 1, stdout: Buffer.alloc(0), stderr: Buffer.from('Job for app.service failed.\n') }
  const host: Host = { ...hostSaying(''), ask: async () => NO_UNIT as never, run: async () => answer }
  const params = { name: 'app', scope: 'global', no_block: false, force: false } as UnitParams
  const error = await applyUnit(host, params, steps).then(
    () => undefined,
    (cause: TaskError) => cause,
  )
  assert.is(
    error?.message,
    'systemctl start app.service: Job for app.service failed.\nstatus: inactive (dead), not-found',
  )
  const named = { ...host, ask: async () => ({ ...NO_UNIT, load: 'loaded' }) as never }
  const other = await applyUnit(named, params, steps).then(
    () => undefined,
    (cause: TaskError) => cause,
  )
  assert.is(other?.outputs.msg, 'Unable to start service app: Job for app.service failed.\n')
})

test.run()
