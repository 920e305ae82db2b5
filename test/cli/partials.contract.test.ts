import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

const folder = makeProject({})
const files = {
  'hosts.yml': 'all: {hosts: {web1: {ansible_connection: local}}, vars: {port: 80}}\n',
  'site.yml': `- hosts: all
  tasks:
    - template: {src: web/main.conf.hbs, dest: "${folder}/main.conf"}
`,
  // One partial is in the templates folder, the other next to the template that includes it.
  'templates/shared.hbs': 'port {{port}}\n',
  'templates/web/main.conf.hbs': 'server\n  {{> shared}}\n  {{> server.conf name="a"}}\n',
  'templates/web/server.conf.hbs': 'name {{name}}\n{{#if (eq name "b")}}\nthis {{missing}}\n{{/if}}\n',
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

test('a template includes other template files of the project', async () => {
  const { code, stderr } = await say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml', '-o', 'lines')
  assert.is(stderr, '')
  assert.is(code, 0)
  assert.is(readFileSync(join(folder, 'main.conf'), 'utf8'), 'server\n  port 80\n  name a\n')
})

test('a variable that a partial lacks is reported at its place before any host is contacted', async () => {
  writeFileSync(join(folder, 'templates/shared.hbs'), 'port\n  {{prot}}\n')
  const { code, stderr } = await say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml', '-o', 'lines')
  assert.match(
    stderr,
    /^error: there is no variable `prot`\n {2}at templates\/shared\.hbs:2:5\n[\s\S]*did you mean `port`\?/,
  )
  assert.is(code, 1)
})

test.run()
