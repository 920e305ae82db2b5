import { z } from 'zod'
import { oneOrMore, text } from '../../authoring/params.ts'
import { commaList } from '../text/comma-list.ts'

/** A param that is the name of a chain, a target or a match. */
export function iptablesName(what: string) {
  return text().refine(value => /^[\w][\w.+-]*$/.test(value), `expected ${what}`)
}

const word = (what: string) =>
  text().refine(value => /^(?!-)[^\s\0]+( [^\s\0]+)*$/.test(value), `expected ${what}`)
const line = (what: string) =>
  text().refine(value => value !== '' && !/[\r\n\0]/.test(value), `expected ${what} in one line`)

/** The params of the task type `iptables` that make up a rule. */
export const iptablesRuleParams = {
  protocol: word('a protocol')
    .optional()
    .describe('Protocol. A `!` before the value inverts the match. The same applies to the params below.')
    .meta({ examples: ['tcp', '!udp'] }),
  source: word('an address or a network')
    .optional()
    .describe('Source address or network.')
    .meta({ examples: ['192.0.2.0/24'] }),
  destination: word('an address or a network')
    .optional()
    .describe('Destination address or network.')
    .meta({ examples: ['!198.51.100.1'] }),
  match: oneOrMore(iptablesName('the name of a match'))
    .default([])
    .describe('Additional match extensions to load. Those that other params need are loaded anyway.')
    .meta({ examples: [['conntrack']] }),
  tcp_flags: z
    .strictObject({ flags: commaList(iptablesName('a flag')), flags_set: commaList(iptablesName('a flag')) })
    .optional()
    .describe(
      'TCP flags. `flags` lists the flags to examine; `flags_set` lists those of them that must be set.',
    )
    .meta({ examples: [{ flags: ['ALL'], flags_set: ['ACK', 'SYN'] }] }),
  jump: iptablesName('the name of a target')
    .optional()
    .describe('Target of the rule: `ACCEPT`, `DROP` or the name of a chain.')
    .meta({ examples: ['ACCEPT'] }),
  goto: iptablesName('the name of a chain')
    .optional()
    .describe('Chain in which to continue, without returning to this chain.')
    .meta({ examples: ['CUSTOM'] }),
  gateway: word('an address')
    .optional()
    .describe('With `jump: TEE`, the host that receives a copy of each packet.')
    .meta({ examples: ['192.0.2.9'] }),
  log_prefix: line('a prefix')
    .optional()
    .describe('Prefix of the log messages. Implies `jump: LOG`.')
    .meta({ examples: ['dropped: '] }),
  log_level: z
    .enum([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      'emerg',
      'alert',
      'crit',
      'error',
      'warning',
      'notice',
      'info',
      'debug',
    ])
    .optional()
    .describe('Level of the log messages. Implies `jump: LOG`.')
    .meta({ examples: ['info'] }),
  in_interface: word('the name of an interface')
    .optional()
    .describe(
      'Interface on which packets arrive. A `+` at the end matches all interfaces whose names begin with the text before it.',
    )
    .meta({ examples: ['eth0', '!lo'] }),
  out_interface: word('the name of an interface')
    .optional()
    .describe('Interface on which packets leave.')
    .meta({ examples: ['eth1'] }),
  fragment: z
    .enum(['', '!'])
    .optional()
    .describe('Match the second and later fragments of packets. With `!`, match all other packets.')
    .meta({ examples: ['!'] }),
  set_counters: word('packets and bytes')
    .optional()
    .describe('Initial counters of a new rule: packets and bytes.')
    .meta({ examples: ['0,0'] }),
  source_port: word('a port or a range')
    .optional()
    .describe('Source port or range `FIRST:LAST`.')
    .meta({ examples: ['1024:65535'] }),
  destination_port: word('a port or a range')
    .optional()
    .describe('Destination port or range `FIRST:LAST`.')
    .meta({ examples: ['443'] }),
  destination_ports: commaList(word('a port or a range'))
    .default([])
    .describe('Up to 15 destination ports or ranges.')
    .meta({ examples: [['80', '443', '8000:8010']] }),
  to_ports: word('a port or a range')
    .optional()
    .describe('With `jump: REDIRECT`, the port or range to redirect to.')
    .meta({ examples: ['8443'] }),
  to_destination: word('an address')
    .optional()
    .describe('With `jump: DNAT`, the new destination address.')
    .meta({ examples: ['192.0.2.1:8443'] }),
  to_source: word('an address')
    .optional()
    .describe('With `jump: SNAT`, the new source address.')
    .meta({ examples: ['192.0.2.1'] }),
  syn: z
    .enum(['ignore', 'match', 'negate'])
    .default('ignore')
    .describe('Match only packets that open a TCP connection. With `negate`, match all other packets.')
    .meta({ examples: ['match'] }),
  set_dscp_mark: word('a number')
    .optional()
    .describe('With `jump: DSCP`, the DSCP value to set.')
    .meta({ examples: ['8'] }),
  set_dscp_mark_class: word('a class')
    .optional()
    .describe('With `jump: DSCP`, the DSCP class to set.')
    .meta({ examples: ['CS1'] }),
  comment: line('a comment')
    .optional()
    .describe('A comment. It is part of the rule: a rule with a different comment is a different rule.')
    .meta({ examples: ['the proxy'] }),
  ctstate: commaList(iptablesName('a state'))
    .default([])
    .describe('States of the connection to match.')
    .meta({ examples: [['ESTABLISHED', 'RELATED']] }),
  src_range: word('a range of addresses')
    .optional()
    .describe('Range of source addresses to match.')
    .meta({ examples: ['192.0.2.1-192.0.2.9'] }),
  dst_range: word('a range of addresses')
    .optional()
    .describe('Range of destination addresses to match.')
    .meta({ examples: ['192.0.2.1-192.0.2.9'] }),
  match_set: word('the name of a set')
    .optional()
    .describe('Name of an ipset that the packet must match.')
    .meta({ examples: ['admins'] }),
  match_set_flags: z
    .enum(['src', 'dst', 'src,dst', 'dst,src'])
    .optional()
    .describe('Which parts of the packet to look up in the set. Default: `src`.')
    .meta({ examples: ['src'] }),
  limit: word('a rate')
    .optional()
    .describe('Maximum average rate at which packets match.')
    .meta({ examples: ['5/minute'] }),
  limit_burst: word('a number')
    .optional()
    .describe('Number of packets that match before `limit` applies.')
    .meta({ examples: ['20'] }),
  uid_owner: word('a user')
    .optional()
    .describe('User of the process that sends the packet.')
    .meta({ examples: ['www-data'] }),
  gid_owner: word('a group')
    .optional()
    .describe('Group of the process that sends the packet.')
    .meta({ examples: ['www-data'] }),
  reject_with: iptablesName('a kind of rejection')
    .optional()
    .describe('The ICMP error to send back. Implies `jump: REJECT`.')
    .meta({ examples: ['tcp-reset'] }),
  icmp_type: word('a type of ICMP')
    .optional()
    .describe('ICMP type to match.')
    .meta({ examples: ['echo-request'] }),
}
