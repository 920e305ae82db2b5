import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const FILES = {
  'inventory/hosts.yml': 'all: { hosts: { here: { connection: local } } }\n',
  'site.yml':
    '- hosts: all\n  tasks: [{ debug: { msg: said } }, { fail: { msg: "bad <&> {{x}}" } }]\n  vars: { x: 1 }\n',
  'wrong.yml': '- hosts: all\n  tasks: [{ debgu: { msg: x } }]\n',
}

test('a run is reported in several formats, each to its file, and in the default format on standard output', async () => {
  const project = makeProject(FILES)
  const words = ['-o', 'junit:out.xml', '-o', 'ndjson:out.ndjson', '-o', 'lines:out.log']
  const { stdout, code } = await say(project, 'playbook', 'site.yml', ...words)
  assert.is(code, 2)
  const read = (name: string): string => readFileSync(join(project, name), 'utf8')
  assert.match(stdout, /^\nPLAY all \(1 host\)\nTASK debug/)
  assert.is(read('out.log').replace(/^\d.*s$/m, ''), stdout.replace(/^\d.*s$/m, ''))
  assert.match(read('out.xml'), '<failure message="bad &lt;&amp;&gt; 1" type="failed">')
  const last = read('out.ndjson').trimEnd().split('\n').at(-1) ?? ''
  assert.is(JSON.parse(last).type, 'run.end')
})

test('a format without a file replaces the default on standard output', async () => {
  const project = makeProject(FILES)
  const { stdout } = await say(project, 'playbook', 'site.yml', '-o', 'junit', '-o', 'lines:out.log')
  assert.match(stdout, /^<\?xml/)
  assert.ok(existsSync(join(project, 'out.log')))
})

test('errors in files are in the report, with the text of standard error', async () => {
  const project = makeProject(FILES)
  const { stderr, stdout } = await say(
    project,
    'playbook',
    'wrong.yml',
    '-o',
    'junit:out.xml',
    '-o',
    'github',
  )
  const report = readFileSync(join(project, 'out.xml'), 'utf8')
  assert.match(stderr, /^error: `debgu` is neither a task type nor a keyword/)
  assert.match(report, '<error message="`debgu` is neither a task type nor a keyword" type="error">')
  assert.match(report, 'hint: did you mean `debug`?</error>')
  assert.match(stdout, /^::error file=wrong\.yml,line=2,col=13,title=no host was contacted::/m)
})

test('a secret is masked in all files', async () => {
  const project = makeProject({
    ...FILES,
    'site.yml':
      '- hosts: all\n  vars: { x: !secret { env: TOKEN_OF_TEST } }\n  tasks: [{ fail: { msg: "no {{x}}" } }]\n',
  })
  process.env.TOKEN_OF_TEST = 'a-token-that-is-secret'
  const { stdout } = await say(project, 'playbook', 'site.yml', '-o', 'junit:out.xml', '-o', 'github')
  delete process.env.TOKEN_OF_TEST
  const report = readFileSync(join(project, 'out.xml'), 'utf8')
  assert.match(report, 'no ***')
  assert.match(stdout, 'no ***')
  assert.not.match(report + stdout, 'a-token')
})

const refused: [words: string[], message: RegExp][] = [
  [['-o', 'xml'], /Allowed choices are tree, lines, ndjson, junit, github; a file goes after the format/],
  [['-o', 'junit:'], /there is no file after `junit:`/],
  [['-o', 'tree:x'], /`tree` goes to standard output only; `lines:x` is a log/],
  [['-o', 'github:x'], /`github` goes to standard output only/],
  [['-o', 'tree', '-o', 'ndjson'], /`tree` already goes to standard output: .*, such as `ndjson:FILE`/],
  [['-o', 'junit:x', '-o', 'ndjson:./x'], /`junit` already goes to that file/],
  [['-o', 'junit:none/x'], /^error: the report cannot be written to `.*none\/x`: ENOENT/],
]

for (const [words, message] of refused) {
  test(`\`${words.join(' ')}\` is refused before anything runs`, async () => {
    const { stderr, stdout, code } = await say(makeProject(FILES), 'playbook', 'site.yml', ...words)
    assert.match(stderr, message)
    assert.is(stdout, '')
    assert.is(code, 1)
  })
}

const old: string[][] = [
  ['plan', 'site.yml', '-o', 'site.plan'],
  ['convert', '.', '-o', 'out'],
  ['secret', 'keygen', '-o', 'out'],
  ['secret', 'encrypt', 'x', '--output', 'out'],
  ['secret', 'decrypt', 'x', '-o', 'out'],
]

for (const words of old) {
  test(`\`run ${words.join(' ')}\` says that a file is named with \`--out\``, async () => {
    const { stderr, code } = await say(makeProject(FILES), ...words)
    assert.match(stderr, words[0] === 'plan' ? /`--out site\.plan`/ : /write `--out out`/)
    assert.is(code, 1)
  })
}

test('`drover.yml` can set several outputs, with files relative to it', async () => {
  const project = makeProject({ ...FILES, 'drover.yml': 'output: [github, "junit:out.xml"]\n' })
  const { stdout } = await say(project, 'playbook', 'site.yml')
  assert.match(stdout, /^::stop-commands::/)
  assert.ok(existsSync(join(project, 'out.xml')))
  assert.match(
    (await say(project, 'config')).stdout,
    /^output +\["github","junit:\/.*\/out\.xml"\] +drover\.yml:1:9$/m,
  )
  const wrong = makeProject({ ...FILES, 'drover.yml': 'output: [tree, lines]\n' })
  assert.match(
    (await say(wrong, 'playbook', 'site.yml')).stderr,
    /^error: `output` is one of `tree`, .*\n {2}at drover\.yml:1:9/,
  )
})

test('`run logs` shows an earlier run in any format', async () => {
  const project = makeProject(FILES)
  await say(project, 'playbook', 'site.yml')
  assert.match(
    (await say(project, 'logs', 'last', '-o', 'junit')).stdout,
    '<failure message="bad &lt;&amp;&gt; 1"',
  )
})

test('a report never overwrites a file that the run reads', async () => {
  const project = makeProject({
    ...FILES,
    'inventory/more': 'here\n',
    'vars.json': '{"a": 1}',
    'roles/r/tasks/main.yml': '[]\n',
  })
  symlinkSync('site.yml', join(project, 'link.xml'))
  const before = (name: string): string => readFileSync(join(project, name), 'utf8')
  for (const file of [
    'site.yml',
    'link.xml',
    'inventory/hosts.yml',
    'inventory/more',
    'vars.json',
    'roles/r/tasks/main.yml',
    'new.yaml',
  ]) {
    const { stderr, code } = await say(
      project,
      'playbook',
      'site.yml',
      '-e',
      '@vars.json',
      '-o',
      `junit:${file}`,
    )
    assert.is(code, 1, file)
    assert.match(stderr, `${file}\` would replace a file that runs read\n  hint: name another file`, file)
  }
  assert.is(before('site.yml'), FILES['site.yml'])
  assert.is(before('inventory/more'), 'here\n')
  assert.not(existsSync(join(project, 'new.yaml')))
})

test('two reports to one file, even through a link, are refused', async () => {
  const project = makeProject(FILES)
  symlinkSync('out.xml', join(project, 'other'))
  const words = ['-o', 'junit:out.xml', '-o', 'lines:other']
  const { stderr, code } = await say(project, 'playbook', 'site.yml', ...words)
  assert.is(code, 1)
  assert.match(stderr, /^error: `junit` and `lines` go to the same file, `.*out\.xml`/)
})

test.run()
