import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'
import { type LanguageServer, openLanguageServer } from '../kit/language-server.ts'

const TASK_TYPE = `import { defineTask, inSync, z } from 'drover/task'
export default defineTask({
  summary: 'Sets the colour.',
  example: 'colour: blue',
  params: z.strictObject({ shade: z.enum(['light', 'dark']).describe('The shade') }),
  check: async () => inSync({}),
  apply: async () => {},
})
`
const folder = makeProject({ 'tasks/colour.ts': TASK_TYPE })
let server: LanguageServer
let count = 0
/** A file of the project that was not opened before. */
function fresh(): string {
  count += 1
  return `playbooks/p${count}.yml`
}

test.before(async () => {
  assert.is((await say(folder, 'new', 'project')).code, 0)
  const settings = JSON.parse(readFileSync(join(folder, '.vscode/settings.json'), 'utf8'))
  const yaml = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key.replace('yaml.', ''), value]),
  )
  server = await openLanguageServer(folder, { yaml: { ...yaml, validate: true, completion: true } })
})
test.after(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const tasks = (...lines: string[]): string =>
  `- hosts: all\n  tasks:\n${lines.map(line => `    ${line}\n`).join('')}`

const offered: [what: string, file: string, text: string, words: readonly string[]][] = [
  ['keywords of a play', '', '- hosts: all\n  |\n', ['serial', 'gather_facts', 'strategy']],
  ['the choices of a keyword', '', '- hosts: all\n  strategy: |\n', ['free', 'linear']],
  ['task types and keywords of a task', '', tasks('- |'), ['copy', 'systemd', 'when', 'register']],
  ['params of a task type', '', tasks('- systemd:', '    |'), ['name', 'state', 'enabled']],
  [
    'the choices of a param',
    '',
    tasks('- systemd:', '    name: app', '    state: |'),
    ['started', 'stopped'],
  ],
  ["params of the project's own task type", '', tasks('- colour:', '    shade: |'), ['light', 'dark']],
  [
    'connection variables in an inventory',
    'inventory/more.yml',
    'all:\n  hosts:\n    a:\n      |\n',
    ['address', 'user'],
  ],
]

for (const [what, file, text, words] of offered) {
  test(`an editor completes ${what}`, async () => {
    const labels = await server.complete(file || fresh(), text)
    assert.equal(
      words.filter(word => !labels.includes(word)),
      [],
      labels.join(' '),
    )
  })
}

const wrong: [what: string, file: string, text: string, message: RegExp, line: number][] = [
  ['an unknown keyword', '', '- hosts: all\n  serail: 1\n', /serail/, 2],
  ['an unknown task type', '', tasks('- coppy: { src: a }'), /coppy/, 3],
  ['an unknown param', '', tasks('- systemd:', '    name: a', '    sate: started'), /sate/, 5],
  ['a value that is no choice', '', tasks('- systemd:', '    name: a', '    state: up'), /started/, 5],
  ['a play without hosts', '', '- name: a\n  serial: 1\n', /hosts/, 1],
  ['an unknown key of a group', 'inventory/wrong.yml', 'all:\n  host: {}\n', /host/, 2],
]

for (const [what, file, text, message, line] of wrong) {
  test(`an editor reports ${what}`, async () => {
    const found = await server.diagnose(file || fresh(), text)
    assert.ok(
      found.some(each => message.test(each.message) && each.line === line),
      JSON.stringify(found),
    )
  })
}

test('an editor reports no problems in valid files', async () => {
  const valid = tasks(
    '- copy: { content: a, dest: /etc/a, mode: "0644" }',
    '- copy:',
    '    content: !secret hunter22',
    '    path: /etc/a',
    '    backup: "{{keep}}"',
    '- command: uptime',
    '- package: "{{packages}}"',
    '- with_items: [a]',
    '  debug: { msg: "{{item}}" }',
    '- block: [{ ping: }]',
    '  rescue: [{ setup: }]',
    '  when: [a == 1, b]',
    '- colour: { shade: "{{shade}}" }',
    '- include_tasks: more.yml',
  )
  assert.equal(await server.diagnose(fresh(), valid), [])
  const inventory = readFileSync(join(folder, 'inventory/hosts.yml'), 'utf8')
  assert.equal(await server.diagnose('inventory/hosts.yml', inventory), [])
})

test('an editor reports no problems in the playbooks and the inventory of the reference site', async () => {
  for (const name of ['site.yml', 'etcd.yml'])
    assert.equal(
      await server.diagnose(`playbooks/site-${name}`, readFileSync(join('playbooks', name), 'utf8')),
      [],
      name,
    )
  assert.equal(await server.diagnose('inventory/site.yml', readFileSync('inventory/hosts.yml', 'utf8')), [])
})

test.run()
