import { test } from 'uvu'
import firewalld from '../../../tasks/network/firewalld.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// The exit statuses of firewall-cmd and firewall-offline-cmd 1.3.3.

const TOOLS = { 'which of firewall-cmd, firewall-offline-cmd exist': 'firewall-cmd\nfirewall-offline-cmd\n' }
const [YES, NO, STOPPED] = [
  { status: 0 },
  { status: 1 },
  { status: 252, stderr: 'FirewallD is not running\n' },
]
const HTTPS = { service: 'https', zone: 'public', state: 'enabled' }
const BOTH = { ...HTTPS, permanent: true, immediate: true }
const https = (immediate: object, permanent?: object) => ({
  ...TOOLS,
  'whether service https is immediate': immediate,
  ...(permanent ? { 'whether service https is permanent': permanent } : {}),
})
const RULE = 'rule family="ipv4" source address="10.0.0.0/8" service name="ssh" accept'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a missing service is added',
    params: BOTH,
    answers: https(YES, NO),
    expects: [
      'add firewalld:permanent public service https: {"isPresent":false} -> {"isPresent":true}',
      "$ LC_ALL=C firewall-cmd --permanent '--zone=public' '--add-service=https' >/dev/null",
      'outputs: {"msg":"Changed service https to enabled"}',
    ],
  },
  {
    title: 'an existing service is left unchanged',
    params: BOTH,
    answers: https(YES, YES),
    expects: ['in sync: {"msg":""}'],
  },
  {
    title: 'by default only the running firewall is changed, optionally for a limited time',
    params: { port: ' 161-162/udp', state: 'enabled', timeout: 60 },
    answers: { ...TOOLS, 'whether port 161-162/udp is immediate': NO },
    expects: [
      'add firewalld:immediate default port 161-162/udp: {"isPresent":false} -> {"isPresent":true}',
      "$ LC_ALL=C firewall-cmd '--add-port=161-162/udp' '--timeout=60' >/dev/null",
      'outputs: {"msg":"Changed port 161-162/udp to enabled"}',
    ],
  },
  {
    title: 'a rich rule is removed',
    params: { rich_rule: RULE, permanent: true, state: 'disabled' },
    answers: { ...TOOLS, [`whether rich-rule ${RULE} is permanent`]: YES },
    expects: [
      `remove firewalld:permanent default rich-rule ${RULE}: {"isPresent":true} -> {"isPresent":false}`,
      `$ LC_ALL=C firewall-cmd --permanent '--remove-rich-rule=${RULE}' >/dev/null`,
      `outputs: {"msg":${JSON.stringify(`Changed rich-rule ${RULE} to disabled`)}}`,
    ],
  },
  {
    title: 'an interface is moved to another zone',
    params: { interface: 'eth1', zone: 'internal', permanent: true, state: 'enabled' },
    answers: { ...TOOLS, 'whether interface eth1 is permanent': NO },
    expects: [
      'add firewalld:permanent internal interface eth1: {"isPresent":false} -> {"isPresent":true}',
      "$ LC_ALL=C firewall-cmd --permanent '--zone=internal' '--change-interface=eth1' >/dev/null",
      'outputs: {"msg":"Changed interface eth1 to enabled"}',
    ],
  },
  {
    title: 'a port forward is added',
    params: {
      port_forward: [{ port: 443, proto: 'tcp', toport: 8443, toaddr: '10.0.0.2' }],
      state: 'enabled',
    },
    answers: {
      ...TOOLS,
      'whether forward-port port=443:proto=tcp:toport=8443:toaddr=10.0.0.2 is immediate': YES,
    },
    expects: ['in sync: {"msg":""}'],
  },
  {
    title: '`masquerade: false` reverses the state',
    params: { masquerade: 'no', permanent: true, state: 'enabled' },
    answers: { ...TOOLS, 'whether masquerade is permanent': YES },
    expects: [
      'remove firewalld:permanent default masquerade: {"isPresent":true} -> {"isPresent":false}',
      '$ LC_ALL=C firewall-cmd --permanent --remove-masquerade >/dev/null',
      'outputs: {"msg":"Changed masquerade to enabled"}',
    ],
  },
  {
    title: 'a zone is created',
    params: { zone: 'mine', permanent: true, state: 'present' },
    answers: { ...TOOLS, 'whether zone mine is permanent': NO },
    expects: [
      'add firewalld:permanent mine zone mine: {"isPresent":false} -> {"isPresent":true}',
      "$ LC_ALL=C firewall-cmd --permanent '--new-zone=mine' >/dev/null",
      'outputs: {"msg":"Changed zone mine to present"}',
    ],
  },
  {
    title: 'the target of a zone is reset to its default',
    params: { zone: 'mine', target: 'DROP', state: 'disabled', immediate: true },
    answers: { ...TOOLS, 'whether target DROP is permanent': YES },
    expects: [
      'remove firewalld:permanent mine target DROP: {"isPresent":true} -> {"isPresent":false}',
      "$ LC_ALL=C firewall-cmd --permanent '--zone=mine' '--set-target=default' >/dev/null",
      'outputs: {"msg":"Changed target DROP to disabled"}',
    ],
  },
  {
    title: 'with `offline`, the configuration is changed without the firewalld daemon',
    params: { ...HTTPS, permanent: true, offline: true },
    answers: { ...TOOLS, 'whether firewalld is running': STOPPED, 'whether service https is permanent': NO },
    expects: [
      'add firewalld:permanent public service https: {"isPresent":false} -> {"isPresent":true}',
      "$ LC_ALL=C firewall-offline-cmd '--zone=public' '--add-service=https' >/dev/null",
      'outputs: {"msg":"Changed service https to enabled"}',
    ],
  },
  {
    title: 'firewalld that is not running is an error',
    params: HTTPS,
    answers: https(STOPPED),
    expects: [
      'error: firewalld is not running',
      'hint: start it in an earlier task, or set `offline: true` and `permanent: true`',
    ],
  },
  {
    title: 'in a dry run, an earlier task may start firewalld',
    params: HTTPS,
    answers: https({ status: 36 }),
    isCheckMode: true,
    expects: ['unknown: depends on what firewalld has, which is not running'],
  },
  {
    title: 'a zone that does not exist is an error',
    params: HTTPS,
    answers: { ...https({ status: 112 }), 'whether zone public is permanent': NO },
    expects: [
      'error: firewalld has no zone `public`',
      'hint: create it in an earlier task with `state: present` and `permanent: true`, and reload firewalld',
    ],
  },
  {
    title: 'in a dry run, a zone that an earlier task creates is empty',
    params: { ...HTTPS, permanent: true },
    answers: {
      ...TOOLS,
      'whether service https is permanent': { status: 112 },
      'whether zone public is permanent': YES,
    },
    isCheckMode: true,
    expects: ['add firewalld:permanent public service https: {"isPresent":false} -> {"isPresent":true}'],
  },
  {
    title: 'with `offline`, a service is removed without the firewalld daemon',
    params: { service: 'ssh', state: 'disabled', permanent: true, offline: true },
    answers: { ...TOOLS, 'whether firewalld is running': STOPPED, 'whether service ssh is permanent': YES },
    expects: [
      'remove firewalld:permanent default service ssh: {"isPresent":true} -> {"isPresent":false}',
      "$ LC_ALL=C firewall-offline-cmd '--remove-service-from-zone=ssh' >/dev/null",
      'outputs: {"msg":"Changed service ssh to disabled"}',
    ],
  },
  {
    title: 'a host without firewalld is an error',
    params: HTTPS,
    answers: { 'which of firewall-cmd, firewall-offline-cmd exist': '' },
    expects: ['error: the host has no `firewall-cmd`', 'hint: install firewalld in an earlier task'],
  },
  {
    title: 'several rules, `present` for a rule, and a missing zone are refused',
    params: { service: 'https', port: '80/tcp', state: 'present', interface: 'eth0' },
    expects: [
      'refused: state: expected one rule, not several',
      'refused: state: expected `enabled` or `disabled` for a rule, and `present` or `absent` for a zone',
      'refused: zone: expected the zone',
    ],
  },
  {
    title: 'a name that begins with a dash, and a port without a protocol, are refused',
    params: { service: '--panic-on', port: '80', state: 'enabled' },
    expects: [
      'refused: service: expected the name of a service',
      'refused: port: expected a port and a protocol, such as `8080/tcp`',
      'refused: state: expected one rule, not several',
    ],
  },
  {
    title: 'a network is assigned to a zone',
    params: { source: '192.0.2.0/24', zone: 'internal', state: 'enabled' },
    answers: { ...TOOLS, 'whether source 192.0.2.0/24 is immediate': NO },
    expects: [
      'add firewalld:immediate internal source 192.0.2.0/24: {"isPresent":false} -> {"isPresent":true}',
      "$ LC_ALL=C firewall-cmd '--zone=internal' '--add-source=192.0.2.0/24' >/dev/null",
      'outputs: {"msg":"Changed source 192.0.2.0/24 to enabled"}',
    ],
  },
  {
    title: 'a type of ICMP is blocked',
    params: { icmp_block: 'echo-request', state: 'enabled' },
    answers: { ...TOOLS, 'whether icmp-block echo-request is immediate': NO },
    expects: [
      'add firewalld:immediate default icmp-block echo-request: {"isPresent":false} -> {"isPresent":true}',
      "$ LC_ALL=C firewall-cmd '--add-icmp-block=echo-request' >/dev/null",
      'outputs: {"msg":"Changed icmp-block echo-request to enabled"}',
    ],
  },
  {
    title: 'ICMP types are inverted',
    params: { icmp_block_inversion: true, state: 'enabled' },
    answers: { ...TOOLS, 'whether icmp-block-inversion is immediate': NO },
    expects: [
      'add firewalld:immediate default icmp-block-inversion: {"isPresent":false} -> {"isPresent":true}',
      '$ LC_ALL=C firewall-cmd --add-icmp-block-inversion >/dev/null',
      'outputs: {"msg":"Changed icmp-block-inversion to enabled"}',
    ],
  },
  {
    title: 'with `false`, the inversion of ICMP types is removed',
    params: { icmp_block_inversion: false, state: 'enabled' },
    answers: { ...TOOLS, 'whether icmp-block-inversion is immediate': YES },
    expects: [
      'remove firewalld:immediate default icmp-block-inversion: {"isPresent":true} -> {"isPresent":false}',
      '$ LC_ALL=C firewall-cmd --remove-icmp-block-inversion >/dev/null',
      'outputs: {"msg":"Changed icmp-block-inversion to enabled"}',
    ],
  },
]

taskRows('firewalld', firewalld, ROWS)

test.run()
