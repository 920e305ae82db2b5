import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession } from '../../../src/remote/session.ts'
import { sh } from '../../../src/shell/quote.ts'
import apt from '../../../tasks/packages/apt.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { scratch } from '../../kit/local-session.ts'
import { oneIn } from '../../kit/slow-cases.ts'

const OURS = '#!/bin/sh\n# of drover\nexit 101\n'
const THEIRS = '#!/bin/sh\nexit 104\n'

/** The contents of policy-rc.d and of its backup before a transaction, and of policy-rc.d after it. */
const ROWS: [title: string, there: string | null, beside: string | null, after: string | null][] = [
  ['no policy-rc.d', null, null, null],
  ["the host's own was there", THEIRS, null, THEIRS],
  ['after a killed run', OURS, null, null],
  ['after a killed run that had moved the policy-rc.d of the host', OURS, THEIRS, THEIRS],
  ['after a run that was killed before it wrote its own policy-rc.d', null, THEIRS, THEIRS],
]

for (const [title, there, beside, after] of oneIn(2, ROWS)) {
  for (const policy of [101, undefined]) {
    test(`${title}: a transaction ${policy ? 'that starts no services' : 'of any kind'} restores the policy-rc.d of the host`, async () => {
      const { path, remove } = scratch()
      const layers = `lowerdir=/usr/sbin,upperdir=${path}/o/upper,workdir=${path}/o/work`
      const script = `mkdir ${path}/o && mount -t tmpfs tmpfs ${path}/o && mkdir ${path}/o/upper ${path}/o/work && mount -t overlay -o ${layers} overlay /usr/sbin && exec "$@"`
      const session = await openSession({
        ...{ name: 'node1', address: 'node1', sshArgs: [], connectTimeout: 10 },
        connection: ['unshare', '--mount', 'sh', '-c', script, 'sh'],
      })
      const host = session.host()
      const file = '/usr/sbin/policy-rc.d'
      try {
        await host.run(sh`rm -f ${file}`)
        if (there !== null) await host.run(sh`printf %s ${there} >${file}`)
        if (beside !== null) await host.run(sh`printf %s ${beside} >${`${file}.drover`}`)
        // The package is already installed: apt does nothing.
        const params = bind(apt, { name: 'coreutils', ...(policy ? { policy_rc_d: policy } : {}) })
        const data = { update: false, remove: [], install: ['coreutils'], fetch: [], upgrade: false }
        const context = { host, params, project: noProject, environment: {}, isCheckMode: false }
        await apt.apply?.({ ...context, plan: { kind: 'plan', changes: [], outputs: {}, data } } as never)
        const { stdout } = await host.run(sh`cat ${file} 2>/dev/null; ls ${file}.* 2>/dev/null; :`)
        assert.is(stdout.toString(), after ?? '')
      } finally {
        await session.close()
        remove()
      }
    })
  }
}

test.run()
