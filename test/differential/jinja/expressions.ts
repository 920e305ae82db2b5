/** Expressions by topic, one per line. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  'numbers and their operators': `
one + port
one - port
port * 2
port / 3
port / 4
port // 3
negative // 2
negative % 3
port % 7
ratio + 1
ratio * 2
ratio - 0.5
2 ** 10
2 ** -1
2 ** 0.5
-2 ** 2
(2 ** 3) ** 2
2 ** 3 ** 2
7 // 2.0
7 % 2.5
1 / 2
4 / 2
1_000 + 1
0x1F + 0o17 + 0b11
1e3
1.5e-7
1e16
123456789012345680.0
0.1 + 0.2
1 / 3
tiny
huge
10 ** 20
2 ** 64
2 ** 100 + 1
9007199254740993
9007199254740992 + 1
9007199254740993 * 3
-9007199254740993
12345678901234567890 // 7
12345678901234567890 % 7
12345678901234567890 - 12345678901234567889
-one
+one
- -one
not one
one / zero
one // zero
one % zero
yes + 1
yes * 3
no + no
-yes
1 + none
1 + 'a'
'a' + 1
'a' * 3
3 * 'ab'
'a' * -1
[1, 2] * 2
2 * [0]
(1, 2) * 2
[1] + [2]
[1] + (2,)
(1,) + (2, 3)
'a' + 'b'
'a' ~ 1 ~ none ~ true ~ [1, 'x']
1 ~ 2
one ~ '' ~ ratio
-'a'
{} + {}
1.0
2.50
100.0 // 7
1e400
-0.0
0.0 * -1
5 // -2
5 % -2
-5 % 2
5.5 // -2
5.5 % -2
1000000 * 1000000
3 - 2 - 1
2 + 3 * 4 - 5
(2 + 3) * 4
7 - 2 ** 2
8 / 2 / 2
2 * 3 % 4`,
  'comparison and logic': `
one == 1
one == 1.0
one == yes
zero == no
one == '1'
1 < 2 < 3
1 < 3 < 2
1 < 2 > 0 != 5
'a' < 'b'
'B' < 'a'
[1, 2] < [1, 3]
[1, 2] < [1, 2, 0]
[1] == [1.0]
(1, 2) == [1, 2]
(1, 2) == (1, 2)
{'a': 1} == {'a': 1.0}
{'a': 1, 'b': 2} == {'b': 2, 'a': 1}
none == none
none == false
1 < 'a'
(1, 2) <= [1, 2]
2.5 is even
0 ** -1
nothing | urlencode
yes and map | to_json
(nothing_map | to_json) if yes else 1
no or (nothing_map | to_json)
map is defined and (map | to_json)
map | to_json | string | length
none < 1
[1] < 1
one != 2
one <> 2
'quick' in words
'x' in words
1 in list
'1' in list
'a' in map
'd' in map.c
2 in map
1 not in list
not 1 in list
'' in 'abc'
1 in 'abc'
1 in 5
'a' in nothing
one and port
zero and port
zero or port
empty or 'x'
one or nowhere
zero and nowhere
not zero
not empty
not nothing_list
not nothing_map
not 'x'
yes and no or yes
yes or no and no
(yes or no) and no
not yes or yes
1 if yes
1 if no
1 if yes else 2
1 if no else 2
1 if no else 2 if no else 3
(1 if no) is defined
('a' if one > 0 else 'b') ~ 'c'
one > 0 and port > 1000
1 == 1 == 1
2 in [1, 2] == true
true == 'True'
yes is true
'yes' == yes
blank and 1
[] or {} or '' or 0 or none or 'last'
1 is 1
name == 'web1.example.com'`,
  'literals and text': `
'a'
"a"
'it\\'s'
"say \\"x\\""
'tab\\tnew\\nline'
'\\x41\\u00e9'
'a' 'b' "c"
[1, 'two', 3.0, none, true]
(1, 2, 3)
(1,)
()
[]
{}
{'a': 1, 'b': [2, {'c': none}]}
{'a': 'it\\'s', 'b': "x\\"y"}
['\\\\', '\\n', 'é', '☃', '😀']
{1: 'a'}[1]
{'a': 1, 'a': 2}
[1, 2,]
(1, 2,)
{'a': 1,}
true
false
none
True
False
None
[true, false, none]
unicode
quotes
[quotes]
backslash
[backslash]
lines
[lines]
html
mixed
map
users
settings
name, port
'{' ~ '}'
'[1, 2'
'[1, 2]'
"{'a': 1}"
'{"a": true, "b": null}'
'True'
'False'
'true'
'None'
'[nowhere]'
'[1] '
' [1]'
'{{'
'(1, 2)'
'5'
'1.5'
empty
nothing`,
  'keys, items and slices': `
map.a
map['a']
map.c.d[0]
map.c.d[-1]
map.c.d.0
map.c['d'][1]
map.nowhere
map['nowhere']
map.c.nowhere.deeper
nowhere
nowhere.key
nowhere['key'].more
list[0]
list[-1]
list[5]
list[-5]
list.0
list['0']
list['x']
list.nowhere
texts[1:]
texts[:2]
texts[1:3]
texts[::2]
texts[::-1]
texts[-2:]
texts[:-1]
texts[5:]
numbers[8:2:-2]
name[0]
name[-1]
name[0:4]
name[::-1]
name[:4] ~ name[-4:]
unicode[0:3]
unicode[-1]
unicode[::-1]
words[4]
words[100]
(1, 2, 3)[1:]
(1, 2, 3)[0]
port[0]
port.nowhere
nothing.key
nothing['key']
users[0].name
users[0]['groups'][1]
users[2].home.path
users[1].home
users[1].home.path
settings['max-age']
settings.max-age
settings.names[0].split('.')[0]
map.keys()
{'items': 1}['items']
name.nowhere
map[one]
list[one]
list[yes]
list[1.0]
map[['a']]
mixed[5][0]
mixed[6].k
mixed[2].x
users | map(attribute='name') | list | first
(users | first).name
upstreams['app'].servers[0].split(':')[1]
map.constructor
list.constructor
map.__proto__
map['__proto__']
map['constructor']
map.hasOwnProperty
name.length
list.length`,
  'methods of text': `
name.upper()
name.lower()
words.title()
words.capitalize()
words.swapcase()
words.split()
words.split(' ', 2)
words.split('o')
name.split('.')
name.split('.', 1)
name.rsplit('.', 1)
name.rsplit('.')
words.rsplit(None, 2)
words.split(None, 1)
'a,b,,c'.split(',')
''.split(',')
''.split()
'  a  b '.split()
'  a  b '.split(' ')
lines.splitlines()
lines.splitlines(true)
'a\\r\\nb\\rc'.splitlines()
' x '.strip()
' x '.lstrip() ~ '|'
' x '.rstrip() ~ '|'
'xxaxx'.strip('x')
'xyaxy'.lstrip('xy')
'a-b-c'.rstrip('c-')
'[a]'.strip('[]')
name.replace('.', '-')
name.replace('.', '-', 1)
'aaa'.replace('a', 'b', 2)
'abc'.replace('', '-')
name.startswith('web')
name.startswith(('db', 'web'))
name.endswith('.com')
name.endswith('x')
name.find('.')
name.find('nowhere')
name.rfind('.')
name.index('.')
name.index('nowhere')
name.find('.', 5)
name.count('.')
name.count('')
'ab'.center(7)
'abc'.center(8)
'abc'.center(7, '*')
'ab'.ljust(5) ~ '|'
'ab'.rjust(5)
'ab'.rjust(5, '0')
'42'.zfill(5)
'-42'.zfill(5)
'abc'.zfill(2)
'a\\tb'.expandtabs(4)
','.join(texts)
','.join(['a', 1])
''.join([])
', '.join(map)
'-'.join('abc')
'abc'.isalpha()
'abc1'.isalnum()
'123'.isdigit()
'12.3'.isdigit()
''.isdigit()
'٣'.isdigit()
'123'.isnumeric()
'123'.isdecimal()
'  '.isspace()
'abc'.islower()
'ABC'.isupper()
'Abc Def'.istitle()
'abc'.isidentifier()
'a=b=c'.partition('=')
'a=b=c'.rpartition('=')
'abc'.partition('=')
'Straße'.casefold()
'Straße'.upper()
'test'.removeprefix('te')
'test'.removesuffix('st')
'{} and {}'.format(1, 'two')
'{1} and {0}'.format(1, 'two')
'{a} and {b}'.format(a=1, b='two')
'{0[k]} {0[j]}'.format({'k': 1, 'j': 2})
'{:>8}|{:<8}|{:^8}|'.format('a', 'b', 'c')
'{:05d} {:x} {:o} {:b}'.format(42, 255, 8, 5)
'{:.2f} {:8.3f} {:e} {:g}'.format(3.14159, 2.5, 12345.678, 0.0001)
'{:,} {:+d} {:%}'.format(1234567, 5, 0.25)
'{!r} {!s}'.format('a', 'b')
'{:*^9}'.format('mid')
'{{}} {}'.format(1)
'{}'.format(none)
'{}'.format([1, 'a'])
'{nowhere}'.format(a=1)
'{} {}'.format(1)
'{:d}'.format('a')
'%s is %d' % ('a', 5)
'%s' % 'x'
'%s' % [1, 2]
'%s %s' % (1, none)
'%5d|%-5d|%05d' % (1, 2, 3)
'%.2f %5.1f %e' % (3.14159, 2.25, 1234.5)
'%x %X %o %#x' % (255, 255, 8, 255)
'%r' % 'a'
'%%' % ()
'%(a)s-%(b)02d' % {'a': 'x', 'b': 3}
'%s' % ()
'%s' % (1, 2)
'%d' % 'a'
'%d' % 3.9
'%s' % true
'%c' % 65
'%+d % d' % (1, 2)
'%10s|%-10s|' % ('a', 'b')
'%.3s' % 'abcdef'
'%i' % 5
'%g %g' % (0.00001, 1e20)
'x'.nowhere()
'abc'.encode('utf-8')
'a b'.title()
"they're bill's".title()
'hello world'.capitalize()
'ÀÉ'.lower()
'a'.ljust(3, 'xy')`,
  'methods of lists and dicts': `
list.index(1)
list.index(9)
list.count(2)
list.copy()
list.append(4)
list.append(4) or list
map.keys() | list
map.values() | list
map.items() | list
map.get('a')
map.get('x')
map.get('x', 'y')
map.get('c', {}).get('d', [])
map.copy()
map.items()
map.keys()
map.pop('a')
map.pop('x')
map.pop('x', 0)
map.update({'z': 1}) or map
map.setdefault('q', []) or map.q
list.pop() ~ list
list.pop(0) ~ list
list.insert(0, 9) or list
list.remove(1) or list
list.remove(9)
list.reverse() or list
list.sort() or list
list.sort(reverse=true) or list
list.extend([7, 8]) or list
list.clear() or list
map.clear() or map
(1, 2, 1).count(1)
(1, 2).index(2)
dict(a=1, b=2)
dict([('a', 1), ('b', 2)])
dict({'a': 1}, b=2)
dict(map, a=9)
list.nowhere()
map.nowhere()
map.popitem()
map.fromkeys(['a', 'b'])`,
  'filters of Jinja': `
negative | abs
ratio | abs
'x' | abs
map | attr('a')
list | batch(2)
list | batch(2, 'x')
numbers | batch(3) | list
words | capitalize
'ab' | center(6)
list | count
nowhere | default('x')
nowhere | d('x')
nowhere.key.deeper | default('x')
nothing | default('x')
nothing | default('x', true)
empty | default('x', true)
zero | default(5, boolean=true)
map.nowhere | default(map.a)
nowhere | default(nowhere2) | default('y')
nowhere | default
map | dictsort
map | dictsort(reverse=true)
{'b': 1, 'A': 2} | dictsort
{'b': 1, 'A': 2} | dictsort(true)
{'b': 1, 'A': 2} | dictsort(by='value')
{'b': 1, 'A': 2} | dictsort(false, 'value', true)
html | e
html | escape
html | forceescape
1000 | filesizeformat
123456789 | filesizeformat
123456789 | filesizeformat(true)
1 | filesizeformat
texts | first
nothing_list | first
nothing_list | first | default('none')
'abc' | first
number_text | float
'x' | float
'x' | float(1.5)
'1e3' | float
one | float
'%s-%s' | format(1, 'a')
'%(a)s' | format(a=1)
users | groupby('admin')
users | groupby('admin') | map('first') | list
users | groupby('home.mode', default='none') | map('first') | list
lines | indent
lines | indent(2)
lines | indent(2, true)
lines | indent(2, true, true)
lines | indent(width=3, first=true)
lines | indent('> ')
number_text | int
'x' | int
'x' | int(5)
'0x1f' | int(base=16)
'0755' | int(base=8)
'ff' | int(0, 16)
'3.99' | int
3.99 | int
-3.99 | int
yes | int
nothing | int
'' | int
' 42 ' | int
'12abc' | int
map | items
map | items | list
texts | join
texts | join(', ')
mixed | join('|')
users | join(', ', attribute='name')
nothing_list | join(',')
'abc' | join('-')
texts | last
'abc' | last
list | length
map | length
name | length
unicode | length
port | length
'abc' | list
map | list
range(3) | list
range(1, 10, 3) | list
range(5, 0, -2) | list
range(0) | list
range(3)
'ABC' | lower
port | lower
users | map(attribute='name') | list
users | map(attribute='home.path') | list
users | map(attribute='home.path', default='none') | list
users | map(attribute='groups.0', default='-') | list
users | map('attr', 'x') | list
texts | map('upper') | list
texts | map('upper')
list | map('string') | list
list | map('float') | list
texts | map('replace', 'a', 'x') | list
texts | map('nowhere') | list
list | max
list | min
texts | max
texts | min
users | max(attribute='uid')
nothing_list | max
texts | min(case_sensitive=true)
mixed | max
map | pprint
list | random is number
list | reject('odd') | list
list | reject('equalto', 2) | list
mixed | reject('none') | list
users | rejectattr('admin') | map(attribute='name') | list
users | rejectattr('home', 'defined') | map(attribute='name') | list
name | replace('e', 'E')
name | replace('e', 'E', 1)
port | replace('0', 'x')
list | reverse
list | reverse | list
'abc' | reverse
2.5 | round
3.5 | round
2.567 | round(2)
2.567 | round(1, 'ceil')
2.567 | round(1, 'floor')
1234 | round(-2)
5 | round
2.675 | round(2)
0.5 | round
1.5 | round
-2.5 | round
7 | round(2)
2.5 | round | int
html | safe
list | select('odd') | list
list | select | list
mixed | select | list
mixed | select('string') | list
texts | select('match', '^[ab]') | list
list | select('greaterthan', 1) | list
list | select('in', [1, 2]) | list
list | select('>', 1) | list
list | select('nowhere') | list
users | selectattr('admin') | map(attribute='name') | list
users | selectattr('uid', '>', 1001) | map(attribute='name') | list
users | selectattr('uid', 'equalto', 1002) | list
users | selectattr('home', 'defined') | map(attribute='name') | list
users | selectattr('home', 'undefined') | map(attribute='name') | list
users | selectattr('home.mode', 'defined') | list | length
users | selectattr('groups', 'contains', 'dev') | map(attribute='name') | list
users | selectattr('name', 'in', ['bob']) | list | length
users | selectattr('name', 'search', 'o') | map(attribute='name') | join(',')
users | selectattr('nowhere') | list
list | slice(2)
numbers | slice(3) | list
list | slice(2, 'x')
list | sort
list | sort(reverse=true)
texts | sort
texts | sort(case_sensitive=true)
texts | sort(true, true)
users | sort(attribute='name', reverse=true) | map(attribute='name') | list
users | sort(attribute='admin,name') | map(attribute='name') | list
mixed | sort
map | sort
port | string
list | string
nothing | string
yes | string
map | string | length
'<p>a  b</p> <!-- c --> d' | striptags
list | sum
floats | sum
users | sum(attribute='uid')
list | sum(start=10)
nested | sum(start=[])
texts | sum
words | title
'foo-bar baz' | title
map | tojson
html | tojson
mixed | tojson
{'a': [1, 2]} | tojson(indent=2)
'  x ' | trim
'xxaxx' | trim('x')
words | truncate(20)
words | truncate(20, true)
words | truncate(20, false, '…')
words | truncate(12, true, '...', 0)
'short' | truncate(3)
words | truncate(length=9, leeway=0)
duplicates | unique
duplicates | unique | list
duplicates | unique(true) | list
texts | unique
users | unique(attribute='admin') | map(attribute='name') | list
name | upper
'a b&c/d' | urlencode
{'a': 1, 'b': 'x y'} | urlencode
[('a', 1), ('b', 2)] | urlencode
'a/ü' | urlencode
words | wordcount
words | wordwrap(15)
words | wordwrap(10, false)
'averyveryverylongword x' | wordwrap(8)
'averyveryverylongword x' | wordwrap(8, false)
words | wordwrap(15, wrapstring='|')
'well-known self-contained thing' | wordwrap(12)
{'class': 'a', 'id': none} | xmlattr
list | nowhere
nowhere | upper
nowhere | length
list | join(nowhere)
list | first | string | upper
name | upper | lower | title
'a' | default('b') ~ 'c'
(nowhere | default([])) + [1]
nowhere | default({}) | length
users | map(attribute='groups') | sum(start=[])
users | map(attribute='groups') | flatten
map | dictsort | map('last') | list
list | map('abs') | sum
list | map('string') | join('-')
texts | map('length') | list
[[1, 2], [3]] | map('first') | list
[[1, 2], [3]] | map('length') | max
['a.b', 'c.d'] | map('split', '.') | map('last') | list
list | zip(texts) | list`,
  'filters of Ansible': `
'secret' | b64encode
'c2VjcmV0' | b64decode
unicode | b64encode | b64decode
'!!!' | b64decode
port | b64encode
path | basename
path | dirname
path | splitext
path | win_basename
'C:\\\\a\\\\b.txt' | win_basename
'C:\\\\a\\\\b.txt' | win_dirname
'C:\\\\a\\\\b.txt' | win_splitdrive
['/etc', 'x', 'y'] | path_join
'/etc' | path_join
['/etc', '/x'] | path_join
'/a/b/../c' | relpath('/a')
'yes' | bool
'no' | bool
'on' | bool
'1' | bool
1 | bool
0 | bool
'True' | bool
'x' | bool
'' | bool
nothing | bool
yes | bool
2 | bool
'abc' | hash
'abc' | hash('md5')
'abc' | hash('sha256')
'abc' | hash('sha512')
'abc' | hash('nowhere')
'abc' | md5
'abc' | sha1
'abc' | checksum
unicode | checksum
'x' | comment
'x\\ny' | comment('c')
'x' | comment('cblock')
'x' | comment('erlang')
'x' | comment('xml')
'x' | comment(decoration='; ')
'x' | comment('plain', prefix='#######\\n#', postfix='#\\n#######')
map | combine({'z': 9})
map | combine({'a': 5}, {'b': 6})
map | combine({'c': {'e': 1}})
map | combine({'c': {'e': 1}}, recursive=true)
{'a': [1]} | combine({'a': [2]}, list_merge='append')
{'a': [1]} | combine({'a': [2]}, list_merge='prepend')
{'a': [1, 2]} | combine({'a': [2, 3]}, list_merge='append_rp')
{'a': [1, 2]} | combine({'a': [2, 3]}, list_merge='prepend_rp')
{'a': [1, 2]} | combine({'a': [2, 3]}, list_merge='keep')
[{'a': 1}, {'b': 2}] | combine
map | combine
map | combine([1])
map | dict2items
map | dict2items(key_name='k', value_name='v')
list | dict2items
pairs | items2dict
[{'k': 1, 'v': 2}] | items2dict('k', 'v')
[{'k': 1}] | items2dict
'a' | extract(map)
['a', 'b'] | map('extract', map) | list
0 | extract(list)
'app' | extract(upstreams, 'servers')
'app' | extract(upstreams, ['servers', 0])
'nowhere' | extract(map) | default('x')
nested | flatten
nested | flatten(levels=1)
[1, none, [none, 2]] | flatten
[1, none, [none, 2]] | flatten(skip_nulls=false)
json_text | from_json
'{' | from_json
yaml_text | from_yaml
'a: [1, yes, 0o17, 017, 1e3, ~, 2001-01-01x]' | from_yaml
'' | from_yaml
'---\\na: 1\\n---\\nb: 2' | from_yaml_all
1024 | human_readable
1048576 | human_readable
123456789 | human_readable(isbits=true)
123456789 | human_readable(unit='K')
'10K' | human_to_bytes
'1.5 GB' | human_to_bytes
'2Mb' | human_to_bytes(isbits=true)
'x' | human_to_bytes
list | intersect([1, 2, 9])
list | difference([1])
list | union([1, 9])
list | symmetric_difference([1, 9])
texts | difference(['a'])
duplicates | union([])
[3, 3, 1] | intersect([3])
100 | log
100 | log(10)
8 | log(2)
0 | log
2 | pow(10)
2 | pow(0.5)
9 | root
27 | root(3)
-1 | root
port | mandatory
nowhere | mandatory
nowhere | mandatory('give it')
[1, 2] | permutations(2) | list
[1, 2, 3] | combinations(2) | list
[1, 2] | product(['a', 'b']) | list
[1, 2] | product
'a b' | quote
"it's" | quote
'plain' | quote
'' | quote
port | quote
name | regex_replace('\\.', '-')
name | regex_replace('\\.')
name | regex_replace(pattern='\\.')
name | regex_replace(replacement='-')
name | regex_replace
users | to_yaml(default_flow_style=false)
users | to_yaml(default_flow_style=true, explicit_start=true)
users | to_yaml(default_flow_style=none)
settings | to_nice_yaml(indent=2, explicit_start=true)
settings | to_nice_yaml(default_flow_style=false)
settings | to_json(separators=(',', ':'))
settings | to_json(vault_to_text=true, preprocess_unsafe=false)
settings | to_nice_json(vault_to_text=true)
settings | to_nice_json(separators=(',', ':'))
name | regex_replace('^(\\w+)\\.(.*)$', '\\2.\\1')
name | regex_replace('(?P<host>\\w+)\\..*', '\\g<host>!')
name | regex_replace('WEB', 'x', ignorecase=true)
name | regex_replace('\\d', '$1')
name | regex_replace('$', '!')
lines | regex_replace('^', '> ', multiline=true)
port | regex_replace('0', 'x')
name | regex_replace('(', 'x')
name | regex_search('\\d+')
name | regex_search('nowhere')
name | regex_search('(\\w+)\\.(\\w+)', '\\1', '\\2')
name | regex_search('(?P<a>\\w+)', '\\g<a>')
name | regex_search('WEB', ignorecase=true)
name | regex_findall('\\w+')
name | regex_findall('(\\w)(\\w)')
name | regex_findall('e')
name | regex_findall('E', ignorecase=true)
lines | regex_findall('^\\w+', multiline=true)
'a.b*c' | regex_escape
'a.b*c' | regex_escape('posix_basic')
users | rekey_on_member('name') | dictsort | map('first') | list
users | subelements('groups') | map('last') | list
users | subelements('groups')
users | subelements('home', skip_missing=true)
users | subelements('nowhere')
users | subelements('nowhere', skip_missing=true)
yes | ternary('a', 'b')
no | ternary('a', 'b')
nothing | ternary('a', 'b', 'c')
nothing | ternary('a', 'b')
map | to_json
html | to_json
unicode | to_json
unicode | to_json(ensure_ascii=false)
mixed | to_json
map | to_json(indent=2)
{'b': 1, 'a': 2} | to_json(sort_keys=true)
map | to_nice_json
map | to_nice_json(indent=2)
mixed | to_nice_json
[] | to_nice_json
{} | to_nice_json
users | to_nice_json(sort_keys=false)
map | to_yaml
users | to_yaml
map | to_nice_yaml
users | to_nice_yaml
users | to_nice_yaml(indent=2)
mixed | to_nice_yaml
lines | to_nice_yaml
'yes' | to_yaml
{'a': 'b: c', 'd': '#x', 'e': ''} | to_nice_yaml
'x' | to_uuid
'x' | to_uuid(namespace='6ba7b810-9dad-11d1-80b4-00c04fd430c8')
port | type_debug
ratio | type_debug
yes | type_debug
list | type_debug
map | type_debug
nothing | type_debug
(1, 2) | type_debug
'a%20b' | urldecode
'a+b%C3%BC' | urldecode
url | urlsplit
url | urlsplit('hostname')
url | urlsplit('port')
url | urlsplit('query')
url | urlsplit('fragment')
url | urlsplit('username')
url | urlsplit('nowhere')
list | zip(texts) | list
list | zip([1, 2], [3, 4]) | list
list | zip_longest(texts, fillvalue='x') | list
list | zip_longest([1]) | list
dict(texts | zip(list))
dict(['a', 'b'] | zip([1, 2])) | dict2items
'a b  c' | split
'a,b,c' | split(',')
'a,b,c' | split(',', 1)
'%Y-%m-%d' | strftime(0)
'%Y-%m-%d %H:%M:%S' | strftime(1700000000, utc=true)
('2024-03-01 12:00:00' | to_datetime).year
(('2024-03-01 12:00:00' | to_datetime) - ('2024-02-28 12:00:00' | to_datetime)).days
'2024-03-01' | to_datetime('%Y-%m-%d')
[1, 2, 3] | shuffle(seed='x')
100 | random(seed='x')
[1, 2, 3] | random(seed='host')
'/home' | expanduser
'x' | expandvars
'secret' | password_hash('sha512', 'saltsalt')
'secret' | password_hash('sha256', 'saltsalt', rounds=5000)
'secret' | password_hash('md5', 'saltsalt')
name | ansible.builtin.regex_replace('e', 'E')
list | ansible.builtin.to_json
map | ansible.builtin.combine({'x': 1})
'x' | ansible.builtin.nowhere
'x' | nowhere.nowhere.nowhere`,
  tests: `
nowhere is defined
nowhere is not defined
nowhere is undefined
map.a is defined
map.nowhere is defined
map.nowhere.key is defined
not map.nowhere is defined
nothing is defined
nothing is none
nothing is not none
one is odd
port is even
port is divisibleby 8
port is divisibleby(7)
port is number
'1' is number
yes is number
ratio is float
one is float
one is integer
yes is integer
yes is boolean
1 is boolean
yes is true
1 is true
no is false
name is string
port is string
list is iterable
name is iterable
port is iterable
map is iterable
list is sequence
name is sequence
map is sequence
map is mapping
list is mapping
'abc' is lower
'ABC' is upper
'Abc' is lower
1 is eq 1
1 is equalto 1.0
1 is ne 2
1 is lt 2
1 is lessthan(2)
2 is ge 2
2 is gt 1
1 is sameas 1
yes is sameas true
1 is sameas true
1 is in [1, 2]
'a' is in 'abc'
3 is not in [1, 2]
html is escaped
name is callable
'upper' is filter
'odd' is test
result is changed
result is failed
result is succeeded
result is success
result is not failed
failed_result is failed
failed_result is failure
skipped_result is skipped
skipped_result is not skipped
results is changed
result is unreachable
result is reachable
result is skip
result is finished
result is started
name is failed
nowhere is failed
name is match('web')
name is match('eb')
name is match('web1$')
name is search('example')
name is search('EXAMPLE', ignorecase=true)
name is regex('^web\\d')
name is regex('example.com', match_type='fullmatch')
name is search('nowhere')
lines is search('^last', multiline=true)
lines is search('^last')
port is match('80')
name is match('(')
version is version('1.9', '>')
version is version('1.10.3', '==')
version is version('1.10.3')
version is version('2', '<')
version is version('1.10.10', 'lt')
version is version_compare('1.10', 'ge')
version is version('1.10.3', 'ne')
version is version('x', '>')
version is version('1.9', 'nowhere')
'1.0.0-rc.1' is version('1.0.0', '<', version_type='semver')
'1.0' is version('1.0.0', '==', version_type='strict')
'1.0rc1' is version('1.0', '<', version_type='pep440')
'1.0.dev1' is version('1.0a1', '<', version_type='pep440')
'1.0.post1' is version('1.0', '>', version_type='pep440')
'2.0.1' is version('2.0', '>=', strict=true)
'' is version('1', '>')
[true, 1] is any
[false, 0] is any
[true, 1] is all
[true, 0] is all
'yes' is truthy
'no' is truthy
'no' is truthy(convert_bool=true)
'no' is falsy(convert_bool=true)
zero is falsy
[1, 2] is subset([1, 2, 3])
[1, 9] is subset([1, 2, 3])
[1, 2, 3] is superset([1])
[1, 2] is contains(1)
name is contains('web')
map is contains('a')
'/etc' is directory
'/etc' is file
'/etc/passwd' is file
'/nowhere' is exists
'/etc' is exists
'/etc' is abs
'etc' is abs
'/' is mount
'/etc' is link
'/etc' is same_file('/etc/')
'http://x.y/z' is url
'x' is url
'urn:a:b' is urn
'http://x' is uri
'http://x' is uri(['https'])
one is nan
'x' is vault_encrypted
list is nowhere
list is ansible.builtin.superset([1])
one is odd and port is even
one is odd or nowhere
not one is odd
one is not odd
(one is odd) == true
one is odd | string`,
  'functions and lookups': `
range(3) | sum
dict(a=1).a
lookup('env', 'NOWHERE_AT_ALL')
lookup('env', 'NOWHERE_AT_ALL') == ''
lookup('items', [1, 2], 3)
query('items', [1, 2], [3])
lookup('items', ['a', 'b'])
lookup('list', [1, 2])
query('list', [1, 2])
q('list', 1, 2)
lookup('dict', map)
query('dict', {'a': 1})
lookup('dict', {'a': 1})
lookup('sequence', 'count=3')
query('sequence', 'start=1 end=5 stride=2')
query('sequence', 'count=2 format=web%02d')
query('sequence', start=1, end=3)
lookup('together', [1, 2], ['a', 'b'])
query('together', [1, 2], ['a'])
query('nested', [1, 2], ['a', 'b'])
lookup('nested', [1, 2], ['a', 'b'], wantlist=true)
query('indexed_items', ['a', 'b'])
query('subelements', users, 'groups')
query('subelements', users, 'home', {'skip_missing': true})
lookup('vars', 'port')
lookup('vars', 'nowhere')
lookup('vars', 'nowhere', default='x')
query('vars', 'one', 'port')
query('varnames', '^na.*')
lookup('varnames', '^na.*')
lookup('nowhere', 1)
lookup('random_choice', [1])
lookup('ansible.builtin.items', [1, 2])
now().year > 2000
undef()
undef('give it') | default('x')
lookup('items', nowhere)
range(1, 'x')
namespace(a=1).a
cycler('a', 'b').next()
joiner(',')()
nowhere()
port()
lookup()`,
  syntax: `
a b
1 +
+
(1
1)
[1, 2
{'a' 1}
{'a': }
one two
1 ===
'abc
one if
one if yes else
not
is defined
one is
one |
one | upper(
one.
.one
one..two
one[
f(a=1, 2)
f(*[1], **{})
1 if 2 else
a = 1
one; two
one ? two : three
one && two
one || two
!one
one!
$one
@one
#one
~
1 ~
one is not
in list
one in
one not list
lambda x
[x for x in list]
{1, 2}
1:2
list[,]
'a'.'b'
1.2.3
1..2
0777
0x
1e
one|upper|
one | 'upper'
one | 5
()()
"\\x4"
'\\N{BULLET}'`,
}

/** Every expression with its topic. */
export const EXPRESSION_ROWS: readonly (readonly [topic: string, text: string])[] = Object.entries(
  EXPRESSIONS,
).flatMap(([topic, all]) =>
  all
    .trim()
    .split('\n')
    .map(text => [topic, text] as const),
)
