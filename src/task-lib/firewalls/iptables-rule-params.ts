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
    .describe('Protocol. `!` before a value means all others, here and below.')
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
    .describe('Matches to load in addition to those that other params need.')
    .meta({ examples: [['conntrack']] }),
  tcp_flags: z
    .strictObject({ flags: commaList(iptablesName('a flag')), flags_set: commaList(iptablesName('a flag')) })
    .optional()
    .describe('TCP flags: which of `flags` must be set.')
    .meta({ examples: [{ flags: ['ALL'], flags_set: ['ACK', 'SYN'] }] }),
  jump: iptablesName('the name of a target')
    .optional()
    .describe('Target: `ACCEPT`, `DROP`, another chain.')
    .meta({ examples: ['ACCEPT'] }),
  goto: iptablesName('the name of a chain')
    .optional()
    .describe('Chain to continue in, without coming back.')
    .meta({ examples: ['CUSTOM'] }),
  gateway: word('an address')
    .optional()
    .describe('With `jump: TEE`, the host that a copy goes to.')
    .meta({ examples: ['192.0.2.9'] }),
  log_prefix: line('a prefix')
    .optional()
    .describe('Text before a line of the log; `jump` is `LOG` then.')
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
    .describe('Level of a line of the log; `jump` is `LOG` then.')
    .meta({ examples: ['info'] }),
  in_interface: word('the name of an interface')
    .optional()
    .describe('Interface by which packets come in; `+` at the end stands for any rest.')
    .meta({ examples: ['eth0', '!lo'] }),
  out_interface: word('the name of an interface')
    .optional()
    .describe('Interface by which packets leave.')
    .meta({ examples: ['eth1'] }),
  fragment: z
    .enum(['', '!'])
    .optional()
    .describe('Fragments after the first one of a packet; with `!`, all other packets.')
    .meta({ examples: ['!'] }),
  set_counters: word('packets and bytes')
    .optional()
    .describe('Counters of a new rule: packets and bytes.')
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
    .describe('Up to 15 destination ports and ranges.')
    .meta({ examples: [['80', '443', '8000:8010']] }),
  to_ports: word('a port or a range')
    .optional()
    .describe('With `jump: REDIRECT`, the port or range.')
    .meta({ examples: ['8443'] }),
  to_destination: word('an address')
    .optional()
    .describe('With `jump: DNAT`, the new destination.')
    .meta({ examples: ['192.0.2.1:8443'] }),
  to_source: word('an address')
    .optional()
    .describe('With `jump: SNAT`, the new source.')
    .meta({ examples: ['192.0.2.1'] }),
  syn: z
    .enum(['ignore', 'match', 'negate'])
    .default('ignore')
    .describe('Whether only packets that open a connection match, or only the others.')
    .meta({ examples: ['match'] }),
  set_dscp_mark: word('a number')
    .optional()
    .describe('With `jump: DSCP`, the mark.')
    .meta({ examples: ['8'] }),
  set_dscp_mark_class: word('a class')
    .optional()
    .describe('With `jump: DSCP`, the class.')
    .meta({ examples: ['CS1'] }),
  comment: line('a comment')
    .optional()
    .describe('A comment. It belongs to the rule: with another one, it is another rule.')
    .meta({ examples: ['the proxy'] }),
  ctstate: commaList(iptablesName('a state'))
    .default([])
    .describe('States of the connection.')
    .meta({ examples: [['ESTABLISHED', 'RELATED']] }),
  src_range: word('a range of addresses')
    .optional()
    .describe('Range of source addresses.')
    .meta({ examples: ['192.0.2.1-192.0.2.9'] }),
  dst_range: word('a range of addresses')
    .optional()
    .describe('Range of destination addresses.')
    .meta({ examples: ['192.0.2.1-192.0.2.9'] }),
  match_set: word('the name of a set')
    .optional()
    .describe('A set of ipset that the packet matches.')
    .meta({ examples: ['admins'] }),
  match_set_flags: z
    .enum(['src', 'dst', 'src,dst', 'dst,src'])
    .optional()
    .describe('What of the packet is in the set; `src` if it is not set.')
    .meta({ examples: ['src'] }),
  limit: word('a rate')
    .optional()
    .describe('Rate up to which packets match.')
    .meta({ examples: ['5/minute'] }),
  limit_burst: word('a number')
    .optional()
    .describe('Packets that match before `limit` holds.')
    .meta({ examples: ['20'] }),
  uid_owner: word('a user')
    .optional()
    .describe('User of the process that sends.')
    .meta({ examples: ['www-data'] }),
  gid_owner: word('a group')
    .optional()
    .describe('Group of the process that sends.')
    .meta({ examples: ['www-data'] }),
  reject_with: iptablesName('a kind of rejection')
    .optional()
    .describe('What is sent back; `jump` is `REJECT` then.')
    .meta({ examples: ['tcp-reset'] }),
  icmp_type: word('a type of ICMP')
    .optional()
    .describe('Type of ICMP.')
    .meta({ examples: ['echo-request'] }),
}
