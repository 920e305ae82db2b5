import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { playFiles } from './referee.ts'

const HOSTS = `all:
  hosts:
    a: { ansible_connection: local, dir: ROOT/hosts/a }
    b: { ansible_connection: local, dir: ROOT/hosts/b }
`
const MORE = 'web:\n  hosts:\n    c: { ansible_connection: local, dir: ROOT/hosts/c }\n  vars: { v: new }\n'
const WRITE = (file: string, content: string): string =>
  `    - copy: { dest: "ROOT/inventory/${file}", content: ${JSON.stringify(content)} }\n      delegate_to: localhost\n      run_once: true\n`

const PLAYS: readonly (readonly [title: string, site: string])[] = [
  [
    'later plays have the hosts and variables that are there now',
    `- hosts: a:b
  gather_facts: false
  tasks:
${WRITE('more.yml', MORE)}    - meta: refresh_inventory
    - debug: { msg: "{{ groups.web | first }}" }
- hosts: web
  gather_facts: false
  tasks:
    - debug: { msg: "{{ v }}" }
    - copy: { dest: "{{ dir }}/seen", content: "{{ hostvars.c.v }}" }
`,
  ],
  [
    'what tasks added stays',
    `- hosts: a
  gather_facts: false
  tasks:
    - add_host: { name: d, groups: [added], ansible_connection: local, v: kept }
      changed_when: false
    - group_by: { key: grouped }
      changed_when: false
${WRITE('more.yml', MORE)}    - meta: refresh_inventory
- hosts: added:grouped:web
  gather_facts: false
  tasks:
    - debug: { msg: "{{ v | default('none') }}" }
`,
  ],
]

const IN_DROVER = [
  ["v | default('none')", "default v 'none'"],
  ['groups.web | first', 'groups.web.[0]'],
] as const

for (const [title, site] of PLAYS)
  test(`after a refresh of the inventory, ${title}`, () => {
    const run = (tool: 'ansible' | 'drover') =>
      playFiles(
        tool,
        {
          'site.yml':
            tool === 'drover' ? IN_DROVER.reduce((text, [from, to]) => text.replace(from, to), site) : site,
          'inventory/hosts.yml': HOSTS,
        },
        { inventory: 'inventory' },
      )
    const theirs = run('ansible')
    assert.not(theirs.hasFailed)
    assert.equal(run('drover'), theirs)
  })

test.run()
