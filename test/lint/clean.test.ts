import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lintProject } from '../../src/lint/lint.ts'
import { openTaskFolders } from '../../src/load-task-types.ts'
import { foundIn } from '../kit/lint.ts'
import { folderOf } from '../kit/project-files.ts'

test('the reference site has no findings', async () => {
  const folder = folderOf({})
  for (const part of ['playbooks', 'inventory', 'templates'])
    cpSync(part, join(folder, part), { recursive: true })
  const { findings, unreadable, fileCount } = await lintProject({ folder, paths: [], taskFolders: [] })
  assert.equal([findings, unreadable], [[], []])
  assert.ok(fileCount >= 10)
})

/** Examples show params only: they have no names, and their results are not used. */
const EXAMPLES =
  'lint: {rules: {unnamed-task: off, no-changed-when: off, unused-register: off, unused-variable: off}}\n'

test('the examples of the task types have no findings', async () => {
  const types = openTaskFolders([])
  const examples = await Promise.all(
    types.names.map(async name => [name, (await types.load(name)).example] as const),
  )
  const files = examples.map(([name, text]) => {
    const isList = text.startsWith('- ')
    return [`tasks/${name}.yml`, isList ? text : `- ${text.trim().split('\n').join('\n  ')}\n`] as const
  })
  assert.equal(await foundIn(folderOf({ 'drover.yml': EXAMPLES, ...Object.fromEntries(files) })), [])
})

test('the playbooks in the documentation have no findings', async () => {
  const pages = ['README.md', ...readdirSync('docs').map(page => join('docs', page))].filter(
    page => page.endsWith('.md') && page !== 'docs/lint.md',
  )
  const blocks = pages.flatMap(page => {
    const texts = readFileSync(page, 'utf8').matchAll(/^```ya?ml[^\n]*\n([\s\S]*?)^```/gm)
    return [...texts].flatMap(([, text = ''], index) =>
      /^- (name: .*\n {2})?hosts:/m.test(text)
        ? [[`${page.replaceAll('/', '_')}${index}.yml`, text] as const]
        : [],
    )
  })
  assert.ok(blocks.length >= 5, String(blocks.length))
  const elsewhere = {
    'roles/common/tasks/main.yml': '- ping:\n',
    'roles/web/tasks/main.yml': '- ping:\n',
    'roles/web/tasks/certificates.yml': '- ping:\n',
    'tasks/timezone.ts':
      /file=tasks\/timezone\.ts\n([\s\S]*?)```/.exec(readFileSync('docs/writing-tasks.md', 'utf8'))?.[1] ??
      '',
  }
  assert.equal(
    await foundIn(folderOf({ 'drover.yml': EXAMPLES, ...elsewhere, ...Object.fromEntries(blocks) })),
    [],
  )
})

test("params that Ansible's modules convert have no findings, also next to a templated param", async () => {
  const tasks = `- name: Create the folder
  file:
    path: site/cache
    state: "{{ wanted }}"
    mode: "0755"
    owner:
    group: 0
`
  assert.equal(
    await foundIn(folderOf({ 'ansible.cfg': '[defaults]\n', 'drover.yml': EXAMPLES, 'tasks/a.yml': tasks })),
    [],
  )
})

/** The findings in roles that are written as many roles are; all of them are correct. */
const IN_ROLES = `
deploy/tasks/main.yml:3 old-form
deploy/tasks/main.yml:39 old-form
deploy/tasks/main.yml:42 no-changed-when
deploy/tasks/one.yml:1 old-form
deploy/tasks/one.yml:1 unnamed-task
deploy/tasks/two.yml:1 unnamed-task
firewall/tasks/main.yml:6 old-form
hardening/defaults/main.yml:12 unused-variable
hardening/handlers/main.yml:3 command-instead-of-task
mysql/defaults/main.yml:3 unused-variable
mysql/defaults/main.yml:4 unused-variable
ntp/handlers/main.yml:3 command-instead-of-task
ntp/handlers/main.yml:7 old-form
ntp/tasks/clock.yml:3 old-form
ntp/tasks/main.yml:4 shadowed-variable
php/defaults/main.yml:2 unused-variable
php/tasks/main.yml:15 unnamed-task
php/tasks/main.yml:29 old-form
service/tasks/main.yml:3 old-form
users/tasks/main.yml:13 old-form`

test('the roles of the tests have only findings that are correct', async () => {
  const folder = folderOf({})
  cpSync('test/differential/roles', join(folder, 'roles'), { recursive: true })
  const found = (await foundIn(folder, 'ansible')).map(each => each.replace(/^roles\//, ''))
  assert.equal(found.sort(), IN_ROLES.trim().split('\n').sort())
})

test('a project of two thousand tasks is linted in seconds', async () => {
  const tasks = Array.from(
    { length: 1000 },
    (_, at) =>
      `    - name: Write ${at}\n      copy: { content: "{{inventory_hostname}} ${at}", dest: /srv/${at}, mode: "0644" }\n      register: wrote_${at}\n    - name: Read ${at}\n      shell: cat /srv/${at} | grep web\n      when: wrote_${at}.changed\n`,
  )
  const folder = folderOf({ 'site.yml': `- hosts: web\n  tasks:\n${tasks.join('')}` })
  const began = process.cpuUsage()
  const { findings } = await lintProject({ folder, paths: [], taskFolders: [] })
  const { user } = process.cpuUsage(began)
  assert.is(findings.length, 1000)
  assert.ok(user < 10_000_000, `${user / 1e6} s of CPU`)
})

test.run()
