import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lintProject } from '../../../src/lint/lint.ts'
import { foundIn } from '../../kit/lint.ts'
import { folderOf } from '../../kit/project-files.ts'

test('a project that is itself a role is linted as a role', async () => {
  const folder = folderOf({
    'meta/main.yml': 'galaxy_info: {}\n',
    'tasks/main.yml': '- import_tasks: sub/first.yml\n',
    'tasks/sub/first.yml': '- import_tasks: second.yml\n',
    'tasks/second.yml': '- debug: { msg: "{{ used }}" }\n',
    'defaults/main.yml': 'used: 1\nunused: 2\n',
  })
  assert.equal(await foundIn(folder, 'ansible'), ['defaults/main.yml:2 unused-variable'])
})

test('files that plays and tasks name as variables are linted as variables, wherever they are', async () => {
  const folder = folderOf({
    'site.yml': '- hosts: web\n  vars_files: [[config.yml]]\n  tasks:\n    - include_vars: more.yml\n',
    'config.yml': 'db_password: correct-horse\n',
    'more.yml': 'mail_password: correct-horse\n',
    'compose.yml': 'db_password: of a program that Drover does not know\n',
  })
  const found = (await foundIn(folder)).filter(each => each.endsWith('plain-password'))
  assert.equal(found, ['config.yml:1 plain-password', 'more.yml:1 plain-password'])
})

test('variables of INI inventories are linted, but not other INI files', async () => {
  const folder = folderOf({
    'inventory/hosts': '[web]\nweb[1:50] ansible_password=correct-horse\n[web:vars]\nansible_become=yes\n',
    'app.ini': '[db]\npassword = correct-horse\n',
    'site.yml': '- hosts: web\n  become_user: root\n  tasks: []\n',
  })
  assert.equal(await foundIn(folder), ['inventory/hosts:2 plain-password'])
})

test('`become` in the settings of the project counts', async () => {
  const site = '- hosts: web\n  become_user: root\n  tasks: []\n'
  assert.equal(await foundIn(folderOf({ 'site.yml': site })), ['site.yml:2 partial-become'])
  assert.equal(await foundIn(folderOf({ 'site.yml': site, 'drover.yml': 'become: true\n' })), [])
})

test('data files, hidden folders and excluded files are skipped', async () => {
  const bad = '- hosts: web\n  tasks: [\n'
  const folder = folderOf({
    'drover.yml': 'lint: { exclude: [vendor] }\n',
    '.github/workflows/ci.yml': bad,
    'files/data.yml': bad,
    'node_modules/x/site.yml': bad,
    'vendor/deep/site.yml': bad,
    'list.yml': '- { name: a, value: b }\n',
    'site.yml': '- hosts: web\n  tasks: []\n',
  })
  const { findings, unreadable } = await lintProject({ folder, paths: [], taskFolders: [] })
  assert.equal([findings, unreadable], [[], []])
})

test('a file that is not text is reported as unreadable, and links are not followed', async () => {
  const folder = folderOf({})
  writeFileSync(join(folder, 'site.yml'), Buffer.from([0xff, 0xfe, 0x00]))
  mkdirSync(join(folder, 'roles'))
  symlinkSync(folder, join(folder, 'roles', 'again'))
  const { unreadable } = await lintProject({ folder, paths: [], taskFolders: [] })
  assert.equal(
    unreadable.map(({ message }) => message),
    ['the file is not UTF-8 text'],
  )
})

test.run()
