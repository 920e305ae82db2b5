import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

const folder = makeProject({
  'hosts.yml':
    'all: { children: { web: { hosts: { here: { connection: local } } }, rest: { hosts: { there: { connection: local } } } } }\n',
  'templates/misspelt': '{{ansible_hostnam}}\n',
  'templates/broken': '{{#if x}}\n',
  'templates/whole': '{{> part}}\n',
})
test.after(() => rmSync(folder, { recursive: true }))
const out = join(folder, 'out')

async function run(tasks: string, { more = '', words = [] as string[] } = {}) {
  rmSync(out, { force: true })
  const playbook = tasks.startsWith('- ')
    ? tasks
    : `- hosts: here\n  vars: { out: ${out} }\n  ${more}\n  tasks: ${tasks}\n`
  writeFileSync(join(folder, 'site.yml'), playbook)
  return say(folder, 'playbook', '-i', 'hosts.yml', 'site.yml', ...words)
}

/** Plays that are sure to fail, with the real task types, and the error for each. */
const refused: [what: string, tasks: string, error: RegExp][] = [
  [
    'a template that does not exist',
    '[{ template: { src: none, dest: "{{out}}" } }]',
    /there is no template `none`\n {2}at site\.yml:4:/,
  ],
  ['a broken template', '[{ template: { src: broken, dest: "{{out}}" } }]', /at templates\/broken:/],
  [
    'a misspelt fact in a template',
    '[{ template: { src: misspelt, dest: "{{out}}" } }]',
    /there is no variable `ansible_hostnam`\n {2}at templates\/misspelt:1:3[\s\S]*did you mean `ansible_hostname`\?/,
  ],
  [
    'a file that does not exist',
    '[{ copy: { content: a, dest: "{{out}}" } }, { copy: { src: none, dest: "{{out}}" } }]',
    /there is no file `none`/,
  ],
  ...[
    'file: { path: "{{out}}", state: directory }',
    'package: { name: none }',
    'command: git rev-parse HEAD',
  ].map((earlier): [string, string, RegExp] => [
    `a misspelt variable in a template after \`${earlier}\``,
    `[{ ${earlier} }, { template: { src: misspelt, dest: "{{out}}" } }]`,
    /there is no variable `ansible_hostnam`\n {2}at templates\/misspelt:1:3/,
  ]),
  [
    'a missing partial, after a task that writes elsewhere',
    '[{ copy: { content: a, dest: "{{out}}" } }, { template: { src: whole, dest: "{{out}}" } }]',
    /there is no template `part`/,
  ],
  [
    'a background task that is not a command',
    '[{ copy: { content: a, dest: "{{out}}" }, async: 10, poll: 0 }]',
    /`poll: 0` cannot be used with `copy`, because it runs more than one program on the host\n {2}at site\.yml:4:\d+\n[\s\S]*hint: remove `poll`/,
  ],
  [
    'an `async` that renders to something other than a number',
    '[{ command: "true", async: "{{out}}" }]',
    /`async` must be a number, 0 or more/,
  ],
  [
    'a limit that matches nothing',
    '- hosts: web\n  tasks: [{ debug: { msg: x } }]\n',
    /no host or group matches `nowhere`/,
  ],
]

for (const [what, tasks, error] of refused) {
  test(`${what} is refused before any task runs`, async () => {
    const words = what.startsWith('a limit') ? ['--limit', 'nowhere'] : []
    const { code, stdout, stderr } = await run(tasks, { words })
    assert.is(code, 1, stdout + stderr)
    assert.match(stderr, error)
    assert.throws(() => readFileSync(out))
  })
}

test('a play without hosts is skipped with a warning, and the other plays run', async () => {
  const playbook =
    '- hosts: databases\n  tasks: [{ debug: { msg: never } }]\n- hosts: webb\n- hosts: web\n  tasks: [{ debug: { msg: here } }]\n'
  const { code, stdout } = await run(playbook, { words: ['-v'] })
  assert.is(code, 0)
  assert.match(
    stdout,
    /warning: the play at site\.yml:1:3 has no hosts and is skipped: no host or group matches `databases` \(the groups are /,
  )
  assert.match(stdout, /warning: the play at site\.yml:3:3 has no hosts [\s\S]*\(did you mean `web`\?\)/)
  assert.match(stdout, /here/)
  assert.not.match(stdout, /never|PLAY databases/)
})

test('a syntax check does not warn of a play without hosts if a task may add them', async () => {
  const late = '- hosts: late\n  tasks: [{ debug: { msg: here } }]\n'
  const grouped = `- hosts: web\n  tasks: [{ group_by: { key: late } }]\n${late}`
  for (const [playbook, warns] of [
    [grouped, false],
    [late, true],
  ] as const) {
    const { code, stdout, stderr } = await run(playbook, { words: ['--syntax-check'] })
    assert.is(code, 0)
    assert.is(/no host or group matches `late`/.test(stdout + stderr), warns, stdout + stderr)
    assert.not.match(stderr, /these tasks/)
  }
})

test('a run without any hosts does nothing, and says why', async () => {
  const { code, stdout } = await run('- hosts: nope\n  tasks: [{ debug: { msg: never } }]\n')
  assert.is(code, 0)
  assert.match(
    stdout,
    /warning: the play at site\.yml:1:3 has no hosts and is skipped: no host or group matches `nope`/,
  )
})

test('`--exit-code` and `run verify` report drift if no play has any hosts', async () => {
  const playbook = '- hosts: nope\n  tasks: [{ debug: { msg: never } }]\n'
  assert.is((await run(playbook, { words: ['--check', '--exit-code'] })).code, 3)
  assert.is((await run(playbook, { words: ['--check'] })).code, 0)
  const verified = await say(folder, 'verify', '-i', 'hosts.yml', 'site.yml')
  assert.equal([verified.code, verified.stdout], [3, 'no play has any hosts: nothing was checked\n'])
  const { code, stdout } = await say(folder, 'verify', '-i', 'hosts.yml', 'site.yml', '-o', 'junit')
  assert.is(code, 3)
  assert.match(
    stdout,
    /<testcase classname="plays without hosts" name="site\.yml:1:3"><skipped message="the play at site\.yml:1:3 has no hosts and is skipped: no host or group matches `nope`/,
  )
})

test('parts of the reference site can be run by tags, if they have the variables that they need', async () => {
  const site = join(import.meta.dirname, '../..')
  const check = (...words: string[]) => say(site, 'playbook', 'site.yml', '--syntax-check', ...words)
  for (const words of [[], ['-t', 'etcd'], ['-t', 'certificates']]) {
    const { code, stderr } = await check(...words)
    assert.is(code, 0, stderr)
  }
  const { code, stderr } = await check('--skip-tags', 'certificates')
  assert.is(code, 1)
  assert.match(
    stderr,
    /there is no variable `etcd_roles`\n[\s\S]*hint: `Decide what each host is to the cluster` \(playbooks\/etcd-state\.yml:\d+:7\) sets `etcd_roles`, but tags or `--start-at-task` exclude it from this run/,
  )
})

test.run()
