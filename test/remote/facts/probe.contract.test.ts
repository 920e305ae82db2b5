import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { factsProbe } from '../../../src/remote/facts/probe.ts'
import { openShell } from '../../kit/shell-session.ts'

for (const shell of ['dash', 'bash', 'busybox', 'mksh']) {
  test(`a real ${shell} returns the facts of this machine`, async () => {
    const { host, close } = await openShell(shell)
    const facts = await host.ask(factsProbe())
    assert.is(facts.os_family, 'Debian')
    assert.is(facts.distribution, 'Debian')
    assert.is(facts.pkg_mgr, 'apt')
    assert.is(facts.user_id, 'root')
    assert.ok(Number(facts.memtotal_mb) > 0 && Number(facts.processor_vcpus) > 0)
    assert.ok(Array.isArray(facts.mounts) && facts.mounts.length > 0)
    await close()
  })
}

test.run()
