import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  createReadStream,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TaskError } from '../../../src/errors.ts'
import type { FileWrite } from '../../../src/remote/files/file-write.ts'
import type { Host } from '../../../src/remote/host.ts'
import { remoteHost } from '../../../src/remote/remote-host.ts'
import { ShellClient } from '../../../src/shell/client.ts'
import { BOOTSTRAP } from '../../../src/shell/programs/bootstrap.ts'
import { sh } from '../../../src/shell/quote.ts'
import { start } from '../../../src/transport/spawn.ts'
import { closingShells, SHELLS } from '../../kit/open-shells.ts'
import { shellWords } from '../../kit/shells.ts'

const openShell = closingShells()
const root = mkdtempSync(join(tmpdir(), 'drover-write-'))
test.after(() => rmSync(root, { recursive: true, force: true }))

/** Small files are sent in the frame, large ones are streamed: both must behave the same. */
const SIZES = [10, 200_000]
/** Bytes up to which a file is read before it is sent. */
const SENT_AT_ONCE = 64 * 1024

async function errorOf(promise: Promise<unknown>): Promise<TaskError> {
  const error = await promise.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  )
  assert.instance(error, TaskError)
  return error as TaskError
}

for (const shell of SHELLS) {
  test(`in ${shell}, files are written completely with their mode, and no other file remains`, async () => {
    const { host } = await openShell(shell)
    const folder = mkdtempSync(join(root, 'whole-'))
    for (const size of [0, 1, 24_000, 64 * 1024, 64 * 1024 + 1, 3_000_000]) {
      const content = randomBytes(size)
      const path = join(folder, `it's ü "${size}" $x`)
      await host.write({ path, content, mode: '0640' })
      await host.write({ path, content, mode: '0604', owner: '0', group: '0' })
      assert.is(readFileSync(path).compare(content), 0)
      assert.is(statSync(path).mode & 0o7777, 0o604)
    }
    assert.is(readdirSync(folder).length, 6)
  })
}

for (const shell of ['dash', 'busybox']) {
  test(`in ${shell}, a large file is replaced only if it has not changed since the check`, async () => {
    const { host } = await openShell(shell)
    const path = join(mkdtempSync(join(root, 'large-')), 'file')
    const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
    const [old, bytes] = [randomBytes(10_000_001), randomBytes(10_000_000)]
    const file = join(mkdtempSync(join(root, 'source-')), 'file')
    writeFileSync(file, bytes)
    const content = { size: bytes.length, open: () => createReadStream(file), file }
    writeFileSync(path, old)
    const error = await errorOf(host.write({ path, content, mode: '0644', replaces: sha256(bytes) }))
    assert.is(error.message, `write ${path}: status 1: ${path} has changed since it was checked`)
    assert.ok(readFileSync(path).equals(old))
    await host.write({ path, content, mode: '0644', replaces: sha256(old) })
    assert.ok(readFileSync(path).equals(bytes))
  })

  for (const size of SIZES) {
    test(`in ${shell}, a failed write of ${size} bytes leaves the old file and no temporary one`, async () => {
      const { host } = await openShell(shell)
      const folder = mkdtempSync(join(root, 'fail-'))
      const path = join(folder, 'file')
      writeFileSync(path, 'old', { mode: 0o644 })
      execFileSync('mkfifo', [join(folder, 'fifo')])
      const content = Buffer.alloc(size, 'new')
      const someoneElse = `${path} has changed since it was checked`
      const rows: [Partial<FileWrite>, string][] = [
        [{ validate: 'grep -q old %s' }, `status 1: the new file was refused by: grep -q old %s`],
        [{ replaces: null }, `status 1: ${someoneElse}`],
        [{ replaces: '0'.repeat(64) }, `status 1: ${someoneElse}`],
        [{ path: folder }, `status 1: ${folder} is a directory`],
        [{ path: join(folder, 'fifo') }, `status 1: ${join(folder, 'fifo')} is not a regular file`],
        [{ path: '/dev/null' }, `status 1: /dev/null is not a regular file`],
      ]
      for (const [change, message] of rows) {
        const file = { path, content, mode: '0644', ...change }
        const error = await errorOf(host.write(file))
        assert.is(error.message, `write ${file.path}: ${message}`)
      }
      const noUser = await errorOf(host.write({ path, content, mode: '0644', owner: 'nobody-such' }))
      assert.match(noUser.message, /(?:invalid|unknown) user/)
      assert.is(noUser.hint, 'create the user or group in a task before this one')
      const noFolder = await errorOf(host.write({ path: join(folder, 'no/dir/file'), content, mode: '0644' }))
      assert.match(noFolder.message, /no\/dir/)
      assert.is(readFileSync(path, 'utf8'), 'old')
      assert.equal(readdirSync(folder).sort(), ['fifo', 'file'])
      assert.is((await host.run(sh`echo on`)).stdout.toString(), 'on\n')
    })

    test(`in ${shell}, writing ${size} bytes to a full disk fails with an error, and leaves the old file and no temporary one`, async () => {
      const { host } = await openShell(shell)
      const folder = mkdtempSync(join(root, 'full-'))
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder])
      try {
        const path = join(folder, 'file')
        writeFileSync(path, 'old')
        spawnSync('sh', ['-c', 'head -c 100000 /dev/zero >"$1"', 'sh', join(folder, 'filler')])
        const error = await errorOf(host.write({ path, content: randomBytes(size), mode: '0644' }))
        assert.match(error.message, /No space left on device/)
        assert.is(error.hint, 'free space there (`df -h`, `df -i`, `quota`), then run again')
        assert.is(readFileSync(path, 'utf8'), 'old')
        assert.equal(readdirSync(folder).sort(), ['file', 'filler'])
        assert.is((await host.run(sh`echo on`)).stdout.toString(), 'on\n')
      } finally {
        execFileSync('umount', [folder])
      }
    })

    test(`in ${shell}, ${size} bytes replace a link itself, whatever its target`, async () => {
      const { host } = await openShell(shell)
      const folder = mkdtempSync(join(root, 'link-'))
      mkdirSync(join(folder, 'directory'))
      writeFileSync(join(folder, 'other'), 'other')
      for (const target of ['directory', 'other', 'nowhere', 'link', '/dev/null']) {
        const path = join(folder, 'link')
        symlinkSync(target, path)
        const content = randomBytes(size)
        await host.write({ path, content, mode: '0600' })
        assert.ok(lstatSync(path).isFile())
        assert.is(readFileSync(path).compare(content), 0)
        rmSync(path)
      }
      assert.is(readFileSync(join(folder, 'other'), 'utf8'), 'other')
      assert.equal(readdirSync(join(folder, 'directory')), [])
      assert.equal(readdirSync(folder).sort(), ['directory', 'other'])
    })

    test(`in ${shell}, ${size} bytes replace only the file that was checked, with a backup on request`, async () => {
      const { host } = await openShell(shell)
      const folder = mkdtempSync(join(root, 'seen-'))
      const path = join(folder, 'f')
      await host.write({ path, content: 'old', mode: '0600', replaces: null, backup: true })
      const seen = createHash('sha256').update('old').digest('hex')
      const content = randomBytes(size)
      await host.write({
        path,
        content,
        mode: '0644',
        replaces: seen,
        backup: true,
        validate: "test -s '%s'",
      })
      const [backup = '', ...others] = readdirSync(folder).filter(name => name !== 'f')
      assert.match(backup, /^f\.\d{4}-\d\d-\d\dT\d{6}Z~$/)
      assert.equal(others, [])
      assert.is(readFileSync(join(folder, backup), 'utf8'), 'old')
      assert.is(statSync(join(folder, backup)).mode & 0o777, 0o600)
      assert.is(readFileSync(path).compare(content), 0)
    })
  }
}

for (const shell of SHELLS) {
  test(`in ${shell}, files with \`atomicWith\` are either all put in place or none`, async () => {
    const { host } = await openShell(shell)
    const folder = mkdtempSync(join(root, 'along-'))
    const at = (name: string): string => join(folder, name)
    const read = (): string[] =>
      readdirSync(folder)
        .sort()
        .map(name => `${name} ${lstatSync(at(name)).isDirectory() ? '/' : readFileSync(at(name), 'utf8')}`)
    const pair = (content: string): FileWrite => ({
      ...{ path: at("the 'key"), content: `${content} key`, mode: '0600' },
      atomicWith: [{ path: at('certificate'), content: Buffer.from(`${content} certificate`), mode: '0644' }],
    })
    await host.write(pair('new'))
    assert.equal(read(), ['certificate new certificate', "the 'key new key"])
    assert.is(statSync(at("the 'key")).mode & 0o7777, 0o600)

    const { keptAs } = (await host.write({ ...pair('next'), backup: true })) ?? { keptAs: [] }
    assert.equal(
      keptAs.map(path => readFileSync(path, 'utf8')),
      ['new key'],
    )
    for (const path of keptAs) rmSync(path)

    // If the last file cannot be put in place, the first one is restored, or removed again.
    const sha256 = createHash('sha256').update('another').digest('hex')
    const [certificate] = pair('never').atomicWith ?? []
    if (!certificate) throw new Error('no certificate')
    const stale = { ...pair('never'), atomicWith: [{ ...certificate, replaces: sha256 }] }
    assert.match((await errorOf(host.write(stale))).message, /certificate has changed since it was checked/)
    assert.equal(read(), ['certificate next certificate', "the 'key next key"])
    execFileSync('rm', [at('certificate'), at("the 'key")])
    mkdirSync(at('certificate'))
    assert.match((await errorOf(host.write(pair('never')))).message, /certificate is a directory/)
    assert.equal(read(), ['certificate /'])
  })
}

/** A shell that gets the end of its input only after the program in front of it is killed, as with ssh. */
async function openDistantShell(): Promise<Host> {
  const client = new ShellClient(
    await start(['sh', '-c', 'cat | setsid dash -c "$1"', 'sh', BOOTSTRAP]),
    'dash',
  )
  client.begin()
  await client.ready
  return remoteHost('dash', client)
}

test('a file that changes while it is read on the controller is not put in place, and nothing remains of it', async () => {
  const folder = mkdtempSync(join(root, 'changed-'))
  const source = join(mkdtempSync(join(root, 'changing-')), 'file')
  const rows: [number, number, string][] = [
    [100, 90, 'expected 100 bytes, got 90'],
    [100, 110, 'expected 100 bytes, got 110'],
    [200_000, 150_000, 'expected 200000 bytes, got 150000'],
    [200_000, 250_000, 'expected 200000 bytes, got more'],
    [900_000, 600_000, 'expected 900000 bytes, got 600000'],
  ]
  for (const [size, actual, message] of rows) {
    const open = () => Readable.from([Buffer.alloc(actual / 2), Buffer.alloc(actual / 2)])
    writeFileSync(source, Buffer.alloc(actual))
    for (const content of [{ size, open }, ...(size > SENT_AT_ONCE ? [{ size, open, file: source }] : [])]) {
      const host = await openDistantShell()
      const error = await errorOf(host.write({ path: join(folder, 'f'), content, mode: '0644' }))
      assert.is(error.message, `the file changed while it was being sent: ${message}`)
    }
  }
  // An abandoned shell takes a moment to get the end of its input.
  for (let tries = 0; tries < 500 && readdirSync(folder).length > 0; tries += 1) {
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  assert.equal(readdirSync(folder), [])
})

test('a private folder that another user has replaced is not used', async () => {
  const folder = mkdtempSync(join(root, 'tampered-'))
  // As if another user had been faster: the new folder belongs to that user.
  writeFileSync(
    join(folder, 'mkdir'),
    '#!/bin/sh\n/bin/mkdir "$@"; for d; do :; done; chown nobody -- "$d"\n',
  )
  chmodSync(join(folder, 'mkdir'), 0o755)
  const words = ['env', `PATH=${folder}:${process.env.PATH}`, ...shellWords('dash'), '-c', BOOTSTRAP]
  const protocol = new ShellClient(await start(words), 'box')
  protocol.begin()
  await protocol.ready
  const path = join(folder, 'target')
  const error = await errorOf(remoteHost('box', protocol).write({ path, content: 'secret', mode: '0600' }))
  await protocol.close()
  assert.match(error.message, /the private folder was tampered with/)
  assert.not.ok(existsSync(path))
})

test('a write removes folders of killed sessions, but not those of running ones', async () => {
  const { host, protocol } = await openShell('dash')
  const folder = mkdtempSync(join(root, 'stale-'))
  const prefix = `.drover-${createHash('sha256').update('dash').digest('hex').slice(0, 8)}-`
  const dead = spawnSync('true').pid
  for (const name of [`${prefix}${dead}-aa`, `${prefix}${protocol.pid}-bb`, `.drover-ffffffff-${dead}-cc`]) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'new'), 'half')
  }
  await host.write({ path: join(folder, 'f'), content: 'x', mode: '0644' })
  assert.equal(
    readdirSync(folder).sort(),
    [`${prefix}${protocol.pid}-bb`, `.drover-ffffffff-${dead}-cc`, 'f'].sort(),
  )
})

test('a file is never more accessible than its mode, and never incomplete, while it is written', async () => {
  const { host } = await openShell('dash')
  const folder = mkdtempSync(join(root, 'watch-'))
  chmodSync(folder, 0o777)
  const content = randomBytes(2_000_000)
  const seen: string[] = []
  let isDone = false
  const write = host.write({ path: join(folder, 'key'), content, mode: '0600' }).then(() => {
    isDone = true
  })
  while (!isDone) {
    for (const name of readdirSync(folder)) {
      const { mode, size } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? { mode: 0, size: 0 }
      if ((mode & 0o077) !== 0) seen.push(`${name} ${(mode & 0o777).toString(8)}`)
      if (name === 'key' && size !== content.length) seen.push(`${name} has ${size} bytes`)
    }
    await new Promise(setImmediate)
  }
  await write
  assert.equal(seen, [])
  assert.equal(readdirSync(folder), ['key'])
})

test.run()
