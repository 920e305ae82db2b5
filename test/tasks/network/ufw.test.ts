import { test } from 'uvu'
import ufw from '../../../tasks/network/ufw.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of ufw 0.36.2 with --dry-run, after the sed of the probe.

const TOOLS = { 'which of ufw exist': 'ufw\n' }
const settings = ({
  state = 'active\nenabled\n',
  logging = 'low\n',
  policies = ['"DROP"\n', '"ACCEPT"\n', '"DROP"\n'],
}: {
  readonly state?: string
  readonly logging?: string
  readonly policies?: readonly string[]
} = {}) => ({
  ...TOOLS,
  'whether ufw is active': state,
  'log level of ufw': logging,
  'default policy of ufw (incoming)': policies[0] ?? '',
  'default policy of ufw (outgoing)': policies[1] ?? '',
  'default policy of ufw (routed)': policies[2] ?? '',
})
const forecast = (words: string, lines: readonly string[]) => ({
  ...settings(),
  [`what ufw ${words} would do`]: lines.map(line => `${line}\n`).join(''),
})
const [SSH, HTTPS, HTTPS6] = [
  'allow tcp 22 0.0.0.0/0 any 10.0.0.1 in',
  'allow tcp 443 0.0.0.0/0 any 0.0.0.0/0 in',
  'allow tcp 443 ::/0 any ::/0 in',
]
const COUNTS = {
  'number of the rules of ufw': [
    `now 4 ${SSH}`,
    'now 4 allow tcp 137 0.0.0.0/0 any 0.0.0.0/0 Samba - in',
    'now 4 allow udp 138 0.0.0.0/0 any 0.0.0.0/0 Samba - in comment=78',
    `now 6 ${HTTPS6}`,
    '',
  ].join('\n'),
}

const relative = (title: string, relativeTo: string, insert: number, words: string): TaskRow => ({
  title: `a position counted from ${title}`,
  params: { rule: 'deny', insert, insert_relative_to: relativeTo },
  answers: { ...forecast(words, ['list 4', 'next deny any any 0.0.0.0/0 any 0.0.0.0/0 in']), ...COUNTS },
  isCheckMode: true,
  expects: ['add ufw:rule deny from any to any: {"isPresent":false} -> {"isPresent":true}'],
})

const refused = (title: string, message: string): TaskRow => ({
  title,
  params: { rule: 'allow', to_port: '99999' },
  answers: forecast('allow from any to any port 99999', [message, 'status']),
  expects: ['error: ufw refuses `allow from any to any port 99999`: Bad port'],
})

const ROWS: readonly TaskRow[] = [
  {
    title: 'a rule is added for both versions of IP',
    params: { rule: 'allow', to_port: 443, proto: 'tcp', comment: 'the proxy' },
    answers: forecast('allow from any to any port 443 proto tcp comment the proxy', [
      ...[`now 4 ${SSH}`, 'list 4', `next ${SSH}`, `next ${HTTPS} comment=7468652070726f7879`],
      ...['list 6', `next ${HTTPS6} comment=7468652070726f7879`],
    ]),
    expects: [
      'add ufw:rule allow from any to any port 443 proto tcp: {"isPresent":false} -> {"isPresent":true}',
      "$ LC_ALL=C ufw allow from any to any port 443 proto tcp comment 'the proxy'",
      'outputs: {"commands":["ufw allow from any to any port 443 proto tcp comment the proxy"]}',
    ],
  },
  {
    title: 'a rule that an active ufw skips as existing is in sync',
    params: { rule: 'allow', from_ip: '10.0.0.1', to_port: 22, proto: 'tcp' },
    answers: forecast('allow from 10.0.0.1 to any port 22 proto tcp', [`now 4 ${SSH}`]),
    expects: ['in sync: {"commands":[]}'],
  },
  {
    title: 'a rule that an inactive ufw already lists is in sync',
    params: { rule: 'allow', from_ip: '10.0.0.1', to_port: 22, proto: 'tcp' },
    answers: forecast('allow from 10.0.0.1 to any port 22 proto tcp', [
      ...[`now 4 ${SSH}`, 'list 4', `next ${SSH}`],
    ]),
    expects: ['in sync: {"commands":[]}'],
  },
  {
    title: 'a rule with another action is updated in place',
    params: { rule: 'deny', from_ip: '10.0.0.1', to_port: 22, proto: 'tcp', log: true },
    answers: forecast('deny log from 10.0.0.1 to any port 22 proto tcp', [
      ...[`now 4 ${SSH}`, 'list 4', 'next deny_log tcp 22 0.0.0.0/0 any 10.0.0.1 in'],
    ]),
    expects: [
      'update ufw:rule deny log from 10.0.0.1 to any port 22 proto tcp: undefined -> {"isPresent":true}',
      '$ LC_ALL=C ufw deny log from 10.0.0.1 to any port 22 proto tcp',
      'outputs: {"commands":["ufw deny log from 10.0.0.1 to any port 22 proto tcp"]}',
    ],
  },
  {
    title: 'a rule is deleted at any position',
    params: { rule: 'allow', name: 'WWW Full', delete: true, insert: 3, route: true },
    answers: forecast('route delete allow from any to any app WWW Full', [
      ...['now 4 route:allow tcp 80,443 0.0.0.0/0 any 0.0.0.0/0 WWW%20Full - in', 'list 4'],
    ]),
    expects: [
      'delete ufw:route allow from any to any app WWW Full: {"isPresent":true} -> {"isPresent":false}',
      "$ LC_ALL=C ufw route delete allow from any to any app 'WWW Full'",
      'outputs: {"commands":["ufw route delete allow from any to any app WWW Full"]}',
    ],
  },
  {
    title: 'a missing rule needs no deletion',
    params: { rule: 'limit', to_port: 'ssh', delete: true },
    answers: forecast('delete limit from any to any port ssh', [`now 4 ${SSH}`, 'list 4', `next ${SSH}`]),
    expects: ['in sync: {"commands":[]}'],
  },
  {
    title: 'a rule with two interfaces and all other params is added',
    params: {
      ...{
        rule: 'reject',
        route: true,
        interface_in: 'eth0',
        interface_out: 'br-1@x',
        insert: 1,
        log: 'yes',
      },
      ...{
        from_ip: '2001:db8::/32',
        from_port: '60000:61000',
        to_ip: '::1',
        to_port: '80,443',
        proto: 'udp',
      },
    },
    answers: forecast(
      'route insert 1 reject in on eth0 out on br-1@x log from 2001:db8::/32 port 60000:61000 to ::1 port 80,443 proto udp',
      ['list 6', 'next route:reject_log udp 80,443 ::1 60000:61000 2001:db8::/32 in_eth0!out_br-1@x'],
    ),
    isCheckMode: true,
    expects: [
      'add ufw:route reject in on eth0 out on br-1@x log from 2001:db8::/32 port 60000:61000 to ::1 port 80,443 proto udp: {"isPresent":false} -> {"isPresent":true}',
    ],
  },
  // Three rules in the numbering of ufw: ssh, Samba, and one of IPv6.
  relative('the first of IPv4', 'first-ipv4', 1, 'insert 2 deny from any to any'),
  relative('the last of IPv4', 'last-ipv4', 0, 'insert 2 deny from any to any'),
  relative('the first of IPv6', 'first-ipv6', 0, 'insert 3 deny from any to any'),
  relative('the last of IPv6', 'last-ipv6', -1, 'insert 2 deny from any to any'),
  relative('beyond the last', 'last-ipv6', 1, 'deny from any to any'),
  refused('a rule that ufw refuses', 'ERROR: Bad port'),
  {
    title: 'a user other than root is an error',
    params: { rule: 'allow' },
    answers: forecast('allow from any to any', ['ERROR: You need to be root to run this script', 'status']),
    expects: [
      'error: ufw refuses `allow from any to any`: You need to be root to run this script',
      'hint: set `become: true`',
    ],
  },
  {
    title: 'a position that depends on the number of rules is unknown in a dry run',
    params: { rule: 'allow', insert: 4 },
    answers: forecast('insert 4 allow from any to any', ["ERROR: Invalid position '4'", 'status']),
    isCheckMode: true,
    expects: ['unknown: depends on how many rules ufw has'],
  },
  {
    title: 'ufw is enabled after all other changes',
    params: { state: 'enabled', default: 'reject', logging: 'on' },
    answers: settings({ state: '', logging: 'off\n' }),
    expects: [
      'update ufw:default incoming: {"policy":"deny"} -> {"policy":"reject"}',
      'update ufw:logging: {"level":"off"} -> {"level":"low"}',
      'enable ufw:state: {"state":"inactive","boot":false} -> {"state":"active","boot":true}',
      '$ LC_ALL=C ufw default reject incoming',
      '$ LC_ALL=C ufw logging on',
      '$ LC_ALL=C ufw --force enable',
      'outputs: {"commands":["ufw default reject incoming","ufw logging on","ufw --force enable"]}',
    ],
  },
  {
    title: 'ufw is disabled before all other changes, also if it only starts at boot',
    params: { state: 'disabled', default: 'allow', direction: 'routed' },
    answers: settings({ state: 'enabled\n' }),
    isCheckMode: true,
    expects: [
      'disable ufw:state: {"state":"inactive","boot":true} -> {"state":"inactive","boot":false}',
      'update ufw:default routed: {"policy":"deny"} -> {"policy":"allow"}',
    ],
  },
  {
    title: 'settings that match are left unchanged',
    params: { state: 'enabled', default: 'allow', direction: 'outgoing', logging: 'on' },
    answers: settings({ logging: 'full\n' }),
    expects: ['in sync: {"commands":[]}'],
  },
  {
    title: 'the log level is changed',
    params: { logging: 'medium' },
    answers: settings({ logging: 'full\n' }),
    isCheckMode: true,
    expects: ['update ufw:logging: {"level":"full"} -> {"level":"medium"}'],
  },
  {
    title: 'ufw is reloaded on every run',
    params: { state: 'reloaded' },
    answers: settings(),
    expects: [
      'reload ufw:state: undefined -> undefined',
      '$ LC_ALL=C ufw --force reload',
      'outputs: {"commands":["ufw --force reload"]}',
    ],
  },
  {
    title: 'all rules are removed on every run',
    params: { state: 'reset' },
    answers: settings(),
    isCheckMode: true,
    expects: ['reset ufw:state: {"state":"active","boot":true} -> {"state":"inactive","boot":false}'],
  },
  {
    title: 'a host without ufw is an error',
    params: { state: 'enabled' },
    answers: { 'which of ufw exist': '' },
    expects: ['error: the host has no `ufw`', 'hint: install ufw in an earlier task'],
  },
  {
    title: 'a task without an action, and params that exclude each other, are refused',
    params: { interface: 'eth0', interface_in: 'eth1', interface_out: 'eth2', name: 'SSH', to_port: 22 },
    expects: [
      'refused: rule: expected a rule, a default policy, a state or a log level',
      'refused: direction: expected `in` or `out` for the interface',
      'refused: interface_out: can be combined with `interface_in` only for a rule of `route`',
      'refused: name: cannot be combined with `to_port` and `proto`, which the profile names',
    ],
  },
  {
    title: 'directions of another type of rule, and a reset with other params, are refused',
    params: { rule: 'allow', direction: 'incoming', state: 'reset' },
    expects: [
      'refused: direction: expected `in` or `out` for a rule',
      'refused: state: cannot be combined with what it removes: add rules and policies in a later task',
    ],
  },
  {
    title: 'values that ufw would read as options, and a comment that it refuses, are refused',
    params: { rule: 'allow', from_ip: '--force', name: '-x', comment: "it's\n" },
    expects: [
      'refused: from_ip: expected an address or a network',
      "refused: name: expected the name of a profile in one line, without `'`",
      "refused: comment: expected a comment in one line, without `'`",
    ],
  },
]

taskRows('ufw', ufw, ROWS)

test.run()
