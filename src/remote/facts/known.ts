/** What is known of a fact before any host is asked. */
export interface KnownFact {
  /** False if a host may leave it out. */
  readonly isAlways: boolean
  /** The keys of a fact that is a map and has no others; a host may leave some out. */
  readonly keys?: readonly string[]
}

/** The facts that a host gives, by name; further ones are named after its network interfaces. */
export const KNOWN_FACTS: ReadonlyMap<string, KnownFact> = new Map<string, KnownFact>([
  ...names(
    'system nodename kernel kernel_version machine architecture hostname fqdn domain',
    'distribution distribution_version distribution_major_version distribution_release os_family',
    'pkg_mgr service_mgr user_id user_uid user_gid user_dir user_shell',
    'processor_vcpus processor_count processor_nproc',
    'memtotal_mb memfree_mb memavailable_mb swaptotal_mb swapfree_mb',
    'uptime_seconds machine_id boot_id virtualization_type mounts env',
    'interfaces all_ipv4_addresses all_ipv6_addresses',
  ).map(name => [name, { isAlways: true }] as const),
  ['processor', { isAlways: false }],
  ['date_time', known('epoch date time year month day tz tz_offset iso8601')],
  ['selinux', known('status mode')],
  ['default_ipv4', known('address interface gateway prefix netmask network broadcast macaddress mtu')],
  ['default_ipv6', known('address interface gateway prefix macaddress mtu')],
])

/** Facts of Ansible's that no host gives here, and what to use instead. */
const FOREIGN: readonly (readonly [names: RegExp, instead: string])[] = [
  [
    /^lsb$/,
    '`ansible_distribution`, `ansible_distribution_version` and `ansible_distribution_release` have it',
  ],
  [/^local$/, 'read files and program output on the host with `probe`'],
  [/^services$/, 'gather it in an earlier task: `service_facts:`'],
  [/^packages$/, 'gather it in an earlier task: `package_facts:`'],
  [/^getent_\w+$/, 'gather it in an earlier task: `getent: { database: NAME }`'],
  [/^(python\w*|selinux_python_present)$/, 'Drover does not use Python on hosts'],
  [
    /^processor_(cores|threads_per_core)$/,
    '`ansible_processor_vcpus` and `ansible_processor_nproc` count processors',
  ],
  [/^memory_mb$/, '`ansible_memtotal_mb`, `ansible_memfree_mb` and `ansible_swaptotal_mb` have it'],
  [/^virtualization_(role|tech_\w+)$/, '`ansible_virtualization_type` is `none` if the host is not a guest'],
  [/^distribution_(minor_version|file_\w+)$/, '`ansible_distribution_version` is the full version'],
  [/^(real|effective)_(user|group)_id$/, '`ansible_user_uid` and `ansible_user_gid` have it'],
  [/^user_gecos$/, '`probe: getent passwd NAME` shows it'],
  [/^userspace_(architecture|bits)$/, '`ansible_architecture` has it'],
  [
    /^((bios|board|chassis|product|iscsi|ssh_host_key|fibre_channel)_\w+|system_vendor|form_factor|hostnqn|devices|device_links|lvm|dns|(proc_)?cmdline|loadavg|apparmor|fips|is_chroot|system_capabilities(_enforced)?|facter\w*|ohai\w*|net_\w+)$/,
    'Drover does not gather it: read files and program output on the host with `probe`',
  ],
]

/** What to use instead of a fact of Ansible's that no host gives here; undefined for anything else. */
export function insteadOfFact(name: string): string | undefined {
  return FOREIGN.find(([names]) => names.test(name))?.[1]
}

/** How network interfaces are named: by the kernel, by systemd, by what makes virtual ones, and by most people. */
const INTERFACE =
  /^([a-z]+\d\w*|(br|bond|docker|virbr|vlan|wg|tun|tap)_\w+|(veth|cali)\w+|lo|lan|wan|dmz|mgmt)$/

/** Whether a fact may be that of a network interface: `eth0`, `br_lan`, `ens3f0`. */
export function isInterfaceFact(name: string): boolean {
  return name.length <= 15 && /^[a-z]/.test(name) && INTERFACE.test(name)
}

function names(...lines: readonly string[]): string[] {
  return lines.flatMap(line => line.split(' '))
}

function known(keys: string): KnownFact {
  return { isAlways: true, keys: names(keys) }
}
