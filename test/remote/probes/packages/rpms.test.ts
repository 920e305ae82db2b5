import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRpms, rpmUpdates } from '../../../../src/remote/probes/packages/rpms.ts'

test('output of rpm is parsed, without an epoch of 0', () => {
  assert.equal(
    Object.fromEntries(
      parseRpms('@ bash\n0:5.1.8-6.el9\n@ vim\n2:8.2-1\n@ none\nno package provides none\n'),
    ),
    {
      bash: ['5.1.8-6.el9'],
      vim: ['2:8.2-1'],
      none: [],
    },
  )
})

test('very long lines are parsed in linear time', () => {
  const long = `${'-'.repeat(1_000_000)} x`
  assert.equal(parseRpms(`@ etcd\n1:${long}\n0:3.4.1-2\n`).get('etcd'), ['3.4.1-2'])
  const updates = rpmUpdates('dnf', ['etcd'])
  const stdout = Buffer.from(
    `${'.'.repeat(1_000_000)}\nglibc.x86_64  2.34-1  baseos\n.hidden a b\nname. 1 2\n`,
  )
  assert.equal(updates.parse({ status: 0, stdout, stderr: Buffer.alloc(0) }), new Set(['glibc']))
})

test.run()
