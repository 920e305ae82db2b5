import type { z } from 'zod'
import type { iptablesRuleParams } from './iptables-rule-params.ts'

/** A rule, by the names of the params. */
type IptablesRule = z.output<z.ZodObject<typeof iptablesRuleParams>> & {
  readonly ip_version: 'ipv4' | 'ipv6'
}

/**
 * Returns the options of iptables(8) for a rule, in Ansible's order; empty if the params describe a chain and no
 * rule.
 */
export function iptablesWords(rule: IptablesRule): readonly string[] {
  return [
    ...basics(rule),
    ...target(rule),
    ...interfacesAndPorts(rule),
    ...connectionMatches(rule),
    ...rejection(rule),
    ...negatable(rule.ip_version === 'ipv4' ? '--icmp-type' : '--icmpv6-type', rule.icmp_type),
    ...(rule.comment === undefined ? [] : ['-m', 'comment', '--comment', rule.comment]),
  ]
}

/** Whether the params of a task describe a rule and not only a chain. */
export function hasRule(rule: IptablesRule): boolean {
  return iptablesWords(rule).length > 0
}

function basics({ protocol, source, destination, match, tcp_flags }: IptablesRule): readonly string[] {
  return [
    ...negatable('-p', protocol),
    ...negatable('-s', source),
    ...negatable('-d', destination),
    ...match.flatMap(name => ['-m', name]),
    ...(tcp_flags ? ['--tcp-flags', tcp_flags.flags.join(','), tcp_flags.flags_set.join(',')] : []),
  ]
}

function target(rule: IptablesRule): readonly string[] {
  const isLogged = (rule.log_prefix ?? rule.log_level) !== undefined
  return [
    ...option('-j', rule.jump ?? (isLogged ? 'LOG' : undefined)),
    ...option('--gateway', rule.jump?.toLowerCase() === 'tee' ? rule.gateway : undefined),
    ...option('--log-prefix', rule.log_prefix),
    ...option('--log-level', rule.log_level),
    ...option('--to-destination', rule.to_destination),
    ...(rule.destination_ports.length > 0
      ? ['-m', 'multiport', '--dports', rule.destination_ports.join(',')]
      : []),
    ...option('--to-source', rule.to_source),
    ...option('-g', rule.goto),
  ]
}

function interfacesAndPorts(rule: IptablesRule): readonly string[] {
  return [
    ...negatable('-i', rule.in_interface),
    ...negatable('-o', rule.out_interface),
    ...(rule.fragment === '!' ? ['!'] : []),
    ...(rule.fragment === undefined ? [] : ['-f']),
    ...option('-c', rule.set_counters),
    ...negatable('--source-port', rule.source_port),
    ...negatable('--destination-port', rule.destination_port),
    ...option('--to-ports', rule.to_ports),
    ...option('--set-dscp', rule.set_dscp_mark),
    ...option('--set-dscp-class', rule.set_dscp_mark_class),
    ...(rule.syn === 'negate' ? ['!'] : []),
    ...(rule.syn === 'ignore' ? [] : ['--syn']),
  ]
}

function connectionMatches(rule: IptablesRule): readonly string[] {
  const loads = (name: string): readonly string[] => (rule.match.includes(name) ? [] : ['-m', name])
  const isOldState = rule.match.includes('state') && !rule.match.includes('conntrack')
  const states = rule.ctstate.join(',')
  const ranges = [...negatable('--src-range', rule.src_range), ...negatable('--dst-range', rule.dst_range)]
  const limits = [...option('--limit', rule.limit), ...option('--limit-burst', rule.limit_burst)]
  return [
    ...(states === '' || isOldState ? [] : [...loads('conntrack'), '--ctstate', states]),
    ...(states !== '' && isOldState ? ['--state', states] : []),
    ...(ranges.length > 0 ? [...loads('iprange'), ...ranges] : []),
    ...(rule.match_set === undefined
      ? []
      : [...loads('set'), ...negatable('--match-set', rule.match_set), rule.match_set_flags ?? 'src']),
    ...(limits.length > 0 ? ['-m', 'limit', ...limits] : []),
    ...(rule.uid_owner === undefined ? [] : ['-m', 'owner', ...negatable('--uid-owner', rule.uid_owner)]),
    ...(rule.gid_owner === undefined ? [] : ['-m', 'owner', ...negatable('--gid-owner', rule.gid_owner)]),
  ]
}

function rejection({ jump, reject_with, log_prefix, log_level }: IptablesRule): readonly string[] {
  if (reject_with === undefined) return []
  const hasTarget = (jump ?? log_prefix ?? log_level) !== undefined
  return [...(hasTarget ? [] : ['-j', 'REJECT']), '--reject-with', reject_with]
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value]
}

/** Returns an option; a `!` at the start of its value inverts the match. */
function negatable(name: string, value: string | undefined): readonly string[] {
  if (value === undefined) return []
  return value.startsWith('!') ? ['!', name, value.slice(1).trimStart()] : [name, value]
}
