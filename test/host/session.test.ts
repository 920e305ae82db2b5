import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TaskError, UnreachableError } from '../../src/errors.ts'
import { probe } from '../../src/host/probe.ts'
import { sh } from '../../src/host/shell.ts'
import { openShell } from '../kit/shell-session.ts'

const SHELLS = ['dash', 'bash', 'busybox', 'mksh', 'ksh', 'yash', 'zsh', 'posh']
const root = mkdtempSync(join(tmpdir(), 'drover-session-'))
test.after(() => rmSync(root, { recursive: true, force: true }))

for (const shell of SHELLS) {
  test(`in ${shell}, output comes back byte for byte on both streams`, async () => {
    const { host, close } = await openShell(shell)
    const bytes = Buffer.concat([Buffer.from([0, 10, 13, 27, 92, 255]), randomBytes(20_000)])
    const { stdout, stderr, status } = await host.run(sh`cat; printf 'no end' >&2; exit 3`, {
      stdin: bytes,
      ok: [3],
    })
    assert.is(stdout.compare(bytes), 0)
    assert.is(stderr.toString(), 'no end')
    assert.is(status, 3)
    await close()
  })

  test(`in ${shell}, nothing that a script does harms the next`, async () => {
    const { host, close } = await openShell(shell)
    const bad = [
      sh`exit 7`,
      sh`sh -c 'kill -9 $$'`,
      sh`echo "`,
      sh`exec false`,
      sh`cd /tmp; set -e; false; true`,
      sh`exec 1>&- 2>&-; exit 4`,
      sh`set -x; trap 'exit 9' EXIT`,
      sh`cat; read x; exit 5`,
      sh`IFS=x; PATH=/nowhere; LC_ALL=de_DE; i=1; n=2; m=3; exit 6`,
      sh`take() { :; }; exit 8`,
    ]
    for (const script of bad) {
      await host.run(script, { ok: 'any' })
      assert.is((await host.run(sh`echo alive; pwd`)).stdout.toString(), 'alive\n/\n', script.text)
    }
    await close()
  })

  test(`in ${shell}, files arrive whole, with their mode, and leave no other behind`, async () => {
    const { host, close } = await openShell(shell)
    const folder = mkdtempSync(join(root, 'write-'))
    for (const size of [0, 1, 24_000, 3_000_000]) {
      const content = randomBytes(size)
      const path = join(folder, `it's ü "${size}" $x`)
      await host.write({ path, content, mode: '0640' })
      await host.write({ path, content, mode: '0604' })
      assert.is(readFileSync(path).compare(content), 0)
      assert.is(statSync(path).mode & 0o7777, 0o604)
    }
    assert.is(readdirSync(folder).length, 4)
    await close()
  })
}

test('a child that reads its input gets the end of it, and not the next frame', async () => {
  const { host, close } = await openShell('bash')
  const [first, second] = await Promise.all([
    host.run(sh`cat; head -c 5; sleep 0.1; cat`),
    host.run(sh`echo second`),
  ])
  assert.is(first.stdout.toString(), '')
  assert.is(second.stdout.toString(), 'second\n')
  await close()
})

test('a daemon that holds the output is not waited for', async () => {
  const { host, close } = await openShell('dash')
  const started = await host.run(sh`sleep 20 & echo $!`)
  assert.is((await host.run(sh`echo next`)).stdout.toString(), 'next\n')
  await host.run(sh`kill ${started.stdout.toString().trim()}`)
  await close()
})

test('requests asked together share a round trip', async () => {
  const { host, protocol, close } = await openShell('dash')
  const before = protocol.cost.roundTrips
  await Promise.all(Array.from({ length: 50 }, (_, n) => host.run(sh`echo ${n}`)))
  assert.is(protocol.cost.roundTrips - before, 1)
  await close()
})

test('a probe says which statuses are answers; any other is an error that says what was asked', async () => {
  const { host, close } = await openShell('dash')
  const asked = probe({
    title: 'the colour',
    script: sh`echo red; exit 1`,
    answers: [0, 1],
    parse: ({ stdout }) => stdout.toString().trim(),
  })
  assert.is(await host.ask(asked), 'red')
  const lost = await host
    .ask({ ...asked, script: sh`echo 'no such colour' >&2; exit 2` })
    .catch((error: unknown) => error)
  assert.instance(lost, TaskError)
  assert.is((lost as Error).message, 'could not look: the colour: status 2: no such colour')
  await close()
})

test('what is outstanding when the shell is lost is rejected, and says what was running', async () => {
  const { host, protocol } = await openShell('dash')
  const error = await host
    .run(sh`kill -9 $$; sleep 1`, { title: 'break it' })
    .catch((thrown: unknown) => thrown)
  assert.instance(error, UnreachableError)
  assert.match((error as Error).message, /^the connection to dash was lost during: break it/)
  assert.not(protocol.isOpen)
})

test('a request that takes longer than its deadline ends the session and says so', async () => {
  const { host } = await openShell('dash')
  const error = await host
    .run(sh`sleep 30`, { title: 'sleep', timeout: 300 })
    .catch((thrown: unknown) => thrown)
  assert.is((error as Error).message, 'dash gave no answer in 0.3 s: sleep')
})

test('output beyond the bound is let go, and the session lives', async () => {
  const { host, close } = await openShell('dash')
  const error = await host
    .run(sh`head -c 40000000 /dev/zero`, { title: 'too much' })
    .catch((thrown: unknown) => thrown)
  assert.is((error as Error).message, 'too much: more than 16 MB of output, of which no more is kept')
  assert.is((await host.run(sh`echo on`)).stdout.toString(), 'on\n')
  await close()
})

test('output to a stream is not kept, however slow the stream takes it', async () => {
  const { host, close } = await openShell('dash')
  let size = 0
  const slow = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      size += chunk.length
      setImmediate(done)
    },
  })
  const { stdout } = await host.run(sh`head -c 20000000 /dev/zero`, { stdout: slow })
  assert.is(stdout.length, 0)
  await new Promise<void>(resolve => slow.end(resolve))
  assert.is(size, 20_000_000)
  await close()
})

test('a stream that fails on the way does not hold up the session', async () => {
  const { host, close } = await openShell('dash')
  const broken = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => setImmediate(() => done(new Error('the disk is full'))),
  })
  broken.on('error', () => {})
  await host.run(sh`head -c 5000000 /dev/zero`, { stdout: broken })
  assert.is((await host.run(sh`echo on`)).stdout.toString(), 'on\n')
  await close()
})

test('lines are passed on as they come', async () => {
  const lines: string[] = []
  const { host, close } = await openShell('dash', (stream, line) => lines.push(`${stream}: ${line}`))
  await host.run(sh`echo one; echo two >&2; printf three`, { live: true })
  assert.equal(lines.sort(), ['stderr: two', 'stdout: one', 'stdout: three'])
  await close()
})

test('a failed write leaves the old file and no temporary one', async () => {
  const { host, close } = await openShell('dash')
  const folder = mkdtempSync(join(root, 'fail-'))
  const path = join(folder, 'file')
  writeFileSync(path, 'old', { mode: 0o644 })
  const rows: [Parameters<typeof host.write>[0], RegExp][] = [
    [{ path, content: 'new', mode: '0644', owner: 'nobody-such' }, /invalid user/],
    [
      { path, content: 'new', mode: '0644', validate: 'grep -q old %s' },
      /the new file was refused by its validation/,
    ],
    [
      { path, content: 'new', mode: '0644', replaces: null },
      /was changed by someone else since it was looked at/,
    ],
    [
      { path, content: 'new', mode: '0644', replaces: '0'.repeat(64) },
      /was changed by someone else since it was looked at/,
    ],
    [{ path: folder, content: 'new', mode: '0644' }, /is a directory/],
    [{ path: '/dev/null', content: 'new', mode: '0644' }, /is not a regular file/],
    [{ path: join(folder, 'no/such/dir'), content: randomBytes(100_000), mode: '0644' }, /status 1/],
  ]
  for (const [file, message] of rows) {
    const error = await host.write(file).catch((thrown: unknown) => thrown)
    assert.match((error as Error).message, message)
  }
  assert.is(readFileSync(path, 'utf8'), 'old')
  assert.equal(readdirSync(folder), ['file'])
  await close()
})

test('a backup keeps what was replaced', async () => {
  const { host, close } = await openShell('dash')
  const folder = mkdtempSync(join(root, 'backup-'))
  await host.write({ path: join(folder, 'f'), content: 'old', mode: '0600' })
  await host.write({ path: join(folder, 'f'), content: 'new', mode: '0600', backup: true })
  const [backup = ''] = readdirSync(folder).filter(name => name !== 'f')
  assert.match(backup, /^f\.\d{4}-\d\d-\d\dT\d{6}Z~$/)
  assert.is(readFileSync(join(folder, backup), 'utf8'), 'old')
  assert.ok(existsSync(join(folder, 'f')))
  await close()
})

test.run()
