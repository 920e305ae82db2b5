import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND } from '../../kit/command-line.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-plan-'))
const root = join(folder, 'root')
const at = (name: string): string => join(root, name)
test.after(() => rmSync(folder, { recursive: true, force: true }))
test.before.each(() => {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
})

const SITE = `
- hosts: all
  tasks:
    - name: Configure
      copy: { dest: "${root}/{{inventory_hostname}}.conf", content: "level {{level}}\\n", mode: "0644" }
      notify: tell
    - name: Read it
      command: cat ${root}/{{inventory_hostname}}.conf
      register: read
    - name: Look at it
      command: cat ${root}/{{inventory_hostname}}.conf
      changed_when: false
    - name: Keep what it said
      copy: { dest: "${root}/{{inventory_hostname}}.said", content: "{{read.stdout}}", mode: "0644" }
      notify: tell more
  handlers:
    - name: tell
      copy: { dest: "${root}/{{inventory_hostname}}.told", content: "", mode: "0644" }
    - name: tell more
      copy: { dest: "${root}/{{inventory_hostname}}.more", content: "", mode: "0644" }
`
writeFileSync(join(folder, 'site.yml'), SITE)
writeFileSync(
  join(folder, 'hosts.yml'),
  'all: { hosts: { one: { connection: local }, two: { connection: local } }, vars: { level: 1, token: !secret { env: TOKEN } } }',
)

function run(...words: string[]) {
  const [program = '', ...before] = COMMAND
  const { status, stdout, stderr } = spawnSync(program, [...before, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TOKEN: 'a-token-that-is-secret', NO_COLOR: '1' },
  })
  return { status, stdout, stderr }
}

test('`run apply` makes exactly the changes that `run show` displays', () => {
  const made = run('plan', 'site.yml', '-i', 'hosts.yml', '--out', 'site.plan')
  assert.is(made.status, 0, made.stderr)
  assert.not.ok(existsSync(at('one.conf')))
  assert.is(statSync(join(folder, 'site.plan')).mode & 0o777, 0o600)
  const { stdout } = run('show', 'site.plan')
  assert.match(stdout, /Configure \(site\.yml:4:7\)\n {2}one\n {4}create file:.*one\.conf/)
  assert.match(stdout, '+level 1')
  // The file will be created, whatever the command prints.
  assert.match(stdout, /Keep what it said \(site\.yml:13:7\)\n {2}one {2}create .*one\.said\n/)
  assert.match(
    stdout,
    /Look at it \(site\.yml:10:7\)\n {2}one {2}run cat .*one\.conf {2}\(not counted as a change\)\n/,
  )
  assert.is(JSON.parse(run('show', 'site.plan', '-o', 'json').stdout).format, 'drover plan 2')
  const applied = run('apply', 'site.plan')
  assert.is(applied.status, 0, applied.stderr)
  assert.is(readFileSync(at('two.said'), 'utf8'), 'level 1')
  assert.ok(existsSync(at('two.more')))
})

test('a plan is refused with host and resource if a host has changed, and nothing is applied', () => {
  assert.is(run('plan', 'site.yml', '-i', 'hosts.yml', '--out', 'site.plan').status, 0)
  writeFileSync(at('two.conf'), 'by hand\n')
  const { status, stderr } = run('apply', 'site.plan')
  assert.is(status, 1)
  assert.match(stderr, `two: file:${at('two.conf')}, by \`Configure\` (site.yml:4:7)`)
  assert.not.match(stderr, 'one: ')
  assert.not.ok(existsSync(at('one.conf')))
  assert.is(readFileSync(at('two.conf'), 'utf8'), 'by hand\n')
})

test('a change between the check and the apply of a task fails the task', () => {
  writeFileSync(
    join(folder, 'race.yml'),
    `
- hosts: one
  tasks:
    - name: Move it
      command: sh -c 'echo moved > ${at('raced')}'
    - name: Make it
      copy: { dest: "${at('raced')}", content: "mine", mode: "0644" }
`,
  )
  assert.is(run('plan', 'race.yml', '-i', 'hosts.yml', '--out', 'race.plan').status, 0)
  const { status, stdout } = run('apply', 'race.plan')
  assert.is(status, 2)
  assert.match(stdout, `this is not in the plan: file:${at('raced')}`)
  assert.is(readFileSync(at('raced'), 'utf8'), 'moved\n')
})

test('a plan contains the tasks of a looped block for each item, and those of a block whose list is not yet known', () => {
  writeFileSync(
    join(folder, 'loop.yml'),
    `
- hosts: one
  tasks:
    - loop: [a, b]
      block:
        - name: Make
          copy: { dest: "${root}/{{item}}", content: "{{item}}\\n", mode: "0644" }
    - command: ls ${root}
      register: found
    - loop: "{{ found.stdout_lines }}"
      block:
        - name: Keep
          copy: { dest: "${root}/{{item}}.kept", content: "", mode: "0644" }
`,
  )
  assert.is(run('plan', 'loop.yml', '-i', 'hosts.yml', '--out', 'loop.plan').status, 0)
  const shown = run('show', 'loop.plan').stdout
  assert.match(shown, /Make \(a\) \(loop.yml:6:11\)\n {2}one\n {4}create .*\n(?:.*\n)*Make \(b\) /)
  writeFileSync(at('a'), 'by hand\n')
  const moved = run('apply', 'loop.plan')
  assert.is(moved.status, 1)
  assert.match(moved.stderr, `one: file:${at('a')}, by \`Make (a)\``)
  rmSync(at('a'))
  const applied = run('apply', 'loop.plan')
  assert.is(applied.status, 0, applied.stdout)
  assert.ok(existsSync(at('a.kept')) && existsSync(at('b.kept')))
})

test('`run resume` continues a looped block at the item that failed', () => {
  writeFileSync(
    join(folder, 'resume.yml'),
    `
- hosts: one
  tasks:
    - loop: [a, b, c]
      block:
        - command: sh -c 'echo {{item}} >> ${at('log')}'
        - command: sh -c 'test "{{item}}" != b || test -e ${at('right')}'
`,
  )
  assert.is(run('playbook', 'resume.yml', '-i', 'hosts.yml').status, 2)
  assert.is(readFileSync(at('log'), 'utf8'), 'a\nb\n')
  writeFileSync(at('right'), '')
  const { status, stdout } = run('resume')
  assert.is(status, 0, stdout)
  assert.is(readFileSync(at('log'), 'utf8'), 'a\nb\nc\n')
})

test('a plan contains no secret of a file, and secrets of the command line are refused', () => {
  writeFileSync(
    join(folder, 'secret.yml'),
    `- hosts: one\n  tasks: [{ copy: { dest: "${at('s')}", content: "{{token}}{{more}}", mode: "0600" } }]\n`,
  )
  const made = run('plan', 'secret.yml', '-i', 'hosts.yml', '-e', 'more=x', '--out', 'secret.plan')
  assert.is(made.status, 0, made.stderr)
  assert.not.match(readFileSync(join(folder, 'secret.plan'), 'utf8'), 'a-token')
  assert.is(run('apply', 'secret.plan').status, 0)
  assert.is(readFileSync(at('s'), 'utf8'), 'a-token-that-is-secretx')
  const refused = run(
    'plan',
    'secret.yml',
    '-i',
    'hosts.yml',
    '-e',
    'more=a-token-that-is-secret',
    '--out',
    'no.plan',
  )
  assert.is(refused.status, 1)
  assert.match(refused.stderr, 'the command line contains a secret')
  assert.not.ok(existsSync(join(folder, 'no.plan')))
})

test('invalid and missing plans are reported', () => {
  writeFileSync(join(folder, 'odd.plan'), '{}')
  assert.match(run('apply', 'odd.plan').stderr, '`odd.plan` is not a plan')
  assert.match(run('show', 'none.plan').stderr, 'there is no plan `none.plan`')
  assert.match(
    run('plan', 'site.yml', '-i', 'hosts.yml', '--out', 'none/site.plan').stderr,
    'the plan cannot be written to `none/site.plan`',
  )
})

test('`run verify` reports drift by host as text, JSON and JUnit, and by its exit code', () => {
  const conf = join(folder, 'conf.yml')
  const task = '{ copy: { dest: "@/{{inventory_hostname}}", content: "a<b", mode: "0644" } }'
  writeFileSync(conf, `- hosts: all\n  tasks: [${task.replace('@', root)}]\n`)
  const verify = (...words: string[]) => run('verify', 'conf.yml', '-i', 'hosts.yml', ...words)
  const check = (...words: string[]) =>
    run('playbook', 'conf.yml', '-i', 'hosts.yml', '--check', ...words).status
  assert.is(check('--exit-code'), 3)
  assert.is(check(), 0)
  assert.is(run('playbook', 'conf.yml', '-i', 'hosts.yml').status, 0)
  assert.is(check('--exit-code'), 0)
  assert.equal(
    [verify().status, verify().stdout],
    [0, 'one   good         100 % of 1 task\ntwo   good         100 % of 1 task\n'],
  )
  rmSync(at('two'))
  const drifted = verify()
  assert.is(drifted.status, 3)
  assert.match(drifted.stdout, /^one {3}good {9}100 % of 1 task\ntwo {3}drifted {8}0 % of 1 task\n/)
  const { hosts } = JSON.parse(verify('-o', 'json').stdout)
  assert.equal(
    hosts.map(({ host, state }: { host: string; state: string }) => [host, state]),
    [
      ['one', 'good'],
      ['two', 'drifted'],
    ],
  )
  const parse =
    'import sys, xml.dom.minidom as x; print(len(x.parse(sys.stdin).getElementsByTagName("failure")))'
  const parsed = spawnSync('python3', ['-c', parse], {
    input: verify('-o', 'junit').stdout,
    encoding: 'utf8',
  })
  assert.is(parsed.stdout, '1\n', parsed.stderr)
})

test.run()
