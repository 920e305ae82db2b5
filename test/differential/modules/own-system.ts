import { oneIn } from '../../kit/slow-cases.ts'
import type { ModuleRow } from './harness.ts'

// `community` modules are those of Debian's package `ansible`: the referee needs it only for rows without a record.

/** Rules of a chain of the row's own, as iptables lists them in the end. */
const iptablesRow = (name: string, tasks: readonly string[], differs?: string): ModuleRow => {
  const chain = name.replace(/[^a-z]+/g, '-').slice(0, 25)
  return {
    name: `iptables ${name}`,
    tasks: [
      `- command: iptables -N ${chain}`,
      '  failed_when: false',
      '  changed_when: false',
      ...tasks.map(task => `- iptables: { chain: ${chain}, ${task} }`),
      `- shell: iptables -S ${chain} > "{{ dir }}/rules"`,
    ].join('\n'),
    ...(differs === undefined ? {} : { differs }),
  }
}

/** Rules of ufw with a port of the row's own, as its file has them in the end. */
const ufwRow = (name: string, port: number, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `ufw ${name}`,
  tasks: [
    ...tasks.map(task => `- community.general.ufw: { ${task} }`),
    `- shell: grep -h '^### tuple.*${port}' /etc/ufw/user.rules /etc/ufw/user6.rules > "{{ dir }}/rules" || true`,
    '- shell: grep -hE "^(DEFAULT_|ENABLED|LOGLEVEL)" /etc/default/ufw /etc/ufw/ufw.conf > "{{ dir }}/settings"',
  ].join('\n'),
  ...(differs === undefined ? {} : { differs }),
})

/** A disk beside the row's folder, whose contents are not compared, since they have random numbers. */
const DISK = 'truncate -s 64M "$PWD.img"'

const partedRow = (name: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `parted ${name}`,
  before: DISK,
  tasks: [
    ...tasks.map(task => `- community.general.parted: { device: "{{ dir }}.img", ${task} }`),
    `- shell: parted -sm "{{ dir }}.img" unit KiB print | tail -n +3 > "{{ dir }}/partitions" || true`,
  ].join('\n'),
  ...(differs === undefined ? {} : { differs }),
})

const filesystemRow = (name: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `filesystem ${name}`,
  before: DISK,
  tasks: [
    ...tasks.map(task => `- community.general.filesystem: { dev: "{{ dir }}.img", ${task} }`),
    `- shell: blkid -p -o export -s TYPE -s LABEL "{{ dir }}.img" | grep -v DEVNAME > "{{ dir }}/type" || true`,
  ].join('\n'),
  ...(differs === undefined ? {} : { differs }),
})

/** A group of alternatives of the row's own, as update-alternatives has it in the end. With `shows`, what each task says it did. */
const alternativesRow = (name: string, tasks: readonly string[], shows = true): ModuleRow => {
  const group = name.replace(/[^a-z]+/g, '-')
  const shown = ['  register: r', '- debug: { msg: "{{ r.msg }}" }']
  return {
    name: `alternatives ${name}`,
    before: 'for n in one two three; do echo "$n" >"$n"; chmod 755 "$n"; done',
    tasks: [
      ...tasks.flatMap(task => [
        `- community.general.alternatives: { name: ${group}, ${task} }`,
        ...(shows ? shown : []),
      ]),
      `- shell: update-alternatives --query ${group} > "{{ dir }}/group" || true`,
    ].join('\n'),
  }
}

const LINK = 'link: "{{ dir }}/link"'

/** A file of the row's own, and the diversions of it in the end. */
const divertRow = (name: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `dpkg_divert ${name}`,
  before: 'echo mine >file',
  tasks: [
    ...tasks.map(task => `- community.general.dpkg_divert: { path: "{{ dir }}/file", ${task} }`),
    '- shell: dpkg-divert --list "{{ dir }}/*" > "{{ dir }}/list"',
  ].join('\n'),
  ...(differs === undefined ? {} : { differs }),
})

const localeRow = (name: string, tasks: readonly string[], pattern: string): ModuleRow => ({
  name: `locale_gen ${name}`,
  tasks: [
    ...tasks.map(task => `- community.general.locale_gen: { ${task} }`),
    `- shell: "(locale -a; grep -v '^#' /etc/locale.gen) | grep -i '${pattern}' > '{{ dir }}/locales' || true"`,
  ].join('\n'),
})

const timezoneRow = (name: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `timezone ${name}`,
  tasks: [
    ...tasks.map(task => `- community.general.timezone: { ${task} }`),
    '- shell: "(readlink -f /etc/localtime; cat /etc/timezone) > \'{{ dir }}/zone\'"',
  ].join('\n'),
  ...(differs === undefined ? {} : { differs }),
})

/** Ports of the row's own in the policy on disk: the kernel of a test machine has no SELinux. */
const seportRow = (name: string, pattern: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `seport ${name}`,
  tasks: [
    ...tasks.map(
      task =>
        `- community.general.seport: { ignore_selinux_state: true, reload: false, proto: tcp, ${task} }`,
    ),
    `- shell: semanage port -l -n -C | tr -s ' ' | grep -E '${pattern}' > "{{ dir }}/ports" || true`,
  ].join('\n'),
  ...(differs === undefined ? {} : { differs }),
})

/** A supervisord of the row's own, whose files lie beside its folder, as they hold numbers of processes. */
const SUPERVISOR = [
  '- copy:',
  '    dest: "{{ dir }}.conf"',
  '    content: |',
  '      [unix_http_server]',
  '      file={{ dir }}.sock',
  '      [rpcinterface:supervisor]',
  '      supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface',
  '      [supervisorctl]',
  '      serverurl=unix://{{ dir }}.sock',
  '      [supervisord]',
  '      logfile={{ dir }}.log',
  '      pidfile={{ dir }}.pid',
  '      [program:sleeper]',
  '      command=/bin/sleep 600',
  '      autostart=false',
  '      startsecs=0',
  '      [program:other]',
  '      command=/bin/sleep 600',
  '      autostart=false',
  '      startsecs=0',
  '      [group:pair]',
  '      programs=other',
  '- shell: test -S "{{ dir }}.sock" || supervisord -c "{{ dir }}.conf"',
  '  changed_when: false',
]

const supervisorRow = (name: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `supervisorctl ${name}`,
  tasks: [
    ...SUPERVISOR,
    ...tasks.map(task => `- community.general.supervisorctl: { config: "{{ dir }}.conf", ${task} }`),
    `- shell: supervisorctl -c "{{ dir }}.conf" status | tr -s ' ' | cut -d' ' -f1,2 > "{{ dir }}/states" || true`,
  ].join('\n'),
  ...(differs === undefined ? {} : { differs }),
})

/** Rows of modules that change more than files of the row alone. */
export const OWN_SYSTEM: readonly ModuleRow[] = [
  iptablesRow('appends rules', [
    'protocol: tcp, destination_port: 443, jump: ACCEPT, comment: "a b"',
    'protocol: udp, source: 10.0.0.0/8, destination_ports: [53, "60:70"], jump: DROP',
    'ctstate: [ESTABLISHED, RELATED], jump: ACCEPT',
  ]),
  iptablesRow('inserts at a place', [
    'protocol: tcp, destination_port: 1, jump: ACCEPT',
    'protocol: tcp, destination_port: 2, jump: ACCEPT',
    'protocol: tcp, destination_port: 3, jump: REJECT, reject_with: tcp-reset, action: insert, rule_num: 2',
  ]),
  iptablesRow('removes a rule', [
    'in_interface: eth0, jump: ACCEPT',
    'in_interface: "!eth1", jump: LOG, log_prefix: "x: ", log_level: info',
    'in_interface: eth0, jump: ACCEPT, state: absent',
  ]),
  iptablesRow('limits and matches', [
    'protocol: tcp, syn: match, limit: 2/second, limit_burst: 20, jump: RETURN',
    'protocol: icmp, icmp_type: echo-request, jump: ACCEPT',
    'src_range: 192.0.2.1-192.0.2.9, jump: DROP',
    'protocol: tcp, tcp_flags: { flags: ALL, flags_set: [ACK, RST] }, jump: DROP',
  ]),
  {
    name: 'iptables sets a policy and flushes',
    tasks: `
      - iptables: { chain: FORWARD, policy: DROP }
      - iptables: { chain: FORWARD, source: 192.0.2.1, jump: ACCEPT }
      - iptables: { chain: FORWARD, flush: true }
      - iptables: { table: nat, chain: POSTROUTING, out_interface: eth0, jump: MASQUERADE }
      - shell: "(iptables -S FORWARD; iptables -t nat -S POSTROUTING) > '{{ dir }}/rules'"
    `,
  },
  ufwRow('allows a port', 2201, ['rule: allow, port: 2201, proto: tcp, comment: "a b"']),
  ufwRow('limits from a network', 2202, ['rule: limit, port: "2202", proto: tcp, from_ip: 10.0.0.0/8']),
  ufwRow('deletes a rule', 2203, [
    'rule: deny, to_port: 2203',
    'rule: allow, port: 2203, proto: udp',
    'rule: deny, to_port: 2203, delete: true',
  ]),
  ufwRow('inserts and routes', 2204, [
    'rule: deny, port: 2204, proto: tcp, src: 192.0.2.1',
    'rule: allow, port: 2204, proto: tcp, src: 192.0.2.2, insert: 1',
    'rule: allow, route: true, interface_in: eth0, interface_out: eth1, port: 2204, proto: tcp, dest: 192.0.2.3',
  ]),
  ufwRow(
    'sets policies and logging',
    2205,
    ['direction: outgoing, policy: deny', 'default: reject, direction: incoming', 'logging: "low"'],
    'Ansible does not report a change of a policy while ufw is inactive',
  ),
  ufwRow('refuses a wrong rule', 2206, ['rule: allow, port: 2206, proto: esp']),
  partedRow('makes a partition', ['number: 1, state: present, label: gpt, name: "my data", flags: [lvm]']),
  partedRow('makes two partitions', [
    'number: 1, state: present, label: msdos, part_start: 1MiB, part_end: 20MiB',
    'number: 2, state: present, label: msdos, part_start: 20MiB, part_end: 100%, fs_type: ext4',
  ]),
  partedRow('removes a partition', ['number: 1, state: present, part_end: 50%', 'number: 1, state: absent']),
  partedRow(
    'changes flags',
    [
      'number: 1, state: present, label: gpt, flags: [boot]',
      'number: 1, state: present, label: gpt, flags: [lvm, boot]',
    ],
    'Drover reports that a partition of GPT cannot have these flags, and Ansible sets them in each run',
  ),
  partedRow('reads a disk', ['unit: MiB']),
  filesystemRow('makes a file system', ['fstype: ext4, opts: "-L my_data"']),
  filesystemRow('keeps another file system', ['fstype: ext4', 'fstype: xfs']),
  filesystemRow(
    'overwrites by force',
    ['fstype: ext2', 'fstype: vfat, force: true'],
    'Drover keeps a file system that has the type already',
  ),
  filesystemRow('removes a file system', ['fstype: ext4', 'state: absent']),
  filesystemRow('fails with wrong options', ['fstype: ext4, opts: "--nonsense"']),
  alternativesRow('adds and selects', [
    `path: "{{ dir }}/one", ${LINK}`,
    `path: "{{ dir }}/two", ${LINK}, priority: 70`,
    'path: "{{ dir }}/one"',
    'path: "{{ dir }}/two", state: auto',
  ]),
  alternativesRow('adds without selecting', [
    `path: "{{ dir }}/one", ${LINK}, priority: 10, state: present`,
    `path: "{{ dir }}/two", ${LINK}, priority: 90, state: present`,
    `path: "{{ dir }}/one", ${LINK}, priority: 95, state: present`,
  ]),
  alternativesRow('has subcommands', [
    `path: "{{ dir }}/one", ${LINK}, subcommands: [{ name: sub-of-row, path: "{{ dir }}/three", link: "{{ dir }}/sub" }]`,
    `path: "{{ dir }}/two", ${LINK}`,
  ]),
  alternativesRow('removes', [
    `path: "{{ dir }}/one", ${LINK}`,
    `path: "{{ dir }}/two", ${LINK}, state: present`,
    'path: "{{ dir }}/one", state: absent',
    'path: "{{ dir }}/three", state: absent',
  ]),
  alternativesRow('refuses a path that does not exist', [`path: "{{ dir }}/none", ${LINK}`], false),
  alternativesRow('needs a link for a new group', ['path: "{{ dir }}/one"'], false),
  divertRow('diverts and moves', ['rename: true']),
  divertRow('diverts for a holder elsewhere', [
    'holder: my-package, divert: "{{ dir }}/elsewhere"',
    'holder: my-package, divert: "{{ dir }}/other"',
  ]),
  divertRow('changes a diversion by force', [
    'holder: my-package',
    'holder: other-package, force: true',
    'state: absent, holder: my-package',
    'state: absent',
  ]),
  divertRow('removes and moves back', ['rename: true', 'state: absent, rename: true']),
  localeRow('adds and removes', ['name: de_CH.UTF-8', 'name: de_CH.UTF-8, state: absent'], 'de_CH'),
  localeRow('adds one of another charset', ['name: fr_BE.ISO-8859-1'], 'fr_BE'),
  localeRow('refuses one that does not exist', ['name: xx_YY.UTF-8'], 'xx_YY'),
  timezoneRow('sets it', ['name: Europe/Zurich', 'name: Europe/Zurich', 'name: Asia/Kolkata']),
  timezoneRow('refuses one that does not exist', ['name: Mars/Base']),
  // Each call of supervisorctl or semanage takes seconds.
  ...oneIn(4, [
    supervisorRow('starts, restarts and stops', [
      'name: sleeper, state: started',
      'name: sleeper, state: restarted',
      'name: sleeper, state: signalled, signal: TERM',
      'name: sleeper, state: stopped',
    ]),
    seportRow('adds ports and ranges, changes one and removes one', '8[89]', [
      'ports: "8890,8891,8895-8897", setype: ssh_port_t',
      'ports: ["8890"], setype: http_port_t',
      'ports: ["8891", "8899"], setype: ssh_port_t, state: absent',
    ]),
    supervisorRow('has groups and all', [
      'name: "pair:", state: started',
      'name: all, state: started',
      'name: "pair:other", state: stopped',
      'name: all, state: stopped',
    ]),
    supervisorRow('adds and removes', [
      'name: sleeper, state: present',
      'name: sleeper, state: absent',
      'name: sleeper, state: present',
      'name: nope, state: started',
      'name: nope, state: stopped',
    ]),
  ]),
]
