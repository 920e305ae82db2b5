import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

const folder = makeProject({
  'inventory/hosts.yml': 'all: { hosts: { here: { connection: local } } }\n',
  'templates/t.conf': 'new template\n',
})
test.after(() => rmSync(folder, { recursive: true }))
const at = join(folder, 'etc')
writeFileSync(
  join(folder, 'site.yml'),
  `
- hosts: here
  tasks:
    - file: { path: ${at}, state: directory }
    - copy: { dest: ${at}/copied, content: "new" }
    - template: { src: t.conf, dest: ${at}/rendered }
    - lineinfile: { path: ${at}/edited, line: new, create: true }
    - copy: { dest: ${at}/fresh, content: "new" }
`,
)

test('with `--backup`, each replaced file is kept, and its result has the path of the backup', async () => {
  await say(folder, 'playbook', 'site.yml')
  assert.equal(readdirSync(at).sort(), ['copied', 'edited', 'fresh', 'rendered'])
  for (const name of ['copied', 'edited', 'rendered']) writeFileSync(join(at, name), `old ${name}\n`)
  const { code, stdout } = await say(folder, 'playbook', 'site.yml', '--backup', '-o', 'ndjson')
  assert.is(code, 0, stdout)
  const events = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  const kept = events.flatMap(({ outputs }) => outputs?.backup_file ?? [])
  assert.is(kept.length, 3)
  assert.equal(
    kept.map(file => readFileSync(file, 'utf8')),
    ['old copied\n', 'old rendered\n', 'old edited\n'],
  )
  assert.is(readdirSync(at).length, 7)
  const again = await say(folder, 'playbook', 'site.yml', '--backup')
  assert.is(again.code, 0)
  assert.is(readdirSync(at).length, 7)
})

test.run()
