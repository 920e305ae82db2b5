/** Inventories as users of Ansible keep them: one file, or the files of a folder. What begins with `#!` is a program. */
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
]
