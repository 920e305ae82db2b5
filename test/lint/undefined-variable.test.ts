import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { foundIn } from '../kit/lint.ts'
import { folderOf } from '../kit/project-files.ts'

const SITE = `- name: Web
  hosts: web
  vars:
    site_port: 8080
    site_url: "http://{{ domain }}:{{ site_prot }}/"
  tasks:
    - name: Show the site
      debug: { msg: "{{ site_url }} {{ site_port }} {{ inventory_hostname }} {{ ansible_hostname }}" }
      when: nowhere == 1 || defined(somewhere)
    - name: Look
      command: uptime
      changed_when: false
      register: looked
    - name: Show each
      debug: { msg: "{{ item }} {{ looked.stdout }} {{ default release 1 }} {{ app_release }}" }
      loop: "{{ wanted }}"
    - name: Show the release
      debug: { msg: "{{ release }}" }
`
const HOSTS = 'web: { hosts: { web1: { domain: example.com } } }\n'

async function undefinedIn(files: Readonly<Record<string, string>>): Promise<string[]> {
  const found = await foundIn(folderOf(files))
  return found.filter(each => each.endsWith(' undefined-variable')).map(each => each.split(' ')[0] ?? '')
}

test("with the project's inventory, every undefined variable is found", async () => {
  assert.equal(await undefinedIn({ 'site.yml': SITE, 'inventory/hosts.yml': HOSTS }), [
    'site.yml:5',
    'site.yml:9',
    'site.yml:15',
    'site.yml:16',
  ])
})

for (const [what, settings] of [
  ['drover.yml', { 'drover.yml': 'inventory: [production.yml]\nlint: {}\n' }],
  [
    'ansible.cfg',
    { 'ansible.cfg': '[defaults]\ninventory = production.yml\n', 'drover.yml': 'ansible: []\n' },
  ],
] as const) {
  test(`the inventory can be named in ${what}`, async () => {
    assert.equal(await undefinedIn({ ...settings, 'site.yml': SITE, 'production.yml': HOSTS }), [
      'site.yml:5',
      'site.yml:9',
      'site.yml:15',
      'site.yml:16',
    ])
  })
}

const slipOnly: readonly (readonly [what: string, files: Readonly<Record<string, string>>])[] = [
  ['without an inventory', {}],
  ['with an inventory program', { 'inventory/hosts.yml': HOSTS, 'inventory/cloud.sh': '#!/bin/sh\n' }],
  [
    'with a role from outside the project',
    { 'inventory/hosts.yml': HOSTS, 'more.yml': '- name: More\n  hosts: web\n  roles: [from_galaxy]\n' },
  ],
]

for (const [what, files] of slipOnly) {
  test(`${what}, only misspelt variables are found`, async () => {
    assert.equal(await undefinedIn({ 'site.yml': SITE, ...files }), ['site.yml:5'])
  })
}

const EXPRESSIONS = `- name: Web
  hosts: web
  vars: { site_port: 8080 }
  tasks:
    - name: Check the port
      assert:
        that:
          - site_port > 1024
          - site_prot > 1024
          - TESTED
    - name: Check the domain
      assert: { that: domian == "example.com", fail_msg: "{{ site_port }}" }
    - name: Show
      debug: { var: relaese }
`

for (const [what, files, found] of [
  [
    'an expression',
    { 'site.yml': EXPRESSIONS.replace('TESTED', 'defined(release) && release != ""') },
    ['site.yml:9', 'site.yml:12', 'site.yml:14'],
  ],
  [
    "a condition in Ansible's dialect, in which `debug` accepts any name",
    {
      'drover.yml': 'ansible: true\n',
      'site.yml': EXPRESSIONS.replace('TESTED', 'release is defined and release | length > 0'),
    },
    ['site.yml:9', 'site.yml:12'],
  ],
] as const) {
  test(`undefined variables are found in a param that is read as ${what}`, async () => {
    assert.equal(await undefinedIn({ ...files, 'inventory/hosts.yml': HOSTS }), found)
  })
}

test('variables of a role that no play uses may come from anywhere', async () => {
  const role = { 'roles/web/tasks/main.yml': '- name: Show\n  debug: { msg: "{{ web_name }}" }\n' }
  const play = '- name: Web\n  hosts: web\n  roles: [web]\n'
  assert.equal(await undefinedIn({ ...role, 'inventory/hosts.yml': HOSTS }), [])
  assert.equal(await undefinedIn({ ...role, 'inventory/hosts.yml': HOSTS, 'site.yml': play }), [
    'roles/web/tasks/main.yml:2',
  ])
})

const IN_TEMPLATES = {
  'inventory/hosts.yml': HOSTS,
  'site.yml': `- name: Web
  hosts: web
  vars: { site_port: 8080, sites: [] }
  roles: [web]
  tasks:
    - name: Write the site
      template: { src: site.conf.j2, dest: /etc/site.conf, mode: "0644" }
      vars: { extra: 1 }
    - name: Write the page
      template: { src: page.hbs, dest: /srv/page, mode: "0644" }
      register: wrote
    - name: Show
      debug: { msg: "{{lookup 'template' 'shown.hbs' template_vars=(map handed=1)}} {{wrote.changed}}" }
    - name: Write with other delimiters
      template: { src: other.j2, dest: /etc/other, mode: "0644", variable_start_string: "[[" }
    - name: Write what only the run knows
      template: { src: "{{inventory_hostname}}.j2", dest: /etc/own, mode: "0644" }
`,
  'templates/site.conf.j2': `{# sites is {{ in_a_comment }} #}
# site_prot in plain text
{% macro line(key, value) %}{{ key }}={{ value }}{% endmacro %}
{% for site in sites %}
{{ line('port', site_port) }} {{ site.name }} {{ loop.index }} {{ extra }}
{% endfor %}
{% set own = domain %}{{ own }} {{ ansible_managed }} {{ template_path }}
{% if own %}{% set mode, kind = 1, 2 %}{% endif %}{{ mode }} {{ kind }}
{% if tested is defined %}{{ tested }}{% endif %} {{ maybe | default('') }}
{% include 'part.j2' %}
listen {{ site_prot }}
name {{ "nowhere" }} {{ nowhere }}
`,
  'templates/part.j2': '{{ site }} {{ in_a_part }}\n',
  'templates/page.hbs': `{{! {{in_a_comment}} }}
{{#each sites as |site|}}{{site.name}} {{site_port}}{{/each}}
{{#if tested}}{{tested}}{{/if}} {{default maybe 1}}
<p>{{upper missing}}</p>
`,
  'templates/shown.hbs': '{{handed}} {{unhanded}}\n',
  'templates/other.j2': '[[ domain ]] {{ not_code }}\n',
  'templates/unnamed.j2': '{{ not_named }}\n',
  'roles/web/tasks/main.yml':
    '- name: Write\n  template: { src: web.j2, dest: /etc/web, mode: "0644" } # drover: allow undefined-variable because -e sets it\n- name: Write more\n  template: { src: more.j2, dest: /etc/more, mode: "0644" }\n',
  'roles/web/templates/web.j2': '{{ allowed }}\n',
  'roles/web/templates/more.j2': '{{ domain }}\n{{ web_name }}\n',
}

test('undefined variables are found in templates that tasks and lookups name, with their lines', async () => {
  assert.equal(await undefinedIn(IN_TEMPLATES), [
    'roles/web/templates/more.j2:2',
    'templates/page.hbs:4',
    'templates/shown.hbs:1',
    'templates/site.conf.j2:11',
    'templates/site.conf.j2:12',
  ])
})

test('without an inventory, only misspelt variables are found in templates', async () => {
  const { 'inventory/hosts.yml': _, ...files } = IN_TEMPLATES
  assert.equal(await undefinedIn(files), ['templates/site.conf.j2:11'])
})

test.run()
