import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEndEvent } from '../../src/engine/state/events.ts'
import { COMMAND } from '../kit/command-line.ts'
import { scratch } from '../kit/local-session.ts'
import { endMasters, mastersOf, openSshd, type Sshd } from '../kit/sshd.ts'

const place = scratch()
const folder = join(place.path, 'run', 'drover-ssh')
const servers: Sshd[] = []

test.before(async () => {
  mkdirSync(join(place.path, 'run'), { mode: 0o700 })
  const server = await openSshd()
  servers.push(server)
  const { address, port, user, privateKeyFile, knownHostsFile } = server.target()
  const box = { address, port, user, private_key_file: privateKeyFile, known_hosts_file: knownHostsFile }
  writeFileSync(join(place.path, 'hosts.yml'), JSON.stringify({ all: { hosts: { box } } }))
  writeFileSync(join(place.path, 'site.yml'), '- hosts: all\n  tasks:\n    - probe: { cmd: id -u }\n')
})
test.after(async () => {
  endMasters(folder)
  await servers[0]?.close()
  place.remove()
})

/**
 * Runs the command in a pipeline, which ends when no process holds its write end; resolves with the number of
 * connections that were opened to the host.
 */
function run(...words: string[]): Promise<number | undefined> {
  const [program = '', ...before] = COMMAND
  const command = '"$0" "$@" 2>&1 | cat'
  const files = ['-i', join(place.path, 'hosts.yml'), join(place.path, 'site.yml')]
  const all = [...before, 'playbook', '-o', 'ndjson', ...words, ...files]
  const child = spawn('/bin/sh', ['-c', command, program, ...all], {
    env: { ...process.env, XDG_RUNTIME_DIR: join(place.path, 'run') },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Shorter than a connection persists.
    timeout: 40_000,
    killSignal: 'SIGKILL',
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  return new Promise((resolve, reject) => {
    child.once('close', status => {
      const last = output.trim().split('\n').at(-1) ?? ''
      const end = last.startsWith('{') ? (JSON.parse(last) as RunEndEvent) : undefined
      if (status !== 0 || end?.exit_code !== 0) reject(new Error(`status ${status}: ${output}`))
      else resolve(end.costs.box?.connections)
    })
  })
}

test('with `--no-persist` each run opens a new connection and leaves none open', async () => {
  assert.is(await run('--no-persist'), 1)
  assert.is(existsSync(folder), false)
})

test('a run whose output is a pipe ends at once, and the next run reuses its connection', async () => {
  assert.is(await run(), 1)
  assert.is(mastersOf(folder).length, 1)
  assert.is(await run(), 0)
  assert.is(servers[0]?.connections(), 2)
})

test('with `--no-persist` a persistent connection is not used', async () => {
  assert.is(await run('--no-persist'), 1)
  assert.equal(readdirSync(folder).length, 2)
})

test('two simultaneous runs have a connection each, and both persist', async () => {
  const [meet, met] = ['meet.yml', 'met'].map(name => join(place.path, name))
  const wait = `echo x >>${met}; while test "$(wc -l <${met})" -lt 2; do sleep 0.1; done`
  writeFileSync(meet ?? '', JSON.stringify([{ hosts: 'all', tasks: [{ probe: { cmd: wait } }] }]))
  for (const expected of [1, 0]) {
    writeFileSync(met ?? '', '')
    const [first = 9, second = 9] = await Promise.all([run(meet ?? ''), run(meet ?? '')])
    assert.is(first + second, expected)
  }
  assert.is(mastersOf(folder).length, 2)
})

test.run()
