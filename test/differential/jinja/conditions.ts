/** Conditions of `when`, one per line. */
const CONDITIONS = `
yes
no
not no
one
zero
nothing
empty
name
list
nothing_list
map
port == 8080
port > 80 and port < 9000
port == '8080'
port | string == '8080'
port | int == 8080
number_text == 42
number_text | int == 42
truth_text
truth_text | bool
'no' | bool
result is changed
result.changed
result is failed or result.rc == 0
result.rc != 0
failed_result is failed
failed_result.failed
skipped_result is skipped
'ok' in result.stdout
result.stdout_lines | length == 2
result.stdout.find('fine') != -1
nowhere is defined
nowhere is not defined
nowhere is undefined
not nowhere is defined
nowhere
nowhere == 1
nowhere is defined and nowhere == 1
nowhere == 1 and nowhere is defined
nowhere.key == 1 or nowhere is not defined
nowhere is not defined or nowhere == 1
nowhere.key is defined
nowhere.key.deeper is defined
nowhere | default(false)
nowhere | default(true)
not (nowhere | default(false))
nowhere | default('') == ''
nowhere | default([]) | length > 0
map.nowhere is defined
map.nowhere
map.a
map.b == 2
map['b'] == 2
"'b' in map"
'b' in map
'x' not in map
one in list
one not in list and two is not defined
two == 2
two == 2 or two is undefined
users | selectattr('name', 'equalto', 'bob') | list | length == 1
users | map(attribute='name') | list == ['alice', 'bob', 'carol']
name is match('web.*')
name is search('example')
name is regex('^web[0-9]')
name.startswith('web')
version is version('1.9', '>=')
version is version('2.0', '<', strict=true)
path is exists
'/etc' is directory
one == 1 if yes else no
(one == 1 if yes else no)
one ==
== one
one = 1
one one
(one
one)
{{ one == 1 }}
{{ yes }}
{{ no }}
{{ name }}
{{ port }} == 8080
'{{ name }}' == 'web1.example.com'
{{ nowhere }}
{{ nowhere | default('') }}
{% if yes %}true{% endif %}
{{ truth_text }}
True
False
true
false
1
0
''
'x'
None
[]
[1]
{}
ratio > 2
ratio == 2.5
negative < 0
1 < 2 < 3
one is odd and port is even
one is odd or nowhere
no and nowhere
yes or nowhere
not yes or not no
name == "web1.example.com" and
name | upper == 'WEB1.EXAMPLE.COM'
lookup('env', 'NOWHERE_AT_ALL') == ''
range(3) | list == [0, 1, 2]
results.results | selectattr('changed') | list | length
results is changed
result is succeeded
result is success and result is not skipped
nothing is none
nothing is not none
empty == ''
empty | length == 0
blank | trim == ''
list | max == 3
list[0] == 3
list[9] is defined
list[9]
list[9] == 1
settings.tls
settings.tls and settings.listen == 443
settings['max-age'] >= 60
settings.names | first is search('^a')
'a.example.com' in settings.names
settings.names | intersect(['a.example.com'])
settings.names | difference(settings.names)
(name.split('.'))[0] == 'web1'
one | nowhere
one is nowhere
one is
yes | ternary(true, false)
not (yes and no)
yes and (no or yes)
yes is sameas true
truth_text == true
1 == true
'1' == true
users[0].admin
users[1].admin
users[5].admin
users[0].nowhere | default(false)
users | length > 2 and users[2].home is defined
item is defined
item.key is defined
hostvars is defined
groups['web'] is defined
inventory_hostname in groups['web']
omit is defined
undef() is defined
a.b.c is defined or one
unicode is search('☃')
lines is search('second')
lines is match('second')
lines.splitlines() | length == 4`

export const CONDITION_ROWS: readonly string[] = CONDITIONS.trim().split('\n')
