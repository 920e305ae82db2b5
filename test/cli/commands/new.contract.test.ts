import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'
import { authorProject } from '../../kit/guide.ts'

const folder = makeProject({})
test.after(() => rmSync(folder, { recursive: true }))
const project = join(folder, 'p')

test('a new project passes the syntax check and can be run as its output describes', async () => {
  const said = await say(folder, 'new', 'project', 'p')
  assert.is(said.code, 0)
  assert.match(said.stdout, /^created:\n {2}p\/drover\.yml\n/)
  assert.match(said.stdout, /\nnext:\n {2}cd p\n {2}run playbook site\.yml --check --diff\n$/)
  const check = await say(project, 'playbook', 'site.yml', '--syntax-check')
  assert.equal(check, { code: 0, stdout: `playbook: ${project}/playbooks/site.yml\nno errors\n`, stderr: '' })
  assert.match(
    (await say(project, 'playbook', 'site.yml', '--check')).stdout,
    /^DRY RUN: nothing was changed/m,
  )
})

test('`run new` creates a playbook, a role and an inventory without errors', async () => {
  for (const words of [
    ['playbook', 'db'],
    ['role', 'web-app'],
    ['inventory', 'more'],
  ])
    assert.is((await say(project, 'new', ...words)).code, 0, words.join(' '))
  writeFileSync(join(project, 'playbooks/role.yml'), '- { hosts: web, roles: [web-app] }\n')
  const { stderr, code } = await say(project, 'playbook', 'db.yml', 'role.yml', '--syntax-check')
  assert.equal([code, stderr], [0, ''])
  assert.match((await say(project, 'playbook', 'role.yml')).stdout, /web1 {2}Hello/)
})

test('a new task type compiles, passes its own test, and can be used in the project', async () => {
  const author = authorProject({})
  assert.is((await say(author.folder, 'new', 'task', 'app_colour')).code, 0)
  for (const [program, ...words] of [
    [resolve('node_modules/.bin/tsc'), '-p', '.'],
    [process.execPath, '--import', import.meta.resolve('tsx'), '--test', 'test/app_colour.test.ts'],
  ] as const) {
    const { code, output } = author.run(program, words)
    assert.is(code, 0, output)
  }
  assert.match(
    (await say(author.folder, 'doc', 'app_colour')).stdout,
    /^app_colour \(task type\)\n\nSets the value in/,
  )
  author.remove()
})

test('`run new` never overwrites an existing file, and then writes nothing', async () => {
  const site = join(project, 'playbooks/site.yml')
  writeFileSync(site, 'mine')
  const { stderr, code } = await say(project, 'new', 'playbook', 'site')
  assert.is(
    stderr,
    'error: `playbooks/site.yml` exists already\n  hint: nothing was written: choose another name, or remove what is there\n',
  )
  assert.is(code, 1)
  assert.is(readFileSync(site, 'utf8'), 'mine')
})

const refused: [words: string[], message: RegExp][] = [
  [['task', 'copy'], /^error: there is a built-in task type `copy`/],
  [['task', 'App'], /^error: `App` cannot be the name of a task type/],
  [['role', '../x'], /^error: `\.\.\/x` cannot be a name here/],
  [['playbook', ''], /^error: `` cannot be a name here/],
]

for (const [words, message] of refused) {
  test(`\`run new ${words.join(' ')}\` is refused`, async () => {
    const { stderr, code } = await say(project, 'new', ...words)
    assert.match(stderr, message)
    assert.is(code, 1)
    assert.not(existsSync(join(folder, 'x')))
  })
}

test.run()
