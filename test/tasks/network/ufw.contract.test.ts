import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import ufw from '../../../tasks/network/ufw.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  // The lock file of ufw is in /run. A new network namespace has the forwarding setting of the machine.
  const forwardsNothing = ['ipv4/ip_forward', 'ipv6/conf/all/forwarding'].map(
    name => `echo 0 >/proc/sys/net/${name}`,
  )
  sessions = await openOwnSystems(['mount -t tmpfs tmpfs /run', ...forwardsNothing], ['--net'])
})
test.after(() => Promise.all(sessions.map(({ close }) => close())).then(() => {}))

test('ufw: rules, policies and the state are set in a separate network namespace, and recognized there', async () => {
  for (const { host, shell } of sessionsFrom(sessions, 3)) {
    const given = { type: ufw, host, root: '/etc/ufw', expects: 'plan' as const }
    const ssh = { rule: 'allow', port: 22, proto: 'tcp', comment: 'é "$(id)" ü' }
    const deny = { rule: 'deny', src: '10.0.0.0/8', direction: 'in', if: 'eth0' }
    const ipv6 = { rule: 'allow', from: '2001:db8::/32', insert: 0, insert_relative_to: 'first-ipv6' }
    const route = { rule: 'reject', route: true, if_in: 'eth0', if_out: 'eth1', to: '192.0.2.1', log: true }
    for (const params of [ssh, { ...deny, insert: 1 }, { rule: 'limit', app: 'WWW Full' }, ipv6])
      await holdsContract({ ...given, params })
    await holdsContract({ ...given, params: ssh, expects: 'in-sync' })
    await holdsContract({ ...given, params: { state: 'enabled', policy: 'reject', logging: 'medium' } })
    await holdsContract({ ...given, params: { ...ssh, comment: 'other', rule: 'limit' } })
    await holdsContract({ ...given, params: route })
    await holdsContract({ ...given, params: { ...deny, rule: 'allow', delete: true }, expects: 'in-sync' })
    const { stdout } = await host.run(sh`LC_ALL=C ufw status verbose; iptables -S ufw-user-input | head -2`)
    assert.is(stdout.toString().replace(/ +/g, ' ').replace(/ $/gm, ''), ACTIVE, shell)
    await holdsContract({ ...given, params: { ...deny, delete: true } })
    await holdsContract({ ...given, params: { state: 'disabled' } })
    const { status } = await host.run(sh`iptables -S ufw-user-input 2>/dev/null`, { ok: 'any' })
    assert.is(status, 1)
  }
})

const ACTIVE = `Status: active
Logging: on (medium)
Default: reject (incoming), allow (outgoing), disabled (routed)
New profiles: skip

To Action From
-- ------ ----
Anywhere on eth0 DENY IN 10.0.0.0/8
22/tcp LIMIT IN Anywhere # other
80,443/tcp (WWW Full) LIMIT IN Anywhere
Anywhere (v6) ALLOW IN 2001:db8::/32
22/tcp (v6) LIMIT IN Anywhere (v6) # other
80,443/tcp (WWW Full (v6)) LIMIT IN Anywhere (v6)

192.0.2.1 on eth1 REJECT FWD Anywhere on eth0 (log)

-N ufw-user-input
-A ufw-user-input -s 10.0.0.0/8 -i eth0 -j DROP
`

test.run()
