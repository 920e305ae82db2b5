import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SCRIPTS } from '../../../src/cli/completion/scripts.ts'
import { quote } from '../../../src/shell/quote.ts'
import { COMMAND, makeProject } from '../../kit/command-line.ts'

const project = makeProject({
  'inventory/hosts.yml': 'web: { hosts: { "web[1:2]": {} } }\n',
  'playbooks/site.yml': '- hosts: web\n',
})
const bin = join(project, 'bin')

test.before(() => {
  mkdirSync(bin)
  const program = `#!/bin/sh\nexec ${COMMAND.map(quote).join(' ')} "$@"\n`
  for (const name of ['run', 'drover']) writeFileSync(join(bin, name), program, { mode: 0o755 })
})
test.after(() => rmSync(project, { recursive: true }))

function run(shell: string, words: readonly string[]): string {
  const environment = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  const { stdout, stderr, status } = spawnSync(shell, words, {
    cwd: project,
    env: environment,
    encoding: 'utf8',
  })
  assert.is(status, 0, stderr)
  return stdout
}

test('the bash completion script works', () => {
  const complete = (
    ...words: string[]
  ): string => `COMP_WORDS=(${words.map(quote).join(' ')}); COMP_CWORD=${words.length - 1}
_drover_complete; printf '%s ' "\${COMPREPLY[@]}"; echo`
  // `compopt` exists only during a completion.
  const script = `compopt() { :; }\n${SCRIPTS.bash}\n${complete('run', 'exec', 'web')}\n${complete('drover', 'playbook', 's')}`
  assert.is(run('bash', ['--norc', '-c', script]), 'web web1 web2 \nsite.yml \n')
})

test('the fish completion script works', () => {
  const script = `${SCRIPTS.fish}\ncomplete -C 'run exec web'\ncomplete -C 'drover playbook s'`
  assert.is(
    run('fish', ['--no-config', '-c', script]),
    'web\tgroup\nweb1\thost\nweb2\thost\nsite.yml\t\n'.replace('yml\t\n', 'yml\n'),
  )
})

test('the zsh completion script works at a prompt', async () => {
  writeFileSync(join(project, 'drover.zsh'), SCRIPTS.zsh)
  const tmux = (...words: string[]): string =>
    run('tmux', ['-L', `drover-${process.pid}`, '-f', '/dev/null', ...words])
  const shows = async (wanted: RegExp): Promise<void> => {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      if (wanted.test(tmux('capture-pane', '-p'))) return
      await sleep(100)
    }
    assert.match(tmux('capture-pane', '-p'), wanted)
  }
  tmux('new-session', '-d', '-x', '80', '-y', '24', 'PS1="$ " exec zsh -f -i')
  try {
    tmux('send-keys', `autoload -U compinit; compinit -u -D; source ./drover.zsh; echo rea''dy`, 'Enter')
    await shows(/^ready/m)
    tmux('send-keys', 'run exec web', 'Tab', 'Tab')
    await shows(/^web +-- group\n.*web1 .*-- host/m)
    tmux('send-keys', 'C-u', 'drover playbook s', 'Tab')
    await shows(/playbook site\.yml/)
  } finally {
    tmux('kill-server')
  }
})

test.run()
