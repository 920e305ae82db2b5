import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fixFindings } from '../../src/lint/fix.ts'
import { lintProject } from '../../src/lint/lint.ts'
import type { Dialect } from '../../src/yaml/reading.ts'
import { folderOf } from '../kit/project-files.ts'

async function fixed(text: string, dialect: Dialect): Promise<string> {
  const folder = folderOf({ 'site.yml': text })
  const lint = async () => (await lintProject({ folder, paths: [], taskFolders: [], dialect })).findings
  const before = (await lint()).filter(({ fix }) => fix !== undefined)
  assert.is(fixFindings(before).length, before.length)
  assert.equal(
    (await lint()).filter(({ fix }) => fix !== undefined),
    [],
  )
  return readFileSync(join(folder, 'site.yml'), 'utf8')
}

test('old forms are replaced, and comments, quotes and layout are kept', async () => {
  const before = `# The site.
- hosts:   web      # all of them
  sudo: yes         # for apt
  tasks:
  - {name: 'Folders', file: {path: "/srv/{{item}}", state: directory, mode: '0755'}, with_items: [a, 'b'], "sudo_user": root}

  - name: Lists of lists stay
    debug: {msg: "{{item}}"}
    with_items: [[a], [b]]
`
  assert.is(
    await fixed(before, 'drover'),
    before
      .replace('sudo: yes', 'become: yes')
      .replace('with_items: [a', 'loop: [a')
      .replace('"sudo_user"', '"become_user"'),
  )
})

test('an Ansible mode is quoted, and CRLF line breaks are kept', async () => {
  const before =
    "- hosts: web\r\n  tasks:\r\n    - name: Copy\r\n      copy: {src: a, dest: /b, mode: 644}   # the mode\r\n      with_items: '{{ xs }}'\r\n"
  assert.is(await fixed(before, 'ansible'), before.replace('644', '"0644"'))
})

test('a file keeps its byte order mark', async () => {
  const before = '\ufeff- {hosts: web, sudo: yes, tasks: []}\n'
  assert.is(await fixed(before, 'drover'), before.replace('sudo', 'become'))
})

test('a file that has changed since the lint is not overwritten', async () => {
  const folder = folderOf({ 'site.yml': '- hosts: web\n  sudo: true\n  tasks: []\n' })
  const { findings } = await lintProject({ folder, paths: [], taskFolders: [] })
  writeFileSync(join(folder, 'site.yml'), '- hosts: web\n  become: true\n  tasks: []\n')
  assert.equal(fixFindings(findings), [])
  assert.is(readFileSync(join(folder, 'site.yml'), 'utf8'), '- hosts: web\n  become: true\n  tasks: []\n')
})

test.run()
