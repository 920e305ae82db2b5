import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

const SITE = `- name: Everything
  hosts: all
  tags: [base]
  tasks:
    - name: say
      debug: { msg: "{{word}}" }
      tags: [talk]
    - name: never here
      fail: { msg: no }
      when: false
`

const INVENTORY = `all:
  vars: { connection: local, word: hello }
  children:
    web: { hosts: { "web[1:3]": {} } }
    db: { hosts: { db1: { word: good day } } }
`

const project = makeProject({
  'playbooks/site.yml': SITE,
  'inventory/hosts.yml': INVENTORY,
  'fails.yml':
    '- hosts: web\n  tasks:\n    - { fail: { msg: "bad {{inventory_hostname}}" }, when: inventory_hostname == "web2" }\n',
})

const run = (...words: string[]) => say(project, 'playbook', ...words)

const usage: [words: string[], code: number, message: RegExp][] = [
  [[], 1, /^Usage: run/],
  [['playbok'], 1, /unknown command 'playbok'\n\(Did you mean playbook\?\)/],
  [['--verison'], 1, /unknown option '--verison'\n\(Did you mean --version\?\)/],
  [['playbook'], 1, /missing required argument 'file'\n\(see `run playbook --help`\)/],
  [['playbook', '--limt', 'x', 'site.yml'], 1, /unknown option '--limt'\n\(Did you mean --limit\?\)/],
  [['playbook', 'site.yml', '--limit'], 1, /'-l, --limit <pattern>' argument missing/],
  [['playbook', 'site.yml', '-f', '0'], 1, /argument '0' is invalid. expected a whole number above 0/],
  [['playbook', 'site.yml', '-f', 'x'], 1, /argument 'x' is invalid/],
  [['playbook', 'site.yml', '-f', '1.5'], 1, /argument '1.5' is invalid/],
  [['playbook', 'site.yml', '-T', '-1'], 1, /argument '-1' is invalid/],
  [['playbook', 'site.yml', '-o', 'tre'], 1, /Allowed choices are tree, lines, ndjson/],
  [['playbook', 'site.yml', '--become-method', 'ksu'], 1, /Allowed choices are sudo, su, doas/],
  [
    ['playbook', 'nope.yml'],
    1,
    /^error: there is no playbook `nope.yml`\n {2}hint: looked for .*nope.yml and .*playbooks\/nope.yml/,
  ],
  [
    ['playbook', 'site.yml', '-i', 'nope'],
    1,
    /^error: there is no inventory .*\n {2}hint: a list of hosts needs a comma/,
  ],
  [['playbook', 'site.yml', '-i', ''], 1, /^error: the inventory after `-i` is empty/],
  [['playbook', 'site.yml', '-e', 'word'], 1, /^error: `-e` takes `name=value`/],
  [['playbook', 'site.yml', '-e', '@nope'], 1, /^error: there is no file `.*nope`/],
  [['playbook', 'site.yml', '-l', 'nope'], 1, /^error: no host or group matches `nope`\n {2}hint: /],
  [['playbook', 'site.yml', '-l', ''], 1, /^error: the host pattern is empty/],
  [['playbook', ''], 1, /^error: there is no playbook ``/],
  [['playbook', 'inventory'], 1, /^error: `inventory` is a folder, expected a playbook/],
]

for (const [words, code, message] of usage) {
  test(`\`run ${words.map(word => word || "''").join(' ')}\` exits with ${code} and explains why`, async () => {
    const said = await say(project, ...words)
    assert.match(said.stderr, message)
    assert.is(said.stdout, '')
    assert.is(said.code, code)
    assert.not.match(said.stderr, /\n {4}at /)
  })
}

for (const words of [
  ['--help'],
  ['-h'],
  ['help'],
  ['playbook', '--help'],
  ['help', 'playbook'],
  ['--version'],
  ['-V'],
]) {
  test(`\`run ${words.join(' ')}\` prints to standard output`, async () => {
    const said = await say(project, ...words)
    assert.is(said.code, 0)
    assert.is(said.stderr, '')
    assert.match(
      said.stdout,
      words.join().includes('-V') || words.includes('--version') ? /^1\.2\.3\n$/ : /^Usage: run/,
    )
  })
}

/** Options that users of `ansible-playbook` know by these names. */
const OPTIONS = [
  ...['-i, --inventory <path>', '-l, --limit <pattern>', '-C, --check', '-D, --diff'],
  ...['-e, --extra-vars <vars>', '-t, --tags <tags>', '--skip-tags <tags>', '-f, --forks <number>'],
  ...['-u, --user <name>', '-b, --become', '-K, --ask-become-pass', '-k, --ask-pass', '-v, --verbose'],
  ...['--list-hosts', '--list-tasks', '--list-tags', '--syntax-check', '--start-at-task <name>'],
  '--step',
]

for (const option of [...OPTIONS, '-o, --output <format[:file]>']) {
  test(`the help lists \`${option}\` with a description`, async () => {
    const { stdout } = await run('--help')
    const entry = stdout.split('\n').find(line => line.startsWith(`  ${option} `))
    assert.match(entry ?? '', /^ {2}-.*? {2,}\S+/)
  })
}

const exits: [file: string, words: string[], code: number][] = [
  ['site.yml', [], 0],
  ['fails.yml', [], 2],
  ['fails.yml', ['-l', 'web1'], 0],
  ['site.yml', ['--check', '--diff'], 0],
]

for (const [file, words, code] of exits) {
  test(`\`run playbook ${[file, ...words].join(' ')}\` exits with ${code}`, async () => {
    const said = await run('-i', 'inventory', file, ...words)
    assert.is(said.code, code, said.stdout + said.stderr)
  })
}

test('the playbook is found in playbooks/, and the inventory in inventory/', async () => {
  const { code, stdout } = await run('site.yml')
  assert.is(code, 0)
  assert.match(
    stdout,
    /^\nPLAY Everything \(4 hosts\)\nTASK say \(playbooks\/site\.yml:5:7\)\n {2}ok {7}web1 {2}hello\n/,
  )
})

test('every line of ndjson output is JSON, and the last event is the end of the run', async () => {
  const { stdout } = await run('-i', 'inventory', '-o', 'ndjson', 'fails.yml')
  const events = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  const last = events.at(-1)
  assert.is(last.type, 'run.end')
  assert.is(last.exit_code, 2)
  assert.equal(Object.keys(last.hosts), ['web1', 'web2', 'web3'])
  const { unknown: _, ...tally } = last.hosts.web2
  assert.equal(tally, { ok: 0, changed: 0, skipped: 0, failed: 1, unreachable: 0, rescued: 0, ignored: 0 })
  const result = events.find(event => event.type === 'task.result' && event.host === 'web2')
  assert.is(result.name, 'fail')
  assert.is(result.task, 'fails.yml:3:7')
  assert.is(result.status, 'failed')
  assert.equal(result.changes, [])
})

const listings: [words: string[], lines: RegExp][] = [
  [
    ['--list-hosts'],
    /play #1 \(all\): Everything\n {4}hosts \(4\):\n {6}web1\n {6}web2\n {6}web3\n {6}db1\n/,
  ],
  [['--list-hosts', '-l', 'db'], /hosts \(1\):\n {6}db1\n/],
  [['--list-tasks'], /tasks:\n {6}say {2}\[base, talk\]\n {6}never here {2}\[base\]\n/],
  [['--list-tasks', '-t', 'talk'], /tasks:\n {6}say {2}\[base, talk\]\n$/],
  [['--list-tasks', '--skip-tags', 'talk'], /tasks:\n {6}never here {2}\[base\]\n$/],
  [['--list-tags'], /tags: \[base, talk\]\n/],
  [['--syntax-check'], /playbooks\/site.yml\nno errors\n$/],
]

for (const [words, lines] of listings) {
  test(`\`${words.join(' ')}\` prints a list and runs nothing`, async () => {
    const { code, stdout } = await run('site.yml', ...words)
    assert.is(code, 0)
    assert.match(stdout, lines)
    assert.not.match(stdout, /PLAY/)
  })
}

const variables: [words: string[], expected: string][] = [
  [['-e', 'word=a'], 'a'],
  [['-e', '{"word": "b c"}'], 'b c'],
  [['-e', 'word=1', '-e', 'word=2'], '2'],
  [['-e', 'word="two words"'], 'two words'],
  [['--extra-vars', '@more.yml'], 'from a file'],
]

for (const [words, expected] of variables) {
  test(`\`${words.join(' ')}\` sets a variable`, async () => {
    const folder = makeProject({ 'site.yml': SITE, 'more.yml': 'word: from a file\n' })
    const { stdout } = await say(folder, 'playbook', 'site.yml', '-i', 'localhost,', '-c', 'local', ...words)
    assert.match(stdout, `ok       localhost  ${expected}\n`)
  })
}

test('`--start-at-task` skips the tasks before it', async () => {
  const { stdout } = await run('site.yml', '--start-at-task', 'never*')
  assert.not.match(stdout, 'TASK say')
})

test('an error in a file shows the line with a caret', async () => {
  const folder = makeProject({ 'site.yml': '- hosts: all\n  tasks:\n    - debgu: { msg: x }\n' })
  const { stderr, code } = await say(folder, 'playbook', 'site.yml', '-i', 'a,')
  assert.is(code, 1)
  assert.is(
    stderr,
    `error: \`debgu\` is neither a task type nor a keyword
  at site.yml:3:7
        - debgu: { msg: x }
          ^
  hint: did you mean \`debug\`?
`,
  )
})

test.run()
