import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, type Said, say, startCommand } from '../kit/command-line.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { until } from '../kit/sshd.ts'

lendEnvironment('XDG_STATE_HOME')
const folders: string[] = []
let state = ''
test.before.each(() => {
  state = makeProject({})
  folders.push(state)
  process.env.XDG_STATE_HOME = state
})
test.after.each(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const FILES = {
  'inventory/hosts.yml': 'all: { hosts: { a: { connection: local } } }\n',
  'inventory/group_vars/all.yml': 'level: 1\n',
  'more.yml': 'more: 2\n',
  'templates/page': 'level {{level}}\n',
  'files/data': 'data\n',
  'included.yml': '- debug: { msg: included }\n',
  'tasks/own.ts':
    "import { defineTask, inSync, z } from 'drover/task'\nimport { word } from './lib.ts'\nexport default defineTask({ summary: 'x', example: '', params: z.strictObject({}), check: async () => inSync({ word }) })\n",
  'tasks/lib.ts': "export const word = 'one'\n",
}

function project(): string {
  const folder = makeProject(FILES)
  writeFileSync(
    join(folder, 'site.yml'),
    `
- hosts: all
  vars: { here: "${folder}" }
  tasks:
    - template: { src: page, dest: "{{here}}/page" }
    - copy: { src: data, dest: "{{here}}/data" }
    - include_tasks: included.yml
    - own: {}
`,
  )
  folders.push(folder)
  return folder
}

const planned = (folder: string): Promise<Said> =>
  say(folder, 'plan', 'site.yml', '-e', '@more.yml', '--out', 'site.plan')

/** Changes to the sources of a plan, and the error for each. */
const CHANGES: readonly (readonly [path: string, text: string | null, said: RegExp])[] = [
  ['site.yml', '\n# another line\n', /site\.yml was changed/],
  ['inventory/hosts.yml', '# another line\n', /inventory\/hosts\.yml was changed/],
  ['inventory/group_vars/all.yml', '# another line\n', /group_vars\/all\.yml was changed/],
  ['more.yml', '# another line\n', /more\.yml was changed/],
  ['templates/page', '', /templates\/page was changed/],
  ['files/data', 'more data\n', /files\/data was changed/],
  ['included.yml', '# another line\n', /included\.yml was changed/],
  ['tasks/own.ts', '// another line\n', /tasks\/own\.ts was changed/],
  ['tasks/lib.ts', '// another line\n', /tasks\/lib\.ts was changed/],
  ['more.yml', null, /more\.yml was removed/],
  ['inventory/host_vars/a.yml', 'other: 3\n', /host_vars\/a\.yml is new/],
]

test('a plan is refused if its sources have changed: each changed file is named, and nothing is applied', async () => {
  const folder = project()
  const made = await planned(folder)
  assert.is(made.code, 0, made.stderr)
  for (const [path, text, said] of CHANGES) {
    const file = join(folder, path)
    const before = existsSync(file) ? readFileSync(file) : undefined
    mkdirSync(join(file, '..'), { recursive: true })
    if (text === null) rmSync(file)
    else writeFileSync(file, `${path === 'templates/page' ? '{{! another }}' : ''}${before ?? ''}${text}`)
    const { code, stderr } = await say(folder, 'apply', 'site.plan')
    assert.is(code, 1, `${path}: ${stderr}`)
    assert.match(stderr, /the input of the plan has changed:/)
    assert.match(stderr, said)
    assert.match(stderr, /hint: nothing was changed; make a new plan and review it/)
    assert.not.ok(existsSync(join(folder, 'page')))
    if (before === undefined) rmSync(file)
    else writeFileSync(file, before)
  }
  // From another directory, the plan is applied as it was made.
  const { code, stderr } = await say(join(folder, 'files'), 'apply', '../site.plan')
  assert.is(code, 0, stderr)
  assert.is(readFileSync(join(folder, 'page'), 'utf8'), 'level 1\n')
})

test('a plan of another format version or of another version of Drover is refused', async () => {
  const folder = project()
  await planned(folder)
  const text = readFileSync(join(folder, 'site.plan'), 'utf8')
  for (const [from, to, said] of [
    [
      '"drover plan 2"',
      '"drover plan 1"',
      /the plan `site\.plan` was made by another version of Drover \(`drover plan 1`\)/,
    ],
    ['"drover plan 2"', '"drover plan 3"', /was made by another version of Drover/],
    ['"drover": "', '"drover": "9.', /the plan was made by Drover 9\.\S+, but this is /],
  ] as const) {
    writeFileSync(join(folder, 'site.plan'), text.replace(from, to), { mode: 0o600 })
    const { code, stderr } = await say(folder, 'apply', 'site.plan')
    assert.is(code, 1)
    assert.match(stderr, said)
  }
})

/** Shell commands that make a file of Drover's untrustworthy, and the error for each. */
const NOT_OURS: readonly (readonly [title: string, spoil: string, said: RegExp])[] = [
  [
    'a link',
    'mv "$1" "$1.real" && ln -s "$1.real" "$1"',
    /is a symbolic link\n {2}hint: name the file itself/,
  ],
  [
    'owned by another user',
    'chown 65534 "$1"',
    /belongs to the user 65534, but you are 0\n {2}hint: its content is executed/,
  ],
  ['writable by others', 'chmod 666 "$1"', /is writable by other users\n {2}hint: .*chmod 600/],
  ['a pipe', 'rm "$1" && mkfifo -m 600 "$1"', /is not a regular file/],
  ['a directory', 'rm "$1" && mkdir "$1"', /is not a regular file/],
]

function spoilBy(command: string, file: string): void {
  execFileSync('sh', ['-c', command, 'sh', file])
}

for (const [title, spoil, said] of NOT_OURS) {
  test(`a plan and a journal that are ${title} are refused`, async () => {
    const folder = project()
    await planned(folder)
    spoilBy(spoil, join(folder, 'site.plan'))
    for (const command of ['show', 'apply']) {
      const { code, stderr } = await say(folder, command, 'site.plan')
      assert.is(code, 1)
      assert.match(stderr, said)
    }
    writeFileSync(join(folder, 'fail.yml'), '- hosts: all\n  tasks: [{ fail: {} }]\n')
    assert.is((await say(folder, 'playbook', 'fail.yml')).code, 2)
    const runs = join(state, 'drover/runs')
    const [journal = ''] = readdirSync(runs).filter(name => name.endsWith('.ndjson'))
    spoilBy(spoil, join(runs, journal))
    const { code, stderr } = await say(folder, 'resume', journal.replace('.ndjson', ''))
    assert.is(code, 1)
    assert.match(stderr, said)
  })
}

test('a run that is still running cannot be resumed, nor resumed twice at once, and the error shows who runs it', async () => {
  const folder = project()
  writeFileSync(
    join(folder, 'slow.yml'),
    `
- hosts: all
  tasks:
    - shell: touch ${folder}/begun-$$; while ! test -e ${folder}/go; do sleep 0.05; done
    - command: test -e ${folder}/needed
`,
  )
  const begun = () => readdirSync(folder).filter(name => name.startsWith('begun')).length
  const first = startCommand(folder, ['playbook', 'slow.yml'])
  await until('the slow task has begun', () => begun() === 1)
  const said = await say(folder, 'resume')
  assert.is(said.code, 1)
  assert.match(
    said.stderr,
    new RegExp(`the run \\S+ is still active: process ${first.child.pid} of \\S+@\\S+, since 20\\S+Z`),
  )
  assert.match(said.stderr, new RegExp(`hint: wait for it, or stop it \\(\`kill ${first.child.pid}\`\\)`))
  // A killed run leaves its lock file behind, but does not hold the lock.
  first.child.kill('SIGKILL')
  await first.ended
  const locks = () => readdirSync(join(state, 'drover/runs')).filter(name => name.includes('.lock'))
  assert.is(locks().length, 1)
  const [run1 = ''] = locks().map(name => name.replace('.lock', ''))
  const second = startCommand(folder, ['resume', run1, '--repeat'])
  await until('the task runs again', () => begun() === 2)
  const third = await say(folder, 'resume', run1)
  assert.is(third.code, 1)
  assert.match(third.stderr, new RegExp(`the run ${run1} is still active: process ${second.child.pid} of`))
  writeFileSync(join(folder, 'go'), '')
  assert.is((await second.ended).code, 2)
  assert.equal(locks(), [])
  writeFileSync(join(folder, 'needed'), '')
  assert.is((await say(folder, 'resume')).code, 0)
})

test('a damaged line of a journal is reported, and no older run is resumed instead', async () => {
  const folder = project()
  writeFileSync(join(folder, 'fail.yml'), '- hosts: all\n  tasks: [{ fail: {} }]\n')
  await say(folder, 'playbook', 'fail.yml')
  await say(folder, 'playbook', 'fail.yml')
  const runs = join(state, 'drover/runs')
  const [, journal = ''] = readdirSync(runs)
    .filter(name => name.endsWith('.ndjson'))
    .sort()
  const file = join(runs, journal)
  const text = readFileSync(file, 'utf8')
  for (const [from, to, said] of [
    [/"status":"failed"/, '"status":7', /the journal `\S+`, line \d+, is damaged: `status`: /],
    [/"type":"journal"/, '"type":"journey"', /the journal of the run \S+ is damaged: `type`: /],
    [
      /"drover run 1"/,
      '"drover run 2"',
      /the journal of the run \S+ was made by another version of Drover \(`drover run 2`\)/,
    ],
    [/"tags":\[\]/, '"tags":[7]', /the journal of the run \S+ is damaged: `tags\[0\]`: /],
    [/"tags":\[\]/, '"tags":[],"odd":1', /the journal of the run \S+ is damaged: .*odd/],
  ] as const) {
    writeFileSync(file, text.replace(from, to))
    const { code, stderr } = await say(folder, 'resume')
    assert.is(code, 1)
    assert.match(stderr, said)
    assert.match(
      (await say(folder, 'resume', '--list')).stdout.split('\n')[0] ?? '',
      /cannot be read: |1 host failed/,
    )
  }
})

test.run()
