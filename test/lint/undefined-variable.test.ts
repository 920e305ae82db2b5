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

test('with the inventory of its runs, every variable that nothing defines is found', async () => {
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
  test(`the inventory may be named by ${what}`, async () => {
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
  [
    'with an inventory that is a program',
    { 'inventory/hosts.yml': HOSTS, 'inventory/cloud.sh': '#!/bin/sh\n' },
  ],
  [
    'with a role from elsewhere',
    { 'inventory/hosts.yml': HOSTS, 'more.yml': '- name: More\n  hosts: web\n  roles: [from_galaxy]\n' },
  ],
]

for (const [what, files] of slipOnly) {
  test(`${what}, only slips are found`, async () => {
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
    "a condition in Ansible's dialect, whose `debug` takes any name",
    {
      'drover.yml': 'ansible: true\n',
      'site.yml': EXPRESSIONS.replace('TESTED', 'release is defined and release | length > 0'),
    },
    ['site.yml:9', 'site.yml:12'],
  ],
] as const) {
  test(`what the param of a task reads as ${what} is found`, async () => {
    assert.equal(await undefinedIn({ ...files, 'inventory/hosts.yml': HOSTS }), found)
  })
}

test('what a role reads that no play uses may come from anywhere', async () => {
  const role = { 'roles/web/tasks/main.yml': '- name: Show\n  debug: { msg: "{{ web_name }}" }\n' }
  const play = '- name: Web\n  hosts: web\n  roles: [web]\n'
  assert.equal(await undefinedIn({ ...role, 'inventory/hosts.yml': HOSTS }), [])
  assert.equal(await undefinedIn({ ...role, 'inventory/hosts.yml': HOSTS, 'site.yml': play }), [
    'roles/web/tasks/main.yml:2',
  ])
})

test.run()
