import { test } from 'uvu'
import hostname from '../../../tasks/system/hostname.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of uname and stat of coreutils 9.1.

const PROBE = 'name of the host'

const ROWS: readonly TaskRow[] = [
  {
    title: 'the name is changed with systemd',
    params: { name: 'web1' },
    answers: { [PROBE]: 'debian\nsystemd\n', ...capturedFile('/etc/hostname', 'debian\n') },
    expects: [
      'update file:/etc/hostname: {"size":7,"sha256":"53ad2edfc7474c3122e601b9f23fca705eae85b405c7c52b9b53d400618a9bd4"} -> {"size":5,"sha256":"d61d5fc4ba3e3d84e77a0e4c9a2fe69a72afb5d36f19d3887e928422b53b3254"}',
      'update hostname:running: {"name":"debian","way":"systemd"} -> {"name":"web1","way":"systemd"}',
      '$ hostnamectl set-hostname web1',
      'outputs: {"name":"web1"}',
    ],
  },
  {
    title: 'a name that matches is left unchanged',
    params: { name: 'web1' },
    answers: { [PROBE]: 'web1\nsystemd\n', ...capturedFile('/etc/hostname', 'web1') },
    expects: ['in sync: {"name":"web1"}'],
  },
  {
    title: 'a name that is only set at runtime is written to the file',
    params: { name: 'web1' },
    answers: { [PROBE]: 'web1\ngeneric\n', ...capturedFile('/etc/hostname', null) },
    expects: [
      'create file:/etc/hostname: null -> {"state":"file","mode":"0644","size":5,"sha256":"d61d5fc4ba3e3d84e77a0e4c9a2fe69a72afb5d36f19d3887e928422b53b3254"}',
      'write /etc/hostname 0644: (a file)',
      'outputs: {"name":"web1"}',
    ],
  },
  {
    title: 'a name that is only in the file is set at runtime',
    params: { name: 'web1' },
    answers: { [PROBE]: 'old\ngeneric\n', ...capturedFile('/etc/hostname', 'web1\n') },
    expects: [
      'update hostname:running: {"name":"old","way":"generic"} -> {"name":"web1","way":"generic"}',
      '$ hostname web1',
      'outputs: {"name":"web1"}',
    ],
  },
  {
    title: 'the file of OpenRC is edited',
    params: { name: 'web1.example.com' },
    answers: { [PROBE]: 'old\nopenrc\n', ...capturedFile('/etc/conf.d/hostname', '# Set\nhostname="old"\n') },
    expects: [
      'update file:/etc/conf.d/hostname: {"size":21,"sha256":"9732a9c1f9e6c5afd2eb7260e15ff12a7c14b7ec862dfa254973d60b329d31f2"} -> {"size":34,"sha256":"a025e2077621410d63c6470250a2853ac2c43fa810f1132394a2dd4caeedaca6"}',
      'update hostname:running: {"name":"old","way":"openrc"} -> {"name":"web1.example.com","way":"openrc"}',
      'write /etc/conf.d/hostname 0644 0 0: (a file)',
      '$ hostname web1.example.com',
      'outputs: {"name":"web1.example.com"}',
    ],
  },
  {
    title: 'the file of old Red Hat systems with other quotes is in sync',
    params: { name: 'web1', use: 'redhat' },
    answers: { [PROBE]: 'web1\nsystemd\n', ...capturedFile('/etc/sysconfig/network', "HOSTNAME='web1'\n") },
    expects: ['in sync: {"name":"web1"}'],
  },
  {
    title: 'a missing line is added to the file',
    params: { name: 'web1', use: 'redhat' },
    answers: { [PROBE]: 'web1\nsystemd\n', ...capturedFile('/etc/sysconfig/network', 'NETWORKING=yes') },
    expects: [
      'update file:/etc/sysconfig/network: {"size":14,"sha256":"d9ac9dd14d425f746f9d398e104afe2c9de08b859e9fb5428a63172d2b5471c8"} -> {"size":29,"sha256":"e8589dccc636aabe99718dfa85539b393cad70b00a0ccef9ec414c308d6aea1e"}',
      'write /etc/sysconfig/network 0644 0 0: (a file)',
      'outputs: {"name":"web1"}',
    ],
  },
  {
    title: 'a name that cannot be set is an error',
    params: { name: 'web1', use: 'debian' },
    answers: { [PROBE]: 'old\ngeneric\n', ...capturedFile('/etc/hostname', 'old\n') },
    runs: {
      'set the name web1': { status: 1, stderr: 'hostname: you must be root to change the host name\n' },
    },
    expects: [
      'update file:/etc/hostname: {"size":4,"sha256":"01d09d19c2139a46aebfb577780d123d7396e97201bc7ead210a2ebff8239dee"} -> {"size":5,"sha256":"d61d5fc4ba3e3d84e77a0e4c9a2fe69a72afb5d36f19d3887e928422b53b3254"}',
      'update hostname:running: {"name":"old","way":"generic"} -> {"name":"web1","way":"generic"}',
      'write /etc/hostname 0644 0 0: (a file)',
      '$ hostname web1',
      'error: set the name web1: status 1: hostname: you must be root to change the host name',
    ],
  },
  {
    title: 'a name with invalid characters is refused',
    params: { name: 'web_1' },
    expects: ['refused: name: expected a host name of at most 64 letters, digits, `-` and `.`'],
  },
]

taskRows('hostname', hostname, ROWS)

test.run()
