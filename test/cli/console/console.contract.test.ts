import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { quote } from '../../../src/shell/quote.ts'
import { COMMAND, makeProject } from '../../kit/command-line.ts'

const HOSTS = 'web: { hosts: { "web[1:2]": {} }, vars: { connection: local } }\n'

/** Sequences that move the cursor or clear the line. */
const CONTROL_SEQUENCES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g')

/** Runs the console on its own terminal, which `script` creates. */
function openConsole(project: string, state: string) {
  const command = `exec ${[...COMMAND, 'console', '-i', 'hosts.yml'].map(quote).join(' ')}`
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: project,
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '1', XDG_STATE_HOME: state, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let screen = ''
  const waiting = new Set<() => void>()
  child.stdout.on('data', (bytes: Buffer) => {
    screen = (screen + bytes.toString()).replace(CONTROL_SEQUENCES, '')
    for (const look of waiting) look()
  })
  const code = new Promise<number | null>(resolve => {
    child.on('close', resolve)
  })
  return {
    code,
    type: (keys: string) => child.stdin.write(keys),
    /** Resolves when new output matches, with the output until then. */
    until: (wanted: RegExp) =>
      new Promise<string>(resolve => {
        const look = (): void => {
          const found = wanted.exec(screen)
          if (!found) return
          waiting.delete(look)
          const seen = screen.slice(0, found.index + found[0].length)
          screen = screen.slice(seen.length)
          resolve(seen)
        }
        waiting.add(look)
        look()
      }),
  }
}

test('on a terminal, the console runs tasks and commands on the selected hosts, with completion and a history', async () => {
  const project = makeProject({ 'hosts.yml': HOSTS })
  const state = mkdtempSync(join(tmpdir(), 'drover-state-'))
  const { type, until, code } = openConsole(project, state)
  await until(/all \(2 hosts\)> /)
  type('cd web1\r')
  await until(/web1 \(1 host\)> /)
  type('!echo $((40 + 2))\r')
  assert.match(await until(/web1 \(1 host\)> /), /^42\r$/m)
  type('copy cont\t')
  await until(/content=/)
  type(`x dest=${project}/made\r`)
  assert.match(await until(/\d s\r\n[\s\S]*web1 \(1 host\)> /), /changed web1/)
  assert.is(readFileSync(join(project, 'made'), 'utf8'), 'x')
  type(' !echo password=geheim\r')
  await until(/web1 \(1 host\)> /)
  type('check\r')
  await until(/web1 \(1 host, check\)> /)
  type('!id\r')
  assert.match(await until(/check\)> /), /error: a command has no dry run/)
  type('check off\r')
  await until(/web1 \(1 host\)> /)
  // Ctrl-C stops what runs and returns to the prompt; at the prompt, it discards the line.
  type('!echo begun; sleep 2\r')
  await until(/begun\r\n/)
  type('\u0003')
  assert.match(await until(/web1 \(1 host\)> /), /stopping after the running tasks/)
  type('nonsense\u0003')
  await until(/\^C\r\n[\s\S]*> /)
  type('\u001b[A\u001b[A\r')
  await until(/check off[\s\S]*> /)
  type('!echo $((1 + 1))\r')
  await until(/^2\r\n/m)
  await until(/web1 \(1 host\)> /)
  type('\u0004')
  assert.is(await code, 0)
  assert.equal(readFileSync(join(state, 'drover/console-history'), 'utf8').split('\n'), [
    'cd web1',
    '!echo $((40 + 2))',
    `copy content=x dest=${project}/made`,
    'check',
    '!id',
    'check off',
    '!echo begun; sleep 2',
    'check off',
    '!echo $((1 + 1))',
    '',
  ])
})

test('without a terminal, the console reads lines from standard input, and exits with the code of the last one', async () => {
  const project = makeProject({ 'hosts.yml': HOSTS })
  const [program = '', ...words] = COMMAND
  const child = spawn(program, [...words, 'console', '-i', 'hosts.yml', 'web2'], {
    cwd: project,
    env: { ...process.env, XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'drover-state-')) },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', bytes => {
      said += bytes
    })
  child.stdin.end('!echo hello\nno_such_type a=b\nlist\n!exit 3\n')
  const code = await new Promise(resolve => {
    child.on('close', resolve)
  })
  assert.is(code, 2)
  assert.match(said, /^hello\n[\s\S]*`no_such_type` is neither a task type nor a keyword[\s\S]*web2\n/)
})

test.run()
