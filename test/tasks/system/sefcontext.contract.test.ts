import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import seboolean from '../../../tasks/system/seboolean.ts'
import sefcontext from '../../../tasks/system/sefcontext.ts'
import selinux_permissive from '../../../tasks/system/selinux_permissive.ts'
import seport from '../../../tasks/system/seport.ts'
import { holdsContract } from '../../kit/contract.ts'
import { inTurn, type LocalSession, openOwnSystems } from '../../kit/local-session.ts'

// The kernel of a test machine has no SELinux: what is changed is a copy of the policy on disk.

let sessions: readonly LocalSession[] = []
test.before(async () => {
  const copy = ['cp -a /var/lib/selinux /mnt/policy', 'mount --bind /mnt/policy /var/lib/selinux']
  sessions = await openOwnSystems(copy)
})
test.after(() => Promise.all(sessions.map(({ close }) => close())).then(() => {}))

test('a rule for files and a boolean come into the policy', async () => {
  for (const { host, shell } of inTurn(sessions, 2)) {
    const given = { host, root: '/nowhere', expects: 'plan' as const }
    const on = { ignore_selinux_state: true }
    const rule = { ...on, target: "/srv/it's$(id)[a-z]+(/.*)?", ftype: 'd' }
    await holdsContract({ ...given, type: sefcontext, params: { ...rule, setype: 'httpd_sys_content_t' } })
    const boolean = { ...on, name: 'allow_execheap', state: true, persistent: true }
    await holdsContract({ ...given, type: seboolean, params: boolean })
    const { stdout } = await host.run(sh`semanage fcontext -l -n -C; semanage boolean -l -n -C`)
    assert.is(
      stdout.toString().replace(/ +/g, ' '),
      `/srv/it's$(id)[a-z]+(/.*)? directory system_u:object_r:httpd_sys_content_t:s0 \nallow_execheap (on , on) Allow allow to execheap\n`,
      shell,
    )
  }
})

test('ports get a type and lose it, and a domain becomes permissive', async () => {
  for (const { host, shell } of inTurn(sessions, 3)) {
    const given = { host, root: '/nowhere', expects: 'plan' as const }
    const on = { ignore_selinux_state: true, proto: 'tcp', reload: false }
    // Of these, the policy has one, with another type.
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
