import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BusyError, LostError, SameMachineError } from '../../src/errors.ts'
import { HostLock, type Locking, type LockSeries, newSeries } from '../../src/remote/host-lock.ts'
import { remoteHost, sharedSession } from '../../src/remote/remote-host.ts'
import { ShellClient } from '../../src/shell/client.ts'
import { BOOTSTRAP } from '../../src/shell/programs/bootstrap.ts'
import { sh } from '../../src/shell/quote.ts'
import { start } from '../../src/transport/spawn.ts'
import { scratch } from '../kit/local-session.ts'
import { SHELLS } from '../kit/open-shells.ts'
import { shellWords } from '../kit/shells.ts'
import { until } from '../kit/sshd.ts'

const PLACES = ['/run/lock', '/tmp', '/dev/shm', '/var/tmp']
const protocols: ShellClient[] = []
test.after.each(async () => {
  await Promise.all(protocols.splice(0).map(protocol => protocol.close()))
})

/** The lock files of all runs of these tests. */
function words(): string[] {
  return PLACES.filter(existsSync).flatMap(place =>
    readdirSync(place)
      .filter(name => /^\.drover-(run|new)-/.test(name))
      .map(name => join(place, name))
      .filter(file => readFileSync(file, 'utf8').includes('@lock.test')),
  )
}

async function open(
  run: string,
  shell = 'dash',
  {
    name = 'box',
    address = 'box',
    series = newSeries(),
    as = [],
  }: { name?: string; address?: string; series?: LockSeries; as?: readonly string[] } = {},
) {
  const said: string[] = []
  const locking: Locking = { run, who: `${run}@lock.test`, warn: message => said.push(message) }
  const protocol = new ShellClient(await start([...as, ...shellWords(shell), '-c', BOOTSTRAP]), name)
  protocols.push(protocol)
  protocol.begin()
  await protocol.ready
  const common = sharedSession(
    name,
    protocol,
    new HostLock({ name, connection: 'ssh', address }, locking, protocol, series),
  )
  return { host: remoteHost(name, protocol, {}, common), protocol, said }
}

/** The start time of a process, as the kernel counts. */
function startOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19]
}

async function refusal(promise: Promise<unknown>): Promise<BusyError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.instance(error, BusyError)
  return error as BusyError
}

for (const shell of SHELLS) {
  test(`in ${shell}, the first run that writes holds the lock until its shell ends`, async () => {
    const { path, remove } = scratch()
    const ours = await open('ours', shell)
    const theirs = await open('theirs', shell)
    await ours.host.run(sh`echo 1 >${path}/a`)
    const error = await refusal(theirs.host.run(sh`echo 2 >${path}/a`))
    assert.match(
      error.message,
      new RegExp(
        `^box is being changed by another run: ours@lock.test, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC, run ours, process ${ours.protocol.pid} on the host$`,
      ),
    )
    assert.is(readFileSync(`${path}/a`, 'utf8'), '1\n')
    // Large enough to be sent after its frame, as a stream.
    const big = { path: `${path}/big`, content: Buffer.alloc(300_000), mode: '0644' }
    await refusal(theirs.host.write(big))
    await refusal(theirs.host.write({ path: `${path}/new`, content: 'x', mode: '0644', replaces: null }))
    assert.equal(readdirSync(path), ['a'])
    await ours.protocol.close()
    await theirs.host.write(big)
    assert.equal(readdirSync(path).sort(), ['a', 'big'])
    await theirs.protocol.close()
    assert.equal(words(), [])
    remove()
  })
}

test('sessions of one run do not block each other', async () => {
  const [one, other] = [await open('same'), await open('same')]
  await one.host.run(sh`true`)
  await other.host.run(sh`true`)
  assert.is(words().length, 2)
})

for (const shell of SHELLS) {
  test(`in ${shell}, a second name of the same machine is refused in the same run, and the error shows both names`, async () => {
    const { path, remove } = scratch()
    const one = await open('same', shell, { name: 'web1', address: 'web1.example' })
    const other = await open('same', shell, { name: 'web2', address: '192.0.2.2' })
    await one.host.run(sh`echo 1 >${path}/a`)
    const error = await refusal(other.host.run(sh`echo 2 >${path}/a`))
    assert.instance(error, SameMachineError)
    assert.is(error.message, 'web1 and web2 are the same machine: this run changes it as web1 and skips web2')
    assert.is(readFileSync(`${path}/a`, 'utf8'), '1\n')
    assert.is(words().length, 1)
    // Another session of the first host, for example as another user, is not blocked.
    await (await open('same', shell, { name: 'web1', address: 'web1.example' })).host.run(sh`true`)
    remove()
  })

  test(`in ${shell}, names with the same address in the inventory may both write, with a warning`, async () => {
    const at = { address: 'web.example' }
    const one = await open('same', shell, { name: 'web1', ...at })
    const other = await open('same', shell, { name: 'web2', ...at })
    await one.host.run(sh`true`)
    await other.host.run(sh`true`)
    assert.equal(one.said, [])
    assert.equal(other.said, [
      'web1 and web2 have the same address in the inventory: each change affects both',
    ])
  })
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error('nothing was thrown'),
    (thrown: Error) => thrown,
  )
}

for (const shell of SHELLS) {
  test(`in ${shell}, a stopped shell does none of its pending requests if a later session has the lock`, async () => {
    const { path, remove } = scratch()
    const series = newSeries()
    const old = await open('ours', shell, { series })
    await old.host.write({ path: `${path}/a`, content: 'first', mode: '0644' })
    process.kill(old.protocol.pid, 'SIGSTOP')
    const under = [
      old.host.write({ path: `${path}/a`, content: 'old', mode: '0644' }),
      old.host.write({ path: `${path}/b`, content: 'old', mode: '0644', replaces: null }),
      old.host.write({ path: `${path}/c`, content: Buffer.alloc(300_000), mode: '0644' }),
      old.host.run(sh`echo old >${path}/d`),
      old.host.run(sh`cat >${path}/e`, { stdin: 'old' }),
    ].map(errorOf)
    const later = await open('ours', shell, { series })
    await later.host.write({ path: `${path}/a`, content: 'later', mode: '0644' })
    process.kill(old.protocol.pid, 'SIGCONT')
    for (const error of await Promise.all(under)) {
      assert.instance(error, LostError)
      assert.is(error.message, 'box: a newer session of this run has replaced this one: nothing was written')
    }
    assert.equal(readdirSync(path), ['a'])
    assert.is(readFileSync(`${path}/a`, 'utf8'), 'later')
    // It still answers probes, and its end does not affect the later session.
    const look = { title: 'look', script: sh`echo on`, parse: () => true }
    assert.ok(await old.host.ask(look))
    await old.protocol.close()
    await later.host.run(sh`true`)
    assert.is(words().length, 1)
    remove()
  })

  test(`in ${shell}, a validated file is not put in place if a later session has the lock meanwhile`, async () => {
    const { path, remove } = scratch()
    const series = newSeries()
    const old = await open('ours', shell, { series })
    await old.host.write({ path: `${path}/a`, content: 'first', mode: '0644' })
    const judge = `touch ${path}/judged; while ! test -e ${path}/go; do sleep 0.05; done; : %s`
    const writing = errorOf(
      old.host.write({ path: `${path}/a`, content: 'old', mode: '0644', validate: judge }),
    )
    await until('the new file is being validated', () => existsSync(`${path}/judged`))
    const later = await open('ours', shell, { series })
    await later.host.write({ path: `${path}/a`, content: 'later', mode: '0644' })
    await later.host.run(sh`touch ${path}/go`)
    assert.match((await writing).message, /a later session of this run took over: nothing was written$/)
    assert.is(readFileSync(`${path}/a`, 'utf8'), 'later')
    assert.equal(readdirSync(path).sort(), ['a', 'go', 'judged'])
    remove()
  })
}

test('an older session that first writes after a later one is refused', async () => {
  const series = newSeries()
  const old = await open('ours', 'dash', { series })
  const later = await open('ours', 'dash', { series })
  await later.host.run(sh`true`)
  assert.instance(await errorOf(old.host.run(sh`true`)), LostError)
  assert.is(words().length, 1)
  await later.host.run(sh`true`)
})

test('a deleted lock file is created again, unless another run has taken the lock meanwhile', async () => {
  const ours = await open('ours')
  await ours.host.run(sh`true`)
  rmSync(words()[0] ?? '')
  const done = await Promise.all([1, 2, 3].map(nth => ours.host.run(sh`echo ${nth}`)))
  assert.is(done.map(({ stdout }) => stdout.toString()).join(''), '1\n2\n3\n')
  assert.is(words().length, 1)
  rmSync(words()[0] ?? '')
  const theirs = await open('theirs')
  await theirs.host.run(sh`true`)
  assert.match((await refusal(ours.host.run(sh`true`))).message, /run theirs,/)
})

test('a file of another user in place of a deleted lock file does not count as a lock file', async () => {
  const series = newSeries()
  const old = await open('ours', 'dash', { series })
  await old.host.run(sh`true`)
  const [word = ''] = words()
  const later = await open('ours', 'dash', { series })
  await later.host.run(sh`true`)
  for (const put of ['cp -p /etc/passwd "$0"; chown nobody "$0"', 'ln -s /etc/passwd "$0"']) {
    spawnSync('sh', ['-c', put, word])
    assert.instance(await errorOf(old.host.run(sh`true`)), LostError)
    rmSync(word, { force: true })
  }
})

/** Words that start a shell as another user than root, with the processes of others hidden. */
const HIDDEN = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mount -t proc -o hidepid=HOW proc /proc && exec setpriv --reuid nobody --regid nogroup --clear-groups "$@"',
  'sh',
]

for (const how of ['1', '2']) {
  test(`with hidden processes (hidepid=${how}), a user does not consider a lock of root stale`, async () => {
    const as = HIDDEN.map(word => word.replace('HOW', how))
    const ours = await open('ours')
    await ours.host.run(sh`true`)
    const [word = ''] = words()
    const theirs = await open('theirs', 'dash', { as })
    const error = await refusal(theirs.host.run(sh`true`))
    assert.match(error.message, /run ours, process \d+ on the host, probably$/)
    assert.is(
      error.hint,
      `this user cannot see the processes of others on the host: if that process no longer exists, root can remove ${word}`,
    )
    assert.ok(existsSync(word))
    process.kill(ours.protocol.pid, 'SIGKILL')
    await until('the session is lost', () => !ours.protocol.isOpen)
    // A stale lock can be detected, though not removed.
    await theirs.host.run(sh`true`)
    rmSync(word)
  })

  test(`with hidden processes (hidepid=${how}), users detect their own stale locks`, async () => {
    const as = HIDDEN.map(word => word.replace('HOW', how))
    const ours = await open('ours', 'dash', { as })
    await ours.host.run(sh`true`)
    const theirs = await open('theirs', 'dash', { as })
    assert.match((await refusal(theirs.host.run(sh`true`))).message, /process \d+ on the host$/)
    await ours.protocol.close()
    // A lock with a process id that root now uses is stale.
    const stale = '/tmp/.drover-run-hidden'
    writeFileSync(stale, `old\n1\n1\nold@lock.test\nlong ago\n`)
    spawnSync('chown', ['nobody', stale])
    await theirs.host.run(sh`true`)
    assert.not(existsSync(stale))
  })
}

for (const shell of SHELLS) {
  test(`in ${shell}, a hidden process of root counts as running, and one that does not exist does not`, async () => {
    const as = HIDDEN.map(word => word.replace('HOW', '2'))
    const planted = '/tmp/.drover-run-planted'
    const { host } = await open('ours', shell, { as })
    try {
      writeFileSync(planted, `root\n1\n1\nroot@lock.test\nnow\n`)
      await refusal(host.run(sh`true`))
      writeFileSync(planted, `root\n4194300\n1\nroot@lock.test\nnow\n`)
      await host.run(sh`true`)
    } finally {
      rmSync(planted, { force: true })
    }
  })
}

test('a run that only probes takes no lock and needs none', async () => {
  const ours = await open('ours')
  const theirs = await open('theirs')
  await ours.host.run(sh`true`)
  const { requests } = theirs.protocol.cost
  await theirs.host.ask({ title: 'look', script: sh`echo seen`, parse: ({ stdout }) => stdout.toString() })
  assert.is(theirs.protocol.cost.requests, requests + 1)
  assert.is(words().length, 1)
})

test('the lock costs one request per session and no round trip', async () => {
  const { host, protocol } = await open('ours')
  const before = { ...protocol.cost }
  await host.run(sh`true`)
  assert.is(protocol.cost.requests - before.requests, 2)
  assert.is(protocol.cost.roundTrips - before.roundTrips, 1)
  await host.run(sh`true`)
  assert.is(protocol.cost.requests - before.requests, 3)
})

test('of runs that start together at most one gets the lock, and a run that tries later gets it', async () => {
  for (let round = 0; round < 20; round += 1) {
    const both = [await open('one'), await open('two')]
    const got = await Promise.allSettled(both.map(({ host }) => host.run(sh`true`)))
    assert.ok(got.filter(({ status }) => status === 'fulfilled').length < 2)
    await Promise.all(both.map(({ protocol }) => protocol.close()))
  }
  const next = await open('next')
  await next.host.run(sh`true`)
})

test('the lock of a killed shell is stale and is removed', async () => {
  const ours = await open('ours')
  await ours.host.run(sh`true`)
  process.kill(ours.protocol.pid, 'SIGKILL')
  await until('the session is lost', () => !ours.protocol.isOpen)
  assert.is(words().length, 1)
  const theirs = await open('theirs')
  await theirs.host.run(sh`true`)
  assert.is(words().length, 1)
  assert.match(readFileSync(words()[0] ?? '', 'utf8'), /^theirs\n/)
})

test('a lock file whose process id is used by another process is stale', async () => {
  const word = '/tmp/.drover-run-reused'
  writeFileSync(word, `old\n${process.pid}\n1\nold@lock.test\nlong ago\n`)
  const { host } = await open('ours')
  await host.run(sh`true`)
  assert.is(existsSync(word), false)
})

test('the error shows the run that holds the lock, not another one that also waits for it', async () => {
  const ours = await open('ours')
  await ours.host.run(sh`true`)
  const [word = ''] = words()
  const rival = join(dirname(word), '.drover-run-!rival')
  writeFileSync(rival, `rival\n${process.pid}\n${startOf(process.pid)}\nrival@lock.test\nnow\n`)
  try {
    const theirs = await open('theirs')
    assert.match((await refusal(theirs.host.run(sh`true`))).message, /run ours,/)
    await ours.protocol.close()
    assert.match((await refusal(theirs.host.run(sh`true`))).message, /run rival,/)
  } finally {
    rmSync(rival)
  }
})

test('only lock files of root and of the own user count', async () => {
  const planted = '/tmp/.drover-run-planted'
  writeFileSync(planted, `evil\n${process.pid}\n${startOf(process.pid)}\nevil@lock.test\nnow\n`)
  try {
    const { host } = await open('ours')
    await refusal(host.run(sh`true`))
    spawnSync('chown', ['nobody', planted])
    await host.run(sh`true`)
  } finally {
    rmSync(planted)
  }
})

test('a shell releases its lock when its input ends', async () => {
  const ours = await open('ours')
  await ours.host.run(sh`true`)
  const [word = ''] = words()
  await ours.protocol.close()
  await until('the lock file is removed', () => !existsSync(word))
})

test.run()
