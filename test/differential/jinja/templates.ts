import type { Row } from './referee.ts'

/** Small templates by topic, separated by lines of dashes. */
const SMALL: Readonly<Record<string, string>> = {
  'white space': `
a {% if yes %} b {% endif %} c
----
a {%- if yes -%} b {%- endif -%} c
----
{% if yes %}
x
{% endif %}
y
----
  {% if yes %}
  x
  {% endif %}
  y
----
  {%- if yes %}
  x
  {%- endif %}
  y
----
a
  {{- name -}}
b
----
{% for i in list %}
{{ i }}
{% endfor %}
----
{% for i in list -%}
{{ i }}
{% endfor %}
----
{% for i in list %}
{{ i }}
{%- endfor %}
----
{% for i in list %}  {{ i }}{% endfor %}
----
{% if yes +%}
x
{% endif +%}
y
----
   {%+ if yes %}
x
   {%+ endif %}
----
{# a comment #}
x {# another #} y
{#- and -#}
z
----
{#
several lines
#}
x
----
{% raw %}
{{ x }} {% y %}
{% endraw %}
z
----
{%- raw -%}
  {{ x }}
{%- endraw -%}
z
----
{{ '{{' }} {{ "}}" }} {{ '{%' }}
----
x


----


x
----
{% if no %}x{% endif %}
----
{% set x = 1 %}
{% set y = 2 %}
{{ x + y }}
----
	{{ name }}	{% if yes %}	{{ one }}	{% endif %}
----
{{ name }}{# c #}{{ one }}
----
a{{ one }}
{{ one }}b
----
{% if yes %}a{% else %}b{% endif %}

{% if no %}a{% else %}b{% endif %}
----
{% for i in list %}

{{ i }}

{% endfor %}
----
{{
  name
}}
----
{%
if yes
%}x{%
endif
%}
----
\${name} #{x} {name} {{name}}`,
  conditions: `
{% if one %}a{% elif yes %}b{% else %}c{% endif %}
----
{% if no %}a{% elif yes %}b{% else %}c{% endif %}
----
{% if no %}a{% elif zero %}b{% else %}c{% endif %}
----
{% if nowhere is defined %}a{% else %}b{% endif %}
----
{% if nowhere %}a{% endif %}
----
{% if not nowhere is defined %}a{% endif %}
----
{% if one == 1 and port > 80 or nowhere %}a{% endif %}
----
{% if one, zero %}a{% endif %}
----
{% if nothing_list %}a{% endif %}{% if list %}b{% endif %}
----
{% if yes %}{% if no %}a{% else %}b{% endif %}{% endif %}
----
{% if yes: %}a{% endif: %}
----
{% if %}a{% endif %}
----
{% if yes %}a
----
{% if yes %}a{% endfor %}
----
{% endif %}
----
{% else %}
----
{% elif yes %}
----
{% if yes %}a{% else %}b{% elif yes %}c{% endif %}`,
  loops: `
{% for i in list %}{{ i }}{{ ',' if not loop.last }}{% endfor %}
----
{% for i in list %}{{ loop.index }}/{{ loop.length }} {{ loop.index0 }} {{ loop.revindex }} {{ loop.revindex0 }} {{ loop.first }} {{ loop.last }}
{% endfor %}
----
{% for i in nothing_list %}a{% else %}none{% endfor %}
----
{% for i in list %}a{% else %}none{% endfor %}
----
{% for i in list if i > 1 %}{{ i }}{{ loop.index }}{{ loop.last }}{% else %}none{% endfor %}
----
{% for i in list if i > 9 %}{{ i }}{% else %}none{% endfor %}
----
{% for k, v in map.items() %}{{ k }}={{ v }};{% endfor %}
----
{% for k, v in map | dictsort %}{{ k }}={{ v }};{% endfor %}
----
{% for k in map %}{{ k }}{% endfor %}
----
{% for c in 'abc' %}{{ c }}-{% endfor %}
----
{% for i in 5 %}{{ i }}{% endfor %}
----
{% for i in nowhere %}{{ i }}{% endfor %}
----
{% for i in nowhere | default([]) %}{{ i }}{% endfor %}
----
{% for i in nothing %}{{ i }}{% endfor %}
----
{% for a, b in [[1, 2], [3, 4]] %}{{ a }}{{ b }} {% endfor %}
----
{% for a, (b, c) in [[1, [2, 3]]] %}{{ a }}{{ b }}{{ c }}{% endfor %}
----
{% for a, b in [[1, 2, 3]] %}{{ a }}{% endfor %}
----
{% for a, b in [1] %}{{ a }}{% endfor %}
----
{% for i in range(3) %}{{ loop.cycle('odd', 'even') }} {% endfor %}
----
{% for u in users %}{% if loop.changed(u.admin) %}[{{ u.admin }}]{% endif %}{{ u.name }} {% endfor %}
----
{% for i in list %}{{ loop.previtem | default('-') }}<{{ i }}>{{ loop.nextitem | default('-') }} {% endfor %}
----
{% for i in list %}{{ loop.previtem }}{% endfor %}
----
{% for i in list %}{% for j in texts %}{{ loop.index }}{{ i }}{{ j }} {% endfor %}{% endfor %}
----
{% for i in list %}{% set outer = loop %}{% for j in [1, 2] %}{{ outer.index }}.{{ loop.index }} {% endfor %}{% endfor %}
----
{% for i in [1, [2, [3, 4]]] recursive %}{% if i is iterable %}({{ loop(i) }}){% else %}{{ i }}@{{ loop.depth }}{{ loop.depth0 }} {% endif %}{% endfor %}
----
{% for i in numbers %}{% if i == 7 %}{% break %}{% endif %}{{ i }} {% endfor %}
----
{% for i in numbers %}{% if i is odd %}{% continue %}{% endif %}{{ i }} {% endfor %}
----
{% for i in list %}{{ loop }}{% endfor %}{{ loop }}
----
{% for i in list %}{% set x = i %}{% endfor %}{{ x | default('unset') }}
----
{% set x = 0 %}{% for i in list %}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}
----
{% set ns = namespace(total=0) %}{% for i in list %}{% set ns.total = ns.total + i %}{% endfor %}{{ ns.total }}
----
{% set ns = namespace() %}{% set ns.a = 1 %}{{ ns.a }}{{ ns.b | default('x') }}
----
{% set ns.a = 1 %}
----
{% set map.z = 1 %}
----
{% for i in list | sort %}{{ i }}{% endfor %}{% for i in list | reverse %}{{ i }}{% endfor %}
----
{% for i in (1, 2, 3) %}{{ i }}{% endfor %}
----
{% for i in 1, 2, 3 %}{{ i }}{% endfor %}
----
{% for group in users | groupby('admin') %}{{ group.grouper }}: {{ group.list | map(attribute='name') | join(',') }} {% endfor %}
----
{% for admin, members in users | groupby('admin') %}{{ admin }}: {{ members | length }} {% endfor %}
----
{% for row in numbers | batch(4, '-') %}{{ row | join(' ') }}
{% endfor %}
----
{% for i in list %}{{ i }}
----
{% for i list %}{{ i }}{% endfor %}
----
{% for 1 in list %}{% endfor %}
----
{% for i in list %}{% else %}{% else %}{% endfor %}
----
{% for i in range(2) %}{% for i in range(2) %}{{ i }}{% endfor %}{{ i }} {% endfor %}
----
{% for name in ['x'] %}{{ name }}{% endfor %} {{ name }}
----
{% for user in users if user.admin %}{{ loop.index }} {{ user.name }}{% if not loop.last %}, {% endif %}{% endfor %}
----
{% for i in list %}{% if loop.first %}first {% elif loop.last %}last {% else %}mid {% endif %}{% endfor %}
----
{% for key in map.keys() | sort %}{{ key }}{% endfor %}
----
{% for i in [] %}{% endfor %}empty
----
{% for item in mixed %}{{ item }}|{% endfor %}
----
{% for i in range(3) %}{{ i }}{% endfor %}{{ i | default('gone') }}`,
  'set and with': `
{% set x = 5 %}{{ x }}
----
{% set x, y = 1, 2 %}{{ x }}{{ y }}
----
{% set x = 1, 2 %}{{ x }}
----
{% set x %}block {{ name }}{% endset %}[{{ x }}]
----
{% set x | upper %}block {{ name }}{% endset %}{{ x }}
----
{% set x | replace('b', 'c') | upper %}abc{% endset %}{{ x }}
----
{% if yes %}{% set x = 1 %}{% endif %}{{ x }}
----
{% if no %}{% set x = 1 %}{% endif %}{{ x | default('unset') }}
----
{% if no %}{% set x = 1 %}{% endif %}{{ x }}
----
{% set name = name ~ '!' %}{{ name }}
----
{% with x = 1, y = 2 %}{{ x + y }}{% endwith %}{{ x | default('gone') }}
----
{% with x = 1 %}{% with y = x + 1 %}{{ x }}{{ y }}{% endwith %}{% endwith %}
----
{% set x = 5 %}{% with x = 1, y = x %}{{ x }}{{ y }}{% endwith %}
----
{% with %}{% set x = 1 %}{{ x }}{% endwith %}{{ x | default('gone') }}
----
{% set _ = list.append(9) %}{{ list }}
----
{% do list.append(9) %}{{ list | length }}
----
{% do map.update({'z': 26}) %}{{ map.z }}
----
{% set result = [] %}{% for i in list %}{% set _ = result.append(i * 2) %}{% endfor %}{{ result }}
----
{% set result = {} %}{% for u in users %}{% set _ = result.update({u.name: u.uid}) %}{% endfor %}{{ result }}
----
{% set x = 1 %}{% set x = 2 %}{{ x }}
----
{% set 1 = 2 %}
----
{% set x %}
----
{% set %}
----
{% do 1 %}x
----
{% set a = namespace(x=[]) %}{% set _ = a.x.append(1) %}{{ a.x }}`,
  macros: `
{% macro m() %}x{% endmacro %}{{ m() }}{{ m() }}
----
{% macro m(a, b) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1, 2) }}{{ m(b=1, a=2) }}
----
{% macro m(a, b=5) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 2) }} {{ m(a=3) }}
----
{% macro m(a, b=a) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }}
----
{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}{{ m(1) }}
----
{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}
----
{% macro m(a) %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, x=4) }}
----
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
----
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, x=2) }}
----
{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}inner {{ name }}{% endcall %}
----
{% macro m() %}{% for i in list %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(x) m() %}<{{ x }}>{% endcall %}
----
{% macro m() %}{{ caller() if caller is defined else 'none' }}{% endmacro %}{{ m() }}
----
{% macro m() %}x{% endmacro %}{% call m() %}y{% endcall %}
----
{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}
----
{% macro m() %}{{ name }}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}
----
{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}
----
{% macro m() %}{% set y = 1 %}{% endmacro %}{{ m() }}{{ y | default('gone') }}
----
{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}b{% endmacro %}{{ a() }}
----
{% macro m(a, b) %}{{ a }}{% endmacro %}{{ m.name }} {{ m.arguments }} {{ m.catch_kwargs }} {{ m.catch_varargs }} {{ m.caller }}
----
{{ m() }}{% macro m() %}x{% endmacro %}
----
{% macro m(a=1, b) %}{% endmacro %}
----
{% macro m %}x{% endmacro %}
----
{% macro m() %}  padded  {% endmacro %}[{{ m() | trim }}]
----
{% macro m() %}
line
{% endmacro %}
a
{{ m() }}
b
----
{% macro m(l) %}{{ l | join(',') }}{% endmacro %}{{ m(['a', 'b']) | upper }}
----
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(*[1]) }}{{ m(**{'a': 2}) }}
----
{% for i in list %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}
----
{% macro outer(x) %}{% macro inner(y) %}{{ x }}{{ y }}{% endmacro %}{{ inner(2) }}{% endmacro %}{{ outer(1) }}
----
{% filter upper %}abc {{ name }}{% endfilter %}
----
{% filter replace('a', 'b') | upper %}abc{% endfilter %}
----
{% filter indent(4) %}a
b
{% endfilter %}
----
{% filter nowhere %}a{% endfilter %}
----
{% macro list_of() %}[1, 2]{% endmacro %}{{ list_of() }}x
----
{% macro m(kwargs) %}{{ kwargs }}{% endmacro %}{{ m(1) }}`,
  'statements that are wrong': `
{% nowhere %}
----
{% %}
----
{{ }}
----
{{ name
----
{% if yes
----
{# open
----
{% raw %}x
----
{{ name }} }}
----
{% if yes %}{{ name }
----
{{ name | }}
----
{% for %}{% endfor %}
----
}} {{ name }} %}
----
{% autoescape true %}x{% endautoescape %}
----
{% endset %}
----
{% print name %}
----
{% macro %}
----
{% call %}
----
{% block %}{% endblock %}
----
{% block a %}{% endblock %}{% block a %}{% endblock %}
----
{% include %}
----
{% import 'x' %}
----
{% from 'x' import _y %}
----
{{ name }} {% comment %}x{% endcomment %}
----
{{ (((((((((((1))))))))))) }}
----
{% trans %}x{% endtrans %}`,
}

/** Templates in the shapes of public roles, each with its name. */
const REAL: Readonly<Record<string, string>> = {
  'nginx.conf': `# {{ name }}
user {{ nginx_user | default('www-data') }};
worker_processes {{ nginx_processes | default('auto') }};

events {
    worker_connections {{ port // 8 }};
}

http {
{% for upstream, config in upstreams | dictsort %}
    upstream {{ upstream }} {
    {% for server in config.servers %}
        server {{ server }}{% if config.weight is defined %} weight={{ config.weight }}{% endif %};
    {% endfor %}
    }
{% endfor %}

    server {
        listen {{ settings.listen }}{{ ' ssl' if settings.tls else '' }};
        server_name {{ settings.names | join(' ') }};
{% if settings.tls %}
        ssl_certificate {{ path | dirname }}/{{ settings.names[0] }}.pem;
{% endif %}
{% for name, value in nginx_extra.items() %}
        {{ name }} {{ value }};
{% endfor %}
    }
}
`,
  sshd_config: `{% set bools = {true: 'yes', false: 'no'} %}
{% macro line(key, value) -%}
{% if value is sameas true %}
{{ key }} yes
{% elif value is sameas false %}
{{ key }} no
{% elif value is string or value is number %}
{{ key }} {{ value }}
{% else %}
{% for each in value %}
{{ key }} {{ each }}
{% endfor %}
{% endif %}
{%- endmacro %}
# Managed
{% for key in sshd | sort %}
{{ line(key, sshd[key]) }}
{%- endfor %}

{% for match in sshd_match | default([]) %}
Match {{ match.condition }}
{% for key, value in match.items() if key != 'condition' %}
    {{ key }} {{ 'yes' if value is sameas true else value }}
{% endfor %}
{% endfor %}
`,
  'my.cnf': `[client]
port = {{ mysql.port | default(3306) }}

[mysqld]
{% for key, value in mysql.options.items() %}
{% if value is none %}
{{ key }}
{% elif value is boolean %}
{{ key }} = {{ value | int }}
{% elif value is iterable and value is not string %}
{{ key }} = {{ value | join(',') }}
{% else %}
{{ key }} = {{ value }}
{% endif %}
{% endfor %}
innodb_buffer_pool_size = {{ (mysql.memory_mb * 0.6) | int }}M
innodb_log_file_size = {{ (mysql.memory_mb * 0.6 * 0.25) | round | int }}M
server-id = {{ name | regex_replace('[^0-9]', '') }}
`,
  hosts: `127.0.0.1 localhost
{% for host in groups['all'] %}
{% if hostvars[host].ip is defined %}
{{ '%-15s' | format(hostvars[host].ip) }} {{ host }}{% if '.' in host %} {{ host.split('.')[0] }}{% endif %}

{% endif %}
{% endfor %}
::1 ip6-localhost
`,
  'haproxy.cfg': `global
    maxconn {{ haproxy.maxconn | default(4096) }}
{% for option in haproxy.options | default([]) %}
    option {{ option }}
{% endfor %}
{% for frontend in haproxy.frontends %}

frontend {{ frontend.name }}
    bind {{ frontend.address | default('*') }}:{{ frontend.port }}{{ ' ssl crt ' ~ frontend.cert if frontend.cert is defined else '' }}
    mode {{ frontend.mode | default('http') }}
    default_backend {{ frontend.backend }}
{% endfor %}
{% for backend in haproxy.backends %}

backend {{ backend.name }}
    balance {{ backend.balance | default('roundrobin') }}
{% for server in backend.servers %}
    server {{ server.name | default('srv' ~ loop.index) }} {{ server.address }}{{ ' check' if server.check | default(true) | bool }}{{ ' backup' if not loop.first and backend.standby | default(false) }}
{% endfor %}
{% endfor %}
`,
  unit: `[Unit]
Description={{ unit.description }}
{% for dependency in unit.after | default(['network.target']) %}
After={{ dependency }}
{% endfor %}

[Service]
Type={{ unit.type | default('simple') }}
ExecStart={{ unit.command }}{% for key, value in (unit.flags | default({})) | dictsort %} --{{ key }}={{ value | quote }}{% endfor %}

{% for key, value in unit.environment.items() | sort %}
Environment="{{ key }}={{ value }}"
{% endfor %}
{% if unit.user is defined %}User={{ unit.user }}
{% endif %}
Restart={{ 'always' if unit.restart | default(true) else 'no' }}

[Install]
WantedBy=multi-user.target
`,
  sudoers: `{% for user in users | selectattr('admin') | sort(attribute='name') %}
{{ user.name }} ALL=(ALL) {{ 'NOPASSWD: ' if user.uid > 1002 else '' }}ALL
{% endfor %}
{% for user in users | rejectattr('admin') %}
# {{ user.name }}: {{ user.groups | join(', ') | default('-', true) }}
{% endfor %}
`,
  env: `{% for key, value in app_env | dictsort %}
export {{ key | upper }}={{ value | string | quote }}
{% endfor %}
{% if extra_env is defined %}{{ extra_env | to_nice_json }}{% endif %}
`,
  'config.json': `{
  "name": {{ name | to_json }},
  "port": {{ port }},
  "tls": {{ settings.tls | to_json }},
  "users": [
{% for user in users %}
    {"name": "{{ user.name }}", "groups": {{ user.groups | to_json }}}{{ "," if not loop.last }}
{% endfor %}
  ],
  "settings": {{ settings | to_nice_json | indent(2) }}
}
`,
  'config.yml': `---
settings:
  {{ settings | to_nice_yaml(indent=2) | indent(2) }}
users:
{% for user in users %}
  - name: {{ user.name }}
    shell: {{ user.shell | default('/bin/sh') }}
{% if user.groups %}
    groups: [{{ user.groups | join(', ') }}]
{% endif %}
{% endfor %}
`,
  logrotate: `{% for file in logs %}
{{ file.path if file.path is string else file.path | join(' ') }} {
    {{ file.rotate | default('weekly') }}
    rotate {{ file.keep | default(4) }}
{% if file.compress | default(true) %}
    compress
{% endif %}
{% if file.create is defined %}
    create {{ file.create.mode | default('0640') }} {{ file.create.owner }} {{ file.create.group | default(file.create.owner) }}
{% endif %}
{% if file.postrotate is defined %}
    postrotate
        {{ file.postrotate | indent(8) }}
    endscript
{% endif %}
}
{% endfor %}
`,
  'prometheus.yml': `scrape_configs:
{% for job in jobs %}
  - job_name: '{{ job.name }}'
    scrape_interval: {{ job.interval | default('15s') }}
    static_configs:
      - targets: {{ job.targets | map('regex_replace', '$', ':' ~ job.port | string) | list | to_json }}
{% if job.labels is defined %}
        labels:
{% for key, value in job.labels.items() %}
          {{ key }}: "{{ value }}"
{% endfor %}
{% endif %}
{% endfor %}
`,
  iptables: `*filter
:INPUT {{ firewall.policy | default('DROP') | upper }} [0:0]
{% for rule in firewall.rules %}
{% set ports = [rule.port] if rule.port is number else rule.port | default([]) %}
{% for port in ports %}
-A INPUT -p {{ rule.protocol | default('tcp') }} --dport {{ port }}{% for source in rule.from | default([]) %} -s {{ source }}{% endfor %} -j {{ (rule.action | default('accept')) | upper }}
{% endfor %}
{% endfor %}
COMMIT
`,
  crontab: `{%- set defaults = {'minute': '*', 'hour': '*', 'day': '*'} -%}
{% for job in cron_jobs %}
{% set all = defaults | combine(job) %}
{{ all.minute }} {{ all.hour }} {{ all.day }} * * {{ all.user | default('root') }} {{ all.command }}
{% endfor %}
`,
  'php.ini': `{% for section in php | dict2items %}
[{{ section.key }}]
{% for item in section.value | dict2items | sort(attribute='key') %}
{{ item.key }} = {{ item.value | ternary('On', 'Off') if item.value is boolean else item.value }}
{% endfor %}

{% endfor %}
`,
  motd: `{{ '*' * 20 }}
{{ ('Welcome to ' ~ name) | center(40) }}
{{ "%-10s: %5d" | format('port', port) }}
{{ "{:<10}: {:>5}".format('uid', users[0].uid) }}
{{ words | wordwrap(20) }}
{{ words | truncate(15) | title }}
`,
  keepalived: `vrrp_instance VI_1 {
    state {{ 'MASTER' if groups.web[0] == inventory_hostname else 'BACKUP' }}
    priority {{ 100 - groups.web.index(inventory_hostname) * 10 }}
    virtual_router_id {{ (inventory_hostname | hash('md5'))[:4] | int(0, 16) % 255 }}
    unicast_peer {
{% for host in groups.web | difference([inventory_hostname]) %}
        {{ hostvars[host]['ip'] }}
{% endfor %}
    }
}
`,
  resolv: `{% for server in (dns | default({})).servers | default(['1.1.1.1', '9.9.9.9']) %}
nameserver {{ server }}
{% endfor %}
search {{ [name.split('.')[1:] | join('.')] | union(['local']) | join(' ') }}
`,
  table: `{% set rows = [] %}
{% for user in users %}
{%   for group in user.groups | default(['none'], true) %}
{%     do rows.append((user.name, group)) %}
{%   endfor %}
{% endfor %}
{% for name, group in rows %}
{{ name.ljust(8) }}|{{ group.rjust(8) }}
{% endfor %}
{{ rows | length }} rows, {{ rows | map('first') | unique | list | length }} users
`,
}

const REAL_VARIABLES: Readonly<Record<string, unknown>> = {
  nginx_extra: { client_max_body_size: '10m', gzip: 'on' },
  sshd: {
    Port: [22, 2222],
    PermitRootLogin: false,
    UsePAM: true,
    AcceptEnv: ['LANG', 'LC_*'],
    LogLevel: 'INFO',
  },
  sshd_match: [{ condition: 'User git', AllowTcpForwarding: 'no', X11Forwarding: true }],
  mysql: {
    port: 3307,
    memory_mb: 1000,
    options: {
      'skip-name-resolve': null,
      bind_address: '0.0.0.0',
      log_bin: true,
      max_connections: 200,
      plugins: ['a', 'b'],
      long_query_time: 0.5,
    },
  },
  groups: { all: ['web1.example.com', 'web2', 'db'], web: ['web1.example.com', 'web2'] },
  hostvars: { 'web1.example.com': { ip: '10.0.0.1' }, web2: { ip: '10.0.0.2' }, db: {} },
  inventory_hostname: 'web2',
  haproxy: {
    options: ['httplog', 'forwardfor'],
    frontends: [
      { name: 'https', port: 443, backend: 'app', cert: '/etc/cert.pem' },
      { name: 'stats', port: 8404, address: '127.0.0.1', backend: 'stats', mode: 'tcp' },
    ],
    backends: [
      {
        name: 'app',
        standby: true,
        servers: [{ address: '10.0.0.1:80' }, { name: 'two', address: '10.0.0.2:80', check: 'no' }],
      },
      { name: 'stats', balance: 'leastconn', servers: [] },
    ],
  },
  unit: {
    description: 'An app',
    command: '/usr/bin/app',
    flags: { port: 80, name: 'two words' },
    environment: { B: '2', A: '1' },
    user: 'app',
    after: ['network.target', 'db.service'],
  },
  app_env: { path: '/usr/bin:/bin', greeting: "it's me", count: 5, debug: false },
  extra_env: { x: [1, 2], y: { z: null } },
  logs: [
    { path: '/var/log/a.log', create: { owner: 'app' }, postrotate: 'systemctl reload app\necho done' },
    { path: ['/var/log/b.log', '/var/log/c.log'], rotate: 'daily', keep: 7, compress: false },
  ],
  jobs: [
    { name: 'node', port: 9100, targets: ['web1', 'web2'], labels: { env: 'prod', team: 'ops' } },
    { name: 'db', port: '9104', targets: ['db'], interval: '1m' },
  ],
  firewall: {
    rules: [
      { port: 22, from: ['10.0.0.0/8'] },
      { port: [80, 443], protocol: 'tcp' },
      { port: 53, protocol: 'udp', action: 'drop' },
    ],
  },
  cron_jobs: [
    { minute: '*/5', command: '/usr/bin/x' },
    { hour: '2', day: '1', user: 'www', command: '/usr/bin/y > /dev/null' },
  ],
  php: { PHP: { memory_limit: '128M', display_errors: false }, Date: { timezone: 'UTC', strict: true } },
}

/** Templates that use other templates. */
const FILES: Readonly<Record<string, string>> = {
  'part.j2': 'part of {{ name }}{{ x | default("") }}\n',
  'macros.j2':
    '{% macro hello(who, mark="!") %}Hello {{ who }}{{ mark }}{% endmacro %}\n{% macro named() %}{{ name }}{% endmacro %}\n{% set answer = 42 %}{% set _hidden = 1 %}text\n',
  'base.j2':
    'begin\n{% block title %}base title{% endblock %}\n{% block body %}base body {{ self.title() }}{% endblock %}\nend\n',
  'middle.j2': '{% extends "base.j2" %}{% block title %}middle {{ super() }}{% endblock %}',
  'loop.j2': '[{{ i }}{{ loop.index | default("-") }}]',
  'self.j2': '{% include "self.j2" %}',
  'broken.j2': '{% if %}',
  'required.j2': '{% block x required %}{% endblock %}',
  'scoped.j2': '{% for i in list %}{% block item scoped %}{{ i }}{% endblock %}{% endfor %}',
  'unscoped.j2': '{% for i in list %}{% block item %}{{ i | default("-") }}{% endblock %}{% endfor %}',
  'lines.j2': 'a\nb\n\n',
}

const WITH_FILES = `
{% include 'part.j2' %}|
----
{% set x = ' and x' %}{% include 'part.j2' %}|
----
{% include 'part.j2' without context %}
----
{% include 'nowhere.j2' %}
----
{% include 'nowhere.j2' ignore missing %}x
----
{% include ['nowhere.j2', 'part.j2'] %}
----
{% include ['nowhere.j2', 'neither.j2'] ignore missing %}x
----
{% include 'part' ~ '.j2' %}
----
{% for i in list %}{% include 'loop.j2' %}{% endfor %}
----
{% import 'macros.j2' as m %}{{ m.hello('you') }}{{ m.answer }}
----
{% import 'macros.j2' as m %}{{ m.hello('you', mark='?') }}{{ m._hidden | default('hidden') }}
----
{% import 'macros.j2' as m %}{{ m.named() }}
----
{% import 'macros.j2' as m with context %}{{ m.named() }}
----
{% import 'macros.j2' as m %}{{ m.nowhere }}
----
{% from 'macros.j2' import hello %}{{ hello('me') }}
----
{% from 'macros.j2' import hello as hi, answer %}{{ hi('me') }}{{ answer }}
----
{% from 'macros.j2' import named with context %}{{ named() }}
----
{% from 'macros.j2' import nowhere %}{{ nowhere is defined }}
----
{% from 'macros.j2' import nowhere %}{{ nowhere() }}
----
{% extends 'base.j2' %}
----
{% extends 'base.j2' %}{% block title %}own{% endblock %}
----
{% extends 'base.j2' %}ignored{% block body %}[{{ super() }}]{% endblock %}
----
{% extends 'middle.j2' %}{% block title %}top {{ super() }}{% endblock %}
----
{% extends 'middle.j2' %}{% block title %}{{ super.super() }}{% endblock %}
----
{% set own = 'base.j2' %}{% extends own %}
----
{% extends 'nowhere.j2' %}
----
{% block a %}x{% endblock %}{{ self.a() }}
----
{% block a %}x{% endblock a %}
----
{% block a %}x{% endblock b %}
----
{% extends 'required.j2' %}
----
{% extends 'required.j2' %}{% block x %}given{% endblock %}
----
{% include 'required.j2' %}
----
{% extends 'scoped.j2' %}{% block item %}<{{ i }}>{% endblock %}
----
{% extends 'unscoped.j2' %}{% block item %}<{{ i | default('none') }}>{% endblock %}
----
{% include 'unscoped.j2' %}
----
{% include 'self.j2' %}
----
{% include 'broken.j2' %}
----
{% include 'lines.j2' %}|
----
{% if yes %}{% extends 'base.j2' %}{% endif %}{% block title %}maybe{% endblock %}
----
{% extends 'base.j2' %}{% extends 'base.j2' %}
----
{% extends 'base.j2' %}{% set title = 'set' %}{% block title %}{{ title }}{% endblock %}
----
{% extends 'base.j2' %}{% macro m() %}m{% endmacro %}{% block title %}{{ m() }}{% endblock %}
----
{% set name = 'own' %}{% include 'part.j2' %}
----
{% with name = 'inner' %}{% include 'part.j2' %}{% endwith %}
----
{% macro m(name) %}{% include 'part.j2' %}{% endmacro %}{{ m('arg') }}
----
{% for user in users %}{% import 'macros.j2' as m %}{{ m.hello(user.name) }} {% endfor %}`

const WITH_OPTIONS: readonly (readonly [text: string, options: Row['options']])[] = [
  ['  {% if yes %}\n  x\n  {% endif %}\ny\n', { lstrip_blocks: true }],
  ['  {% if yes %}\n  x\n  {% endif %}\ny\n', { trim_blocks: false }],
  ['  {% if yes %}\n  x\n  {% endif %}\ny\n', { trim_blocks: false, lstrip_blocks: true }],
  ['a {% if yes %}\n  {%+ if yes %}x{% endif %}{% endif %}\n', { lstrip_blocks: true }],
  ['  {# c #}\n  {{ one }}\n  {# d #} x\n', { lstrip_blocks: true }],
  ['  {% raw %}\n {{ x }}\n  {% endraw %}\ny\n', { lstrip_blocks: true }],
  ['  {% set x = 1 %}  {% set y = 2 %}\nz\n', { lstrip_blocks: true }],
  [
    '{% for i in list %}\n    {% if i > 1 %}\n    {{ i }}\n    {% endif %}\n{% endfor %}\n',
    { lstrip_blocks: true },
  ],
  [
    '<< name >> {{ x }} <% if yes %>y<% endif %>',
    {
      variable_start_string: '<<',
      variable_end_string: '>>',
      block_start_string: '<%',
      block_end_string: '%>',
    },
  ],
  ['[[ name ]] {{ x }}', { variable_start_string: '[[', variable_end_string: ']]' }],
  ['(* comment *)x{# no comment #}', { comment_start_string: '(*', comment_end_string: '*)' }],
  ['a\nb {{ lines }}\n{% if yes %}\nc\n{% endif %}\n', { newline_sequence: '\r\n' }],
  ['a\r\nb\r\n{% if yes %}\r\nc\r\n{% endif %}\r\n', {}],
  ['#jinja2: trim_blocks: False\n{% if yes %}\nx\n{% endif %}\n', {}],
  ['#jinja2: lstrip_blocks: True\n  {% if yes %}\nx\n  {% endif %}\n', {}],
  ['#jinja2: trim_blocks: False, lstrip_blocks: True\n  {% if yes %}\nx\n  {% endif %}\n', {}],
  ["#jinja2: variable_start_string: '[%', variable_end_string: '%]'\n[% name %] {{ x }}\n", {}],
  ["#jinja2: newline_sequence: '\\r\\n'\na\nb\n", {}],
  ['#jinja2: nowhere: True\nx {{ one }}\n', {}],
  ['#jinja2:trim_blocks:False\n{% if yes %}\nx\n{% endif %}\n', {}],
  ['# jinja2: trim_blocks: False\n{% if yes %}\nx\n{% endif %}\n', {}],
  ['x\n#jinja2: trim_blocks: False\n', {}],
  ['% if yes\nx\n% endif\n## c\ny\n', { line_statement_prefix: '%', line_comment_prefix: '##' }],
  ['% for i in list:\n  {{ i }}\n% endfor\n', { line_statement_prefix: '%' }],
]

function split(all: string): string[] {
  return all
    .replace(/^\n/, '')
    .split('\n----\n')
    .map(text => text)
}

/** Every template as a file, many of them both with and without a line break at the end. */
export const TEMPLATE_ROWS: readonly (readonly [topic: string, row: Row])[] = [
  ...Object.entries(SMALL).flatMap(([topic, all]) =>
    split(all).flatMap((text): [string, Row][] => [
      [topic, { kind: 'file', text }],
      [topic, { kind: 'file', text: `${text}\n` }],
      [`${topic}, of YAML`, { kind: 'value', text }],
    ]),
  ),
  ...Object.values(REAL).flatMap((text): [string, Row][] => [
    ['in the shape of public ones', { kind: 'file', text, variables: REAL_VARIABLES }],
    [
      'in the shape of public ones',
      { kind: 'file', text, variables: REAL_VARIABLES, options: { lstrip_blocks: true } },
    ],
  ]),
  ...split(WITH_FILES).map((text): [string, Row] => [
    'other templates',
    { kind: 'file', text, files: FILES },
  ]),
  ...WITH_OPTIONS.map(([text, options = {}]): [string, Row] => ['options', { kind: 'file', text, options }]),
]
