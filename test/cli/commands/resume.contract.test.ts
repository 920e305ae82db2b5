import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, type Said, startCommand } from '../../kit/command-line.ts'
import { lendEnvironment } from '../../kit/environment.ts'
import { until } from '../../kit/sshd.ts'

const folders: string[] = []
let state = ''
lendEnvironment('XDG_STATE_HOME', 'HOME')
test.before.each(() => {
  state = makeProject({})
  folders.push(state)
  process.env.XDG_STATE_HOME = state
})
test.after.each(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A project with these tasks for the hosts `a` and `b`, both local; commands write to `log`. */
function project(tasks: string, more: Record<string, string> = {}): string {
  const folder = makeProject({ 'inventory/hosts.yml': HOSTS, ...more })
  writeFileSync(join(folder, 'site.yml'), tasks.replaceAll('HERE', folder))
  folders.push(folder)
  return folder
}

const HOSTS = 'all: { hosts: { a: {}, b: {} }, vars: { connection: local } }\n'

function run(folder: string, ...words: string[]): Promise<Said> {
  return startCommand(folder, words).ended
}

const logOf = (folder: string): string[] =>
  existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').sort() : []

const journals = (): string[] =>
  readdirSync(join(state, 'drover/runs')).map(name => join(state, 'drover/runs', name))

const FAILING = `
- hosts: all
  tasks:
    - name: count
      shell: echo counted {{ inventory_hostname }} >>HERE/log; echo {{ inventory_hostname }}-7
      register: counted
    - name: configure
      copy: { dest: "HERE/conf-{{ inventory_hostname }}", content: "{{ counted.stdout }}" }
      notify: restart
    - name: needs a file
      shell: cat HERE/needed && echo passed {{ inventory_hostname }} >>HERE/log
      when: inventory_hostname == "b"
  handlers:
    - name: restart
      shell: echo restarted {{ inventory_hostname }} with {{ counted.stdout }} >>HERE/log
`

test('`run resume` does not repeat completed commands of a failed run, and runs pending handlers', async () => {
  const folder = project(FAILING)
  const first = await run(folder, 'playbook', 'site.yml')
  assert.is(first.code, 2)
  const [, id = ''] = /to resume: run resume (\S+)/.exec(first.stderr) ?? []
  assert.match(id, /^\d{8}T\d{6}Z-[0-9a-f]{8}$/)
  assert.equal(logOf(folder), ['counted a', 'counted b', 'restarted a with a-7'])
  const plain = await run(folder, 'playbook', 'site.yml', '--check')
  const owed = `warning: the handler \`restart\` of site.yml was notified but did not run on b: \`run resume ${id}\` runs it, \`run resume ${id} --forget\` ends this warning`
  assert.ok(plain.stdout.includes(owed), plain.stdout)
  writeFileSync(join(folder, 'needed'), '')
  const second = await run(folder, 'resume')
  assert.not.match(second.stdout, /was notified but did not run/)
  assert.is(second.code, 0, second.stdout + second.stderr)
  assert.match(second.stdout, /changed {2}a {2}already done in the run \S+$/m)
  assert.equal(logOf(folder), [
    'counted a',
    'counted b',
    'passed b',
    'restarted a with a-7',
    'restarted b with b-7',
  ])
  const third = await run(folder, 'resume')
  assert.is(third.code, 1)
  assert.match(third.stderr, /the run \S+ is complete: there is nothing to resume/)
})

test('`run resume` applies changed state again, and runs a command whose text has changed', async () => {
  const folder = project(FAILING)
  await run(folder, 'playbook', 'site.yml')
  writeFileSync(join(folder, 'needed'), '')
  rmSync(join(folder, 'conf-a'))
  const text = readFileSync(join(folder, 'site.yml'), 'utf8')
  // An inserted line changes all places; another text makes another command.
  writeFileSync(join(folder, 'site.yml'), `\n${text.replace('-7\n', '-8\n')}`)
  assert.is((await run(folder, 'resume')).code, 0)
  assert.is(readFileSync(join(folder, 'conf-a'), 'utf8'), 'a-8')
  assert.is(logOf(folder).filter(line => line === 'counted a').length, 2)
})

test('a resumed run that fails again can be resumed again', async () => {
  const folder = project(FAILING)
  await run(folder, 'playbook', 'site.yml')
  assert.is((await run(folder, 'resume')).code, 2)
  assert.is((await run(folder, 'resume')).code, 2)
  writeFileSync(join(folder, 'needed'), '')
  assert.is((await run(folder, 'resume')).code, 0)
  assert.equal(logOf(folder), [
    'counted a',
    'counted b',
    'passed b',
    'restarted a with a-7',
    'restarted b with b-7',
  ])
})

const CUT = `
- hosts: a
  tasks:
    - shell: echo one >>HERE/log
    - name: slow
      shell: echo two >>HERE/log; touch HERE/begun; while ! test -e HERE/go; do sleep 0.05; done
    - shell: echo three >>HERE/log
`

test('`run resume` reports the task that a killed run interrupted, and repeats it only on request', async () => {
  const folder = project(CUT)
  const first = startCommand(folder, ['playbook', 'site.yml'])
  await until('the slow task has begun', () => existsSync(join(folder, 'begun')))
  first.child.kill('SIGKILL')
  await first.ended
  writeFileSync(join(folder, 'go'), '')
  const second = await run(folder, 'resume')
  assert.is(second.code, 2)
  assert.match(second.stdout, /a: the run was interrupted during slow \(site\.yml:5:7\)/)
  assert.match(
    second.stdout,
    /not repeated: it was running when the run \S+ ended, and it is unknown whether it finished/,
  )
  assert.equal(logOf(folder), ['one', 'two'])
  assert.is((await run(folder, 'resume')).code, 2)
  assert.is((await run(folder, 'resume', '--repeat')).code, 0)
  assert.equal(logOf(folder), ['one', 'three', 'two', 'two'])
})

test('`creates` decides whether `run resume` repeats an interrupted command', async () => {
  const folder = project(
    CUT.replace('touch HERE/begun;', '').replace(
      'done\n',
      'done; touch HERE/begun\n      args: { creates: HERE/begun }\n',
    ),
  )
  const first = startCommand(folder, ['playbook', 'site.yml'])
  await until('the slow task has begun', () => logOf(folder).includes('two'))
  first.child.kill('SIGKILL')
  await first.ended
  writeFileSync(join(folder, 'go'), '')
  await until('the command has ended on the host', () => existsSync(join(folder, 'begun')))
  assert.is((await run(folder, 'resume')).code, 0)
  assert.equal(logOf(folder), ['one', 'three', 'two'])
})

test('Ctrl-C ends a run after the running task, and `run resume` completes the rest', async () => {
  const folder = project(CUT)
  const first = startCommand(folder, ['playbook', 'site.yml'])
  await until('the slow task has begun', () => existsSync(join(folder, 'begun')))
  first.child.kill('SIGINT')
  await first.says(/stopping after the running tasks/)
  writeFileSync(join(folder, 'go'), '')
  const said = await first.ended
  assert.is(said.code, 130)
  assert.match(said.stderr, /to resume: run resume/)
  assert.is((await run(folder, 'resume')).code, 0)
  assert.equal(logOf(folder), ['one', 'three', 'two'])
})

test('a second Ctrl-C ends a run at once, and the interrupted task is reported', async () => {
  const folder = project(CUT)
  const first = startCommand(folder, ['playbook', 'site.yml'])
  await until('the slow task has begun', () => existsSync(join(folder, 'begun')))
  first.child.kill('SIGINT')
  await first.says(/stopping/)
  await new Promise(resolve => setTimeout(resolve, 400))
  first.child.kill('SIGINT')
  const { code, stderr } = await first.ended
  writeFileSync(join(folder, 'go'), '')
  assert.is(code, 130)
  assert.match(
    stderr,
    /^these tasks were interrupted, and their outcome is unknown:\n {2}a: slow \(site\.yml:5:7\)\nto resume: run resume \S+\n$/,
  )
})

test('`--limit @failed` selects the hosts that failed in the last run', async () => {
  const folder = project(FAILING)
  await run(folder, 'playbook', 'site.yml')
  const listed = await run(folder, 'playbook', 'site.yml', '--limit', '@failed', '--list-hosts')
  assert.match(listed.stdout, /\bb\b/)
  assert.not.match(listed.stdout, /^\s+a$/m)
  writeFileSync(join(folder, 'needed'), '')
  assert.is((await run(folder, 'resume')).code, 0)
  const none = await run(folder, 'playbook', 'site.yml', '--limit', '@failed')
  assert.is(none.code, 1)
  assert.match(none.stderr, /no host failed in the last run/)
})

test('`run resume --list` lists runs with their outcome', async () => {
  const folder = project(FAILING)
  await run(folder, 'playbook', 'site.yml')
  await run(folder, 'playbook', 'site.yml', '--check')
  const { stdout } = await run(folder, 'resume', '--list')
  assert.match(stdout, /^\d{8}T\d{6}Z-[0-9a-f]{8} {2}1 host failed {5}site\.yml {2}b\n$/)
})

test('a journal is readable only by its owner and has no secrets; a task that printed one is repeated only on request', async () => {
  const folder = project(
    `
- hosts: a
  vars: { token: !secret hunter2hunter2 }
  tasks:
    - shell: echo {{ token }} >>HERE/log; echo {{ token }}
      register: printed
    - command: test -e HERE/needed
`,
  )
  assert.is((await run(folder, 'playbook', 'site.yml')).code, 2)
  const [journal = ''] = journals()
  assert.is(statSync(journal).mode & 0o777, 0o600)
  assert.is(statSync(join(journal, '..')).mode & 0o777, 0o700)
  assert.not.match(readFileSync(journal, 'utf8'), /hunter2/)
  writeFileSync(join(folder, 'needed'), '')
  const second = await run(folder, 'resume')
  assert.match(second.stdout, /its output is secret and was not saved/)
  assert.is((await run(folder, 'resume', '--repeat')).code, 0)
  assert.is(logOf(folder).length, 2)
})

test('an incomplete last line of a journal is ignored', async () => {
  const folder = project(FAILING)
  await run(folder, 'playbook', 'site.yml')
  const [journal = ''] = journals()
  writeFileSync(
    journal,
    readFileSync(journal, 'utf8').replace(/\{[^\n]*"run\.end"[^\n]*\n$/, '{"type":"run.e'),
  )
  const { stdout } = await run(folder, 'resume', '--list')
  assert.match(stdout, /interrupted/)
})

test('an empty or damaged journal does not prevent other journals from being read', async () => {
  const folder = project(FAILING)
  await run(folder, 'playbook', 'site.yml')
  const [journal = ''] = journals()
  const id = /([^/]+)\.ndjson$/.exec(journal)?.[1] ?? ''
  // As after a full disk or a power failure.
  writeFileSync(join(journal, '../20990101T000000Z-00000000.ndjson'), '')
  writeFileSync(join(journal, '../20990101T000000Z-00000001.ndjson'), '{"type":"jour\n\0\0\0\0\n')
  const whole = await run(folder, 'resume', '--list')
  assert.is(whole.stdout, `${id}  1 host failed     site.yml  b\n`, whole.stderr)
  const text = readFileSync(journal, 'utf8')
  writeFileSync(journal, text.replace(/.*"run\.end".*/, '\0\0\0\0'))
  const torn = await run(folder, 'resume', '--list')
  assert.is(torn.stdout, `${id}  interrupted       site.yml  b\n`, torn.stderr)
})

for (const [title, home] of [
  ['empty', ''],
  ['a relative path', 'here'],
] as const) {
  test(`if HOME is ${title}, nothing is written to the working directory`, async () => {
    const folder = project(FAILING)
    writeFileSync(join(folder, 'needed'), '')
    delete process.env.XDG_STATE_HOME
    process.env.HOME = home
    const { code, stdout, stderr } = await run(folder, 'playbook', 'site.yml')
    assert.is(code, 0, stdout + stderr)
    assert.match(
      stdout + stderr,
      /the journal cannot be written, .*: there is no home directory: `HOME` is not an absolute path/,
    )
    assert.equal(
      readdirSync(folder).filter(name => name.startsWith('.') || name === home),
      [],
    )
    const listed = await run(folder, 'resume', '--list')
    assert.is(listed.code, 1)
    assert.match(
      listed.stderr,
      /there is no home directory: `HOME` is not an absolute path\n {2}hint: set it, or set `XDG_STATE_HOME`/,
    )
  })
}

test('a run continues with a warning if the journal cannot be written', async () => {
  const folder = project(FAILING)
  writeFileSync(join(folder, 'needed'), '')
  writeFileSync(join(state, 'drover'), 'a file in the way')
  chmodSync(state, 0o500)
  const { code, stdout, stderr } = await run(folder, 'playbook', 'site.yml')
  assert.is(code, 0)
  assert.match(stdout + stderr, /the journal cannot be written, so the run cannot be resumed: /)
})

test.run()
