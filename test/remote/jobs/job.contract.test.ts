import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../../src/remote/host.ts'
import {
  endJob,
  type Job,
  type JobState,
  jobState,
  newJobId,
  removeJob,
  SUPERVISOR,
  startJob,
} from '../../../src/remote/jobs/job.ts'
import { openSession } from '../../../src/remote/session.ts'
import { type ShellText, sh } from '../../../src/shell/quote.ts'
import { type LocalSession, openLocalSessions, scratch } from '../../kit/local-session.ts'
import { REQUIRED } from '../../kit/open-shells.ts'
import { shellWords } from '../../kit/shells.ts'
import { until } from '../../kit/sshd.ts'
import { writeFiles } from '../../kit/write-files.ts'

const home = scratch()
const ownHome = process.env.HOME
let sessions: readonly LocalSession[] = []
test.before(async () => {
  process.env.HOME = home.path
  sessions = await openLocalSessions()
})
test.after(async () => {
  await Promise.all(sessions.map(({ close }) => close()))
  process.env.HOME = ownHome
  home.remove()
})

function job(program: ShellText, changes: Partial<Job> = {}): Job {
  return { id: newJobId(), program, seconds: 600, description: { cmd: 'x', strip: true }, ...changes }
}

/** Waits for the end of a job, and returns its state. */
async function ended(host: Host, id: string): Promise<JobState> {
  for (;;) {
    const state = await host.ask(jobState(id))
    if (state === null) throw new Error('there is no such job')
    if (state.kind !== 'running') return state
    await delay(50)
  }
}

/** Whether a process is alive; a negative number means any process of a group. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return pid < 0 || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** The numbers in a file that a job writes, one per line. */
function pidsIn(file: string): number[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number) : []
}

async function inEach(what: (host: Host, shell: string) => Promise<void>): Promise<void> {
  await Promise.all(
    sessions.map(async ({ host, shell }) => {
      try {
        await what(host, shell)
      } catch (error) {
        ;(error as Error).message = `${shell}: ${(error as Error).message}`
        throw error
      }
    }),
  )
}

const HOSTILE = 'it\'s "x" $HOME `id` \\ \n-n é\t;'

test('the output and exit code of a job are stored, whatever its program, input and description contain', () =>
  inEach(async host => {
    const { id, ...rest } = job(
      sh`cat; printf '%s' ${HOSTILE}; printf 'a\\0b' >&2; echo more >/dev/stderr; exit 7`,
      {
        ...{ stdin: `${HOSTILE}\0`, description: { cmd: ['a', HOSTILE], strip: false } },
      },
    )
    const folder = await startJob(host, { id, ...rest })
    const state = await ended(host, id)
    assert.equal(
      {
        ...{ ...state, stdout: state.stdout.toString(), stderr: state.stderr.toString() },
        ...{ began: state.began?.text.length, ended: state.ended?.text.length },
      },
      {
        ...{ kind: 'ended', status: 7, folder, began: 26, ended: 26, cut: [] },
        ...{ stdout: `${HOSTILE}\0${HOSTILE}`, stderr: 'a\0bmore\n' },
        description: { cmd: ['a', HOSTILE], strip: false },
      },
    )
    // Neither the program nor its input, which may contain secrets, is stored, and other users cannot read
    // the rest.
    assert.equal(
      readdirSync(folder).filter(name => /program|input/.test(name)),
      [],
    )
    for (const path of [folder, join(folder, '..')]) assert.is(statSync(path).mode & 0o777, 0o700)
    await removeJob(host, id)
    assert.is(await host.ask(jobState(id)), null)
    assert.not.ok(existsSync(folder))
  }))

test('the first jobs of a user, started at once, share one folder', async () => {
  const first = scratch()
  const inHome = sh`HOME=${first.path}`
  const all = await Promise.all(
    sessions.flatMap(({ host }) =>
      Array.from({ length: 3 }, async () => {
        const run: Host['run'] = (script, options) => host.run(sh`${inHome}\n${script}`, options)
        const { id, ...rest } = job(sh`:`)
        return startJob({ ...host, run }, { id, ...rest })
      }),
    ),
  )
  assert.equal(
    all.filter(folder => !folder.startsWith(`${first.path}/.drover-jobs/`)),
    [],
  )
  first.remove()
})

test('a job is started only once, however often the start is requested', () =>
  inEach(async (host, shell) => {
    const mark = join(home.path, `once-${shell}`)
    const once = job(sh`echo $$ >>${mark}; sleep 1; echo done`)
    const folders = await Promise.all([startJob(host, once), startJob(host, once)])
    assert.is(folders[0], folders[1])
    const state = await ended(host, once.id)
    assert.is(await startJob(host, once), folders[0])
    assert.equal([state.stdout.toString(), pidsIn(mark).length], ['done\n', 1])
  }))

test('a job continues when its session is killed', async () => {
  const one = await openSession({
    ...{ name: 'node1', connection: 'local', address: 'local', sshArgs: [], connectTimeout: 10 },
  })
  const go = join(home.path, 'go')
  const long = job(sh`until test -e ${go}; do sleep 0.1; done; echo out; echo err >&2`)
  await startJob(one.host(), long)
  const shell = Number((await one.host().run(sh`echo $$`)).stdout.toString())
  process.kill(shell, 'SIGKILL')
  await one.close()
  const [{ host } = { host: one.host() }] = sessions
  assert.is((await host.ask(jobState(long.id)))?.kind, 'running')
  await host.run(sh`: >${go}`)
  const { kind, stdout, stderr } = await ended(host, long.id)
  assert.equal([kind, stdout.toString(), stderr.toString()], ['ended', 'out\n', 'err\n'])
})

test('ending a job ends all of its processes, also those that ignore signals', () =>
  inEach(async (host, shell) => {
    const pids = join(home.path, `pids-${shell}`)
    const stubborn = sh`(trap '' TERM; echo begun; for i in 1 2 3; do sleep 600 & echo $! >>${pids}; done; wait; wait; sleep 600) & echo $! >>${pids}
wait; sleep 600`
    const long = job(stubborn)
    await startJob(host, long)
    await until('all processes have begun', () => pidsIn(pids).length === 4)
    await endJob(host, long.id)
    const { kind, stdout } = await ended(host, long.id)
    assert.equal([kind, stdout.toString()], ['late', 'begun\n'])
    await until('all processes are gone', () => !pidsIn(pids).some(isAlive))
    // A job that has ended keeps its state.
    const short = job(sh`exit 3`)
    await startJob(host, short)
    await ended(host, short.id)
    await endJob(host, short.id)
    assert.equal(await ended(host, short.id).then(({ kind, status }) => [kind, status]), ['ended', 3])
  }))

test('the host itself ends a job at its time limit, and keeps only the first megabytes of its output', () =>
  inEach(async (host, shell) => {
    const pids = join(home.path, `late-${shell}`)
    // A process that ignores signals and holds no stream: ending the job takes longer than the job.
    const silent = sh`(trap '' TERM; sleep 600 & echo $! >>${pids}; wait; sleep 600) >/dev/null 2>&1 & echo $! >>${pids}`
    const verbose = sh`${silent}; echo $$ >>${pids}; dd if=/dev/zero bs=65536 count=200 2>/dev/null; sleep 600 & echo $! >>${pids}; wait`
    const late = job(verbose, { seconds: 0 })
    await startJob(host, late)
    const { kind, stdout, cut } = await ended(host, late.id)
    assert.equal([kind, stdout.length, cut], ['late', 960 * 8192, ['stdout']])
    await until('all processes are gone', () => !pidsIn(pids).some(isAlive))
  }))

test('a background process of a job neither delays its end nor is ended with it', () =>
  inEach(async (host, shell) => {
    const pids = join(home.path, `left-${shell}`)
    const leaving = job(sh`(while :; do echo noise; sleep 0.2; done) & echo $! >${pids}; echo done`)
    const folder = await startJob(host, leaving)
    const { kind, status } = await ended(host, leaving.id)
    assert.equal([kind, status], ['ended', 0])
    const [left = 0] = pidsIn(pids)
    const size = statSync(join(folder, 'stdout')).size
    await delay(600)
    assert.ok(isAlive(left))
    assert.is(statSync(join(folder, 'stdout')).size, size)
    process.kill(left, 'SIGKILL')
  }))

test('a job that was killed with its supervisor has the state `gone`', () =>
  inEach(async host => {
    const killed = job(sh`exec sleep 600`)
    const folder = await startJob(host, killed)
    await until('it has begun', () => existsSync(join(folder, 'group')))
    const [supervisor = 0] = readFileSync(join(folder, 'pid'), 'utf8').split(' ').map(Number)
    const [group = 0] = readFileSync(join(folder, 'group'), 'utf8').split(' ').map(Number)
    await until('it has a group of its own', () => isAlive(-group))
    process.kill(supervisor, 'SIGKILL')
    process.kill(-group, 'SIGKILL')
    assert.is((await ended(host, killed.id)).kind, 'gone')
  }))

test('a user without a home directory has a separate job folder, owned by that user', async () => {
  const words = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'env', 'HOME=/nonexistent']
  const session = await openSession({
    ...{ name: 'node1', connection: words, address: 'local', sshArgs: [], connectTimeout: 10 },
  })
  try {
    const own = job(sh`id -u; umask`)
    const folder = await startJob(session.host(), own)
    assert.is(folder, `/var/tmp/.drover-jobs-65534/${own.id}`)
    const { stdout } = await ended(session.host(), own.id)
    const [uid] = stdout.toString().split('\n')
    assert.equal([uid, statSync(folder).uid], ['65534', 65534])
    for (const { host } of sessions) assert.is(await host.ask(jobState(own.id)), null)
    await removeJob(session.host(), own.id)
  } finally {
    await session.close()
  }
})

test('a job folder that belongs to another user is not used', async () => {
  const taken = scratch()
  const planted = join(taken.path, '.drover-jobs')
  mkdirSync(planted)
  chmodSync(planted, 0o777)
  chownSync(planted, 65534, 65534)
  const words = ['env', `HOME=${taken.path}`]
  const session = await openSession({
    ...{ name: 'node1', connection: words, address: 'local', sshArgs: [], connectTimeout: 10 },
  })
  try {
    const own = job(sh`:`)
    const folder = await startJob(session.host(), own)
    assert.is(folder, `/var/tmp/.drover-jobs-0/${own.id}`)
    await ended(session.host(), own.id)
    await removeJob(session.host(), own.id)
    assert.equal(readdirSync(planted), [])
  } finally {
    await session.close()
    taken.remove()
  }
})

for (const shell of REQUIRED) {
  test(`${shell} can run the supervisor of a job`, async () => {
    const folder = join(home.path, `by-${shell}`)
    mkdirSync(folder, { mode: 0o700 })
    writeFiles(folder, { supervisor: SUPERVISOR, program: 'cat; umask; exec false\n', input: 'in\n' })
    const [program = '', ...words] = shellWords(shell)
    spawn(program, [...words, join(folder, 'supervisor'), folder, '60', '027', ''], { stdio: 'ignore' })
    await until('it has ended', () => existsSync(join(folder, 'status')))
    const [status, at = ''] = readFileSync(join(folder, 'status'), 'utf8').split('\n')
    assert.equal([status, readFileSync(join(folder, 'stdout'), 'utf8')], ['1', 'in\n0027\n'])
    assert.match(at, /^\d+ /)
  })
}

test.run()
