import type { ModuleRow } from './harness.ts'

const lines = (...all: readonly string[]): string =>
  `printf '%s\\n' ${all.map(line => `'${line}'`).join(' ')} > f`

const lineRow = (name: string, before: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `lineinfile ${name}`,
  before,
  tasks: tasks.map(task => `- lineinfile: { path: "{{ dir }}/f", ${task} }`).join('\n'),
  ...(differs === undefined ? {} : { differs }),
})

const LINEINFILE: readonly ModuleRow[] = [
  lineRow('replaces the last match, or the first', lines('a=1', 'b', 'a=2', 'a=3'), [
    "regexp: '^a=', line: a=4",
    "regexp: '^a=', line: a=5, firstmatch: true",
  ]),
  lineRow(
    'adds a line without a match at the end, or after and before others',
    lines('a', 'b1', 'c', 'b2', 'd'),
    [
      "regexp: '^x=', line: x=1",
      "regexp: '^y=', line: y=1, insertafter: '^b'",
      "regexp: '^z=', line: z=1, insertbefore: '^b'",
      'line: first, insertbefore: BOF',
      "line: v, insertafter: '^b', firstmatch: true",
      "line: w, insertbefore: '^b', firstmatch: true",
      "line: last, insertafter: '^nothing'",
      "line: u, insertbefore: '^nothing'",
    ],
  ),
  lineRow('fills references', lines('Port 22', '#Port 23', 'x'), [
    String.raw`regexp: '^(Port) (?P<n>\d+)$', line: '\g<1>=\g<n>', backrefs: true`,
    String.raw`regexp: '^nothing (.*)$', line: '\1', backrefs: true`,
  ]),
  lineRow('removes what matches', lines('a', 'b', 'a', 'c', 'ab', 'd.e'), [
    'line: a, state: absent',
    "regexp: 'b$', state: absent",
    'search_string: d.e, state: absent',
  ]),
  lineRow('looks for a text', lines('a.b', 'axb', 'c'), [
    'search_string: a.b, line: found',
    'search_string: none, line: added',
  ]),
  lineRow('makes a file', ': > g', ['line: a, create: true, mode: "0600"', 'line: b, backup: true']),
  lineRow('has no file to edit', ': > g', ['line: a', 'line: a, state: absent']),
  lineRow('keeps a last line without its end', "printf 'a\\nb' > f", ['line: c', "regexp: '^b', line: b2"]),
  lineRow('keeps line ends of DOS', "printf 'a\\r\\nb\\r\\n' > f", ["regexp: '^a', line: c", 'line: d']),
  lineRow('adds no line that is there already', lines('a', '  b', 'b # x'), [
    'line: a',
    'line: b',
    "regexp: '^none', line: a",
    "line: a, insertbefore: '^  b'",
  ]),
  lineRow('validates the new file', lines('a'), [
    'line: b, validate: "grep -q nothing %s"',
    'line: c, validate: "grep -q c %s"',
  ]),
]

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDviejjaO5VG6+KzLxRt+YiA1kr+4I/8Ytnm5dzU/4GT'
const OTHER = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBFTZCE1wVJDXW5lNYzUzw2XRnuTUNVlWxQ0FEUpg1fX'

const PLACED: readonly ModuleRow[] = [
  {
    name: 'pam_limits adds, changes and keeps entries',
    before: lines('# limits', '@staff - nproc 20', 'app  soft nofile  100', '* hard core 0'),
    tasks: `
      - community.general.pam_limits: { dest: "{{ dir }}/f", domain: app, limit_type: soft, limit_item: nofile, value: 200 }
      - community.general.pam_limits: { dest: "{{ dir }}/f", domain: app, limit_type: hard, limit_item: nofile, value: unlimited, comment: new }
      - community.general.pam_limits: { dest: "{{ dir }}/f", domain: "@staff", limit_type: "-", limit_item: nproc, value: 10, use_max: true }
      - community.general.pam_limits: { dest: "{{ dir }}/f", domain: "*", limit_type: hard, limit_item: core, value: 5, use_min: true }
    `,
  },
  {
    name: 'pam_limits keeps a comment',
    before: lines('app  soft nofile  100 # mine', '* hard core 0'),
    tasks:
      '- community.general.pam_limits: { dest: "{{ dir }}/f", domain: app, limit_type: soft, limit_item: nofile, value: 200 }',
    differs: 'Ansible adds an empty line after it',
  },
  {
    name: 'authorized_key adds, changes, keeps to and removes keys',
    before: lines('# mine', `${KEY} old`, 'command="a b",no-pty ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7 x'),
    tasks: `
      - ansible.posix.authorized_key: { user: root, path: "{{ dir }}/f", manage_dir: false, key: "${OTHER} new" }
      - ansible.posix.authorized_key: { user: root, path: "{{ dir }}/f", manage_dir: false, key: "${KEY} old", key_options: 'from="10.0.0.0/8"' }
      - ansible.posix.authorized_key: { user: root, path: "{{ dir }}/f", manage_dir: false, key: "${KEY} old", comment: other }
      - ansible.posix.authorized_key: { user: root, path: "{{ dir }}/f", manage_dir: false, key: "${OTHER}", state: absent }
      - ansible.posix.authorized_key: { user: root, path: "{{ dir }}/g", manage_dir: false, key: "${KEY} a\\n${OTHER} b\\n", exclusive: true }
    `,
  },
  {
    name: 'known_hosts adds and changes keys',
    before: lines(`a.example ${OTHER}`, `b.example,c.example ${KEY}`),
    tasks: `
      - known_hosts: { path: "{{ dir }}/f", name: a.example, key: "a.example ${KEY}" }
      - known_hosts: { path: "{{ dir }}/f", name: d.example, key: "d.example ${KEY}" }
      - known_hosts: { path: "{{ dir }}/g", name: "[e.example]:2222", key: "[e.example]:2222 ${KEY}" }
    `,
  },
  {
    name: 'known_hosts removes a key',
    before: lines(`a.example ${OTHER}`, `b.example,c.example ${KEY}`),
    tasks: '- known_hosts: { path: "{{ dir }}/f", name: a.example, state: absent }',
    differs: 'ssh-keygen leaves the old file next to the new one',
  },
  {
    name: 'sysctl writes a file of its own',
    before: lines('# mine', 'vm.swappiness=60', 'kernel.panic = 10', '#kernel.sysrq = 1'),
    tasks: `
      - ansible.posix.sysctl: { sysctl_file: "{{ dir }}/f", reload: false, name: vm.swappiness, value: 10 }
      - ansible.posix.sysctl: { sysctl_file: "{{ dir }}/f", reload: false, name: net.ipv4.ip_forward, value: "1" }
      - ansible.posix.sysctl: { sysctl_file: "{{ dir }}/f", reload: false, name: kernel.panic, state: absent }
      - ansible.posix.sysctl: { sysctl_file: "{{ dir }}/g", reload: false, name: kernel.sysrq, value: "0" }
    `,
  },
]

/** Task types that edit lines of files whose place is a param. */
export const LINES: readonly ModuleRow[] = [...LINEINFILE, ...PLACED]
