import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const project = makeProject({
  'inventory/hosts.yml': `all:
  vars: { word: hello }
  hosts: { alone: {} }
  children:
    site: { children: { web: {}, db: {} } }
    web:
      hosts: { "web[1:2]": {} }
      vars: { word: "hi {{inventory_hostname}}", memory: "{{ansible_memtotal_mb}}" }
    db: { hosts: { db1: { word: good day } } }
`,
  'inventory/group_vars/web.yml': 'word: from group_vars\n',
  'inventory/host_vars/web1.yml': '# the first\nkey: !secret hunter22\nword: from host_vars\n',
})
const hosts = (...words: string[]) => say(project, 'hosts', ...words)

test('`list` shows hosts with their groups', async () => {
  assert.is((await hosts('list', 'web,db1')).stdout, 'web1  site, web\nweb2  site, web\ndb1   site, db\n')
  const { stdout } = await hosts('list', 'db1', '-o', 'json')
  assert.equal(JSON.parse(stdout), { hosts: [{ host: 'db1', groups: ['site', 'db'] }] })
})

test('`graph` shows the group tree, with only the branches that have hosts of the pattern', async () => {
  const tree = `all
├── site
│   └── web
│       ├── web1
│       └── web2
├── web
│   ├── web1
│   └── web2
└── ungrouped
    └── alone
`
  assert.is((await hosts('graph', 'web,alone')).stdout, tree)
})

test('`vars` shows effective values, with secrets masked and templates that need facts unrendered', async () => {
  const { stdout } = await hosts('vars', 'web1')
  assert.is(stdout, 'web1:\n  key: ***\n  memory: "{{ansible_memtotal_mb}}"\n  word: from host_vars\n')
})

test('`--explain` shows where a variable is set and which values it overrides', async () => {
  const { stdout } = await hosts('vars', 'web1', '--explain', 'word', '-e', 'word=x')
  assert.is(
    stdout,
    `web1: word
  used        x                --extra-vars:1:6                  the command line
  overridden  from host_vars   inventory/host_vars/web1.yml:3:7  host_vars/web1.yml
  overridden  from group_vars  inventory/group_vars/web.yml:1:7  group_vars/web.yml
  overridden  hi web1          inventory/hosts.yml:8:21          hosts.yml, group web
  overridden  hello            inventory/hosts.yml:2:17          hosts.yml, group all
`,
  )
})

test('`--explain` reports hosts that do not have the variable', async () => {
  assert.match(
    (await hosts('vars', '--explain', 'memory', 'alone,web1')).stdout,
    /^alone: memory\n {2}not set\nweb1: memory\n {2}used/,
  )
})

const refused: [words: string[], message: RegExp][] = [
  [['list', 'wbe'], /^error: no host or group matches `wbe`[\s\S]*did you mean `web`\?/],
  [
    ['vars', '--explain', 'wrod'],
    /^error: the inventory gives none of these hosts a variable `wrod`\n {2}hint: did you mean `word`\?/,
  ],
]

for (const [words, message] of refused) {
  test(`\`run hosts ${words.join(' ')}\` is refused`, async () => {
    const { stderr, code } = await hosts(...words)
    assert.match(stderr, message)
    assert.is(code, 1)
  })
}

test.run()
