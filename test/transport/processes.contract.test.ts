import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../src/remote/host.ts'
import { HostLock, type Locking } from '../../src/remote/host-lock.ts'
import { fileState } from '../../src/remote/probes/files/file.ts'
import { fileContent } from '../../src/remote/probes/files/read.ts'
import { remoteHost, sharedSession } from '../../src/remote/remote-host.ts'
import { ShellClient } from '../../src/shell/client.ts'
import { BOOTSTRAP } from '../../src/shell/programs/bootstrap.ts'
import { sh } from '../../src/shell/quote.ts'
import { start } from '../../src/transport/spawn.ts'
import { shellWords } from '../kit/shells.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-processes-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

/** Waits until the heartbeat process and its sleep have started; after that nothing starts by itself. */
const UNTIL_STILL = sh`while :; do for c in /proc/[0-9]*/comm; do IFS= read -r n <"$c" && test "$n" = sleep && exit 0; done 2>/dev/null; done`

/**
 * Opens a session whose shell is the first process of a pid namespace, so that process ids count processes.
 */
async function alone(run: (host: Host) => Promise<void>, locking?: Locking): Promise<void> {
  const words = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', ...shellWords('dash')]
  const protocol = new ShellClient(await start([...words, '-c', BOOTSTRAP]), 'box')
  try {
    protocol.begin()
    await protocol.ready
    const lock =
      locking && new HostLock({ name: 'box', connection: 'ssh', address: 'box' }, locking, protocol)
    const host = remoteHost('box', protocol, {}, sharedSession('box', protocol, lock))
    await host.run(UNTIL_STILL)
    await run(host)
  } finally {
    await protocol.close()
  }
}

/** The number of processes so far, without the one that prints it. */
async function processes(host: Host): Promise<number> {
  const { stdout } = await host.run(sh`exec cat /proc/sys/kernel/ns_last_pid`)
  return Number(stdout.toString()) - 1
}

test('a session starts with two processes, its shell and the clock; the first longer script adds the heartbeat', async () => {
  await alone(async host => {
    // Shell, clock, heartbeat, its sleep, and the first script.
    assert.is(await processes(host), 5)
  })
})

test('a probe while connecting takes only its own processes', async () => {
  const words = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', ...shellWords('dash')]
  const protocol = new ShellClient(await start([...words, '-c', BOOTSTRAP]), 'box')
  protocol.begin()
  const host = remoteHost('box', protocol)
  await host.ask(fileState('/etc/passwd', { digest: 'sha256' }))
  assert.is(protocol.cost.roundTrips, 1)
  // Shell, clock, subshell, `stat`, `sha256sum`; then the heartbeat, its sleep, and the process that counts.
  await host.run(UNTIL_STILL)
  assert.is(await processes(host), 5 + 3)
  await protocol.close()
})

test('a batch of file probes takes three processes, however many probes and of whatever kind', async () => {
  const paths = Array.from({ length: 40 }, (_, id) => join(folder, `f${id}`))
  for (const path of paths) writeFileSync(path, `content of ${path}\n`)
  symlinkSync('f0', join(folder, 'link'))
  const [first = '', ...others] = paths
  await alone(async host => {
    const before = await processes(host)
    await Promise.all([
      ...paths.map(path => host.ask(fileState(path, { digest: 'sha256' }))),
      ...others.map(path => host.ask(fileContent(path))),
      host.ask(fileState(first)),
      host.ask(fileState(join(folder, 'absent'))),
    ])
    // A subshell, which becomes `cat`; `stat`, and `sha256sum`. The script that counts is one itself.
    assert.is((await processes(host)) - before - 1, 3)
  })
})

test('small new files take as many processes as one of them, and a replaced file takes two more', async () => {
  await alone(async host => {
    const file = (name: string, more: object) =>
      host.write({ path: join(folder, name), content: `content of ${name}\n`, mode: '0600', ...more })
    const before = await processes(host)
    await file('new', { replaces: null })
    // Script, mkdir, ls, wc, chmod, sync, mv, rm.
    const one = await processes(host)
    assert.is(one - before - 1, 8)
    await Promise.all(['a', 'b', "it's"].map(name => file(name, { replaces: null })))
    const three = await processes(host)
    assert.is(three - one - 1, 8)
    const replaces = createHash('sha256').update('content of new\n').digest('hex')
    await file('new', { replaces, owner: '0', group: '0' })
    // Script, mkdir, ls, wc, cp, chmod, dd, sha256sum, mv, rm.
    assert.is((await processes(host)) - three - 1, 10)
    assert.is(readFileSync(join(folder, "it's"), 'utf8'), "content of it's\n")
  })
})

test('checking the host lock before each write takes no process', async () => {
  const write = (host: Host): Promise<unknown> =>
    host.write({ path: join(folder, 'locked'), content: 'x', mode: '0600', replaces: undefined })
  const costs: number[] = []
  for (const locking of [undefined, { run: 'run', who: 'processes.test', warn: () => {} }]) {
    await alone(async host => {
      await write(host)
      const before = await processes(host)
      await write(host)
      costs.push((await processes(host)) - before)
    }, locking)
  }
  assert.is(costs[1], costs[0])
})

test('a script in a frame takes one process, and a large script two more, once the program that copies bytes has been tried', async () => {
  await alone(async host => {
    const before = await processes(host)
    await host.run(sh`:`)
    // The process of the script, and the one that counts.
    assert.is((await processes(host)) - before, 2)
    const large = sh`: ${'x'.repeat(20_000)}`
    await host.run(large)
    const tried = await processes(host)
    await host.run(large)
    // The one that stores what `head` prints, `head`, and the process of the script.
    assert.is((await processes(host)) - tried, 4)
  })
})

test.run()
