import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { userFolder } from '../../../src/base/xdg.ts'
import { makeProject, say, startCommand } from '../../kit/command-line.ts'

const project = makeProject({
  'inventory/hosts.yml': 'all: { hosts: { here: { connection: local } } }\n',
  'site.yml': '- hosts: all\n  tasks: [{ command: echo said }, { command: "false" }]\n',
})
const logs = (...words: string[]) => say(project, 'logs', ...words)

test('without a run, the list is empty', async () => {
  assert.equal(await logs(), { code: 0, stdout: '', stderr: 'no run was started in this directory\n' })
  assert.match((await logs('last')).stderr, /^error: no run was started in this directory/)
})

test('a run is listed and shown as it was printed, with more details on request', async () => {
  const ran = await say(project, 'playbook', 'site.yml')
  assert.is(ran.code, 2)
  assert.match(
    (await logs()).stdout,
    /^\d{8}T\d{6}Z-[0-9a-f]{8} {2}1 host failed {5}run {6}site\.yml {2}here\n$/,
  )
  assert.is((await logs('last')).stdout, ran.stdout)
  assert.not.match(ran.stdout, /^ +said$/m)
  assert.match((await logs('last', '-v')).stdout, /^ +said$/m)
})

test('a run can be selected by a prefix of its id', async () => {
  const { stdout } = await logs()
  const id = stdout.slice(0, 25)
  assert.match(
    (await logs(id.slice(0, -1), '-o', 'ndjson')).stdout,
    new RegExp(`^{"type":"run.start","events":1,"run":"${id}"`),
  )
  assert.match((await logs('1999')).stderr, /^error: there is no run `1999`\n {2}hint: `run logs --all`/)
})

test('an interrupted run is shown up to its last event, with the command that resumes it', async () => {
  const folder = join(userFolder('state') ?? '', 'drover/runs')
  const [name = ''] = readdirSync(folder).filter(each => each.endsWith('.ndjson'))
  const file = join(folder, name)
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n`)
  const { stdout, stderr } = await logs('last')
  assert.match(stdout, /TASK command/)
  assert.match(stderr, /^the run was interrupted; to resume: run resume \S+\n$/)
})

test('a damaged journal is refused', async () => {
  const folder = join(userFolder('state') ?? '', 'drover/runs')
  const [name = ''] = readdirSync(folder).filter(each => each.endsWith('.ndjson'))
  appendFileSync(join(folder, name), '{"type":"task.result"}\n')
  const { stderr, code } = await logs('last')
  assert.match(stderr, /^error: the journal/)
  assert.is(code, 1)
})

test('dry runs, plans and verify runs are listed with their kind, can be shown, and cannot be resumed', async () => {
  const other = makeProject({
    'inventory/hosts.yml': 'all: { hosts: { here: { connection: local } } }\n',
    'site.yml': '- hosts: all\n  tasks: [{ command: echo said }]\n',
  })
  await say(other, 'playbook', 'site.yml')
  const dry = await say(other, 'playbook', 'site.yml', '--check')
  assert.is((await say(other, 'logs', 'last')).stdout, dry.stdout)
  await say(other, 'plan', 'site.yml', '--out', 'site.plan')
  await say(other, 'verify', 'site.yml')
  const lines = (await say(other, 'logs')).stdout.trimEnd().split('\n')
  assert.equal(
    lines.map(line => line.slice(27)),
    ['verify ', 'plan   ', 'dry run', 'run    '].map(kind => `done              ${kind}  site.yml`),
  )
  const [verified = ''] = lines.map(line => line.slice(0, 25))
  const { stderr, code } = await say(other, 'resume', verified)
  assert.match(stderr, /^error: `\S+` is a verify: there is nothing to resume\n {2}hint: it changed nothing/)
  assert.is(code, 1)
  assert.is((await say(other, 'resume', '--list')).stdout, `${lines[3]?.slice(0, 43)}  site.yml\n`)
})

test('`--follow` shows an active run until it ends', async () => {
  const folder = makeProject({
    'inventory/hosts.yml': 'all: { hosts: { here: { connection: local } } }\n',
    'site.yml':
      '- hosts: all\n  tasks: [{ name: first, command: echo }, { name: second, shell: "until test -e HERE/go; do sleep 0.1; done" }]\n',
  })
  const playbook = join(folder, 'site.yml')
  writeFileSync(playbook, readFileSync(playbook, 'utf8').replace('HERE', folder))
  const ran = startCommand(folder, ['playbook', 'site.yml'])
  await ran.says(/TASK first/)
  const followed = startCommand(folder, ['logs', '--follow'])
  await followed.says(/TASK first/)
  const { stdout, stderr } = await say(folder, 'logs', 'last')
  assert.match(stdout, /TASK first/)
  assert.match(stderr, /^the run is still active; to follow it: run logs \S+ --follow\n$/)
  assert.match((await say(folder, 'logs')).stdout, /^\S+ {2}running {11}run {6}site\.yml\n$/)
  writeFileSync(join(folder, 'go'), '')
  const [whole, shown] = await Promise.all([ran.ended, followed.ended])
  assert.equal(shown, { ...whole, stderr: '' })
})

test('`--follow` ends if the process of the run has died', async () => {
  const folder = makeProject({
    'inventory/hosts.yml': 'all: { hosts: { here: { connection: local } } }\n',
    'site.yml':
      '- hosts: all\n  tasks: [{ name: first, command: echo }, { name: second, command: sleep 60 }]\n',
  })
  const ran = startCommand(folder, ['playbook', 'site.yml'])
  await ran.says(/TASK first/)
  const followed = startCommand(folder, ['logs', '--follow'])
  await followed.says(/TASK first/)
  ran.child.kill('SIGKILL')
  const { code, stderr } = await followed.ended
  assert.match(stderr, /^the run was interrupted; to resume: run resume \S+\n$/)
  assert.is(code, 0)
})

test.run()
