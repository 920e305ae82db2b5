import { test } from 'uvu'
import seport from '../../../tasks/system/seport.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Lines of `semanage port -l -n` 3.4.

const BASE = { 'mode of SELinux': '1', 'which of semanage exist': 'semanage\n' }
const HTTP = { ports: 8080, proto: 'tcp', setype: 'http_port_t' }
const LINES = `http_cache_port_t              tcp      8080, 8118, 8123, 10001-10010
http_port_t                    tcp      80, 81, 443, 8443
`
const outputs = (given: object) =>
  JSON.stringify({ ports: ['8080'], proto: 'tcp', setype: 'http_port_t', state: 'present', ...given })

const ROWS: readonly TaskRow[] = [
  {
    title: 'a port gets a type',
    params: { ...HTTP, ports: ['8888'] },
    answers: { ...BASE, 'type of port tcp 8888 (all)': LINES },
    expects: [
      'add selinux-port:tcp 8888: null -> {"setype":"http_port_t"}',
      '$ LC_ALL=C semanage port -a -t http_port_t -p tcp 8888',
      `outputs: ${outputs({ ports: ['8888'] })}`,
    ],
  },
  {
    title: 'a port with another type is changed, and one with the same type is left unchanged',
    params: { ...HTTP, ports: '8080, 443', reload: false },
    answers: { ...BASE, 'type of port tcp 8080 (all)': LINES, 'type of port tcp 443 (all)': LINES },
    expects: [
      'update selinux-port:tcp 8080: {"setype":"http_cache_port_t"} -> {"setype":"http_port_t"}',
      '$ LC_ALL=C semanage port -N -m -t http_port_t -p tcp 8080',
      `outputs: ${outputs({ ports: ['8080', '443'] })}`,
    ],
  },
  {
    title: 'a range of ports is compared as a whole',
    params: { ...HTTP, ports: '10001-10010', setype: 'http_cache_port_t' },
    answers: { ...BASE, 'type of port tcp 10001-10010 (all)': LINES },
    expects: [`in sync: ${outputs({ ports: ['10001-10010'], setype: 'http_cache_port_t' })}`],
  },
  {
    title: 'local rules take precedence over the policy',
    params: HTTP,
    answers: {
      ...BASE,
      'type of port tcp 8080 (all)': `http_port_t                    tcp      8080\n${LINES}`,
    },
    expects: [`in sync: ${outputs({})}`],
  },
  {
    title: 'a port of the policy gets a local rule',
    params: { ...HTTP, ports: 443, local: true },
    answers: { ...BASE, 'type of port tcp 443 (all)': LINES, 'type of port tcp 443 (local)': '' },
    expects: [
      'add selinux-port:tcp 443: null -> {"setype":"http_port_t"}',
      '$ LC_ALL=C semanage port -m -t http_port_t -p tcp 443',
      `outputs: ${outputs({ ports: ['443'] })}`,
    ],
  },
  {
    title: 'a local rule is removed',
    params: { ...HTTP, state: 'absent' },
    answers: { ...BASE, 'type of port tcp 8080 (local)': 'http_port_t                    tcp      8080\n' },
    expects: [
      'delete selinux-port:tcp 8080: {"setype":"http_port_t"} -> null',
      '$ LC_ALL=C semanage port -d -p tcp 8080',
      `outputs: ${outputs({ state: 'absent' })}`,
    ],
  },
  {
    title: 'a port with another type is kept',
    params: { ...HTTP, state: 'absent' },
    answers: { ...BASE, 'type of port tcp 8080 (local)': 'ssh_port_t                    tcp      8080\n' },
    expects: [`in sync: ${outputs({ state: 'absent' })}`],
  },
  {
    title: 'a host without semanage is an error',
    params: HTTP,
    answers: { ...BASE, 'which of semanage exist': '' },
    expects: [
      'error: the host has no `semanage`',
      'hint: install policycoreutils-python-utils in an earlier task',
    ],
  },
  {
    title: 'invalid ports, protocol and type are refused',
    params: { ports: ['70000', 'x'], proto: 'icmp', setype: '-t' },
    expects: [
      'refused: ports.0: expected a port or a range of ports, such as `8080` or `10000-10100`',
      'refused: ports.1: expected a port or a range of ports, such as `8080` or `10000-10100`',
      'refused: proto: Invalid option: expected one of "tcp"|"udp"|"dccp"|"sctp"',
      'refused: setype: expected an SELinux type',
    ],
  },
  {
    title: 'with SELinux disabled, the policy on disk is changed',
    params: { ...HTTP, ports: 8888, ignore_selinux_state: true },
    answers: { ...BASE, 'mode of SELinux': '', 'type of port tcp 8888 (all)': LINES },
    expects: [
      'add selinux-port:tcp 8888: null -> {"setype":"http_port_t"}',
      '$ LC_ALL=C semanage port -a -t http_port_t -p tcp 8888',
      'outputs: {"ports":["8888"],"proto":"tcp","setype":"http_port_t","state":"present"}',
    ],
  },
]

taskRows('seport', seport, ROWS)

test.run()
