import { test } from 'uvu'
import iptables from '../../../tasks/network/iptables.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of iptables 1.8.9.

const TOOLS = { 'which of iptables exist': 'iptables\n', 'which of ip6tables exist': 'ip6tables\n' }
const NO_RULE = { status: 1, stdout: 'iptables: Bad rule (does a matching rule exist in that chain?).\n' }
const CHAIN = '-P INPUT ACCEPT\n-A INPUT -i lo -j ACCEPT\n'
const about = (
  rule: string,
  answer: string | object,
  chain: string | object = CHAIN,
  name = 'filter INPUT',
) => ({
  ...TOOLS,
  [`whether iptables:ipv4 ${name} ${rule} is there`]: answer,
  [`chain iptables:ipv4 ${name}`]: chain,
})
const WEB = { chain: 'INPUT', protocol: 'tcp', destination_port: 443, ctstate: ['NEW'], jump: 'ACCEPT' }
const WEB_RULE = '-p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW'

/** The arguments for the given params, as used in the check of whether the rule exists. */
const words = (title: string, params: object, rule: string): TaskRow => ({
  title: `the arguments for ${title}`,
  params: { chain: 'INPUT', ...params },
  answers: about(rule, ''),
  expects: [
    `in sync: ${JSON.stringify({
      ...{ ip_version: 'ipv4', table: 'filter', chain: 'INPUT', flush: false, rule },
      ...{ state: 'present', chain_management: false },
    })}`,
  ],
})

const ROWS: readonly TaskRow[] = [
  {
    title: 'a rule is added at the end',
    params: WEB,
    answers: about(WEB_RULE, NO_RULE),
    expects: [
      'append iptables:ipv4 filter INPUT -p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW: {"isPresent":false} -> {"isPresent":true}',
      '$ LC_ALL=C iptables -w 10 -t filter -A INPUT -p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW',
      'outputs: {"ip_version":"ipv4","table":"filter","chain":"INPUT","flush":false,"rule":"-p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW","state":"present","chain_management":false}',
    ],
  },
  {
    title: 'a rule is inserted, with a wait for the lock of xtables',
    params: { ...WEB, action: 'insert', rule_num: 2, wait: 60, comment: "it's -j DROP" },
    answers: about(`${WEB_RULE} -m comment --comment it's -j DROP`, NO_RULE),
    expects: [
      'insert iptables:ipv4 filter INPUT -p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW -m comment --comment it\'s -j DROP: {"isPresent":false} -> {"isPresent":true}',
      "$ LC_ALL=C iptables -w 60 -t filter -I INPUT 2 -p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW -m comment --comment 'it'\\''s -j DROP'",
      'outputs: {"ip_version":"ipv4","table":"filter","chain":"INPUT","flush":false,"rule":"-p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW -m comment --comment it\'s -j DROP","state":"present","chain_management":false}',
    ],
  },
  {
    title: 'an existing rule is in sync',
    params: { ...WEB, action: 'insert' },
    answers: about(WEB_RULE, ''),
    expects: [
      'in sync: {"ip_version":"ipv4","table":"filter","chain":"INPUT","flush":false,"rule":"-p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW","state":"present","chain_management":false}',
    ],
  },
  {
    title: 'a rule is deleted',
    params: { ...WEB, state: 'absent' },
    answers: about(WEB_RULE, ''),
    expects: [
      'delete iptables:ipv4 filter INPUT -p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW: {"isPresent":true} -> {"isPresent":false}',
      '$ LC_ALL=C iptables -w 10 -t filter -D INPUT -p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW',
      'outputs: {"ip_version":"ipv4","table":"filter","chain":"INPUT","flush":false,"rule":"-p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW","state":"absent","chain_management":false}',
    ],
  },
  {
    title: 'a missing rule, also in a missing chain, needs no deletion',
    params: { ...WEB, state: 'absent' },
    answers: about(WEB_RULE, { status: 1, stdout: 'iptables: No chain/target/match by that name.\n' }),
    expects: [
      'in sync: {"ip_version":"ipv4","table":"filter","chain":"INPUT","flush":false,"rule":"-p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW","state":"absent","chain_management":false}',
    ],
  },
  {
    title: 'a missing chain is created together with its rule',
    params: { ...WEB, chain: 'mine', table: 'nat', chain_management: true },
    answers: about(WEB_RULE, NO_RULE, { status: 1 }, 'nat mine'),
    expects: [
      'create iptables:ipv4 nat mine: null -> {"hasRules":false}',
      'append iptables:ipv4 nat mine -p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW: {"isPresent":false} -> {"isPresent":true}',
      '$ LC_ALL=C iptables -w 10 -t nat -N mine',
      '$ LC_ALL=C iptables -w 10 -t nat -A mine -p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW',
      'outputs: {"ip_version":"ipv4","table":"nat","chain":"mine","flush":false,"rule":"-p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW","state":"present","chain_management":true}',
    ],
  },
  {
    title: 'a missing chain is an error',
    params: { ...WEB, chain: 'mine' },
    answers: about(WEB_RULE, NO_RULE, { status: 1 }, 'filter mine'),
    expects: [
      'error: the table filter has no chain `mine`',
      'hint: set `chain_management: true`, or create it in an earlier task',
    ],
  },
  {
    title: 'a chain is created',
    params: { chain: 'mine', chain_management: true },
    answers: { ...TOOLS, 'chain iptables:ipv4 filter mine': { status: 1 } },
    expects: [
      'create iptables:ipv4 filter mine: null -> {"hasRules":false}',
      '$ LC_ALL=C iptables -w 10 -t filter -N mine',
      'outputs: {"ip_version":"ipv4","table":"filter","chain":"mine","flush":false,"rule":"","state":"present","chain_management":true}',
    ],
  },
  {
    title: 'a chain is deleted',
    params: { chain: 'mine', chain_management: true, state: 'absent' },
    answers: { ...TOOLS, 'chain iptables:ipv4 filter mine': '-N mine\n' },
    expects: [
      'delete iptables:ipv4 filter mine: {"hasRules":false} -> null',
      '$ LC_ALL=C iptables -w 10 -t filter -X mine',
      'outputs: {"ip_version":"ipv4","table":"filter","chain":"mine","flush":false,"rule":"","state":"absent","chain_management":true}',
    ],
  },
  {
    title: 'a chain is flushed',
    params: { chain: 'INPUT', flush: true },
    answers: { ...TOOLS, 'chain iptables:ipv4 filter INPUT': CHAIN },
    expects: [
      'flush iptables:ipv4 filter INPUT: {"hasRules":true,"policy":"ACCEPT"} -> {"policy":"ACCEPT","hasRules":false}',
      '$ LC_ALL=C iptables -w 10 -t filter -F INPUT',
      'outputs: {"ip_version":"ipv4","table":"filter","chain":"INPUT","flush":true,"rule":"","state":"present","chain_management":false}',
    ],
  },
  {
    title: 'a table without rules needs no flush',
    params: { table: 'nat', flush: true },
    answers: { ...TOOLS, 'chain iptables:ipv4 nat': '-P PREROUTING ACCEPT\n-N mine\n' },
    expects: [
      'in sync: {"ip_version":"ipv4","table":"nat","chain":null,"flush":true,"rule":"","state":"present","chain_management":false}',
    ],
  },
  {
    title: 'a table is flushed',
    params: { table: 'nat', flush: true },
    answers: { ...TOOLS, 'chain iptables:ipv4 nat': '-P PREROUTING ACCEPT\n-A PREROUTING -j mine\n' },
    expects: [
      'flush iptables:ipv4 nat: {"hasRules":true,"policy":"ACCEPT"} -> {"policy":"ACCEPT","hasRules":false}',
      '$ LC_ALL=C iptables -w 10 -t nat -F',
      'outputs: {"ip_version":"ipv4","table":"nat","chain":null,"flush":true,"rule":"","state":"present","chain_management":false}',
    ],
  },
  {
    title: 'a policy is set',
    params: { chain: 'INPUT', policy: 'DROP' },
    answers: { ...TOOLS, 'chain iptables:ipv4 filter INPUT': CHAIN },
    expects: [
      'update iptables:ipv4 filter INPUT: {"hasRules":true,"policy":"ACCEPT"} -> {"hasRules":true,"policy":"DROP"}',
      '$ LC_ALL=C iptables -w 10 -t filter -P INPUT DROP',
      'outputs: {"ip_version":"ipv4","table":"filter","chain":"INPUT","flush":false,"rule":"","state":"present","chain_management":false}',
    ],
  },
  {
    title: 'a policy that matches is in sync',
    params: { chain: 'INPUT', policy: 'ACCEPT' },
    answers: { ...TOOLS, 'chain iptables:ipv4 filter INPUT': CHAIN },
    expects: [
      'in sync: {"ip_version":"ipv4","table":"filter","chain":"INPUT","flush":false,"rule":"","state":"present","chain_management":false}',
    ],
  },
  {
    title: 'a policy of a user-defined chain is an error',
    params: { chain: 'mine', policy: 'ACCEPT' },
    answers: { ...TOOLS, 'chain iptables:ipv4 filter mine': '-N mine\n' },
    expects: [
      'error: the table filter has no built-in chain `mine`',
      'hint: only built-in chains, such as INPUT, have a policy; `become: true` is needed to see them',
    ],
  },
  words(
    'addresses and interfaces',
    {
      source: '! 192.0.2.0/24',
      destination: '!::1',
      in_interface: '!lo',
      out_interface: 'eth+',
      fragment: '!',
    },
    '! -s 192.0.2.0/24 ! -d ::1 ! -i lo -o eth+ ! -f',
  ),
  words(
    'matches that are loaded once',
    { match: ['state', 'iprange'], ctstate: ['NEW'], src_range: '10.0.0.1-10.0.0.9', syn: 'negate' },
    '-m state -m iprange ! --syn --state NEW --src-range 10.0.0.1-10.0.0.9',
  ),
  words(
    'sets, owners and limits',
    {
      ...{
        match_set: 'admins',
        match_set_flags: 'src,dst',
        dst_range: '!10.0.0.1-10.0.0.9',
        limit: '5/min',
        limit_burst: 20,
      },
      ...{ uid_owner: '!root', gid_owner: 33, reject_with: 'tcp-reset', icmp_type: 8 },
    },
    '-m iprange ! --dst-range 10.0.0.1-10.0.0.9 -m set --match-set admins src,dst -m limit --limit 5/min --limit-burst 20 -m owner ! --uid-owner root -m owner --gid-owner 33 -j REJECT --reject-with tcp-reset --icmp-type 8',
  ),
  words(
    'targets with more',
    {
      ...{
        jump: 'TEE',
        gateway: '192.0.2.1',
        to_destination: '10.0.0.1:80',
        to_source: '10.0.0.2',
        to_ports: 8443,
      },
      ...{
        set_dscp_mark: 8,
        source_port: '1:9',
        set_counters: '1,2',
        tcp_flags: { flags: ['ALL'], flags_set: ['ACK', 'SYN'] },
      },
    },
    '--tcp-flags ALL ACK,SYN -j TEE --gateway 192.0.2.1 --to-destination 10.0.0.1:80 --to-source 10.0.0.2 -c 1,2 --source-port 1:9 --to-ports 8443 --set-dscp 8',
  ),
  words(
    'a log',
    {
      log_level: 'info',
      log_prefix: '!x ',
      set_dscp_mark_class: 'CS1',
      goto: 'other',
      destination_ports: [1, '2:3'],
    },
    '-j LOG --log-prefix !x  --log-level info -m multiport --dports 1,2:3 -g other --set-dscp-class CS1',
  ),
  {
    title: 'a rule of IPv6 is added',
    params: {
      chain: 'INPUT',
      ip_version: 'ipv6',
      icmp_type: 'echo-request',
      protocol: 'icmpv6',
      jump: 'ACCEPT',
    },
    answers: {
      ...TOOLS,
      'whether iptables:ipv6 filter INPUT -p icmpv6 -j ACCEPT --icmpv6-type echo-request is there': NO_RULE,
      'chain iptables:ipv6 filter INPUT': CHAIN,
    },
    expects: [
      'append iptables:ipv6 filter INPUT -p icmpv6 -j ACCEPT --icmpv6-type echo-request: {"isPresent":false} -> {"isPresent":true}',
      '$ LC_ALL=C ip6tables -w 10 -t filter -A INPUT -p icmpv6 -j ACCEPT --icmpv6-type echo-request',
      'outputs: {"ip_version":"ipv6","table":"filter","chain":"INPUT","flush":false,"rule":"-p icmpv6 -j ACCEPT --icmpv6-type echo-request","state":"present","chain_management":false}',
    ],
  },
  {
    title: 'a rule that iptables refuses is an error',
    params: WEB,
    answers: about(WEB_RULE, {
      status: 2,
      stdout: 'iptables v1.8.9 (nf_tables): unknown option "--x"\nTry `iptables -h\'\n',
    }),
    expects: [
      'error: iptables refuses `-p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW`: unknown option "--x"',
    ],
  },
  {
    title: 'a user other than root is an error',
    params: WEB,
    answers: about(WEB_RULE, {
      status: 4,
      stdout:
        'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n',
    }),
    expects: [
      'error: iptables refuses `-p tcp -j ACCEPT --destination-port 443 -m conntrack --ctstate NEW`: Could not fetch rule set generation id: Permission denied (you must be root)',
      'hint: set `become: true`',
    ],
  },
  {
    title: 'a host without ip6tables is an error',
    params: { ...WEB, ip_version: 'ipv6' },
    answers: { 'which of ip6tables exist': '' },
    expects: ['error: the host has no `ip6tables`', 'hint: install iptables in an earlier task'],
  },
  {
    title: 'neither a rule nor `chain_management` is refused',
    params: { chain: 'mine' },
    expects: ['refused: chain_management: expected a rule, or `chain_management: true` for a chain'],
  },
  {
    title: 'values that iptables would read as options, and params that exclude each other, are refused',
    params: { source: '-F', chain: '-F', jump: 'TEE', log_level: 'info', comment: 'a\nb' },
    expects: [
      'refused: chain: expected the name of a chain',
      'refused: source: expected an address or a network',
      'refused: comment: expected a comment in one line',
      'refused: gateway: expected the host that a copy goes to',
      'refused: jump: expected `LOG` with `log_prefix` and `log_level`',
    ],
  },
  {
    title: 'further params that exclude each other are refused',
    params: { flush: true, policy: 'DROP', set_dscp_mark: 1, set_dscp_mark_class: 'CS1' },
    expects: [
      'refused: policy: cannot be combined with `flush`',
      'refused: set_dscp_mark_class: cannot be combined with `set_dscp_mark`',
    ],
  },
]

taskRows('iptables', iptables, ROWS)

test.run()
