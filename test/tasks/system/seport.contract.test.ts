import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import selinux_permissive from '../../../tasks/system/selinux_permissive.ts'
import seport from '../../../tasks/system/seport.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

// The kernel of a test machine has no SELinux: what is changed is a copy of the policy on disk. Rules for files and booleans come
// into one in the tests of all task types, see `test/task-coverage/rows/system.ts`.

let sessions: readonly LocalSession[] = []
test.before(async () => {
  const copy = ['cp -a /var/lib/selinux /mnt/policy', 'mount --bind /mnt/policy /var/lib/selinux']
  sessions = await openOwnSystems(copy)
})
test.after(() => Promise.all(sessions.map(({ close }) => close())).then(() => {}))

test('ports get a type and lose it, and a domain is made permissive', async () => {
  for (const { host, shell } of sessionsFrom(sessions, 3)) {
    const given = { host, root: '/nowhere', expects: 'plan' as const }
    const on = { ignore_selinux_state: true, proto: 'tcp', reload: false }
    // The policy has one of these with another type.
    const ports = { ...on, ports: ['8888', '80'], setype: 'ssh_port_t' }
    await holdsContract({ ...given, type: seport, params: ports })
    await holdsContract({
      ...given,
      type: seport,
      params: { ...ports, ports: 80, state: 'absent' },
    })
    await holdsContract({
      ...given,
      type: selinux_permissive,
      params: { name: 'sshd_t', permissive: true, no_reload: true },
    })
    const { stdout } = await host.run(sh`semanage port -l -n -C; semodule -l | grep permissive_`)
    assert.is(stdout.toString().replace(/ +/g, ' '), 'ssh_port_t tcp 8888\npermissive_sshd_t\n', shell)
  }
})

test.run()
