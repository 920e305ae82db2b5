import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, makeProject, startCommand } from '../kit/command-line.ts'

/** A task that runs until the file `go` exists, then a task that a stopped run must not start. */
const WAITS = `- hosts: web
  tasks:
    - name: waits
      shell: "touch begun-{{inventory_hostname}}; while [ ! -e go ]; do sleep 0.1; done; touch done-{{inventory_hostname}}"
      args: { chdir: "{{playbook_dir}}" }
    - name: never
      command: touch {{playbook_dir}}/{{inventory_hostname}}-never
`

function waitingProject(): string {
  return makeProject({
    'waits.yml': WAITS,
    'hosts.yml': 'web: { hosts: { "web[1:2]": {} }, vars: { connection: local } }\n',
  })
}

async function untilThere(file: string): Promise<void> {
  while (!existsSync(file)) await new Promise(resolve => setTimeout(resolve, 20))
}

const WORDS = ['playbook', '-i', 'hosts.yml', 'waits.yml', '-o', 'ndjson']

for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`the first ${name} lets running tasks end, starts none, and the exit code is ${code}`, async () => {
    const folder = waitingProject()
    const { child, says, ended } = startCommand(folder, WORDS)
    await untilThere(join(folder, 'begun-web1'))
    await untilThere(join(folder, 'begun-web2'))
    child.kill(name)
    // A terminal and a wrapper may both send the signal: two at once count as one.
    child.kill(name)
    await says(/stopping after the running tasks/)
    spawnSync('touch', [join(folder, 'go')])
    const said = await ended
    assert.is(said.code, code)
    assert.match(said.stderr, /^to resume: run resume \S+\n$/)
    const end = JSON.parse(said.stdout.trimEnd().split('\n').at(-1) ?? '')
    assert.is(end.type, 'run.end')
    assert.is(end.exit_code, code)
    assert.is(end.hosts.web1.changed, 1)
    for (const host of ['web1', 'web2']) {
      assert.ok(existsSync(join(folder, `done-${host}`)))
      assert.not(existsSync(join(folder, `${host}-never`)))
    }
  })
}

test('a second Ctrl-C ends the run at once', async () => {
  const folder = waitingProject()
  const { child, says, ended } = startCommand(folder, WORDS)
  await untilThere(join(folder, 'begun-web1'))
  child.kill('SIGINT')
  await says(/stopping/)
  const again = setInterval(() => child.kill('SIGINT'), 100)
  const { code, signal } = await ended
  clearInterval(again)
  spawnSync('touch', [join(folder, 'go')])
  assert.is(signal, null)
  assert.is(code, 130)
})

const PRINTS = {
  'prints.yml':
    '- hosts: web\n  tasks:\n    - { command: "true" }\n    - { command: "touch {{playbook_dir}}/last" }\n',
  'hosts.yml': 'web: { hosts: { "web[1:30]": {} }, vars: { connection: local } }\n',
}

/** The command line; its words need no quoting. */
const RUN = [...COMMAND, 'playbook', '-i', 'hosts.yml', 'prints.yml'].join(' ')

function inShell(script: string, files: Readonly<Record<string, string>> = PRINTS) {
  const folder = makeProject(files)
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })
  return { folder, stdout, stderr, status }
}

test('a run whose output pipe is closed continues to its end without an error', () => {
  const { folder, stdout, stderr } = inShell(`{ ${RUN}; echo "rc=$?" > rc; } | head -2`)
  assert.is(stdout, '\nPLAY web (30 hosts)\n')
  assert.is(stderr, '')
  assert.is(readFileSync(join(folder, 'rc'), 'utf8'), 'rc=0\n')
  assert.ok(existsSync(join(folder, 'last')))
})

for (const words of ['--list-hosts', '--no-such-option 2>&1', '-o ndjson']) {
  test(`with \`${words}\`, a closed output pipe causes no stack trace`, () => {
    const { stderr } = inShell(`${RUN} ${words} | true`)
    assert.not.match(stderr, /\bat |EPIPE/)
  })
}

test('a full disk is reported once, and the run continues', () => {
  const { folder, stderr, status } = inShell(`${RUN} > /dev/full`)
  assert.is(stderr, 'error: the output cannot be written: ENOSPC: no space left on device, write\n')
  assert.is(status, 0)
  assert.ok(existsSync(join(folder, 'last')))
})

for (const [words, code] of [
  ['--version', 1],
  ['--help', 1],
  ['doc copy', 1],
  ['hosts list -i hosts.yml', 1],
  ['facts all -i hosts.yml -o json', 1],
  ['playbook -i hosts.yml prints.yml -o junit', 0],
] as const) {
  test(`on a full disk, \`${words}\` reports the lost output and exits with ${code}`, () => {
    const { stderr, status } = inShell(`${COMMAND.join(' ')} ${words} > /dev/full`)
    assert.is(stderr, 'error: the output cannot be written: ENOSPC: no space left on device, write\n')
    assert.is(status, code)
  })
}

test('100 hosts at once cause no warning of Node.js', () => {
  const { stderr, status } = inShell(RUN, {
    ...PRINTS,
    'hosts.yml': 'web: { hosts: { "web[1:100]": {} }, vars: { connection: local } }\n',
  })
  assert.is(stderr, '')
  assert.is(status, 0)
})

const passwords: [what: string, input: string, words: string, code: number, stderr: RegExp][] = [
  ['two lines for two passwords', 'first\nsecond\n', '-k -K', 0, /^$/],
  ['the last line without a line break', 'first\nsecond', '-k -K', 0, /^$/],
  [
    'nothing',
    '',
    '-K',
    1,
    /^error: there is no terminal to ask for a password\n {2}hint: give it on standard input/,
  ],
  ['one line for two passwords', 'first\n', '-k -K', 1, /^error: there is no terminal/],
  ['an empty line', '\n', '-K', 1, /^error: the password is empty\n/],
]

for (const [what, input, words, code, stderr] of passwords) {
  test(`without a terminal, passwords are read from standard input: ${what}`, () => {
    const folder = makeProject(PRINTS)
    // setsid removes the terminal, wherever the test is run.
    const said = spawnSync('setsid', ['-w', ...RUN.split(' '), ...words.split(' ')], {
      cwd: folder,
      input,
      encoding: 'utf8',
    })
    assert.is(said.status, code, said.stderr)
    assert.match(said.stderr, stderr)
  })
}

test.run()
