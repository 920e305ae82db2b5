import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changedInputs, withInputs } from '../../src/base/files-read.ts'
import { InputError } from '../../src/errors.ts'
import { findDialects } from '../../src/yaml/dialects.ts'
import type { Dialect } from '../../src/yaml/reading.ts'
import { folderOf } from '../kit/project-files.ts'

/** The dialects of files of a project whose playbooks are in its folder `playbooks`. */
function dialectsIn(files: Readonly<Record<string, string>>, asked?: Dialect) {
  const folder = folderOf(files)
  const { of, found } = findDialects({ playbookDir: join(folder, 'playbooks'), projectDir: folder }, asked)
  return { of: (file: string) => of(join(folder, file)), found: found?.slice(folder.length + 1) }
}

test('files are in the dialect of Drover by default', () => {
  const { of, found } = dialectsIn({ 'playbooks/site.yml': '' })
  assert.equal([of('playbooks/site.yml'), found], ['drover', undefined])
})

test('a file that only Ansible projects have selects the dialect of Ansible for all files', () => {
  for (const mark of [
    'ansible.cfg',
    'playbooks/ansible.cfg',
    'galaxy.yml',
    'meta/main.yml',
    'collections/requirements.yml',
    'collections/requirements.yaml',
  ]) {
    const { of, found } = dialectsIn({ [mark]: '' })
    assert.equal(
      [found, of('playbooks/site.yml'), of('roles/a/tasks/main.yml')],
      [mark, 'ansible', 'ansible'],
    )
  }
})

test('a requested dialect takes precedence over files that are found', () => {
  const { of, found } = dialectsIn({ 'ansible.cfg': '', 'drover.yml': 'ansible: true' }, 'drover')
  assert.equal([of('playbooks/site.yml'), found], ['drover', undefined])
  assert.is(dialectsIn({}, 'ansible').of('playbooks/site.yml'), 'ansible')
})

test('`drover.yml` lists files and folders, and no other file is searched for then', () => {
  const files = { 'ansible.cfg': '', 'drover.yml': 'ansible: [roles/vendor/*, ./legacy, old-*.yml]' }
  const { of, found } = dialectsIn(files)
  const rows: [string, Dialect][] = [
    ['playbooks/site.yml', 'drover'],
    ['roles/vendor/nginx/tasks/main.yml', 'ansible'],
    ['roles/own/tasks/main.yml', 'drover'],
    ['legacy/deep/site.yml', 'ansible'],
    ['old-site.yml', 'ansible'],
    ['legacy.yml', 'drover'],
  ]
  assert.equal(
    rows.map(([file]) => [file, of(file)]),
    rows,
  )
  assert.is(found, undefined)
  assert.is(dialectsIn({ 'drover.yml': 'ansible: true' }).of('playbooks/site.yml'), 'ansible')
  assert.is(dialectsIn({ 'drover.yml': 'ansible: false', 'ansible.cfg': '' }).of('a.yml'), 'drover')
})

test('a role that was written for Ansible Galaxy is in the dialect of Ansible, whichever file uses it', () => {
  const { of } = dialectsIn({
    'roles/geerlingguy.ntp/meta/main.yml': 'dependencies: []\n\ngalaxy_info:\n  author: x\n',
    'roles/own/meta/main.yml': 'dependencies: [geerlingguy.ntp]\n',
  })
  const rows: [string, Dialect][] = [
    ['roles/geerlingguy.ntp/tasks/main.yml', 'ansible'],
    ['roles/geerlingguy.ntp/tasks/os/debian.yml', 'ansible'],
    ['roles/geerlingguy.ntp/defaults/main.yml', 'ansible'],
    ['roles/own/tasks/main.yml', 'drover'],
    ['roles/none/tasks/main.yml', 'drover'],
    ['playbooks/site.yml', 'drover'],
  ]
  assert.equal(
    rows.map(([file]) => [file, of(file)]),
    rows,
  )
})

test('files that select the dialect are inputs of a plan, whether they exist or not', async () => {
  const folder = folderOf({ 'roles/galaxy/meta/main.yml': 'galaxy_info: {}\n' })
  const { inputs } = await withInputs(async () => {
    const { of } = findDialects({ playbookDir: folder, projectDir: folder }, undefined)
    of(join(folder, 'roles/galaxy/tasks/main.yml'))
  })
  assert.equal(await changedInputs(inputs), [])
  writeFileSync(join(folder, 'roles/galaxy/meta/main.yml'), '')
  writeFileSync(join(folder, 'ansible.cfg'), '')
  writeFileSync(join(folder, 'drover.yml'), '')
  assert.equal((await changedInputs(inputs)).sort(), [
    `${folder}/ansible.cfg was changed`,
    `${folder}/drover.yml was changed`,
    `${folder}/roles/galaxy/meta/main.yml was changed`,
  ])
})

test('invalid settings are an error with a place', () => {
  const rows: [string, RegExp, number][] = [
    ['- a', /^the settings of a project must be a map, got a list$/, 1],
    ['ansible: true\nansibel: []', /^`ansibel` is not a setting of a project$/, 2],
    ['ansible: [a, {b: c}]', /^`ansible` is true, false, or a list of files and folders, got a map$/, 1],
  ]
  for (const [text, message, line] of rows) {
    try {
      dialectsIn({ 'drover.yml': text })
      assert.unreachable(text)
    } catch (error) {
      assert.instance(error, InputError)
      assert.match((error as InputError).message, message)
      assert.is((error as InputError).place?.line, line)
    }
  }
})

test.run()
