import { type Float, float } from '../../base/float.ts'
import { type Answers, assignmentsIn } from './parts.ts'

/** Returns the facts on security features, virtualization, kernel settings, DNS, host keys and Python. */
export function parsePlatform(answers: Answers): Record<string, unknown> {
  const { linesOf, fileOf } = answers
  const flags = linesOf('flags')
  const loads = fileOf('/proc/loadavg')[0]?.split(' ').slice(0, 3).map(Number) ?? []
  const load = (at: number): number | Float => float(loads[at] ?? 0)
  return {
    selinux: parseSelinux(fileOf),
    apparmor: { status: flags.includes('apparmor') ? 'enabled' : 'disabled' },
    fips: fileOf('/proc/sys/crypto/fips_enabled')[0] === '1',
    is_chroot: flags.includes('chroot'),
    ...parseVirtualization(linesOf('virtual'), flags),
    ...parseCapabilities(fileOf),
    ...parseCommandLine(fileOf('/proc/cmdline')),
    loadavg: { '1m': load(0), '5m': load(1), '15m': load(2) },
    dns: parseDns(fileOf('/etc/resolv.conf')),
    iscsi_iqn: /^InitiatorName=(.*)$/.exec(fileOf('/etc/iscsi/initiatorname.iscsi').at(-1) ?? '')?.[1] ?? '',
    hostnqn: fileOf('/etc/nvme/hostnqn')[0] ?? '',
    ...parseHostKeys(answers),
    ...parsePython(linesOf('python')),
  }
}

function parseSelinux(fileOf: Answers['fileOf']): Record<string, unknown> {
  const [enforce] = fileOf('/sys/fs/selinux/enforce')
  if (enforce === undefined) return { status: 'disabled' }
  const config = assignmentsIn(fileOf('/etc/selinux/config'))
  return {
    status: 'enabled',
    mode: enforce === '1' ? 'enforcing' : 'permissive',
    config_mode: config.get('SELINUX') ?? 'unknown',
    type: config.get('SELINUXTYPE') ?? 'unknown',
    policyvers: Number(fileOf('/sys/fs/selinux/policyvers')[0] ?? 0) || 'unknown',
  }
}

/** Ansible's names for the types of virtualization that `systemd-detect-virt` reports. */
const VIRTUALIZATION: Readonly<Record<string, string>> = {
  vmware: 'VMware',
  oracle: 'virtualbox',
  microsoft: 'VirtualPC',
  qemu: 'kvm',
  amazon: 'kvm',
  'systemd-nspawn': 'container',
  'container-other': 'container',
  bochs: 'bochs',
}

const CONTAINERS = ['docker', 'podman', 'lxc', 'container', 'openvz', 'wsl', 'rkt', 'proot']

function parseVirtualization(detected: readonly string[], flags: readonly string[]): Record<string, unknown> {
  const word = detected.find(each => each !== 'none') ?? (flags.includes('docker') ? 'docker' : undefined)
  const guest = word === undefined ? undefined : (VIRTUALIZATION[word] ?? word)
  const host = flags.includes('kvm') ? ['kvm'] : []
  const isContainer = guest !== undefined && CONTAINERS.includes(guest)
  const alone = host.length > 0 ? 'host' : 'NA'
  return {
    virtualization_type: guest ?? host[0] ?? 'NA',
    virtualization_role: guest === undefined ? alone : 'guest',
    virtualization_tech_guest: [
      ...new Set([...(guest === undefined ? [] : [guest]), ...(isContainer ? ['container'] : [])]),
    ],
    virtualization_tech_host: host,
  }
}

/** The names of Linux capabilities, by bit. Source: `linux/capability.h`. */
const CAPABILITIES = [
  ...['chown', 'dac_override', 'dac_read_search', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap'],
  ...[
    'linux_immutable',
    'net_bind_service',
    'net_broadcast',
    'net_admin',
    'net_raw',
    'ipc_lock',
    'ipc_owner',
  ],
  ...[
    'sys_module',
    'sys_rawio',
    'sys_chroot',
    'sys_ptrace',
    'sys_pacct',
    'sys_admin',
    'sys_boot',
    'sys_nice',
  ],
  ...[
    'sys_resource',
    'sys_time',
    'sys_tty_config',
    'mknod',
    'lease',
    'audit_write',
    'audit_control',
    'setfcap',
  ],
  ...['mac_override', 'mac_admin', 'syslog', 'wake_alarm', 'block_suspend', 'audit_read', 'perfmon', 'bpf'],
  'checkpoint_restore',
]

/**
 * Returns the capabilities of the user that gathers facts. A user with all of them gets an empty list, as from
 * `capsh`.
 */
function parseCapabilities(fileOf: Answers['fileOf']): Record<string, unknown> {
  const mask = /^CapEff:\s*([0-9a-f]+)$/.exec(
    fileOf('/proc/self/status').find(line => line.startsWith('CapEff:')) ?? '',
  )?.[1]
  if (mask === undefined) return { system_capabilities: [], system_capabilities_enforced: 'NA' }
  const bits = BigInt(`0x${mask}`)
  const last = Number(fileOf('/proc/sys/kernel/cap_last_cap')[0] ?? CAPABILITIES.length - 1)
  const held = CAPABILITIES.filter((_, bit) => (bits >> BigInt(bit)) & 1n)
  const hasAll = held.length >= Math.min(last + 1, CAPABILITIES.length)
  return {
    system_capabilities: hasAll ? [] : held.map(name => `cap_${name}`),
    system_capabilities_enforced: hasAll ? 'False' : 'True',
  }
}

/**
 * Returns the last value of each word of the kernel's command line, and for words that occur several times a list of
 * all values. The objects have no prototype, since a word may have any name.
 */
function parseCommandLine([line = '']: readonly string[]): Record<string, unknown> {
  const last = Object.create(null) as Record<string, string | true>
  const all = Object.create(null) as Record<string, unknown>
  for (const word of line.split(/\s+/).filter(Boolean)) {
    const [, name = word, value = true] = /^([^=]+)=(.*)$/s.exec(word) ?? []
    all[name] = name in all ? [all[name], value].flat() : value
    last[name] = value
  }
  return { cmdline: last, proc_cmdline: all }
}

/** Returns the settings of resolv.conf. Source: ansible-core, `module_utils/facts/system/dns.py`. */
function parseDns(lines: readonly string[]): Record<string, unknown> {
  const dns: Record<string, unknown> = {}
  const nameservers: string[] = []
  for (const line of lines) {
    const [key = '', ...words] = line.trim().split(/\s+/)
    if (key === 'nameserver') nameservers.push(...words)
    else if (key === 'domain' && words[0] !== undefined) dns.domain = words[0]
    else if (key === 'search' || key === 'sortlist') dns[key] = words
    else if (key === 'options')
      dns.options = Object.fromEntries(
        words.map(word => {
          const [name = '', value] = word.split(':', 2)
          return [name, value || true]
        }),
      )
  }
  return { ...(nameservers.length > 0 ? { nameservers } : {}), ...dns }
}

/** Returns the public host keys of sshd, by algorithm. */
function parseHostKeys({ files, fileOf }: Answers): Record<string, string> {
  const keys = files.flatMap(path => {
    const kind = /^\/etc\/ssh\/ssh_host_(dsa|rsa|ecdsa|ed25519)_key\.pub$/.exec(path)?.[1]
    const [type, key] = fileOf(path)[0]?.split(' ') ?? []
    if (kind === undefined || type === undefined || key === undefined) return []
    return [
      [`ssh_host_key_${kind}_public`, key],
      [`ssh_host_key_${kind}_public_keytype`, type],
    ]
  })
  return Object.fromEntries(keys)
}

/** Returns the host's Python 3, if it has one; Drover does not use it. */
function parsePython([executable, printed = '']: readonly string[]): Record<string, unknown> {
  const [, version, major = '', minor = '', micro = '0'] =
    /^Python ((\d+)\.(\d+)(?:\.(\d+))?)/.exec(printed) ?? []
  if (executable === undefined || version === undefined) return {}
  const numbers = [Number(major), Number(minor), Number(micro)]
  return {
    python_version: version,
    python: {
      executable,
      type: 'cpython',
      has_sslcontext: true,
      version: { major: numbers[0], minor: numbers[1], micro: numbers[2], releaselevel: 'final', serial: 0 },
      version_info: [...numbers, 'final', 0],
    },
  }
}
