import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession } from '../../../src/remote/session.ts'
import certificate from '../../../tasks/certificates/certificate.ts'
import authority from '../../../tasks/certificates/certificate_authority.ts'
import { carryOut } from '../../faults/carry-out.ts'
import { scratch } from '../../kit/local-session.ts'
import { projectWithTemplates } from '../../kit/templates.ts'

const CLOCKS: [shift: string, told: RegExp | undefined][] = [
  ['100 seconds', undefined],
  [
    '10 minutes',
    /^failed: the clock of node1 is 10 min ahead of the clock of the controller: .*\(set the clocks of all machines/,
  ],
  ['10 minutes ago', /^failed: the clock of node1 is 10 min behind the clock of the controller: /],
]
for (const [shift, told] of CLOCKS) {
  test(`on a host whose clock stands at ${shift}, certificates are ${told ? 'refused before anything is made' : 'made'}`, async () => {
    const { path, remove } = scratch()
    const date = join(path, 'date')
    writeFileSync(date, `#!/bin/sh\nexec /usr/bin/date -d '${shift}' "$@"\n`)
    const setClock = (isOff: boolean): void => chmodSync(date, isOff ? 0o755 : 0o644)
    const session = await openSession({
      ...{ name: 'node1', address: 'node1', sshArgs: [], connectTimeout: 10 },
      connection: ['env', `PATH=${path}:/usr/bin:/bin`],
    })
    const params = { directory: `${path}/ssl`, backend: 'forge', key: { algo: 'ecdsa', size: 256 } }
    const given = { host: session.host(), project: projectWithTemplates() }
    const make = { ...given, type: authority, params: { ...params, CN: 'Test CA' } }
    const issue = { ...given, type: certificate, params: { ...params, name: 'etcd', hosts: ['node1'] } }
    try {
      setClock(true)
      if (told) {
        assert.match(await carryOut(make), told)
        assert.not.ok(existsSync(`${path}/ssl`))
        setClock(false)
      }
      assert.is(await carryOut(make), 'changed')
      setClock(true)
      if (told) {
        assert.match(await carryOut(issue), told)
        assert.not.ok(existsSync(`${path}/ssl/etcd.pem`))
        setClock(false)
      }
      assert.is(await carryOut(issue), 'changed')
      // What is as it should be needs no clock.
      setClock(true)
      assert.equal([await carryOut(make), await carryOut(issue)], ['ok', 'ok'])
    } finally {
      await session.close()
      remove()
    }
  })
}

test.run()
