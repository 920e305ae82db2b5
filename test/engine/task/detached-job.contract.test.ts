import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent, TaskResultEvent } from '../../../src/engine/state/events.ts'
import { runPlaybooks } from '../../../src/run.ts'
import { startCommand } from '../../kit/command-line.ts'
import { openSshd } from '../../kit/sshd.ts'
import { writeFiles } from '../../kit/write-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-jobs-'))
const ownHome = process.env.HOME
process.env.HOME = folder
test.after(() => {
  process.env.HOME = ownHome
  rmSync(folder, { recursive: true, force: true })
})
writeFiles(folder, {
  'hosts.yml': 'all: { hosts: { here: { connection: local } } }',
  'files/job.sh': '#!/bin/sh\necho "script $1 $NAME"\nexit 3\n',
})

interface How {
  readonly inventory?: string
  readonly check?: boolean
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
}

/** Runs tasks on a host, by default this machine, over a real shell. */
async function resultsOf(
  tasks: readonly unknown[],
  { inventory = 'hosts.yml', check = false, signal = new AbortController().signal, onEvent }: How = {},
): Promise<TaskResultEvent[]> {
  const playbook = join(folder, 'site.yml')
  writeFileSync(playbook, JSON.stringify([{ hosts: 'here', gather_facts: false, tasks }]))
  const results: TaskResultEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [playbook], inventory: [join(folder, inventory)], check, diff: false },
      ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
      ...{ lookAhead: true, persist: false },
    },
    {
      event: event => {
        onEvent?.(event)
        if (event.type === 'task.result' && event.item === undefined) results.push(event)
      },
      close: async () => {},
    },
    signal,
  )
  return results
}

/** The type, status and message of each result. */
async function saidOf(tasks: readonly unknown[], how: How = {}): Promise<string[]> {
  const results = await resultsOf(tasks, how)
  return results.map(({ taskType, status, message = '' }) => `${taskType} ${status} ${message}`.trim())
}

function jobsLeft(): string[] {
  const jobs = join(folder, '.drover-jobs')
  return existsSync(jobs) ? readdirSync(jobs) : []
}

test('a task that waits for its background job has the same result as without one, and leaves no files', async () => {
  const own = { NAME: "it's" }
  const tasks = [
    { shell: { cmd: 'cat; pwd; echo $NAME >&2', stdin: 'in', chdir: '/usr' }, environment: own },
    { command: { argv: ['printf', '%s\n\n', 'a  b'], strip_empty_ends: false } },
    { script: 'job.sh one', environment: own, failed_when: 'r.rc != 3', register: 'r' },
    { raw: 'echo raw' },
    { command: 'false', ignore_errors: true },
  ]
  const [alone, asJobs] = [
    await resultsOf(tasks),
    await resultsOf(tasks.map(task => ({ ...task, async: 60, poll: 1 }))),
  ]
  const plain = ({ status, message, outputs }: TaskResultEvent): unknown => {
    const { start, end, delta, ...others } = outputs
    const { ansible_job_id, started, finished, results_file, ...rest } = others
    return { status, message, times: [start, end, delta].map(each => typeof each), ...rest }
  }
  assert.equal(asJobs.map(plain), alone.map(plain))
  assert.equal(
    asJobs.map(({ outputs }) => [outputs.started, outputs.finished]),
    tasks.map(() => [1, 1]),
  )
  assert.equal(jobsLeft(), [])
})

test('`async_status` checks the background jobs of a loop one by one, and their files are removed', async () => {
  const said = await saidOf([
    {
      shell: 'echo {{item}}; exit {{item}}',
      loop: [0, 4],
      async: 60,
      poll: 0,
      register: 'jobs',
      no_log: true,
    },
    {
      async_status: { jid: '{{item.ansible_job_id}}' },
      ...{ loop: '{{jobs.results}}', register: 'ended', until: 'ended.finished', retries: 200, delay: 0 },
      ignore_errors: true,
    },
    {
      debug: {
        msg: '{{jobs.results.0.finished}} {{ended.results.0.stdout}} {{ended.results.0.changed}} {{ended.results.1.rc}} {{ended.results.1.msg}} {{ended.results.1.failed}}',
      },
    },
    { async_status: { jid: '{{item.ansible_job_id}}', mode: 'cleanup' }, loop: '{{jobs.results}}' },
    { async_status: { jid: '{{jobs.results.0.ansible_job_id}}' }, ignore_errors: true },
  ])
  assert.equal(said, [
    'shell changed',
    'async_status failed `echo 4; exit 4` ended with status 4: 4',
    'debug ok 0 0 true 4 non-zero return code true',
    'async_status ok',
    said.at(-1) ?? '',
  ])
  assert.match(said.at(-1) ?? '', /^async_status failed could not find the job `j\d+\.\d+`$/)
  assert.equal(jobsLeft(), [])
})

test('a job that exceeds its time limit is ended at once, and so is a task that is not a command', async () => {
  const pid = join(folder, 'pid')
  const said = await saidOf([
    { shell: `echo $$ > ${pid}; sleep 600`, async: 2, poll: 1, register: 'late', ignore_errors: true },
    { debug: { msg: '{{late.msg}} {{late.async_result.finished}}' } },
    { wait_for: { path: join(folder, 'none') }, async: 2, poll: 1, register: 'bound', ignore_errors: true },
    { debug: { msg: '{{bound.msg}}' } },
  ])
  assert.equal(
    said.map(each => each.replace(/j\d+\.\d+/, 'JOB')),
    [
      'shell failed async task did not complete within the requested time - 2s: the job JOB was ended',
      'debug ok async task did not complete within the requested time - 2s 0',
      'wait_for failed it did not finish within its `async` of 2 s and was stopped',
      'debug ok async task did not complete within the requested time - 2s',
    ],
  )
  const group = Number(readFileSync(pid, 'utf8'))
  assert.throws(() => process.kill(group, 0))
})

test('a dry run starts no job, and tasks that depend on one are unknown', async () => {
  const tasks = [
    { shell: ': > began', async: 60, poll: 0, register: 'job' },
    { async_status: { jid: '{{job.ansible_job_id}}' }, register: 'r', until: 'r.finished' },
    { command: { cmd: 'false', creates: '/etc/passwd' }, async: 60, poll: 0, register: 'none' },
    { async_status: { jid: '{{none.ansible_job_id}}' }, register: 's', until: 's.finished == 1' },
  ]
  const before = jobsLeft()
  const statuses = (await resultsOf(tasks, { check: true })).map(({ status }) => status)
  assert.equal(statuses, ['changed', 'unknown', 'ok', 'ok'])
  assert.equal(jobsLeft(), before)
})

test('a lost connection neither ends the wait for a job nor starts the job again', async () => {
  const sshd = await openSshd(`SetEnv SHLVL=9 HOME=${folder}`)
  try {
    const { port, user, privateKeyFile, knownHostsFile } = sshd.target()
    const vars = {
      ...{ ansible_host: '127.0.0.1', ansible_port: port, ansible_user: user },
      ...{ ansible_ssh_private_key_file: privateKeyFile },
      ansible_ssh_common_args: `-o UserKnownHostsFile=${knownHostsFile}`,
    }
    writeFileSync(join(folder, 'far.yml'), JSON.stringify({ all: { hosts: { here: vars } } }))
    const [began, go] = [join(folder, 'began'), join(folder, 'go')]
    let cuts = 0
    const onEvent = (event: RunEvent): void => {
      if (event.type !== 'task.wait') return
      cuts += 1
      if (cuts <= 2) for (const pid of sshd.logins()) process.kill(pid, 'SIGKILL')
      else writeFileSync(go, '')
    }
    const cmd = `echo begun >> ${began}; until test -e ${go}; do sleep 0.2; done; echo done`
    const results = await resultsOf([{ shell: cmd, async: 300, poll: 1 }], { inventory: 'far.yml', onEvent })
    assert.equal(
      results.map(({ status, outputs }) => [status, outputs.stdout]),
      [['changed', 'done']],
    )
    assert.is(readFileSync(began, 'utf8'), 'begun\n')
    assert.ok(cuts >= 3)
  } finally {
    await sshd.close()
  }
})

test('a stopped run leaves its job running', async () => {
  const stop = new AbortController()
  const said = await saidOf([{ shell: 'sleep 5', async: 60, poll: 1 }], {
    signal: stop.signal,
    onEvent: ({ type }) => type === 'task.wait' && stop.abort(130),
  })
  assert.equal(
    said.map(each => each.replace(/j\d+\.\d+/, 'JOB')),
    ['shell failed the run was stopped, but the job JOB continues'],
  )
})

test('a resumed run waits for the job of the killed run, and starts no other', async () => {
  const project = join(folder, 'project')
  const before = jobsLeft()
  const [began, go] = [join(folder, 'resumed-began'), join(folder, 'resumed-go')]
  const wait = `echo begun >> ${began}; until test -e ${go}; do sleep 0.2; done; echo done`
  const tasks = [
    {
      shell: { cmd: `echo first >> ${began}`, creates: '/none' },
      async: 60,
      poll: 0,
      register: 'first',
      no_log: true,
    },
    { shell: wait, async: 300, poll: 1, register: 'job' },
    { async_status: { jid: '{{first.ansible_job_id}}' }, register: 's', until: 's.finished' },
    { debug: { msg: 'got {{job.stdout}}' } },
  ]
  writeFiles(project, {
    'hosts.yml': 'all: { hosts: { here: { connection: local } } }',
    'site.yml': JSON.stringify([{ hosts: 'here', tasks }]),
  })
  const first = startCommand(project, ['playbook', '-i', 'hosts.yml', 'site.yml'])
  await first.says(/is still running after/)
  first.child.kill('SIGKILL')
  await first.ended
  const again = startCommand(project, ['resume'])
  await again.says(/is still running after/)
  writeFileSync(go, '')
  const { code, stdout } = await again.ended
  assert.is(code, 0, stdout)
  assert.match(stdout, /got done/)
  assert.equal(readFileSync(began, 'utf8').split('\n').sort(), ['', 'begun', 'first'])
  // Files of the job that the run did not wait for stay until they are removed.
  assert.is(jobsLeft().length, before.length + 1)
})

test.run()
