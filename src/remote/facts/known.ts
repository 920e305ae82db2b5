/** What is known about a fact before any host has been asked. */
export interface KnownFact {
  /** False if some hosts do not have the fact. */
  readonly isAlways: boolean
  /** The keys of a fact that is an object with only these keys; some hosts may lack some of them. */
  readonly keys?: readonly string[]
}

/** The facts that a host can have, by name. Each network interface adds one more, which has its name. */
export const KNOWN_FACTS: ReadonlyMap<string, KnownFact> = new Map<string, KnownFact>([
  ...names(
    'system nodename kernel kernel_version machine architecture userspace_architecture userspace_bits hostname fqdn domain',
    'distribution distribution_version distribution_major_version distribution_minor_version distribution_release os_family',
    'distribution_file_path distribution_file_variety distribution_file_parsed',
    'pkg_mgr service_mgr user_id user_uid user_gid user_gecos user_dir user_shell',
    'real_user_id effective_user_id real_group_id effective_group_id',
    'processor_vcpus processor_count processor_cores processor_threads_per_core processor_nproc',
    'memtotal_mb memfree_mb memavailable_mb swaptotal_mb swapfree_mb',
    'uptime_seconds machine_id boot_id mounts env local cmdline proc_cmdline fips is_chroot iscsi_iqn hostnqn',
    'virtualization_type virtualization_role virtualization_tech_guest virtualization_tech_host',
    'system_capabilities system_capabilities_enforced',
    'bios_date bios_vendor bios_version board_asset_tag board_name board_serial board_vendor board_version',
    'chassis_asset_tag chassis_serial chassis_vendor chassis_version form_factor system_vendor',
    'product_name product_serial product_uuid product_version',
    'interfaces all_ipv4_addresses all_ipv6_addresses devices lvm',
  ).map(name => [name, { isAlways: true }] as const),
  ...names(
    'processor python_version python',
    ...['dsa', 'rsa', 'ecdsa', 'ed25519'].map(
      kind => `ssh_host_key_${kind}_public ssh_host_key_${kind}_public_keytype`,
    ),
  ).map(name => [name, { isAlways: false }] as const),
  [
    'date_time',
    known(
      'epoch epoch_int date time year month day hour minute second weekday weekday_number weeknumber tz tz_offset ' +
        'iso8601 iso8601_micro iso8601_basic iso8601_basic_short',
    ),
  ],
  ['selinux', known('status mode config_mode type policyvers')],
  ['apparmor', known('status')],
  ['device_links', known('ids uuids labels masters')],
  ['lsb', known('id description release codename major_release')],
  ['loadavg', known('1m 5m 15m')],
  ['dns', known('nameservers domain search sortlist options')],
  ['memory_mb', known('real nocache swap')],
  [
    'default_ipv4',
    known('address alias interface gateway prefix netmask network broadcast macaddress mtu type'),
  ],
  ['default_ipv6', known('address interface gateway prefix scope macaddress mtu type')],
])

/** Facts of Ansible that Drover does not gather, and what to use instead. */
const FOREIGN: readonly (readonly [names: RegExp, instead: string])[] = [
  [/^services$/, 'gather it in an earlier task: `service_facts:`'],
  [/^packages$/, 'gather it in an earlier task: `package_facts:`'],
  [/^getent_\w+$/, 'gather it in an earlier task: `getent: { database: NAME }`'],
  [/^selinux_python_present$/, 'Drover does not use Python on hosts'],
  [
    /^(fibre_channel_\w+|facter\w*|ohai\w*|net_\w+)$/,
    'Drover does not gather it: read files and program output on the host with `probe`',
  ],
]

/** Returns what to use instead of a fact of Ansible that Drover does not gather; undefined for any other name. */
export function suggestFact(name: string): string | undefined {
  return FOREIGN.find(([names]) => names.test(name))?.[1]
}

/**
 * The usual names of network interfaces: those of the kernel, of systemd, of programs that create virtual interfaces,
 * and some that administrators choose.
 */
const INTERFACE =
  /^([a-z]+\d\w*|(br|bond|docker|virbr|vlan|wg|tun|tap)_\w+|(veth|cali)\w+|lo|lan|wan|dmz|mgmt)$/

/** Returns whether a fact may be that of a network interface: `eth0`, `br_lan`, `ens3f0`. */
export function isInterfaceFact(name: string): boolean {
  return name.length <= 15 && /^[a-z]/.test(name) && INTERFACE.test(name)
}

function names(...lines: readonly string[]): string[] {
  return lines.flatMap(line => line.split(' '))
}

function known(keys: string): KnownFact {
  return { isAlways: true, keys: names(keys) }
}
