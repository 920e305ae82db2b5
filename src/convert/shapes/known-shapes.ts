import { ANYTHING, FLAG, LINE, listOf, mapOf, mapOfAll, type Shape, TEXT, WHOLE } from './shape.ts'

/** The fields of a task's result, or of the result of one item of its loop. */
const ITEM_RESULT: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['changed', FLAG],
  ['failed', FLAG],
  ['skipped', FLAG],
  ['unreachable', FLAG],
  ['rc', WHOLE],
  ['stdout', TEXT],
  ['stderr', TEXT],
  ['stdout_lines', listOf(LINE)],
  ['stderr_lines', listOf(LINE)],
  ['attempts', WHOLE],
  [
    'stat',
    mapOf(
      new Map([
        ...['exists', 'isdir', 'isreg', 'islnk', 'executable', 'readable', 'writeable'].map(
          name => [name, FLAG] as const,
        ),
        ...['size', 'uid', 'gid', 'nlink'].map(name => [name, WHOLE] as const),
        ...['path', 'mode', 'pw_name', 'gr_name', 'checksum', 'mimetype'].map(name => [name, LINE] as const),
      ]),
    ),
  ],
])

/** The shape of a registered result. */
export const RESULT: Shape = mapOf(new Map([...ITEM_RESULT, ['results', listOf(mapOf(ITEM_RESULT))]]))

const LINES = [
  ...'system nodename kernel machine architecture hostname fqdn domain os_family distribution'.split(' '),
  ...'distribution_version distribution_major_version distribution_release pkg_mgr service_mgr'.split(' '),
  ...'user_id user_dir user_shell virtualization_type virtualization_role product_name system_vendor'.split(
    ' ',
  ),
]
const WHOLES = 'processor_vcpus processor_count processor_cores memtotal_mb memfree_mb swaptotal_mb'.split(
  ' ',
)

const ADDRESS = mapOf(
  new Map(
    ['address', 'interface', 'gateway', 'network', 'netmask', 'prefix', 'macaddress'].map(key => [key, LINE]),
  ),
)

/** The shapes of hosts' facts, by their names without `ansible_`. */
const FACTS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...LINES.map(name => [name, LINE] as const),
  ...WHOLES.map(name => [name, WHOLE] as const),
  ['default_ipv4', ADDRESS],
  ['default_ipv6', ADDRESS],
  ['all_ipv4_addresses', listOf(LINE)],
  ['all_ipv6_addresses', listOf(LINE)],
  ['interfaces', listOf(LINE)],
  ['date_time', mapOfAll(LINE)],
  ['env', mapOfAll(TEXT)],
])

/** The shapes of the variables that Drover and the hosts set. */
export const GIVEN: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...[...FACTS].map(([name, shape]) => [`ansible_${name}`, shape] as const),
  ['ansible_facts', mapOf(FACTS)],
  ...[
    ...[
      'inventory_hostname',
      'inventory_hostname_short',
      'playbook_dir',
      'inventory_dir',
      'role_path',
      'role_name',
    ],
    ...['ansible_managed', 'ansible_host', 'ansible_play_name', 'ansible_role_name', 'ansible_connection'],
  ].map(name => [name, LINE] as const),
  ...['ansible_check_mode', 'ansible_diff_mode'].map(name => [name, FLAG] as const),
  ...['group_names', 'ansible_play_hosts', 'ansible_play_hosts_all', 'ansible_play_batch'].map(
    name => [name, listOf(LINE)] as const,
  ),
  ['groups', mapOfAll(listOf(LINE))],
  // `omit` is never inserted into text or compared.
  ['omit', { ...ANYTHING, kinds: new Set() }],
])
