import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, makeProject } from '../kit/command-line.ts'

const PROJECT = {
  'hosts.yml': 'web: { hosts: { "web[1:100]": {} }, vars: { connection: local } }\n',
  'site.yml': `- name: A hundred hosts
  hosts: web
  tasks:
    - name: quick
      debug: { msg: hello }
    - name: slow
      shell: |
        line() { echo "line $1 of a text that is longer than the screen is wide ${'.'.repeat(200)}"; }
        line 1; : <{{playbook_dir}}/gate1; line 2; : <{{playbook_dir}}/gate2; line 3
    - name: some fail
      fail: { msg: this one is broken }
      when: inventory_hostname in ["web7", "web8", "web9", "web30"]
`,
  'asks.yml': `- hosts: localhost
  connection: local
  tasks:
    - pause: { prompt: First question? }
      register: first
    - pause: { prompt: Second question? }
      register: second
    - debug: { msg: "{{first.user_input}} and {{second.user_input}}" }
`,
  'hidden.yml': `- hosts: localhost
  connection: local
  tasks:
    - pause: { prompt: Which password?, echo: false }
      register: answer
    - debug: { msg: "{{answer.user_input}} it is" }
    - command: { argv: [test, "{{answer.user_input}}", "=", geheim] }
`,
  'steps.yml': `- name: Steps
  hosts: web1,web2
  tasks:
    - name: One
      command: touch {{playbook_dir}}/one-{{inventory_hostname}}
    - name: Two
      command: touch {{playbook_dir}}/two-{{inventory_hostname}}
    - name: Three
      command: touch {{playbook_dir}}/three-{{inventory_hostname}}
      notify: Restart
  handlers:
    - name: Restart
      debug: { msg: restarted }
`,
  'prompts.yml': `- hosts: localhost
  connection: local
  vars_prompt:
    - { name: release, prompt: "Which release?", default: 1, private: no }
    - { name: password, prompt: Password, confirm: yes }
  tasks:
    - debug: { msg: "release {{release}}, {{password}}" }
`,
}

/** Named pipes at which the slow task waits until they are opened for writing. */
const GATES = ['gate1', 'gate2']

/** A real terminal: tmux with its own server, so that no configuration and no other session matters. */
async function onTerminal(
  words: readonly string[],
  use: (terminal: {
    screen: () => string[]
    all: () => string[]
    type: (...keys: string[]) => void
    until: (wanted: RegExp) => Promise<string[]>
    cursorIsShown: () => boolean
    /** The files in the project's folder. */
    files: () => string[]
    /** Opens a gate for every host from now on. */
    open: (gate: string) => void
  }) => Promise<void>,
): Promise<void> {
  const folder = makeProject(PROJECT)
  spawnSync('mkfifo', GATES, { cwd: folder })
  const opened: number[] = []
  const server = `drover-test-${process.pid}-${Math.random().toString(36).slice(2)}`
  const tmux = (...args: string[]): string => {
    const { stdout, stderr, status } = spawnSync('tmux', ['-L', server, '-f', '/dev/null', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8', NO_COLOR: '1' },
    })
    if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`)
    return stdout
  }
  const lines = (...args: string[]): string[] =>
    tmux('capture-pane', '-p', ...args)
      .trimEnd()
      .split('\n')
  const command = [...COMMAND, ...words].map(word => `'${word}'`).join(' ')
  tmux('new-session', '-d', '-x', '100', '-y', '24', `${command}; echo "rc=$?"; exec sleep 600`)
  try {
    await use({
      screen: () => lines(),
      files: () => readdirSync(folder).sort(),
      all: () => lines('-S', '-'),
      type: (...keys) => void tmux('send-keys', ...keys),
      cursorIsShown: () => tmux('display-message', '-p', '#{cursor_flag}').trim() === '1',
      open: gate => void opened.push(openSync(join(folder, gate), 'r+')),
      until: async wanted => {
        for (let tries = 0; tries < 600; tries += 1) {
          const screen = lines()
          if (wanted.test(screen.join('\n'))) return screen
          await new Promise(resolve => setTimeout(resolve, 50))
        }
        throw new Error(`${wanted} was not seen:\n${lines('-S', '-').join('\n')}`)
      },
    })
  } finally {
    tmux('kill-server')
    // Commands that an ended run left running wait no longer.
    for (const gate of GATES) opened.push(openSync(join(folder, gate), 'r+'))
    await new Promise(resolve => setTimeout(resolve, 100))
    for (const gate of opened) closeSync(gate)
  }
}

test('100 hosts fit a terminal of 24 lines: finished tasks scroll up, running ones stay below', () =>
  onTerminal(['playbook', '-i', 'hosts.yml', 'site.yml'], async ({ until, all, open, cursorIsShown }) => {
    for (const line of [1, 2]) {
      const screen = await until(new RegExp(`web1 +line ${line} [^]* 88 more running`))
      assert.equal(screen.slice(0, 4), [
        '',
        '▶ A hundred hosts  100 hosts',
        '  ✔ quick  ok on 100',
        '      all: hello',
      ])
      assert.match(screen[4] ?? '', /^\S slow {2}task 2 of 3 {2}\d+\/100 hosts {2}\d+ s$/)
      assert.match(screen[5] ?? '', /^ {2}web1 {3}line \d of a text .*…$/)
      assert.match(screen.at(-1) ?? '', /^ {2}… and 88 more running$/)
      assert.ok(screen.length <= 18)
      open(`gate${line}`)
    }
    await until(/rc=2/)
    const seconds = /\d+\.\d s/g
    const settled = all().map(line =>
      line
        .replace(/; slowest: .*/, '')
        .replace(seconds, 'N s')
        .replace(/(run resume) \S+/, '$1 RUN'),
    )
    assert.equal(settled, [
      '',
      '▶ A hundred hosts  100 hosts',
      '  ✔ quick  ok on 100',
      '      all: hello',
      '  ✔ slow  changed on 100  N s',
      '  ✖ some fail  failed web[7:9] web30  skipped web[1:6] web[10:29] web[31:100]',
      '  ✖ web7 failed: some fail (site.yml:10:7)',
      '      this one is broken',
      '      10 | - name: some fail',
      '      11 |   fail: { msg: this one is broken }',
      '      12 |   when: inventory_hostname in ["web7", "web8", "web9", "web30"]',
      '      and on 3 more: web8 web9 web30',
      '',
      '                                   ok  changed  skipped  failed',
      'web[7:9] web30                      1        1        0       1',
      'web[1:6] web[10:29] web[31:100]     1        1        1       0',
      'all 100                           100      100       96       4',
      'N s',
      'to resume: run resume RUN',
      'rc=2',
    ])
    assert.ok(cursorIsShown())
  }))

test('Ctrl-C is handled while the display is drawn, and a second one ends the run and restores the cursor', () =>
  onTerminal(['playbook', '-i', 'hosts.yml', 'site.yml'], async ({ until, type, open, cursorIsShown }) => {
    await until(/web1 +line 1/)
    type('C-c')
    const screen = await until(/stopping/)
    assert.ok(screen.some(line => line.startsWith('warning: stopping after the running tasks')))
    open('gate1')
    await until(/web1 +line 2/)
    // A second signal within a short time counts as the same Ctrl-C.
    await new Promise(resolve => setTimeout(resolve, 400))
    type('C-c')
    await until(/rc=130/)
    assert.ok(cursorIsShown())
  }))

test('questions of `pause` are shown one after the other, and each gets its own answer', () =>
  onTerminal(['playbook', '-i', 'hosts.yml', 'asks.yml'], async ({ until, type }) => {
    await until(/First question\?/)
    type('one', 'Enter')
    await until(/Second question\?/)
    type('twx', 'BSpace', 'o', 'Enter')
    await until(/localhost: one and two/)
    await until(/rc=0/)
  }))

test('a hidden answer is used but never shown', () =>
  onTerminal(['playbook', '-vv', '-i', 'hosts.yml', 'hidden.yml'], async ({ until, type, all }) => {
    await until(/Which password\?/)
    type('geheim', 'Enter')
    await until(/\*\*\* it is/)
    await until(/rc=0/)
    assert.not.match(all().join('\n').replace('= geheim', ''), /geheim/)
  }))

test('Ctrl-C at a question with a hidden answer ends the run', () =>
  onTerminal(['playbook', '-i', 'hosts.yml', 'hidden.yml'], async ({ until, type }) => {
    await until(/Which password\?/)
    type('C-c')
    await until(/the run was stopped during the wait[\s\S]*rc=130/)
  }))

test('Ctrl-C at a question ends the run without an answer', () =>
  onTerminal(['playbook', '-i', 'hosts.yml', 'asks.yml'], async ({ until, type }) => {
    await until(/First question\?/)
    type('C-c')
    await until(/the run was stopped during the wait[\s\S]*rc=130/)
  }))

test('Ctrl-D at a question fails the task because no answer was given', () =>
  onTerminal(['playbook', '-i', 'hosts.yml', 'asks.yml'], async ({ until, type }) => {
    await until(/First question\?/)
    type('C-d')
    await until(/no answer was given[\s\S]*rc=2/)
  }))

test('`--step` asks before each task and handler; `no` skips it, and an invalid answer repeats the question', () =>
  onTerminal(
    ['playbook', '-i', 'hosts.yml', 'steps.yml', '--step'],
    async ({ until, type, all, screen, files }) => {
      const done = (): string[] => files().filter(name => /^(one|two|three)-/.test(name))
      await until(/Perform task: One \(steps\.yml:4:7\) \(N\)o\/\(y\)es\/\(c\)ontinue:$/)
      assert.equal(done(), [])
      type('what', 'Enter')
      await until(/: what\n.*Perform task: One .*:$/)
      type('y', 'Enter')
      await until(/Perform task: Two .*:$/)
      assert.equal(done(), ['one-web1', 'one-web2'])
      type('Enter')
      await until(/Perform task: Three .*:$/)
      // The question stays on the last line.
      await new Promise(resolve => setTimeout(resolve, 300))
      assert.match(screen().at(-1) ?? '', /^Perform task: Three/)
      type('y', 'Enter')
      await until(/Perform handler: Restart .*:$/)
      type('c', 'Enter')
      await until(/rc=0/)
      assert.equal(done(), ['one-web1', 'one-web2', 'three-web1', 'three-web2'])
      assert.ok(all().some(line => /Two {2}skipped web1 web2/.test(line)))
    },
  ))

for (const key of ['C-c', 'C-d'])
  test(`${key} at a question of \`--step\` ends the run before the task`, () =>
    onTerminal(['playbook', '-i', 'hosts.yml', 'steps.yml', '--step'], async ({ until, type, files }) => {
      await until(/Perform task: One .*:$/)
      type('y', 'Enter')
      await until(/Perform task: Two .*:$/)
      type(key)
      await until(/stopped after task 1 of 3 in the play Steps[\s\S]*rc=130/)
      const begun = files().filter(name => name.startsWith('two-'))
      assert.equal(begun, [])
    }))

test('`--step` without a terminal is refused before any task runs', () => {
  const folder = makeProject(PROJECT)
  // A process in a new session has no terminal.
  const words = ['--wait', ...COMMAND, 'playbook', '-i', 'hosts.yml', 'steps.yml', '--step']
  const { stdout, stderr, status } = spawnSync('setsid', words, { cwd: folder, encoding: 'utf8' })
  assert.equal(
    { stdout, stderr, status },
    {
      status: 1,
      stdout: '',
      stderr:
        'error: `--step` asks on the terminal before each task, but there is no terminal\n' +
        '  hint: run it on a terminal, or without `--step`; `--check` shows what would be done\n',
    },
  )
})

test('passwords are prompted for one after the other, and no typed character is shown', () =>
  onTerminal(
    ['playbook', '-i', 'hosts.yml', 'site.yml', '-k', '-K', '--skip-tags', 'all'],
    async ({ until, type, all }) => {
      await until(/login password:/)
      type('geheim', 'BSpace', 'ü', 'Enter')
      await until(/become password:/)
      type('zwei', 'C-u', 'drei', 'Enter')
      await until(/rc=0/)
      assert.not.match(all().join('\n'), /gehei|ü|zwei|drei|\*/)
    },
  ))

test('`vars_prompt` prompts before the run, and echoes the answer only if it is not private', () =>
  onTerminal(['playbook', '-i', 'hosts.yml', 'prompts.yml'], async ({ until, type, all }) => {
    await until(/Which release\? \[1\]:/)
    type('two', 'Enter')
    await until(/Password:/)
    type('geheim', 'Enter')
    await until(/confirm Password:/)
    type('geheim', 'Enter')
    await until(/release two[\s\S]*rc=0/)
    assert.match(all().join('\n'), /\[1\]: two/)
    assert.not.match(all().join('\n'), /geheim/)
  }))

test('Ctrl-C at a password prompt is an error', () =>
  onTerminal(['playbook', '-i', 'hosts.yml', 'site.yml', '-K'], async ({ until, type }) => {
    await until(/become password:/)
    type('x', 'C-c')
    await until(/error: no password was given\nrc=1/)
  }))

test.run()
