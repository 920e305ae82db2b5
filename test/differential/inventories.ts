/**
 * Inventories in the style of Ansible's users: a file, or the files of a folder. A file that begins with `#!` is a
 * program.
 */
export const INVENTORIES: readonly (readonly [title: string, files: Readonly<Record<string, string>>])[] = [
  ['hosts without a group', { hosts: 'mail.example.com\nweb1\n\n; none\n# none\nweb2 # and this\n' }],
  [
    'the example of the documentation',
    {
      hosts: `mail.example.com

[webservers]
foo.example.com
bar.example.com

[dbservers]
one.example.com
two.example.com
three.example.com
`,
    },
  ],
  [
    'aliases, ports and connections',
    {
      hosts: `jumper ansible_port=5555 ansible_host=192.0.2.50
badwolf.example.com:5309
[targets]
localhost              ansible_connection=local
other1.example.com     ansible_connection=ssh        ansible_user=myuser
other2.example.com     ansible_connection=ssh        ansible_user=myotheruser ansible_ssh_private_key_file=~/.ssh/a.pem
`,
    },
  ],
  [
    'variables of hosts and groups',
    {
      hosts: `[atlanta]
host1 http_port=80 maxRequestsPerChild=808
host2 http_port=303 maxRequestsPerChild=909

[atlanta:vars]
ntp_server=ntp.atlanta.example.com
proxy=proxy.atlanta.example.com
`,
    },
  ],
  [
    'groups of groups of groups',
    {
      hosts: `[atlanta]
host1
host2

[raleigh]
host2
host3

[southeast:children]
atlanta
raleigh

[southeast:vars]
some_server=foo.southeast.example.com
halon_system_timeout=30
self_destruct_countdown=60
escape_pods=2

[usa:children]
southeast
northeast
southwest
northwest

[northeast]
[southwest]
[northwest]
`,
    },
  ],
  [
    'ranges',
    {
      hosts: `[webservers]
www[01:12].example.com
www[20:30:5].example.com
[databases]
db-[a:f].example.com x=1
[both]
r[1:2]-[a:b]:2201
[0:2].example.com
`,
    },
  ],
  [
    'a Kubernetes cluster',
    {
      'inventory.ini': `# ## Configure 'ip' variable to bind kubernetes services on a
# ## different ip than the default iface
[all]
node1 ansible_host=95.54.0.12  ip=10.3.0.1 etcd_member_name=etcd1
node2 ansible_host=95.54.0.13  # ip=10.3.0.2 etcd_member_name=etcd2
node3 ansible_host=95.54.0.14

# ## configure a bastion host if your nodes are not directly reachable
[bastion]
bastion ansible_host=x.x.x.x ansible_user=some_user

[kube_control_plane]
node1
node2

[etcd]
node1
node2
node3

[kube_node]
node2
node3

[calico_rr]

[k8s_cluster:children]
kube_control_plane
kube_node
calico_rr

[k8s_cluster:vars]
ansible_ssh_common_args='-o ProxyCommand="ssh -W %h:%p bastion"'
`,
    },
  ],
  [
    'an OpenShift cluster',
    {
      hosts: `[OSEv3:children]
masters
nodes
etcd

[OSEv3:vars]
ansible_ssh_user=root
openshift_deployment_type=origin
openshift_master_identity_providers=[{'name': 'htpasswd_auth', 'login': 'true', 'challenge': 'true', 'kind': 'HTPasswdPasswordIdentityProvider'}]
openshift_node_groups=[{'name': 'node-config-master', 'labels': ['node-role.kubernetes.io/master=true']}, {'name': 'node-config-infra', 'labels': []}]
openshift_disable_check=disk_availability,docker_storage

[masters]
master.example.com

[etcd]
master.example.com

[nodes]
master.example.com openshift_node_group_name='node-config-master'
node[1:2].example.com openshift_node_group_name="node-config-compute" openshift_schedulable=True
`,
    },
  ],
  [
    'values of all types',
    {
      hosts: `h int=1 neg=-1 octal=0644 new_octal=0o644 hex=0x1f float=1.50 exp=1e3 under=1_000 zero=00 version=1.2.3 big=12345678
h yes=yes true=true True=True none=None null=null text="two words" quoted="'quoted'" escaped=it\\'s empty=
h list='[1, "two", [3]]' tuple="(1, 2)" one="(1,)" dict='{"a": 1, "b": {"c": None}}' commas=1,2 names=a,b
h template={{x}} date=2026-11-29 equals=a=b=c path=C:\\\\dir url=http://x.test/?a=b dollar="\\$x" brace='{a}' percent=100%
`,
    },
  ],
  [
    'values of all types in a group',
    {
      hosts: `[g]
h
[g:vars]
int = 1
text = two words
quoted = "two # words"
comment = 1 # one
no_comment = one # two
list = ['a', "b", r'\\d', 'it\\'s', 'a' 'b']
dict = {'a': {'b': [True, False, None]}, 1: 2}
set_or_text = {1}
sum = 1 + 1
call = open('x')
template = {{ lookup('env', 'HOME') }}
equals = a = b
empty =
spaces   =   x
multi = "a\\nb"
unicode = "\\u00e9"
expr = not True
`,
    },
  ],
  [
    'comments in hosts',
    {
      hosts: `[g] # the group
h1 a=1#2 b=2 # c=3
h2 # only a comment
h3 x='#' y="a#b"
[p:children] # parents
g # child
`,
    },
  ],
  ['a host in several groups, whose variables add up', { hosts: '[a]\nh x=1 y=1\n[b]\nh y=2 z=2\n[c]\nh\n' }],
  [
    'priorities of groups',
    {
      hosts: `[a_group]
h
[b_group]
h
[a_group:vars]
testvar=a
ansible_group_priority=10
[b_group:vars]
testvar=b
`,
    },
  ],
  [
    'children that override their parents',
    {
      hosts: `[top:children]
mid
[mid:children]
low
[low]
h1
[top:vars]
a=top
b=top
c=top
[mid:vars]
a=mid
b=mid
[low:vars]
a=low
[all:vars]
a=all
d=all
`,
    },
  ],
  [
    'variables of all and of ungrouped',
    { hosts: 'lonely\n[g]\nh\n[all:vars]\na=1\n[ungrouped:vars]\nb=2\n' },
  ],
  ['variables before the group', { hosts: '[g:vars]\na=1\n[p:children]\ng\n[g]\nh\n' }],
  ['sections twice', { hosts: '[g]\nh1\n[o]\nh2\n[g]\nh3\n[g:vars]\na=1\n[g:vars]\na=2\nb=3\n' }],
  ['Windows line ends', { hosts: '[g]\r\nh1 a=1\r\n[g:vars]\r\nb=two words\r\n' }],
  ['blanks around', { hosts: '  [g]\n\t h1   a=1\t\n\n   [g:vars]\n  b  =  2  \n' }],
  ['names with dots, dashes and capitals', { hosts: '[Web_1]\nHOST-1.Example.com A_b=1\n' }],
  [
    'YAML, as the documentation has it',
    {
      'hosts.yml': `all:
  hosts:
    mail.example.com:
  children:
    webservers:
      hosts:
        foo.example.com:
        bar.example.com: { http_port: 80 }
    dbservers:
      hosts:
        "db[1:3].example.com":
      vars: { ntp: x }
    prod:
      children:
        webservers:
        dbservers:
`,
    },
  ],
  [
    'a program with `_meta`',
    {
      'cloud.sh': `#!/bin/sh
cat <<'END'
{"_meta": {"hostvars": {"host001": {"var001": "value"}, "host002": {"var002": ["a", {"b": null}]}}},
 "group001": {"hosts": ["host001", "host002"], "vars": {"var1": true}, "children": ["group002"]},
 "group002": {"hosts": ["host003"], "vars": {"var2": 500}, "children": []},
 "plain": ["host001"], "all": {"children": ["group001", "ungrouped"]}, "alone": {"x": "1"}}
END
`,
    },
  ],
  [
    'a program without `_meta`',
    {
      'cloud.sh': `#!/bin/sh
if [ "$1" = --host ]; then echo "{\\"name_of\\": \\"$2\\", \\"n\\": 1}"; else echo '{"web": {"hosts": ["w1", "w2"]}, "db": ["d1"]}'; fi
`,
    },
  ],
  [
    'a folder of all kinds',
    {
      '01-static': '[web]\nw1 a=1\n[site:children]\nweb\n',
      '02-more.yml': 'web: {hosts: {w2: {a: 2}}, vars: {b: 2}}\ndb: {hosts: {d1: }}\n',
      '03-cloud.sh':
        '#!/bin/sh\necho \'{"_meta": {"hostvars": {"w1": {"a": 3}}}, "web": ["w1", "c1"], "site": {"children": ["db"]}}\'\n',
      '04-parents.ini': '[top:children]\nsite\n[top:vars]\nt=1\n',
      'notes.txt': 'none',
      '.hidden': '[hidden]\nx\n',
      'backup.ini~': '[hidden]\nx\n',
      'old.cfg': '[hidden]\nx\n',
    },
  ],
  [
    'groups of later files',
    { a: '[web]\nw1\n[web:vars]\nx=1\n', b: '[web]\nw2 y=2\n[web:vars]\nx=2\n[all:children]\nweb\n' },
  ],
  [
    'a LAMP site',
    {
      hosts: `# file: production
[atlanta_webservers]
www-atl-1.example.com
www-atl-2.example.com

[boston_webservers]
www-bos-1.example.com
www-bos-2.example.com

[atlanta_dbservers]
db-atl-1.example.com
db-atl-2.example.com

[boston_dbservers]
db-bos-1.example.com

# webservers in all geos
[webservers:children]
atlanta_webservers
boston_webservers

# dbservers in all geos
[dbservers:children]
atlanta_dbservers
boston_dbservers

# everything in the atlanta geo
[atlanta:children]
atlanta_webservers
atlanta_dbservers

[boston:children]
boston_webservers
boston_dbservers
`,
    },
  ],
  [
    'a Ceph cluster',
    {
      hosts: `[mons]
mon[0:2] monitor_interface=eth1 monitor_address=192.168.42.1[0:2]
[mgrs]
mon0
[osds]
osd[00:03] devices="['/dev/sdb', '/dev/sdc']" osd_scenario=lvm
[rgws]
rgw0 radosgw_address=192.168.42.50 rgw_zone="a b"
[clients:children]
mgrs
[all:vars]
ceph_conf_overrides={'global': {'osd_pool_default_size': 3, 'mon_allow_pool_delete': True}, 'mds': {}}
public_network=192.168.42.0/24
dashboard_enabled=False
`,
    },
  ],
  [
    'a k3s cluster',
    {
      'hosts.ini': `[master]
192.16.35.12

[node]
192.16.35.[10:11]

[k3s_cluster:children]
master
node

[k3s_cluster:vars]
k3s_version=v1.26.0+k3s2
extra_server_args="--node-taint 'a=b:NoSchedule' --tls-san 10.0.0.1"
`,
    },
  ],
  [
    'network devices',
    {
      hosts: `[leafs]
leaf01
leaf02

[spines]
spine01
spine02

[network:children]
leafs
spines

[servers]
server[01:03]

[datacenter:children]
network
servers
[network:vars]
ansible_network_os=vyos.vyos.vyos
ansible_connection=ansible.netcommon.network_cli
ansible_become=yes
ansible_become_method=enable
`,
    },
  ],
  [
    'Windows hosts',
    {
      hosts: `[windows]
winserver1.example.com ansible_password="p@ss w0rd" ansible_port=5986
[windows:vars]
ansible_connection=winrm
ansible_winrm_server_cert_validation=ignore
ansible_user=EXAMPLE\\Administrator
`,
    },
  ],
  [
    'jump hosts',
    {
      hosts: `[gatewayed]
foo ansible_host=192.0.2.1
bar ansible_host=192.0.2.2
[gatewayed:vars]
ansible_ssh_common_args='-o ProxyCommand="ssh -W %h:%p -q user@gateway.example.com"'
[bastions]
gateway.example.com ansible_ssh_extra_args='-o ForwardAgent=yes -o "Compression yes"'
`,
    },
  ],
  [
    'docker as connection',
    { hosts: 'web ansible_connection=docker ansible_docker_extra_args="-H=tcp://x:2375"\n' },
  ],
  [
    'one line',
    {
      hosts: 'localhost ansible_connection=local ansible_python_interpreter="{{ ansible_playbook_python }}"',
    },
  ],
  ['an empty group', { hosts: '[web]\n\n[db]\nd1\n[all:children]\nweb\n' }],
  ['addresses', { hosts: '[a]\n192.0.2.1\n192.0.2.2:2222\n[b]\n10.0.0.[1:3]\n10.0.1.[8:10:2] x=1\n' }],
  ['letters and steps', { hosts: '[a]\nnode-[a:e:2]\nn[01:10:3]x[A:C]\nz[0:0]\n' }],
  [
    'quotes of all kinds',
    { hosts: `h a='single' b="double" c='"both"' d="'both'" e="a'b" f='a"b' g=un"quo"ted h=''\n` },
  ],
  [
    'backslashes',
    { hosts: 'h a=a\\\\b b="a\\\\b" c=\'a\\b\' d="a\\nb" e=\'a\\nb\' f=a\\nb g="\\"" h="\'\\\\n\'"\n' },
  ],
  [
    'signs in values',
    { hosts: 'h a=@x b=*y c=&z d=!v e=%w f=`u` g=$t h=(s) i={r j=|q k=<p l=>o m=;n n=~ o=^ p=? q=,\n' },
  ],
  ['several equals signs', { hosts: '[g]\nh a==b c=d=e\n[g:vars]\nx==y\nz=a=b\n' }],
  [
    'numbers that are none',
    { hosts: 'h a=1.2.3 b=1e b2=1e5 c=0x d=0b2 e=1,000 f=.5. g=+ h=-- i=1- j=00.5 k=1_ l=_1 m=1__2 n=0_1\n' },
  ],
  [
    'numbers',
    { hosts: 'h a=0 b=-0 c=+5 d=1.0 e=-2.5 f=.5 g=5. h=1E3 i=1e-2 j=0xFF k=0o7 l=0b101 m=10_000 n=000\n' },
  ],
  [
    'lists and maps',
    {
      hosts: `[g]\nh\n[g:vars]\na=[]\nb={}\nc=()\nd=[1,]\ne={'a':[{'b':()}]}\nf=[ 'x' , "y" ]\ng={1:2,'3':4,None:5}\nh=['a' 'b', "c"]\n`,
    },
  ],
  [
    'what looks like a list',
    {
      hosts: `[g]\nh\n[g:vars]\na=[a, b]\nb={a: 1}\nc=[1, 2\nd=(1\ne=[{{ x }}]\nf=['{{ x }}', 1]\ng=[1] + [2]\nh=['a'\n`,
    },
  ],
  [
    'text with escapes',
    {
      hosts: `[g]\nh\n[g:vars]\na="\\x41\\u0042\\103"\nb='\\''\nc=r"\\n"\nd=u'x'\ne="a\\\\"\nf="\\q"\ng='''x"y'z'''\nh="a" # comment\n`,
    },
  ],
  [
    'booleans and none',
    { hosts: 'h a=True b=False c=None d=true e=FALSE f=no g=Yes h=null i=on j="True" k="\'True\'"\n' },
  ],
  [
    'dates, times and versions',
    { hosts: 'h a=2026-11-29 b=12:30 c=1.10 d=1.10.0 e=v1 f=1.0-rc1 g=3.11+ h=10% i=5GB\n' },
  ],
  [
    'templates',
    {
      hosts: `h a={{b}} b="{{ c | default('x') }}" d="{% if x %}y{% endif %}" e="{{ lookup('env', 'A') }}"\n`,
    },
  ],
  [
    'variables of a parent, a child and a host',
    {
      hosts:
        '[p:children]\nc\n[c]\nh v=host\nh2\n[p:vars]\nv=p\nw=p\n[c:vars]\nv=c\n[all:vars]\nv=all\nw=all\nx=all\n',
    },
  ],
  [
    'a diamond of groups',
    {
      hosts:
        '[top:children]\nl\nr\n[l:children]\nb\n[r:children]\nb\n[b]\nh\n[l:vars]\nv=l\n[r:vars]\nv=r\n[top:vars]\nv=top\nt=1\n',
    },
  ],
  [
    'priorities at different depths',
    {
      hosts:
        '[a:children]\nb\n[b]\nh\n[c]\nh\n[a:vars]\nansible_group_priority=50\nv=a\n[b:vars]\nv=b\n[c:vars]\nv=c\nansible_group_priority=5\n',
    },
  ],
  [
    'a negative priority',
    { hosts: '[a]\nh\n[b]\nh\n[a:vars]\nv=a\nansible_group_priority=-5\n[b:vars]\nv=b\n' },
  ],
  ['a host that becomes grouped later', { hosts: 'h a=1\n[g]\nh b=2\n' }],
  ['a group and its hosts in other order', { hosts: '[web]\nb\na\nc\n[web]\na\nd\n' }],
  ['tabs', { hosts: '[g]\nh\ta=1\t\tb=2\n[g:vars]\nc\t=\t3\n' }],
  [
    'YAML: vars at all levels',
    {
      'hosts.yml':
        'all:\n  vars: {a: all, b: all}\n  hosts:\n    h: {c: host}\n  children:\n    g:\n      vars: {b: g, c: g, d: g}\n      hosts: {h: , i: {b: host}}\n',
    },
  ],
  [
    'YAML: typed values',
    {
      'hosts.yml':
        'all:\n  hosts:\n    h: {i: 1, f: 1.5, t: "1", b: true, n: null, l: [1, [2], {a: b}], m: {a: {b: c}}, s: "yes"}\n',
    },
  ],
  [
    'YAML: several groups at the top',
    {
      'hosts.yml':
        'web:\n  hosts:\n    w1:\ndb:\n  hosts:\n    d1: {p: 1}\nsite:\n  children:\n    web:\n    db:\n',
    },
  ],
  ['YAML: ranges and ports', { 'hosts.yml': 'g:\n  hosts:\n    "n[1:3].x":\n    "a-[a:c]": {v: 1}\n' }],
  [
    'YAML: a group priority',
    {
      'hosts.yml':
        'a: {hosts: {h: }, vars: {v: a, ansible_group_priority: 10}}\nb: {hosts: {h: }, vars: {v: b}}\n',
    },
  ],
  [
    'YAML: nested children',
    {
      'hosts.yml':
        'all:\n  children:\n    eu:\n      children:\n        de: {children: {berlin: {hosts: {b1: , b2: }}}, vars: {c: de}}\n        fr: {hosts: {f1: }}\n      vars: {r: eu, c: eu}\n    us: {hosts: {u1: }}\n',
    },
  ],
  [
    'JSON',
    {
      'hosts.json':
        '{"all": {"hosts": {"h": {"a": 1}}, "children": {"g": {"hosts": {"h": null, "i": {"b": [1, 2]}}, "vars": {"c": true}}}}}\n',
    },
  ],
  ['YAML without a name for it', { hosts: '---\nall:\n  hosts:\n    h: {a: 1}\n' }],
  [
    'constructed groups and variables, as the documentation has them',
    {
      '1-hosts.yml': `all:
  hosts:
    web1: { ansible_host: 10.0.0.1, ec2_architecture: x86_64, tags: { Name: a, OS: linux }, tag_list: [t1, "", t-2] }
    web2: { ansible_host: 10.0.1.2, ec2_architecture: "", tags: { Name: "" }, tag_list: [] }
    db1: { private: true, size: 3, zone: eu-1a }
  children:
    webservers: { hosts: { web1: , web2: } }
`,
      '2-constructed.yml': `plugin: ansible.builtin.constructed
strict: false
compose:
  var_sum: size + 2
  server_type: "'web' if 'webservers' in group_names else 'other'"
  address: ansible_host | default('none')
  upper: inventory_hostname | upper
  text: "'a'"
  flag: true
  missing: no_such_variable
groups:
  webs: inventory_hostname.startswith('web')
  private_only: private | default(false)
  big: size > 2
  composed: server_type == 'web'
  multi: "'webservers' in group_names and ansible_host is defined"
keyed_groups:
  - { prefix: arch, key: ec2_architecture }
  - { prefix: arch_default, key: ec2_architecture, default_value: unknown }
  - { prefix: tag, key: tags }
  - { prefix: tagless, key: tags, trailing_separator: false }
  - { prefix: tags_default, key: tags, default_value: none }
  - { key: tag_list, prefix: list }
  - { key: tag_list, prefix: list2, default_value: empty }
  - { key: zone, separator: "", parent_group: all_zones }
  - { key: zone, separator: "-", prefix: zone, parent_group: "zone_{{ inventory_hostname }}" }
`,
    },
  ],
  [
    'constructed without a leading separator',
    {
      a: 'h1 region=eu zone=1a\nh2 region=us zone=2b\n',
      'b.yml':
        'plugin: constructed\nleading_separator: false\nkeyed_groups:\n  - key: region\n  - {key: zone, separator: "-"}\n  - {key: region, prefix: r, separator: ""}\n',
    },
  ],
  [
    'constructed with a leading separator',
    { a: 'h1 region=eu\n', 'b.yml': 'plugin: constructed\nkeyed_groups:\n  - key: region\n' },
  ],
  [
    'constructed groups of groups that are there',
    {
      a: '[web]\nh1 v=1\n[site:children]\nweb\n[site:vars]\ns=1\n[eu]\n[eu:vars]\nfrom_eu=1\nv=eu\n',
      'b.yml':
        'plugin: constructed\nstrict: true\ncompose:\n  v: v + 1\n  w: s + v\ngroups:\n  eu: s == 1\nkeyed_groups:\n  - {key: inventory_hostname, prefix: v, parent_group: site}\n',
    },
  ],
  [
    'two constructed files, the second on top of the first',
    {
      a: 'h1 x=1\nh2 x=2\n',
      'b.yml': 'plugin: constructed\ncompose:\n  y: x * 2\ngroups:\n  low: x < 2\n',
      'c.yml':
        'plugin: constructed\ncompose:\n  z: y + 1\n  in_low: "\'low\' in group_names"\ngroups:\n  of_low: "\'low\' in group_names"\n',
    },
  ],
  [
    'constructed before the hosts that it would be for',
    { 'a.yml': 'plugin: constructed\ngroups:\n  every: true\n', b: 'h1\n' },
  ],
  [
    'constructed with the variables of folders',
    {
      a: '[g]\nh1\nh2\n',
      'b.yml':
        'plugin: constructed\nuse_vars_plugins: true\nstrict: true\ncompose:\n  c: from_group + from_host\nkeyed_groups:\n  - {key: from_host, prefix: k}\n',
      'group_vars/g.yml': 'from_group: g\n',
      'host_vars/h1.yml': 'from_host: one\n',
      'host_vars/h2.yml': 'from_host: two\n',
    },
  ],
  [
    'constructed without the variables of folders',
    {
      a: '[g]\nh1\n',
      'b.yml': 'plugin: constructed\ncompose:\n  c: from_group\n  d: inventory_hostname\n',
      'group_vars/g.yml': 'from_group: g\n',
    },
  ],
  [
    'names that are made safe',
    {
      a: 'h1 a="x y" b=1st c=dé-jà d=a.b.c\n',
      'b.yml':
        'plugin: constructed\ngroups:\n  "my-group.x y": true\nkeyed_groups:\n  - {key: a}\n  - {key: b, separator: ""}\n  - {key: c, prefix: p}\n  - {key: d, prefix: "1p"}\n',
    },
  ],
  [
    'truth as Python has it',
    {
      'a.yml': 'all: {hosts: {h1: {e: "", z: 0, l: [], m: {}, n: null, t: x, o: 1, k: [0], f: "False"}}}\n',
      'b.yml':
        'plugin: constructed\ngroups:\n  e: e\n  z: z\n  l: l\n  m: m\n  n: n\n  t: t\n  o: o\n  k: k\n  f: f\n  not_e: not e\n  both: t and o and not e\n  either: e or k or z\nkeyed_groups:\n  - {key: l, prefix: l}\n  - {key: m, prefix: m}\n  - {key: e, prefix: e}\n  - {key: k, prefix: k}\n',
    },
  ],
  [
    'group_vars and host_vars in a folder, in YAML and JSON, with and without an ending, files and folders',
    {
      hosts: '[web]\nw1\nw2\n[db]\nd1\n[site:children]\nweb\ndb\n[web:vars]\na=ini\nb=ini\n',
      'group_vars/all.yml': 'a: all\nz: all\n',
      'group_vars/site': 'a: site\ns: site\n',
      'group_vars/web/1.yml': 'a: one\nc: one\n',
      'group_vars/web/2.json': '{"a": "two"}',
      'group_vars/web/sub/3.yaml': 'd: deep\n',
      'group_vars/db.json': '{"a": "db", "n": [1, {"x": null}]}',
      'group_vars/none.yml': 'a: none\n',
      'host_vars/w1.yaml': 'a: w1\n',
      'host_vars/d1/x': 'h: 1\n',
      'host_vars/d1/.hidden.yml': 'h: 2\n',
      'host_vars/d1/y.yml~': 'h: 3\n',
    },
  ],
  [
    'priorities of groups against depth, in group_vars',
    {
      hosts:
        '[a]\nh\n[b]\nh\n[top:children]\na\n[a:vars]\nansible_group_priority=10\nv=a\n[b:vars]\nv=b\n[top:vars]\nv=top\nt=top\n',
      'group_vars/a.yml': 'w: a\n',
      'group_vars/b.yml': 'w: b\n',
      'group_vars/top.yml': 'w: top\nt: topfile\n',
    },
  ],
  [
    'addresses of IPv6, with ports',
    { hosts: '[g]\n2001:db8::1\n[2001:db8::2]:2222 a=1\nfe80::1 b=2\n[v4]\n192.0.2.1:22\nname:2200\n' },
  ],
]
