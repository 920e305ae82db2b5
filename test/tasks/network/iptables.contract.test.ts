import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import iptables from '../../../tasks/network/iptables.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openOwnSystems(['mount -t tmpfs tmpfs /run'], ['--net'])
})
test.after(() => Promise.all(sessions.map(({ close }) => close())).then(() => {}))

test('iptables: chains, rules and policies are set in a separate network namespace, and recognized there', async () => {
  for (const { host, shell } of sessionsFrom(sessions, 1)) {
    const given = { type: iptables, host, root: '/nowhere', expects: 'plan' as const }
    const own = { chain: 'mine', chain_management: true }
    const comment = 'it\'s "$(id)" é'
    const web = { ...own, protocol: 'tcp', destination_ports: '80,443', jump: 'ACCEPT', comment }
    const not = {
      chain: 'INPUT',
      source: '!192.0.2.0/24',
      in_interface: '!lo',
      jump: 'mine',
      action: 'insert',
    }
    const log = {
      ...own,
      log_prefix: 'it is: ',
      limit: '5/min',
      limit_burst: 3,
      action: 'insert',
      rule_num: 1,
    }
    const old = { ...own, ip_version: 'ipv6', protocol: 'tcp', syn: 'match', reject_with: 'tcp-reset' }
    const flags = { flags: ['SYN', 'ACK'], flags_set: ['SYN'] }
    const marked = { ...own, protocol: 'tcp', tcp_flags: flags, ctstate: 'NEW,ESTABLISHED', goto: 'other' }
    await holdsContract({ ...given, params: { chain: 'other', chain_management: true } })
    for (const params of [web, not, log, marked, { chain: 'INPUT', policy: 'DROP' }, old])
      await holdsContract({ ...given, params })
    await holdsContract({ ...given, params: web, expects: 'in-sync' })
    const { stdout } = await host.run(sh`iptables -S; ip6tables -S mine`)
    assert.is(stdout.toString(), RULES, shell)
    await holdsContract({ ...given, params: { ...not, state: 'absent' } })
    await holdsContract({ ...given, params: { ...not, state: 'absent' }, expects: 'in-sync' })
    await holdsContract({ ...given, params: { chain: 'mine', flush: true } })
    await holdsContract({ ...given, params: { ...own, state: 'absent' } })
  }
})

const RULES = `-P INPUT DROP
-P FORWARD ACCEPT
-P OUTPUT ACCEPT
-N mine
-N other
-A INPUT ! -s 192.0.2.0/24 ! -i lo -j mine
-A mine -m limit --limit 5/min --limit-burst 3 -j LOG --log-prefix "it is: "
-A mine -p tcp -m multiport --dports 80,443 -m comment --comment "it\\'s \\"$(id)\\" é" -j ACCEPT
-A mine -p tcp -m tcp --tcp-flags SYN,ACK SYN -m conntrack --ctstate NEW,ESTABLISHED -g other
-N mine
-A mine -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j REJECT --reject-with tcp-reset
`

test.run()
