// In lists, these results of IPv6 are not valid JSON.
const NUMBERS = ['size', 'size_usable', 'int']

/** Variables that the rows read. */
export const COLLECTION_VARIABLES = {
  tree: {
    a: { b: [{ c: 1, d: 'x' }, { c: 2 }, { c: '1', d: null }, { c: 3, d: 'y' }] },
    s: 'hello',
    n: 5,
    f: 1.5,
    none: null,
    on: true,
    m: { x: 1, 'k-1': { x: 2 }, y: 'z' },
    l: ['x', 'b', 'a'],
    numbers: [3, 1, 2],
    'quoted key': 1,
    deep: [[1, [2]], [3], 4],
  },
  addresses: [
    '192.24.2.1',
    'host.fqdn',
    '::1',
    '',
    '192.168.32.0/24',
    'fe80::100/10',
    '42540766412265424405338506004571095040/64',
    true,
  ],
  versions: ['2.10', '2.9', '1.0b1', '2.9.1', '10'],
  people: [
    { name: 'ann', id: 2, tags: ['a'], at: { x: 1 } },
    { name: 'bob', id: 1, tags: ['b'] },
  ],
  others: [{ name: 'bob', id: 3, tags: ['c'], at: { y: 2 } }, { name: 'cyd', at: { y: 1 } }, { id: 7 }],
  nested: {
    interfaces: [
      { name: 'eth0', enabled: true, mtu: 1500, ipv4: { address: '10.0.0.1', mask: 24 } },
      { name: 'eth1', enabled: false, notes: ['a', 'b'], ipv4: {} },
    ],
    'with space': { name: 'x' },
    name: 'top',
    counts: [1, 2],
    zero: [0, 1, ''],
  },
  csv: 'foo,bar,baz\n1,2,3\n"4, four","5 ""five""",\n\n6,7\n8,9,10,11\n',
  tabs: 'a\tb\n1\t2\n',
  spaced: 'a; b\n1; "2"\n',
  letters: ['b', 'a', 'b', 'c', 'b'],
}

/** Expressions with filters and tests of collections, by topic, one per line. */
export const COLLECTION_EXPRESSIONS: Readonly<Record<string, string>> = {
  'ansible.builtin: vaults': `
'text' | vault('password', 'salt')
'text' | vault('password', 'salt', 'default')
'text' | vault('password', salt='salt', vaultid='prod')
'a text of sixteen' | vault('password', 'salt')
'' | ansible.builtin.vault('password', 'salt')
'ünï' | vault('pässword', 'salt')
'text' | vault('password') | unvault('password')
'text' | vault('password', 'salt') | unvault('other')
'text' | unvault('password')
'$ANSIBLE_VAULT;1.1;AES256\\n00' | unvault('password')
'text' | vault(1)
`,
  'community.general.json_query': `
tree | community.general.json_query('a.b[*].c')
tree | community.general.json_query('a.b[0]')
tree | community.general.json_query("a.b[?c=='1']")
tree | community.general.json_query('a.b[?c==\`1\`].d')
tree | community.general.json_query('a.b[?d].c')
tree | community.general.json_query('a.b[?!d].c')
tree | community.general.json_query("a.b[?d == 'x' || c == \`2\`].c")
tree | community.general.json_query('a.b[-1]')
tree | community.general.json_query('a.b[::-1].c')
tree | community.general.json_query('a.b[*].{first: c, second: d}')
tree | community.general.json_query('[n, s]')
tree | community.general.json_query('m.*')
tree | community.general.json_query('"quoted key"')
tree | community.general.json_query('m."k-1".x')
tree | community.general.json_query('deep[]')
tree | community.general.json_query('deep[][]')
tree | community.general.json_query('keys(m)')
tree | community.general.json_query('length(a.b)')
tree | community.general.json_query('sort(l)')
tree | community.general.json_query('sort(numbers)')
tree | community.general.json_query("join(', ', l)")
tree | community.general.json_query('max(numbers)')
tree | community.general.json_query('sum(numbers)')
tree | community.general.json_query('to_string(n)')
tree | community.general.json_query('to_number(a.b[2].c)')
tree | community.general.json_query("contains(s, 'ell')")
tree | community.general.json_query("starts_with(s, 'he')")
tree | community.general.json_query('not_null(none, s)')
tree | community.general.json_query('type(on)')
tree | community.general.json_query('reverse(l)')
tree | community.general.json_query("l[?@ == 'x'] | [0]")
tree | community.general.json_query("map(&to_string(@), numbers)")
tree | community.general.json_query('merge(m, @.m)')
tree | community.general.json_query('nothing.here') is none
tree | community.general.json_query('nothing[*]') is none
tree | community.general.json_query('f')
tree | community.general.json_query('on')
tree | community.general.json_query('length(@.l)')
tree | community.general.json_query("l[?contains(@, 'x')]")
tree | community.general.json_query('a.b[?starts_with(to_string(@.c), "1") || type(@.c) == "string"]')
tree | community.general.json_query("not_null(@.q || @.s)")
tree | community.general.json_query('length(@ | keys(@))')
tree | community.general.json_query("sort_by(@.a.b[?type(c) == 'number'], &@.c)[*].c")
tree | community.general.json_query("s < 'i'")
tree | community.general.json_query("'@' | @")
people | community.general.json_query('[*].name')
people | community.general.json_query("[?name=='bob'].id | [0]")
people | community.general.json_query('sort_by(@, &id)[*].name')
people | community.general.json_query('max_by(@, &id).name')
people | community.general.json_query('[].tags[]')
tree | community.general.json_query('a.b[')
tree | community.general.json_query('')
tree | community.general.json_query('nowhere(s)')
tree | community.general.json_query('sum(l)')
tree | community.general.json_query('length(n)')
tree | community.general.json_query('a.b[?c=1]')
tree | community.general.json_query('a.b[::0]')
absent | community.general.json_query('a')
`,
  'community.general: lists and dicts': `
letters | community.general.counter
'hello' | community.general.counter
1 | community.general.counter
[[1]] | community.general.counter
[['a', 1], ('b', [2])] | community.general.dict
[] | community.general.dict
[[1]] | community.general.dict
1 | community.general.dict
'value' | community.general.dict_kv('key')
people | map('community.general.dict_kv', 'person') | list
people | community.general.groupby_as_dict('name')
people | community.general.groupby_as_dict('absent')
(people + people) | community.general.groupby_as_dict('name')
['x'] | community.general.groupby_as_dict('name')
people | community.general.lists_mergeby(others, 'name')
[people, others] | community.general.lists_mergeby('name')
people | community.general.lists_mergeby(others, 'name', recursive=true)
people | community.general.lists_mergeby(others, 'name', recursive=true, list_merge='append')
people | community.general.lists_mergeby(others, 'id')
people | community.general.lists_mergeby([], 'name')
[] | community.general.lists_mergeby([], 'name')
people | community.general.lists_mergeby(others, 'name', nonsense=true)
people | community.general.lists_mergeby
people | community.general.lists_mergeby(['x'], 'name')
versions | community.general.version_sort
versions | community.general.version_sort(reverse=true)
['a', '1'] | community.general.version_sort
`,
  'community.general: texts': `
'test' | community.general.crc32
'ünï' | community.general.crc32
'' | community.general.crc32
1 | community.general.crc32
'52:54:00' | community.general.random_mac(seed='web1')
'52:54' | community.general.random_mac(seed='web1')
'AA' | community.general.random_mac(seed='x')
'00:00:00:00:00' | community.general.random_mac(seed=3)
'52:54:00' | community.general.random_mac | length
'xx' | community.general.random_mac
'1:2:3:4:5:6' | community.general.random_mac
'1' | community.general.random_mac
csv | community.general.from_csv
csv | community.general.from_csv(fieldnames=['x', 'y', 'z']) | first
tabs | community.general.from_csv(dialect='excel-tab')
spaced | community.general.from_csv(delimiter=';', skipinitialspace=true)
spaced | community.general.from_csv(delimiter=';')
csv | community.general.from_csv(dialect='unix') | length
csv | community.general.from_csv(dialect='nonsense')
'"a"b' | community.general.from_csv(strict=true)
'a,b\\n"c"d,e' | community.general.from_csv(strict=true)
'' | community.general.from_csv
'e\\u0301' | community.general.unicode_normalize
'é' | community.general.unicode_normalize('NFD') | length
'ﬀ' | community.general.unicode_normalize('NFKC')
'x' | community.general.unicode_normalize('x')
1 | community.general.unicode_normalize
`,
  'community.general: times': `
'1h 30m' | community.general.to_seconds
'1h 30m' | community.general.to_minutes
'1y 2mo 3w 4d 5h 6m 7s 8ms' | community.general.to_milliseconds
'30s' | community.general.to_hours
'1d' | community.general.to_weeks
'1000 days' | community.general.to_years
'1000days' | community.general.to_years
'400d' | community.general.to_months
'1y' | community.general.to_days(year=366)
'1mo' | community.general.to_days(month=28)
'1h' | community.general.to_time_unit
'1h' | community.general.to_time_unit('m')
'1h' | community.general.to_time_unit('minutes')
'1h' | community.general.to_time_unit(unit='seconds')
'1h' | community.general.to_time_unit('nonsense')
'-5m' | community.general.to_seconds
'0' | community.general.to_seconds
'' | community.general.to_seconds
'5' | community.general.to_seconds
'5x' | community.general.to_seconds
'1h' | community.general.to_seconds(week=3)
`,
  'ansible.utils: keys and paths': `
nested | ansible.utils.keep_keys(target=['name'])
nested | ansible.utils.keep_keys(['mask', 'mtu'])
nested | ansible.utils.keep_keys(target=['na'], matching_parameter='starts_with')
nested | ansible.utils.keep_keys(target=['ed'], matching_parameter='ends_with')
nested | ansible.utils.keep_keys(target=['^m.*'], matching_parameter='regex')
nested.interfaces | ansible.utils.keep_keys(target=['enabled'])
'x' | ansible.utils.keep_keys(target=['a'])
nested | ansible.utils.keep_keys(target=['a'], matching_parameter='nonsense')
nested | ansible.utils.remove_keys(target=['name'])
nested | ansible.utils.remove_keys(['ipv4', 'enabled'])
nested | ansible.utils.remove_keys(target=['m'], matching_parameter='starts_with')
nested | ansible.utils.remove_keys(target=['e'], matching_parameter='ends_with')
nested | ansible.utils.remove_keys(target=['(name|mtu)$'], matching_parameter='regex')
nested.interfaces | ansible.utils.remove_keys(target=['name', 'enabled', 'mtu', 'notes', 'address', 'mask'])
nested | ansible.utils.replace_keys(target=[{'before': 'name', 'after': 'label'}])
nested | ansible.utils.replace_keys(target=[{'before': 'na', 'after': 'label'}], matching_parameter='starts_with')
nested | ansible.utils.replace_keys(target=[{'before': 'tu', 'after': 'size'}, {'before': 'size', 'after': 'bytes'}], matching_parameter='ends_with')
nested | ansible.utils.replace_keys(target=[{'before': '^m', 'after': 'mm'}], matching_parameter='regex')
nested | ansible.utils.to_paths
nested | ansible.utils.to_paths(prepend='root')
nested.interfaces | ansible.utils.to_paths
{} | ansible.utils.to_paths
nested | ansible.utils.get_path('name')
nested | ansible.utils.get_path('interfaces[1].name')
nested | ansible.utils.get_path("interfaces[0]['ipv4'].address")
nested | ansible.utils.get_path('interfaces[0]')
nested | ansible.utils.get_path('absent')
`,
  'ansible.utils.index_of': `
letters | ansible.utils.index_of('eq', 'c')
letters | ansible.utils.index_of('==', 'b')
letters | ansible.utils.index_of('!=', 'b')
letters | ansible.utils.index_of('eq', 'a', wantlist=true)
letters | ansible.utils.index_of('eq', 'z')
letters | ansible.utils.index_of('in', ['a', 'c'])
letters | ansible.utils.index_of('in', 'a')
letters | ansible.utils.index_of('not in', ['a', 'c'])
letters | ansible.utils.index_of('regex', '^[ac]')
letters | ansible.utils.index_of('!regex', '^[ac]')
[1, 2, 3] | ansible.utils.index_of('>=', 2)
[1, 2, 3] | ansible.utils.index_of('odd')
people | ansible.utils.index_of('eq', 'bob', 'name')
people | ansible.utils.index_of('defined', none, 'at')
others | ansible.utils.index_of('eq', 'bob', 'name', fail_on_missing=true)
letters | ansible.utils.index_of('eq', 'bob', 'name')
letters | ansible.utils.index_of('nonsense', 'bob')
`,
  'ansible.utils.ipaddr': `
${addressQueries()}
addresses | ansible.utils.ipaddr
addresses | ansible.utils.ipaddr('address')
addresses | ansible.utils.ipaddr('private')
addresses | ansible.utils.ipv4
addresses | ansible.utils.ipv4('address')
addresses | ansible.utils.ipv4('ipv6')
addresses | ansible.utils.ipv6
addresses | ansible.utils.ipv6('address')
addresses | ansible.utils.ipwrap
'x' | ansible.utils.ipwrap
true | ansible.utils.ipaddr
none | ansible.utils.ipaddr
10 | ansible.utils.ipaddr
'192.0.2.1' | ansible.utils.ipaddr('nonsense')
'192.0.2.0/24' | ansible.utils.nthhost(5)
'192.0.2.0/24' | ansible.utils.nthhost(300)
'192.0.2.7/24' | ansible.utils.nthhost(-2)
'192.0.2.0/24' | ansible.utils.nthhost
'2001:db8::/32' | ansible.utils.nthhost(20)
'x' | ansible.utils.nthhost(1)
`,
  'ansible.utils: subnets': `
'192.168.0.0/16' | ansible.utils.ipsubnet
'192.168.144.5' | ansible.utils.ipsubnet
'192.168.0.0/16' | ansible.utils.ipsubnet(20)
'192.168.0.0/16' | ansible.utils.ipsubnet(20, 0)
'192.168.0.0/16' | ansible.utils.ipsubnet(20, -1)
'192.168.0.0/16' | ansible.utils.ipsubnet(20, 5)
'192.168.0.0/16' | ansible.utils.ipsubnet(20, 16)
'192.168.0.0/16' | ansible.utils.ipsubnet(8)
'192.168.0.0/16' | ansible.utils.ipsubnet(40)
'192.168.144.5' | ansible.utils.ipsubnet(20)
'192.168.144.5' | ansible.utils.ipsubnet(18, 0)
'192.168.144.5' | ansible.utils.ipsubnet(18, -1)
'192.168.144.5' | ansible.utils.ipsubnet(18, 5)
'192.168.144.5' | ansible.utils.ipsubnet(18, -5)
'192.168.144.5' | ansible.utils.ipsubnet(31, 0)
'192.168.144.5' | ansible.utils.ipsubnet('192.168.0.0/16')
'192.168.144.0/24' | ansible.utils.ipsubnet('192.168.0.0/16')
'192.168.144.16/30' | ansible.utils.ipsubnet('192.168.144.0/24')
'10.1.1.1' | ansible.utils.ipsubnet('192.168.0.0/16')
'2001:db8::/32' | ansible.utils.ipsubnet(48, 3)
'2001:db8::/32' | ansible.utils.ipsubnet(48)
'x' | ansible.utils.ipsubnet(20)
'192.168.1.5' | ansible.utils.ipmath(5)
'192.168.1.5' | ansible.utils.ipmath(-10)
'192.168.1.1/24' | ansible.utils.ipmath(10)
'2001::1' | ansible.utils.ipmath(8)
'0.0.0.1' | ansible.utils.ipmath(-3)
'x' | ansible.utils.ipmath(1)
'192.168.1.5' | ansible.utils.ip4_hex
'192.168.1.5' | ansible.utils.ip4_hex(':')
'192.168.0.0/24' | ansible.utils.network_in_network('192.168.0.1')
'192.168.0.0/24' | ansible.utils.network_in_network('10.0.0.1')
'192.168.0.0/24' | ansible.utils.network_in_network('192.168.0.0/25')
'192.168.0.0/24' | ansible.utils.network_in_usable('192.168.0.1')
'192.168.0.0/24' | ansible.utils.network_in_usable('192.168.0.0')
'192.168.0.0/24' | ansible.utils.network_in_usable('192.168.0.255')
'192.168.0.0/24' | ansible.utils.network_in_usable('192.168.0.64/28')
'192.168.122.1/24' | ansible.utils.next_nth_usable(2)
'192.168.122.254/24' | ansible.utils.next_nth_usable(2)
'192.168.122.10/24' | ansible.utils.previous_nth_usable(2)
'192.168.122.1/24' | ansible.utils.previous_nth_usable(2)
'192.168.122.1' | ansible.utils.next_nth_usable(1)
'x' | ansible.utils.next_nth_usable(1)
['192.168.0.34', '10.3.0.3', '192.168.2.34'] | ansible.utils.reduce_on_network('192.168.0.0/24')
'192.168.1.0/29' | ansible.utils.usable_range
'192.168.1.1/29' | ansible.utils.usable_range
'2001:db8::/126' | ansible.utils.usable_range
['192.168.0.0/17', '192.168.128.0/17', '192.168.128.1'] | ansible.utils.cidr_merge
['10.0.0.0/24', '10.0.2.0/24', '10.0.1.0/24', '10.0.3.0/24'] | ansible.utils.cidr_merge
['192.168.1.1', '192.168.1.3'] | ansible.utils.cidr_merge
['192.168.1.1', '192.168.3.3'] | ansible.utils.cidr_merge('span')
['192.168.1.1/24'] | ansible.utils.cidr_merge('span')
['192.168.1.1/24'] | ansible.utils.cidr_merge('nonsense')
[] | ansible.utils.cidr_merge
['2001:db8::/33', '2001:db8:8000::/33'] | ansible.utils.cidr_merge
'1a:2b:3c:4d:5e:6f' | ansible.utils.hwaddr
${macQueries()}
'x' | ansible.utils.hwaddr
'x' | ansible.utils.hwaddr('bool')
'x' | ansible.utils.hwaddr('linux')
'1a:2b:3c:4d:5e:6f' | ansible.utils.hwaddr('nonsense')
'0A-02-3C-4d-5e-06' | ansible.utils.macaddr('linux')
'0A-02-3C-4d-5e-06' | ansible.utils.macaddr('unix')
'1a2b.3c4d.5e6f' | ansible.utils.macaddr('linux')
'1a2b3c4d5e6f' | ansible.utils.macaddr('linux')
'1a2b3c:4d5e6f' | ansible.utils.macaddr('linux')
'1a:2b:3c:4d:5e' | ansible.utils.macaddr
`,
  'ansible.utils: tests of addresses': `
${addressTests()}
'10.1.0.0/16' is ansible.utils.in_any_network(['10.0.0.0/8', '192.168.0.0/16'])
'11.1.0.0/16' is ansible.utils.in_any_network(['10.0.0.0/8', '192.168.0.0/16'])
'10.1.1.1' is ansible.utils.in_one_network(['10.0.0.0/8', '192.168.0.0/16'])
'10.1.1.1' is ansible.utils.in_one_network(['10.0.0.0/8', '10.1.0.0/16'])
'10.1.1.1' is ansible.utils.in_network('10.0.0.0/8')
'10.1.1.1/24' is ansible.utils.in_network('10.0.0.0/8')
'10.1.1.0/24' is ansible.utils.in_network('10.0.0.0/8')
'10.1.1.1' is ansible.utils.in_network('x')
'fe80::1' is ansible.utils.in_network('10.0.0.0/8')
'10.0.0.0/8' is ansible.utils.subnet_of('10.0.0.0/16')
'10.0.0.0/16' is ansible.utils.subnet_of('10.0.0.0/8')
'10.0.0.0/8' is ansible.utils.supernet_of('10.0.0.0/16')
'10.0.0.0/16' is ansible.utils.supernet_of('10.0.0.0/8')
'255.255.255.0' is ansible.utils.ipv4_netmask
'255.255.0.255' is ansible.utils.ipv4_netmask
'0.0.0.255' is ansible.utils.ipv4_netmask
'0.0.0.255' is ansible.utils.ipv4_hostmask
'255.255.255.0' is ansible.utils.ipv4_hostmask
'0.0.255.0' is ansible.utils.ipv4_hostmask
'02:16:3e:e4:16:f3' is ansible.utils.mac
'02-16-3e-e4-16-f3' is ansible.utils.mac
'0216.3ee4.16f3' is ansible.utils.mac
'02163EE416F3' is ansible.utils.mac
'02:16:3e:e4:16' is ansible.utils.mac
'240.0.0.0' is ansible.utils.ipv4_netmask
'0.0.0.0' is ansible.utils.ipv4_hostmask
`,
}

function addressTests(): string {
  const addresses = [
    ...[
      '10.1.1.1',
      '10.1.1.0/24',
      '10.1.1.1/24',
      '192.168.1.1',
      '172.32.0.1',
      '8.8.8.8',
      '127.0.0.1',
      '224.0.0.1',
    ],
    ...[
      '240.0.0.1',
      '0.0.0.0',
      '255.255.255.255',
      '100.64.0.1',
      '169.254.1.1',
      '198.18.0.1',
      '203.0.113.5',
      '192.0.0.1',
    ],
    ...[
      '::1',
      '::',
      'fe80::1',
      'fc00::1',
      '2001:db8::1',
      '2002:0102:0304::1',
      '2001::1',
      '::ffff:1.2.3.4',
      'ff02::1',
    ],
    ...[
      '2606:4700::1111',
      '2001:db8::/32',
      '2001:db8::1/32',
      '01.1.1.1',
      '256.1.1.1',
      'x',
      '',
      '10.0.0.0/255.0.0.0',
    ],
    ...['10.0.0.0/0.255.255.255', '10.0.0.0/33', 'fe80::1%eth0', '64:ff9b::1'],
  ]
  const tests = [
    ...[
      'ip',
      'ip_address',
      'ipv4',
      'ipv6',
      'ipv4_address',
      'ipv6_address',
      'loopback',
      'multicast',
      'private',
    ],
    ...['public', 'reserved', 'unspecified', 'ipv6_ipv4_mapped', 'ipv6_sixtofour', 'ipv6_teredo'],
  ]
  return tests
    .map(name => `[${addresses.map(address => `'${address}' is ansible.utils.${name}`).join(', ')}]`)
    .join('\n')
}

function addressQueries(): string {
  const addresses = [
    ...[
      '192.0.2.1',
      '192.0.2.1/24',
      '192.0.2.0/24',
      '192.0.2.255/24',
      '10.1.2.3',
      '10.0.0.0/8',
      '10.0.0.1/30',
      '10.0.0.0/31',
    ],
    ...[
      '10.0.0.1/32',
      '224.0.0.5',
      '127.0.0.1',
      '169.254.3.4',
      '2001:db8::1',
      '2001:db8::1/64',
      '2001:db8::/64',
      'fe80::1',
    ],
    ...[
      '::1',
      'ff02::1',
      '::ffff:192.0.2.1',
      '2002:c000:201::1',
      '8.8.8.8',
      '8.8.8.8/24',
      '10.1/16',
      'x',
      '',
      '192.0.2.256',
    ],
    ...['100.64.1.1', '255.255.255.0', '3221225985', '3221225985/24', '192.0.2.1/255.255.255.0'],
  ]
  const queries = [
    ...[
      '',
      '6to4',
      'address',
      'address/prefix',
      'bool',
      'broadcast',
      'cidr',
      'gateway',
      'host',
      'host/prefix',
      'hostmask',
    ],
    ...[
      'int',
      'ip',
      'ip/prefix',
      'ip_netmask',
      'ipv4',
      'ipv6',
      'link-local',
      'loopback',
      'multicast',
      'net',
      'netmask',
    ],
    ...[
      'network',
      'network_id',
      'network/prefix',
      'network_netmask',
      'network_wildcard',
      'prefix',
      'private',
      'public',
    ],
    ...[
      'revdns',
      'size',
      'size_usable',
      'subnet',
      'type',
      'unicast',
      'version',
      'wildcard',
      'wrap',
      '10.0.0.0/8',
      '0',
      '1',
    ],
    ...['-2', '300', '2001:db8::/32'],
  ]
  const ofNetworks = ['first_usable', 'last_usable', 'next_usable', 'previous_usable', 'range_usable']
  const networks = addresses.filter(address => address.includes('/'))
  return [
    ...queries.map(query => listOf(addresses, query)),
    ...ofNetworks.map(query => listOf(networks, query)),
    ...['10.0.0.1/30', '10.0.0.2/30', '10.0.0.0/31', '10.0.0.0/30', '10.0.0.1', '10.0.0.1/24'].map(
      address => `'${address}' | ansible.utils.ipaddr('peer')`,
    ),
    "'10.0.0.1' | ansible.utils.ipaddr('first_usable')",
  ].join('\n')
}

function listOf(addresses: readonly string[], query: string): string {
  const asked = NUMBERS.includes(query) ? addresses.filter(address => !address.includes(':')) : addresses
  return `[${asked.map(address => `'${address}' | ansible.utils.ipaddr('${query}')`).join(', ')}]`
}

function macQueries(): string {
  return ['bare', 'bool', 'int', 'cisco', 'eui48', 'linux', 'pgsql', 'postgresql', 'psql', 'unix', 'win']
    .map(query => `'0a:2b:3c:4d:5e:06' | ansible.utils.hwaddr('${query}')`)
    .join('\n')
}
