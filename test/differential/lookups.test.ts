import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { asExpression, asTemplate } from '../../src/jinja/translate-text.ts'
import { playFiles } from './referee.ts'

/** Files next to the playbook and in a role. */
const FILES: Readonly<Record<string, string>> = {
  'hosts.yml':
    'all:\n  hosts:\n    a: {ansible_connection: local}\n    b: {ansible_connection: local}\n  children: {web: {hosts: {a: }}, db: {hosts: {b: }}}\n',
  'files/padded.txt': '\n  two words \n\n',
  'files/é ü.txt': 'ünï',
  'files/both.txt': 'in files',
  'both.txt': 'in the folder',
  'only.txt': 'only',
  'files/empty.txt': '',
  'files/conf/b.conf': '',
  'files/conf/a.conf': '',
  'files/conf/.hidden.conf': '',
  'files/conf/c.txt': '',
  'conf/d.conf': '',
  'files/braces.txt': 'a {{ word }} b',
  'files/data.json': '{"a": [1, 2]}',
  'templates/greeting.txt': 'Hello {{ word }} on {{ inventory_hostname }}.\n\n',
  'files/people.csv': 'Symbol,Number,Mass\nH,1,1.008\n"He, li",2,"4 ""or"" so"\nLi,3\n\nNa,,22\n',
  'files/ansible.csv': 'k\tv\tw\nl\t\n',
  'files/semi.csv': 'a;1\r\nb;"x\ny"\r\n',
  'files/ansible.ini':
    '; about\n[DEFAULT]\nbase = /srv\n[global]\nUser = bob\npath: %(base)s/www\npercent = 100%%\nlong = one\n  two\n\n  three\n# no\nlast=a=b:c\nempty =\n[other section]\nuser2=al\nuser1=bo\nhome=x\n',
  'files/cased.ini': '[global]\nKey=upper\nkey=lower\nbare\n',
  'files/app.properties': 'db.url=jdbc:x\nuser.name : joe\n',
  'files/broken.ini': 'no section = here\n',
  'files/twice.ini': '[global]\na=1\na=2\n',
  'pw/kept': 'secret pass\n',
  'pw/salted': 'secret salt=abcdefgh\n',
  'roles/r/tasks/main.yml': '',
  'roles/r/files/both.txt': 'in the role',
  'roles/r/files/conf/r.conf': '',
  'roles/r/templates/greeting.txt': 'From the role.',
  'roles/r/tasks/near.txt': 'beside the tasks',
}

/**
 * Lookups in Jinja. Drover's translation of each, as a template and as an expression, must return the same as
 * Ansible.
 */
const ROWS: readonly string[] = [
  "lookup('file', 'padded.txt')",
  "lookup('file', 'padded.txt', rstrip=False)",
  "lookup('file', 'padded.txt', lstrip=True)",
  "lookup('file', 'padded.txt', lstrip=True, rstrip=False)",
  "lookup('file', 'é ü.txt')",
  "lookup('file', 'both.txt')",
  "lookup('file', 'only.txt', 'both.txt')",
  "query('file', 'only.txt', 'both.txt')",
  "lookup('ansible.builtin.file', root ~ '/only.txt')",
  "lookup('file', 'files/both.txt')",
  "lookup('file', './only.txt')",
  "lookup('file', 'empty.txt')",
  "lookup('file', 'braces.txt')",
  "lookup('file', 'data.json') | from_json",
  "lookup('file', 'none.txt', errors='ignore')",
  "lookup('unvault', 'padded.txt')",
  "lookup('env', 'DROVER_TRIED')",
  "lookup('env', 'DROVER_NOT_SET')",
  "lookup('env', 'DROVER_NOT_SET', default='other')",
  "query('env', 'DROVER_TRIED', 'DROVER_NOT_SET')",
  "lookup('env', 'DROVER_NOT_SET') | default('third', true)",
  "lookup('vars', 'word')",
  "lookup('vars', 'zz_' ~ word)",
  "lookup('vars', 'zz_list')",
  "lookup('vars', 'absent', default='none')",
  "lookup('vars', 'word', 'zz_world')",
  "query('vars', 'zz_list', 'word')",
  "query('varnames', '^zz_') | sort",
  "query('varnames', '^zz_w', '_list$') | sort",
  "query('varnames', '^nothing such$')",
  "lookup('template', 'greeting.txt')",
  "lookup('template', 'greeting.txt', template_vars=dict(word='you'))",
  "query('fileglob', 'conf/*.conf') | map('basename') | list | sort",
  "query('fileglob', 'files/conf/*') | map('basename') | list | sort",
  "query('fileglob', 'conf/[ab].c?nf') | map('basename') | list | sort",
  "query('fileglob', '*.txt') | map('basename') | list | sort",
  "query('fileglob', root ~ '/conf/*') | map('basename') | list",
  "query('fileglob', 'none/*')",
  "query('fileglob', 'conf/c*', 'conf/a*') | map('basename') | list",
  "lookup('fileglob', 'conf/c*') | replace(root, 'R')",
  "lookup('first_found', 'none.txt', 'both.txt') | replace(root, 'R')",
  "lookup('first_found', ['none.txt', 'only.txt']) | replace(root, 'R')",
  "lookup('first_found', {'files': 'a.conf,b.conf', 'paths': 'none,conf'}) | replace(root, 'R')",
  "lookup('first_found', {'files': ['b.conf'], 'paths': ['conf']}) | replace(root, 'R')",
  "lookup('first_found', 'none.txt', skip=True)",
  "query('first_found', 'none.txt', skip=True)",
  "query('first_found', 'none.txt', errors='ignore')",
  "query('first_found', 'only.txt') | map('basename') | list",
  "lookup('pipe', 'echo one; echo two; echo')",
  'lookup(\'pipe\', \'printf "%s" "$0"\')',
  "query('pipe', 'echo a', 'echo b')",
  "lookup('lines', 'echo a; echo b')",
  "query('lines', 'echo a; echo b; echo')",
  "lookup('csvfile', 'H file=people.csv delimiter=,')",
  "lookup('csvfile', 'H', file='people.csv', delimiter=',', col=2)",
  "lookup('csvfile', 'He, li', file='people.csv', delimiter=',', col='2')",
  "lookup('csvfile', 'Na', file='people.csv', delimiter=',')",
  "lookup('csvfile', 'Xx', file='people.csv', delimiter=',')",
  "lookup('csvfile', 'Xx', file='people.csv', delimiter=',', default='none')",
  "lookup('csvfile', 'Li', file='people.csv', delimiter=',', col=-1)",
  "lookup('csvfile', 'k')",
  "lookup('csvfile', 'k', col=2)",
  "lookup('csvfile', 'b', file='semi.csv', delimiter=';')",
  "lookup('ini', 'user')",
  "lookup('ini', 'USER')",
  "lookup('ini', 'path')",
  "lookup('ini', 'percent')",
  "lookup('ini', 'long')",
  "lookup('ini', 'last')",
  "lookup('ini', 'empty')",
  "lookup('ini', 'base')",
  "lookup('ini', 'absent')",
  "lookup('ini', 'absent', default='d')",
  "query('ini', 'user', 'last')",
  "lookup('ini', 'user1', section='other section')",
  "lookup('ini', 'user1 section=global default=none')",
  "lookup('ini', 'user.*', section='other section', re=True)",
  "lookup('ini', 'Key', file='cased.ini', case_sensitive=True, allow_no_value=True)",
  "lookup('ini', 'bare', file='cased.ini', case_sensitive=True, allow_no_value=True)",
  "lookup('ini', 'db.url', type='properties', file='app.properties')",
  "lookup('ini', 'user.name type=properties file=app.properties')",
  "query('sequence', '1-3')",
  "query('sequence', '0-9/3:web%02d')",
  "query('sequence', 'start=4 end=16 stride=4')",
  "query('sequence', 'count=4 format=x%d')",
  "query('sequence', 'start=5 end=1 stride=-2')",
  "query('sequence', 'start=1 end=3 format=%02x')",
  "lookup('sequence', 'end=3')",
  "query('inventory_hostnames', 'all:!a')",
  "query('inventory_hostnames', 'web')",
  "lookup('inventory_hostnames', 'all')",
  "query('inventory_hostnames', 'absent')",
  "lookup('password', 'pw/kept') | hash('md5')",
  "lookup('password', 'pw/salted') | hash('md5')",
  "lookup('password', 'pw/salted encrypt=sha512_crypt') | hash('md5')",
  "lookup('password', 'pw/salted', encrypt='sha256_crypt') | hash('md5')",
  "lookup('password', '/dev/null seed=one') | hash('md5')",
  "lookup('password', '/dev/null', seed='one', length=40, chars='digits,ascii_lowercase') | hash('md5')",
  "lookup('password', '/dev/' ~ 'null' ~ ' length=5 seed=one') | hash('md5')",
  "lookup('password', '/dev/null', seed='two', chars=['punctuation', 'hexdigits']) | hash('md5')",
  "lookup('password', '/dev/null seed=two chars=ab,,c') | hash('md5')",
  "lookup('password', 'pw/new length=9 chars=octdigits') is match('^[0-7]{9}$')",
  "lookup('password', 'pw/new') == lookup('file', 'pw/new')",
  "lookup('password', 'pw/hashed', encrypt='sha512_crypt') == lookup('password', 'pw/hashed', encrypt='sha512_crypt')",
  "query('items', zz_list, ['x'])",
  "query('list', zz_list, word)",
  "query('dict', {'k': 1, 'l': 2})",
  "query('nested', [1, 2], ['a', 'b'])",
  "query('together', [1, 2], ['a'])",
  "query('subelements', people, 'keys')",
]

/**
 * Deliberate differences: the result stays a string if nothing is found, and empty lines at the end of a program's
 * output are never kept.
 */
const DIFFERENT: Readonly<Record<string, unknown>> = {
  "lookup('first_found', 'none.txt', skip=True)": '',
  "lookup('csvfile', 'Xx', file='people.csv', delimiter=',')": '',
  "lookup('ini', 'bare', file='cased.ini', case_sensitive=True, allow_no_value=True)": '',
  "query('lines', 'echo a; echo b; echo')": ['a', 'b'],
  // Ansible's lookup removes the list from the maps; its filter does not.
  "query('subelements', people, 'keys')": [
    [{ name: 'ann', keys: ['k1', 'k2'] }, 'k1'],
    [{ name: 'ann', keys: ['k1', 'k2'] }, 'k2'],
  ],
}

/** Lookups that fail with both tools. */
const REFUSED: readonly string[] = [
  "lookup('file', 'none.txt')",
  "lookup('file', 'conf')",
  "lookup('vars', 'absent')",
  "lookup('template', 'none.txt')",
  "lookup('first_found', 'none.txt')",
  "lookup('pipe', 'exit 3')",
  "lookup('csvfile', 'k', file='none.csv')",
  "lookup('csvfile', 'Li', file='people.csv', delimiter=',', col=2)",
  "lookup('ini', 'a', file='none.ini')",
  "lookup('ini', 'a', section='absent')",
  "lookup('ini', 'a', file='broken.ini')",
  "lookup('ini', 'a', file='twice.ini')",
  "lookup('ini', 'bare', file='cased.ini', case_sensitive=True)",
  "query('sequence', 'start=5 end=1')",
  "query('sequence', 'start=5')",
]

/** Lookups within a role: its own files are found first, then those of the playbook. */
const OF_ROLE: readonly string[] = [
  "lookup('file', 'both.txt')",
  "lookup('file', 'padded.txt')",
  "lookup('file', 'near.txt')",
  "lookup('template', 'greeting.txt')",
  "query('fileglob', 'conf/*') | map('basename') | list",
  "lookup('first_found', 'only.txt', 'both.txt') | replace(root, 'R')",
]

const HEAD = `- hosts: a
  gather_facts: false
  vars:
    root: ROOT
    word: world
    zz_world: found
    zz_list: [1, two]
    people: [{name: ann, keys: [k1, k2]}, {name: bob, keys: []}]
`

type Say = (jinja: string) => string

function playbookOf(say: Say): Record<string, string> {
  const tasks = [
    ...[...ROWS, ...REFUSED].map(row => `    - {ignore_errors: true, debug: {msg: ${say(row)}}}`),
    '    - include_role: {name: r}',
  ]
  return {
    ...FILES,
    'roles/r/tasks/main.yml': OF_ROLE.map(row => `- {ignore_errors: true, debug: {msg: ${say(row)}}}`).join(
      '\n',
    ),
    'site.yml': `${HEAD}  tasks:\n${tasks.join('\n')}\n`,
  }
}

const byJinja: Say = jinja =>
  `"${`{{ (${jinja}) | to_json }}`.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

function bySaying(how: 'template' | 'expression'): Say {
  return jinja => {
    const text = `(${jinja}) | to_json`
    const said = how === 'template' ? asTemplate(text) : asExpression(text)
    if (said && 'text' in said)
      return how === 'template' ? JSON.stringify(`{{${said.text}}}`) : `!expr ${JSON.stringify(said.text)}`
    // Templates cannot filter each item, so an expression is used.
    const other = how === 'template' ? asExpression(text) : undefined
    if (other && 'text' in other) return `!expr ${JSON.stringify(other.text)}`
    throw new Error(`\`${jinja}\` has no translation: ${JSON.stringify(said)}`)
  }
}

process.env.DROVER_TRIED = ' tried it '

const theirs = playFiles('ansible', playbookOf(byJinja)).hosts.a ?? []

/** Removes the reasons of failures, and the results of `include_role`, which Drover counts as a task. */
function shown(words: readonly string[]): string[] {
  return words.map(word => word.replace(/^failed:.*$/s, 'failed'))
}

for (const how of ['template', 'expression'] as const) {
  const ours = shown(playFiles('drover', playbookOf(bySaying(how))).hosts.a ?? [])
  for (const [index, row] of [...ROWS, ...REFUSED, ...OF_ROLE].entries()) {
    const isOfRole = index >= ROWS.length + REFUSED.length
    const at = index + (isOfRole ? theirs.length - (ROWS.length + REFUSED.length + OF_ROLE.length) : 0)
    const mine = index + (isOfRole ? ours.length - (ROWS.length + REFUSED.length + OF_ROLE.length) : 0)
    test(`\`${row}\`${isOfRole ? ' in a role' : ''} has the same result as ${how}`, () => {
      const isOther = Object.hasOwn(DIFFERENT, row) && !isOfRole
      if (isOther)
        assert.equal(JSON.parse(String(ours[mine]).slice('ok:'.length).replaceAll('_', ' ')), DIFFERENT[row])
      assert.is(ours[mine] === shown(theirs)[at], !isOther, `${ours[mine]}, Ansible: ${theirs[at]}`)
    })
  }
}

test('a lookup that must succeed does, and one that must fail fails', () => {
  const words = shown(theirs)
  assert.ok(words.slice(0, ROWS.length).every(word => word.startsWith('ok:')))
  assert.ok(words.slice(ROWS.length, ROWS.length + REFUSED.length).every(word => word === 'failed'))
})

test.run()
