import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BUILT_IN_MODULES, openTaskFolders } from '../src/load-task-types.ts'
import { makeProject, say } from './kit/command-line.ts'

const own = (check: string): string => `import { defineTask, inSync, z } from 'drover/task'
export default defineTask({
  summary: 'Does something.',
  example: 'own: {}',
  params: z.strictObject({}),
  check: async () => ${check},
})
`
const PLAY = '- hosts: all\n  tasks: [{ own: {} }]\n'
const HOSTS = 'all: { hosts: { here: { connection: local } } }\n'

test('a task type is found in any subfolder of `tasks/`', async () => {
  const folder = makeProject({
    'tasks/web/deep/own.ts': own('inSync()'),
    'site.yml': PLAY,
    'hosts.yml': HOSTS,
  })
  const { code, stdout } = await say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml')
  assert.is(code, 0, stdout)
})

test('helper files may share a name, but task types with the same name are refused when used', async () => {
  const folder = makeProject({
    'tasks/web/own.ts': own('inSync()'),
    'tasks/db/own.ts': own('inSync()'),
    'tasks/web/shared.ts': 'export const a = 1\n',
    'tasks/db/shared.ts': 'export const a = 1\n',
    'tasks/node_modules/x/ignored.ts': '',
    'tasks/db/compiled.ts': own('inSync()'),
    'tasks/db/compiled.js': 'export default 42\n',
  })
  const types = openTaskFolders([`${folder}/tasks`])
  assert.ok(!types.names.includes('ignored'))
  const error = await types.load('own').catch(error => error)
  assert.is(
    error.message,
    `more than one file defines the task type \`own\`: ${folder}/tasks/db/own.ts, ${folder}/tasks/web/own.ts`,
  )
  assert.match(error.hint, /rename all but one/)
})

test('a role provides its own task types, also from an npm package', async () => {
  const folder = makeProject({
    'roles/web/task_types/site.ts': own("inSync({ by: 'web' })"),
    'roles/web/tasks/main.yml': '- site: {}\n  register: r\n- include_tasks: more.yml\n',
    'roles/web/tasks/more.yml': '- site: {}\n- debug: { msg: "{{ r.by }}" }\n',
    'node_modules/herd/package.json': '{}',
    'node_modules/herd/roles/db/task_types/site.ts': own("inSync({ by: 'db' })"),
    'site.yml':
      '- hosts: all\n  gather_facts: false\n  roles: [web]\n  tasks:\n    - db.site: {}\n      register: r\n    - debug: { msg: "{{ r.by }}" }\n',
    'hosts.yml': HOSTS,
  })
  const { code, stdout, stderr } = await say(folder, 'playbook', '-o', 'lines', '-i', 'hosts.yml', 'site.yml')
  assert.is(code, 0, stdout + stderr)
  assert.equal(
    [...stdout.matchAll(/^TASK (.*?)(?: \(.*)?$/gm)].map(([, name]) => name),
    ['web : web.site', 'web : web.site', 'web : debug', 'db.site', 'debug'],
  )
  assert.match(stdout, /web : debug.*?\bweb\n.*\bdb\n/s)
})

test('two roles with the same name cannot have task types with the same name', () => {
  const folder = makeProject({ 'a/site.ts': own('inSync()'), 'b/site.ts': own('inSync()') })
  const types = openTaskFolders([])
  assert.equal([...types.addRole('web', `${folder}/a`)], [['site', 'web.site']])
  assert.equal([...types.addRole('web', `${folder}/a`)], [['site', 'web.site']])
  assert.throws(() => types.addRole('web', `${folder}/b`), /two roles bring the task type `web.site`/)
})

test('every built-in task type is in an area, and loads', async () => {
  const types = openTaskFolders([])
  assert.ok(types.names.length > 45)
  for (const name of types.names) assert.type((await types.load(name)).summary, 'string', name)
})

for (const result of ['({ changed: true })', 'undefined', '({ kind: "plan" })']) {
  test(`a check that returns \`${result}\` fails the task with a message and without a stack trace`, async () => {
    const folder = makeProject({
      'tasks/own.ts': own(`${result} as never`),
      'site.yml': PLAY,
      'hosts.yml': HOSTS,
    })
    const { code, stdout, stderr } = await say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml')
    assert.is(code, 2)
    assert.match(stdout, /the check of `own` returned (a map|null) that is not the result of a check\n/)
    assert.match(stdout, /hint: return `inSync\(…\)`, `plan\(…\)` or `pending\(…\)`/)
    assert.not.match(stdout + stderr, /\n {4}at /)
  })
}

/** The output of a run with the built package in a separate folder, after a task file was edited. */
function runEdited(place: string, file: string, seconds: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'drover-edited-'))
  try {
    const root = join(folder, place)
    mkdirSync(root, { recursive: true })
    for (const name of ['dist', 'tasks', 'package.json'])
      cpSync(name, join(root, name), { recursive: true, preserveTimestamps: true })
    symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'))
    const edited = join(root, file)
    appendFileSync(edited, "\nconsole.log('from the edited file')\n")
    const built = statSync(join(root, 'dist/drover.cjs')).mtimeMs / 1000
    utimesSync(edited, built + seconds, built + seconds)
    const playbook =
      '- hosts: all\n  tasks: [{ stat: { path: / } }, { file: { path: /, state: directory } }]\n'
    const project = makeProject({ 'site.yml': playbook, 'hosts.yml': HOSTS })
    const words = ['playbook', '-v', '-i', 'hosts.yml', 'site.yml']
    const stdout = execFileSync(process.execPath, [join(root, 'dist/run.cjs'), ...words], {
      cwd: project,
      encoding: 'utf8',
    })
    assert.match(stdout, /^ {2}ok {7}here/m)
    return stdout
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('an edited file of a built-in task type can import all shared modules', () => {
  assert.equal(
    BUILT_IN_MODULES.map(name => `${name}.ts`),
    readdirSync('src/built-in').sort(),
  )
})

// Both import modules that only built-in task types have.
for (const file of ['tasks/files/stat.ts', 'tasks/files/file.ts']) {
  test(`${file} of a checkout is loaded if it was edited after the build`, () => {
    assert.match(runEdited('drover', file, 1), /^from the edited file$/m)
  })
}

test('a task file of a checkout that is older than the build is loaded from the bundle', () => {
  assert.not.match(runEdited('drover', 'tasks/files/stat.ts', -1), /from the edited file/)
})

test('a task file of an installed package is loaded from the bundle, whatever its time', () => {
  assert.not.match(runEdited('node_modules/drover', 'tasks/files/stat.ts', 1), /from the edited file/)
})

test.run()
