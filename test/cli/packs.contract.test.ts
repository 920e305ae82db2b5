import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

const folder = makeProject({})

function npm(cwd: string, ...words: string[]): void {
  const { status, stderr } = spawnSync('npm', [...words, '--offline', '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
  })
  assert.is(status, 0, stderr)
}

test('a new task pack, once packed and installed, provides its task type to a project', async () => {
  const created = await say(folder, 'new', 'pack', 'app-value')
  assert.is(created.code, 0, created.stderr)
  npm(join(folder, 'app-value'), 'pack')
  writeFileSync(join(folder, 'package.json'), '{"private": true, "drover": {"packs": ["app-value"]}}')
  npm(folder, 'install', './app-value/app-value-0.1.0.tgz')
  const file = join(folder, 'value')
  // The task type writes to /etc; this test only checks where it comes from.
  const type = join(folder, 'node_modules/app-value/tasks/app_value.ts')
  writeFileSync(type, readFileSync(type, 'utf8').replace("'/etc/app_value'", JSON.stringify(file)))
  writeFileSync(join(folder, 'hosts.yml'), 'all: {hosts: {web1: {connection: local}}}\n')
  writeFileSync(join(folder, 'site.yml'), '- hosts: all\n  tasks:\n    - app_value: blue\n')
  const words = ['playbook', '-i', 'hosts.yml', 'site.yml', '-o', 'lines']
  const first = await say(folder, ...words)
  assert.is(first.code, 0, first.stderr + first.stdout)
  assert.match(first.stdout, / changed {2}web1 {2}create /)
  assert.is(readFileSync(file, 'utf8'), 'blue\n')
  assert.match((await say(folder, ...words)).stdout, /^ {2}1 ok$/m)
  const doc = await say(folder, 'doc', 'app_value')
  assert.match(doc.stdout, /Sets the value in/)
})

test.run()
