/** The variables with which the expressions below are evaluated. */
export const VARIABLES = {
  foo: 'bar',
  name: 'web',
  port: 8080,
  count: 3,
  zero: 0,
  enabled: true,
  disabled: false,
  empty: '',
  nothing: null,
  text: 'Hello World',
  padded: '  padded ',
  path: '/etc/nginx/nginx.conf',
  version_text: '1.18.0',
  csv: 'a,b,c',
  lines: 'one\ntwo\nthree',
  flag_yes: 'yes',
  flag_off: 'off',
  number_text: '42',
  list: ['b', 'a', 'c'],
  numbers: [3, 1, 2],
  nested: [[1, 2], [3]],
  twice: ['a', 'b', 'a'],
  empty_list: [],
  empty_map: {},
  users: [
    { name: 'alice', uid: 1001, admin: true, state: 'present', home: { dir: '/home/alice' } },
    { name: 'bob', uid: 1002, admin: false, state: 'absent', home: { dir: '/home/bob' } },
  ],
  conf: { a: 1, b: { c: 'deep', 'x-y': 2 }, 'key with space': 'v', package: 'p' },
  more_conf: { a: 2, d: 4 },
  groups: { web: ['web1', 'web2'], db: ['db1'], all: ['web1', 'web2', 'db1'] },
  hostvars: {
    web1: { address: '10.0.0.1', ansible_host: '10.0.0.1' },
    web2: { address: '10.0.0.2', ansible_host: '10.0.0.2' },
    db1: { address: '10.0.0.9', ansible_host: '10.0.0.9' },
  },
  inventory_hostname: 'web1',
  ansible_os_family: 'Debian',
  ansible_distribution: 'Debian',
  ansible_distribution_version: '12.5',
  ansible_distribution_major_version: '12',
  ansible_memtotal_mb: 4096,
  ansible_facts: {
    os_family: 'Debian',
    distribution_major_version: '12',
    default_ipv4: { address: '10.0.0.1' },
    memtotal_mb: 4096,
    processor_vcpus: 2,
  },
  result: {
    changed: true,
    failed: false,
    rc: 0,
    stdout: 'it works, version 2.4',
    stderr: '',
    stdout_lines: ['it works, version 2.4'],
    stat: { exists: true, isdir: false, mode: '0644' },
  },
  failure: { changed: false, failed: true, rc: 1, stdout: '', stderr: 'not found', msg: 'bad' },
  skipped: { changed: false, failed: false, skipped: true },
  item: { name: 'alice', port: 80, state: 'present', src: 'a.j2', key: 'k', value: 'v' },
  b64: 'aGVsbG8=',
  package: 'nginx',
} as const

/** Conditions of the kinds that public playbooks contain. */
export const CONDITIONS: readonly string[] = String.raw`
foo is defined
foo is not defined
missing is defined
missing is undefined
missing is not undefined
conf.b.c is defined
conf.b.missing is defined
conf['b'] is defined
conf.missing.deeper is not defined
hostvars[inventory_hostname]['address'] is defined
foo is defined and foo == 'bar'
missing is defined and missing
missing is not defined or enabled
not enabled
not disabled
not (enabled and disabled)
not enabled and disabled
enabled and not disabled
enabled or disabled
enabled and (disabled or count > 2)
enabled == True
disabled == False
nothing is none
nothing == None
foo is not none
nothing is none or nothing == ''
enabled | bool
flag_yes | bool
flag_off | bool
not flag_yes | bool
not (flag_off | bool)
enabled | bool and count > 1
enabled | default(false)
missing | default(false)
missing | default(true)
missing | default(false) | bool
enabled | default(true) | bool
not missing | default(false)
not (missing | default(false) | bool)
missing | d(false) | bool
(missing | d() | bool) or enabled
foo | default('x') == 'bar'
missing | default('x') == 'x'
missing | default('') != ''
missing | default('', true) | length > 0
empty | default('fallback', true) == 'fallback'
empty | default('fallback', boolean=true) == 'fallback'
zero | default(5, true) == 5
foo | d('x') != "baz"
count | default(0) | int > 2
number_text | int == 42
number_text | int >= 40 and number_text | int < 50
ansible_memtotal_mb | int > 1024
(ansible_memtotal_mb / 1024) > 3
ansible_memtotal_mb // 1024 > 3
ansible_facts['memtotal_mb'] >= 2048
ansible_facts.processor_vcpus * 2 >= 4
count % 2 == 1
count is odd
count is even
zero is divisibleby 3
1 < count < 5
list | length > 0
list | length == 3
list | count > 1
empty_list | length == 0
not empty_list
empty_list | length
text | length >= 5
groups['web'] | length > 1
groups.db | length == 1
users | map(attribute='name') | list | length == 2
(users | length) > 1 and enabled
'a' in list
'z' not in list
not 'z' in list
foo in ['bar', 'baz']
foo not in ['bar', 'baz']
ansible_os_family in ['Debian', 'RedHat']
ansible_os_family in ('Debian', 'RedHat')
'World' in text
"works" in result.stdout
'works' not in result.stdout
inventory_hostname in groups['web']
inventory_hostname not in groups['db']
inventory_hostname == groups['web'][0]
inventory_hostname == groups['web'] | first
inventory_hostname != groups.web | last
inventory_hostname in groups.web and inventory_hostname not in groups.db
'web' in groups
'nope' in groups and inventory_hostname in groups['nope']
item.name in users | map(attribute='name')
item.name in (users | map(attribute='name') | list)
ansible_os_family == 'Debian'
ansible_os_family == "Debian" and ansible_distribution_major_version == '12'
ansible_facts['os_family'] == 'Debian'
ansible_facts.os_family == 'RedHat' or ansible_facts.os_family == 'Debian'
ansible_os_family | lower == 'debian'
(ansible_distribution | lower) in ['debian', 'ubuntu']
ansible_distribution_major_version | int >= 11
ansible_distribution_version is version('12', '>=')
ansible_distribution_version is version('13', '<')
ansible_distribution_version is version('12.5', '==')
ansible_distribution_version is version_compare('12.0', '>')
version_text is version('1.20', 'lt')
version_text is version('1.2', 'ge')
version_text is not version('2.0', '>=')
(version_text | default('0')) is version('1.0', '>')
result is changed
result is not changed
result is failed
result is not failed
failure is failed
failure is failure
result is succeeded
result is success
failure is not succeeded
skipped is skipped
result is not skipped
result is skipped
result is unreachable
result.changed
result is changed or failure is changed
result.changed or failure.changed
result.changed | bool
not result.changed
not result.failed
result.rc == 0
result.rc != 0
result.rc not in [0, 1]
result.rc > 1 or failure.rc == 1
failure.rc != 0 and 'not found' not in failure.stderr
failure.rc != 0 and ("not found" in failure.stderr or 'absent' in failure.stderr)
result.stdout == ''
result.stdout != ""
not result.stdout
result.stdout | length > 0
result.stdout | trim == 'it works, version 2.4'
result.stdout_lines | length > 0
not result.stdout_lines
result.stdout.find('works') != -1
result.stdout is search('works')
result.stdout is search("version \d+")
result.stdout is match('it .*')
result.stdout is match("works")
result.stdout is not match('^nope')
result.stdout is regex('v.rsion')
result.stdout.startswith('it')
result.stdout.endswith('2.4')
not result.stdout.startswith('nope')
text.lower() == 'hello world'
text.split(' ')[0] == 'Hello'
text.split(' ') | length == 2
csv.split(',')[-1] == 'c'
result.stat.exists
not result.stat.exists
result.stat.exists and not result.stat.isdir
not result.stat.exists or result.stat.isdir
result.stat.exists | default(false)
result.stat.isdir is defined and result.stat.isdir
result.stat.mode == '0644'
result.stat is defined and result.stat.exists == True
foo is string
count is number
count is string
conf is mapping
list is mapping
enabled is boolean
enabled is true
disabled is false
count is eq 3
count is gt 2
count is lessthan 5
'b' is in list
list is contains('a')
foo is truthy
empty is truthy
empty is falsy
item.state == 'present'
item.state | default('present') == 'present'
item.state | default('present') != 'absent'
item.missing | default(omit) != 'x'
item.port is defined and item.port | int < 1024
item.key is defined and item.value is defined
conf.a == 1 and conf.b.c == 'deep'
conf['key with space'] == 'v'
conf['b']['x-y'] == 2
conf.b['x-y'] > 1
conf.get('a') == 1
conf.get('z', 5) == 5
conf.get('z') is none
conf.keys() | length > 1
'a' in conf
'a' in conf.keys()
hostvars['db1'].address == '10.0.0.9'
hostvars[groups['db'][0]]['ansible_host'] == '10.0.0.9'
hostvars[inventory_hostname].address != hostvars['db1'].address
(enabled if foo == 'bar' else disabled)
users | selectattr('admin') | list | length == 1
users | selectattr('state', 'equalto', 'present') | list | length > 0
users | selectattr('name', 'defined') | list | length == 2
users | rejectattr('state', 'equalto', 'present') | map(attribute='name') | first == 'bob'
list | select('match', '^[ab]$') | list | length == 2
list | reject('equalto', 'a') | list | length == 2
list | difference(['a']) | length == 2
list | intersect(['a', 'z']) | length > 0
list | union(['z']) | length == 4
list | unique | length == list | length
list | sort | first == 'a'
numbers | max > 2
numbers | min == 1
numbers | sum == 6
path | basename == 'nginx.conf'
path | dirname == '/etc/nginx'
b64 | b64decode == 'hello'
foo = 'bar'
foo == "bar" and count = 3
package == 'nginx'
package is defined
conf.package == 'p'
result is changed and (result.rc | default(1)) == 0
(result.rc | default(0)) != 0
failure is failed and failure.msg is search('bad')
enabled and result is changed and 'web' in groups
text | regex_replace('World', 'You') == 'Hello You'
text | replace('World', 'You') == 'Hello You'
text | upper == 'HELLO WORLD'
[1, 2, 3] | length == 3
{'a': 1}.a == 1
count + 1 == 4
count - 1 > 1
-count < 0
(count + 1) * 2 == 8
`
  .split('\n')
  .filter(line => line !== '')

/** Expressions of the kinds that public playbooks and templates have between braces. */
export const VALUES: readonly string[] = String.raw`
foo | default('x')
missing | default('x')
missing | default("it's")
missing | default('')
missing | default([])
missing | default({})
missing | default(5)
missing | default(true)
missing | default(omit)
missing | d()
missing | d('x')
empty | default('fallback', true)
empty | default(omit, true)
missing | default(foo)
missing | default(foo ~ '-x')
missing | default(conf.b.c)
missing | default('/opt/' + name)
missing | default(item.name | upper)
conf.missing | default('x')
conf['missing'] | default('x')
conf.b.c | default('x') | upper
conf.get('a')
conf.get('z', 'other')
conf['a']
conf["b"]["c"]
conf['key with space']
conf.b['x-y']
conf[item.name] | default('none')
groups['web']
groups['web'][0]
groups['web'] | first
groups.web | last
groups.web[1]
groups['web'] | length
groups['web'] | join(',')
groups['web'] | join(', ')
groups.web | join
hostvars[inventory_hostname]['address']
hostvars['db1']['address']
hostvars[groups['db'][0]].address
hostvars[groups['web'] | first]['ansible_host']
ansible_facts['default_ipv4']['address']
ansible_facts.default_ipv4.address
ansible_facts['memtotal_mb'] * 2
ansible_facts.processor_vcpus * 2
ansible_memtotal_mb / 1024
(ansible_memtotal_mb / 1024) | int
ansible_memtotal_mb | int - 512
(ansible_memtotal_mb * 3 / 4) | int
port + 1
port - 80
port | int + 1
(port | int) + 1
count * 2
count % 2
10 / 4
-count
-1
name ~ '-' ~ foo
name ~ ':' ~ port
'http://' ~ name ~ ':' ~ port
'/etc/' + name
'/etc/' + name + '.conf'
name + '.conf'
list + ['d']
[name] + list
numbers + [4]
'a' if enabled else 'b'
'a' if disabled else 'b'
'yes' if foo == 'bar' else 'no'
'x' if count > 2 else 'y'
"--verbose" if enabled else ""
foo if foo is defined else 'none'
missing if missing is defined else 'none'
'one' if count == 1 else 'three' if count == 3 else 'many'
('a' if enabled else 'b') | upper
enabled | ternary('on', 'off')
(foo == 'bar') | ternary('a', 'b')
(count > 5) | ternary('big', 'small')
enabled and disabled
enabled or disabled
not enabled
foo == 'bar'
foo != 'bar'
count >= 3
count < 3
'a' in list
'z' not in list
foo is defined
missing is defined
result is changed
result.stdout | trim
padded | trim
text | lower
text | upper
name | capitalize
text | replace(' ', '_')
text | replace('World', 'You') | lower
text | regex_replace('(\w+) (\w+)', '\\2 \\1')
text | regex_replace('^Hello ', '')
path | regex_replace('\.conf$', '.bak')
path | basename
path | dirname
path | dirname | basename
path | basename | upper
text | length
list | length
conf | length
list | count
text.split(' ')
text.split()
csv.split(',')
csv.split(',')[0]
csv.split(',') | first
csv.split(',') | last
csv | split(',')
text.lower()
text.upper()
padded.strip()
text.replace('World', 'You')
text.startswith('He')
text.endswith('x')
','.join(list)
', '.join(groups['web'])
lines.splitlines()
lines.splitlines() | length
list | sort
numbers | sort
list | sort | join(' ')
twice | unique
twice | unique | sort
nested | flatten
list | first
list | last
list[0]
list[1] | upper
list.0
users[0].name
users.0.name
users[0]['home']['dir']
users | map(attribute='name')
users | map(attribute='name') | list
users | map(attribute='name') | join(',')
users | map(attribute='home.dir') | list
users | map(attribute='uid') | max
users | selectattr('admin') | list
users | selectattr('admin') | map(attribute='name') | list
users | selectattr('admin') | map(attribute='name') | join(' ')
users | selectattr('state', 'equalto', 'present') | map(attribute='name') | list
users | selectattr('state', '==', 'absent') | map(attribute='name') | first
users | rejectattr('state', 'equalto', 'present') | list
users | selectattr('name', 'match', 'a.*') | list
users | selectattr('uid', 'gt', 1001) | map(attribute='name') | list
list | map('upper') | list
list | map('upper') | join(',')
list | select('in', ['a', 'b']) | list
list | reject('equalto', 'a') | list
groups['web'] | map('extract', hostvars, 'address') | list
groups['web'] | map('extract', hostvars) | map(attribute='address') | list
groups['web'] | map('extract', hostvars) | map(attribute='address') | join(',')
numbers | max
numbers | min
numbers | sum
list | difference(['a'])
list | union(['d'])
list | intersect(['a', 'c'])
twice | difference(['b'])
conf | combine({'z': 1})
conf | combine(more_conf)
more_conf | combine({'a': 9, 'e': [1]})
more_conf | dict2items
more_conf | dict2items | map(attribute='key') | list
conf.keys() | list
more_conf.keys() | list | sort
more_conf.values() | list
number_text | int
number_text | float
port | string
port | string ~ '/tcp'
flag_yes | bool
flag_off | bool | string
enabled | bool
b64 | b64decode
text | b64encode
text | quote
foo | hash('sha256')
foo | hash('sha1')
foo | checksum
foo | md5
more_conf | to_json
list | to_json
list | tojson
more_conf | to_nice_json
lines | indent(2)
lines | indent(width=4)
range(3)
range(1, 4) | list
range(0, count)
[1, 2, 3]
['a', foo]
[]
{}
{'a': 1, 'b': foo}
{'name': name, 'list': list}
[{'a': 1}]
item.name
item['name']
item.src | basename
item.state | default('present')
item.missing | default('x')
item.missing | default(omit)
item.name ~ '@' ~ item.port
(item.port | string) + '/tcp'
result.stdout_lines[0]
result.stdout.split(' ')[0]
result.stdout.split(',')[0] | trim
result.stat.mode | default('0644')
(result.stdout | default('')) | length
(missing | default('a,b')).split(',')
(missing | default([])) + list
(missing | default([])) | length
list | from_json
path | realpath
foo | password_hash('sha512', 'saltsalt')
missing | default(lookup('env', 'HOME'))
ansible_facts | json_query('a')
text[0:5]
list[1:]
foo | comment
more_conf | to_nice_yaml
more_conf | to_yaml
text | random(seed='a')
list | random(seed='a')
list | zip(numbers) | list
users | subelements('groups')
'%s-%s' | format(name, foo)
'%s-%d' % (name, count)
'{}-{}'.format(name, foo)
'=' * 20
list | product(numbers) | list
foo | regex_search('b(.)')
conf | combine(more_conf, recursive=True)
ansible_facts.default_ipv4.address | ipaddr('network')
foo | urlencode
nothing | default('x', true)
users | map(attribute='groups', default=[]) | list
text | title
(foo)
((port))
`
  .split('\n')
  .filter(line => line !== '')
