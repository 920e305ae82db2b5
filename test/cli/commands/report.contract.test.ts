import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const project = makeProject({
  'inventory/hosts.yml': 'all: { hosts: { a1: {}, a2: {}, a3: {} }, vars: { connection: local } }\n',
})
const playbook = join(project, 'site.yml')

const report = (...words: string[]) => say(project, 'report', ...words)

test.before(async () => {
  const text = `- name: all of them
  hosts: all
  gather_facts: false
  tasks:
    - name: note
      copy: { content: same, dest: "${project}/note" }
      run_once: true
    - name: break
      command: "false"
`
  writeFileSync(playbook, text)
  assert.is((await report()).code, 1)
  await say(project, 'playbook', 'site.yml')
})

test('the text report has the failures with their YAML lines, the changes, and the slowest tasks', async () => {
  const { stdout, code } = await report()
  assert.is(code, 0)
  assert.match(
    stdout,
    /^site\.yml {2}run {2}3 hosts failed\n\d{8}T\d{6}Z-[0-9a-f]{8}, \d\.\d s, 3 hosts, 2 tasks\n\n/,
  )
  assert.match(stdout, /\n✖ a\[1:3\] failed: break \(site\.yml:8:7\)\n/)
  assert.match(stdout, /\n {7}8 {2} {4}- name: break\n {7}9 {2} {6}command: "false"\n/)
  assert.ok(stdout.includes(`\nChanged\n  create ${project}/note  a1\n`), stdout)
  assert.match(stdout, /\nSlowest tasks\n( +\d+\.\d s {2}\w+ \(site\.yml:\d:7\)\n){2}$/)
})

test('the JSON report has the data of the HTML page', async () => {
  const { stdout } = await report('last', '-o', 'json')
  const { format, run, hosts, tasks } = JSON.parse(stdout)
  assert.equal([format, run.kind, run.exitCode, hosts], ['drover report 1', 'run', 2, ['a1', 'a2', 'a3']])
  assert.equal(
    tasks.map(({ name, cells }: { name: string; cells: number[] }) => [name, cells.length / 3]),
    [
      ['note', 1],
      ['break', 3],
    ],
  )
})

test('a report can be made of a dry run, and of a file with the events of a run', async () => {
  const dry = await say(project, 'playbook', 'site.yml', '--check', '-o', 'ndjson')
  assert.match((await report()).stdout, /^site\.yml {2}dry run {2}done\n/)
  writeFileSync(join(project, 'dry.ndjson'), dry.stdout)
  assert.match((await report('dry.ndjson')).stdout, /^site\.yml {2}dry run {2}done\n/)
})

test('a page is accessible only to its owner', async () => {
  assert.match((await report('-o', 'out.html')).stderr, /^out\.html: \d+ kB\n$/)
  assert.is(statSync(join(project, 'out.html')).mode & 0o777, 0o600)
})

test('a report can be written to several files at once', async () => {
  const { stdout, code } = await report('-o', 'json:all.json', '-o', 'html:all.htm', '-o', 'text')
  assert.is(code, 0)
  assert.match(stdout, /^site\.yml {2}/)
  assert.match(readFileSync(join(project, 'all.htm'), 'utf8'), /^<!doctype html>/i)
  assert.type(JSON.parse(readFileSync(join(project, 'all.json'), 'utf8')), 'object')
})

const refused: [words: string[], message: RegExp][] = [
  [
    ['none.ndjson'],
    /^error: `none\.ndjson` cannot be read: ENOENT.*\n {2}hint: expected the id of a run, or a file/,
  ],
  [['1999'], /^error: there is no run `1999`\n/],
  [['site.yml'], /^error: `site\.yml` has no run in it\n/],
  [['odd.ndjson'], /^error: `odd\.ndjson`, line 1, is damaged: `playbooks`: /],
  [['-o', 'pdf'], /Allowed choices are text, json, html/],
  [['-o', 'html'], /a page is always written to a file, as in `html:site\.html`/],
  [['-o', 'none/out.html'], /^error: the report cannot be written to `.*\/none\/out\.html`: ENOENT/],
]

for (const [words, message] of refused)
  test(`\`run report ${words.join(' ')}\` is refused`, async () => {
    writeFileSync(join(project, 'odd.ndjson'), '{"type":"run.start","time":"","run":"x"}\n')
    const { code, stderr } = await report(...words)
    assert.match(stderr, message)
    assert.is(code, 1)
  })

test('the report of a damaged file names the damaged line', async () => {
  const run = await say(project, 'playbook', 'site.yml', '--check', '-o', 'ndjson')
  const lines = run.stdout.split('\n')
  writeFileSync(
    join(project, 'torn.ndjson'),
    [...lines.slice(0, 4), `{${lines[4]}`, ...lines.slice(5)].join('\n'),
  )
  const { stdout, code } = await report('torn.ndjson')
  assert.is(code, 0)
  assert.match(
    stdout,
    /\nwarning: `torn\.ndjson` is damaged: line 5 is no JSON, and what follows it is not shown\n/,
  )
})

test.run()
