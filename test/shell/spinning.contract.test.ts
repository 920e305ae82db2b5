import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { conditionHolds } from '../../src/remote/probes/condition.ts'
import { changedSince } from '../../src/remote/probes/files/changed-since.ts'
import { pathExists } from '../../src/remote/probes/files/exists.ts'
import { fileState } from '../../src/remote/probes/files/file.ts'
import { realPath } from '../../src/remote/probes/files/real-path.ts'
import { remoteHost } from '../../src/remote/remote-host.ts'
import { armGuard } from '../../src/remote/rollback/arm.ts'
import { ShellClient } from '../../src/shell/client.ts'
import { Framer, type Request, requestText } from '../../src/shell/frame.ts'
import { BOOTSTRAP, PROGRAM, SHELL_NAME } from '../../src/shell/programs/bootstrap.ts'
import { sh } from '../../src/shell/quote.ts'
import { start } from '../../src/transport/spawn.ts'
import { scratch } from '../kit/local-session.ts'
import { SHELLS } from '../kit/open-shells.ts'
import { busyWith, processesWith, ticksOf, wordsOf } from '../kit/processor-time.ts'
import { shellWords } from '../kit/shells.ts'
import { until } from '../kit/sshd.ts'

// Whatever happens to a session, no process of Drover runs on a host without a pause, or remains there.

const place = scratch()
test.after(() => place.remove())

/** A shell with our own streams, which are read only if a fault does so. */
interface Bare {
  readonly child: ChildProcess
  readonly shell: string
  readonly send: (...requests: readonly Request[]) => void
  readonly framer: Framer
}

const MARK = '0123456789abcdef0123456789abcdef'

/** Starts a shell; `d_start_heartbeat` makes it start the heartbeat process. */
function begin(shell: string, variable: string, { before = '', path, hides }: Fault): Bare {
  const hiding = ['unshare', '--mount', 'sh', '-c', 'mount --bind /dev/null "$0"; exec "$@"', hides ?? '']
  const [program = '', ...words] = [...(hides === undefined ? [] : hiding), ...shellWords(shell)]
  const [name = '', value = ''] = variable.split('=')
  const child = spawn(program, [...words, '-c', `${before}${BOOTSTRAP}`, SHELL_NAME], {
    // A bash whose input is a socket reads start-up files as for a remote login if SHLVL is low.
    env: { PATH: path?.() ?? process.env.PATH, SHLVL: '9', [name]: value },
    stdio: 'pipe',
  })
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {})
  child.stdin.write(`${MARK}\n${PROGRAM}\n`)
  const framer = new Framer(MARK)
  let id = 0
  const send: Bare['send'] = (...requests) => {
    const texts = requests.map(request => {
      id += 1
      return `d_start_heartbeat;${requestText(id, request)}`
    })
    child.stdin.write(framer.frame(texts))
  }
  return { child, shell, send, framer }
}

const SOMETHING: Request = { script: sh`echo something` }

/** A folder with the usual programs of a host, except for some that do something else. */
function programs(changes: Readonly<Record<string, string>>): string {
  const folder = join(place.path, `bin-${randomBytes(4).toString('hex')}`)
  mkdirSync(folder)
  for (const name of readdirSync('/usr/bin')) {
    if (!(name in changes)) symlinkSync(join('/usr/bin', name), join(folder, name))
  }
  for (const [name, text] of Object.entries(changes)) {
    writeFileSync(join(folder, name), `#!/bin/dash\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

/** A fault of a session. `stays`: its shell continues, and waits. */
interface Fault {
  readonly title: string
  readonly inject: (bare: Bare) => void | Promise<void>
  readonly before?: string
  readonly path?: () => string
  /** A program that does not exist on the host. */
  readonly hides?: string
  readonly stays?: true
}

const FAULTS: readonly Fault[] = [
  { title: 'the input ends', inject: ({ child }) => void child.stdin?.end() },
  {
    title: 'the input ends within a frame that is read line by line',
    inject: ({ child }) => void child.stdin?.end(`+\nd_end 1 0\n${'a line\n'.repeat(50)}`),
  },
  {
    title: 'the input ends within a frame with a length',
    inject: ({ child, send }) => {
      send({ script: sh`: ${'x'.repeat(20_000)}` })
      child.stdin?.end('300000\nd_end 2 0\n')
    },
  },
  {
    title: 'the input ends within the content after a frame, terabytes too early, and head does not count',
    path: () => programs({ head: 'exec cat' }),
    inject: ({ child, send }) => {
      send({ script: sh`true`, spool: { folder: `${place.path}/.drover-x`, size: 2 ** 42 } })
      child.stdin?.end('only this')
    },
  },
  {
    title: 'the input is random bytes',
    inject: ({ child }) =>
      void child.stdin?.write(Buffer.concat([randomBytes(200_000), Buffer.from('\n+\n'), randomBytes(5000)])),
  },
  {
    title: 'the input is an endless frame of many lines',
    stays: true,
    inject: ({ child }) => {
      child.stdin?.write(`+\n${'a line of a frame\n'.repeat(300)}`)
    },
  },
  {
    title: 'the output is no longer read',
    inject: ({ child, send }) => {
      child.stdout?.destroy()
      child.stderr?.destroy()
      send(SOMETHING, { script: sh`head -c 300000 /dev/zero` })
    },
  },
  {
    title: 'the output is no longer read, and SIGPIPE is ignored',
    before: "trap '' PIPE; ",
    stays: true,
    inject: ({ child, send }) => {
      child.stdout?.destroy()
      child.stderr?.destroy()
      send(SOMETHING, { script: sh`head -c 300000 /dev/zero` })
    },
  },
  {
    title: 'the output is closed from the start',
    before: 'exec >&- 2>&-; ',
    stays: true,
    inject: ({ send }) => send(SOMETHING),
  },
  { title: 'the input is closed from the start', before: 'exec <&-; ', inject: () => {} },
  {
    title: 'the shell is stopped and continued',
    stays: true,
    inject: async ({ child, send }) => {
      send(SOMETHING)
      await delay(300)
      for (const signal of ['SIGSTOP', 'SIGCONT', 'SIGSTOP', 'SIGCONT'] as const) {
        child.kill(signal)
        await delay(50)
      }
      send(SOMETHING)
    },
  },
  { title: 'the shell is killed', inject: ({ child }) => void child.kill('SIGKILL') },
  {
    title: 'there is no sleep',
    hides: '/usr/bin/sleep',
    stays: true,
    inject: ({ send }) => send(SOMETHING),
  },
  {
    title: 'sleep does not sleep',
    path: () => programs({ sleep: 'exit 0' }),
    stays: true,
    inject: ({ send }) => send(SOMETHING),
  },
  {
    title: 'sleep fails',
    path: () => programs({ sleep: 'exit 1' }),
    stays: true,
    inject: ({ send }) => send(SOMETHING),
  },
  {
    title: 'no file can be opened',
    before: 'ulimit -n 5; ',
    stays: true,
    inject: ({ send }) => send(SOMETHING, { script: sh`cat`, input: Buffer.from('x') }),
  },
  {
    title: 'no file can grow',
    before: "trap '' XFSZ; ulimit -f 0; ",
    stays: true,
    inject: ({ send }) => send(SOMETHING, { script: sh`echo x >${place.path}/no` }),
  },
  {
    title: 'a script leaves a background process that holds the streams',
    stays: true,
    inject: ({ send }) => send({ script: sh`sleep 3 &` }, SOMETHING),
  },
]

for (const [nth, fault] of FAULTS.entries()) {
  const { title, inject, stays } = fault
  test(`${title}: in ${SHELLS.length} shells no process runs without a pause, and all have ended afterwards`, async () => {
    const variable = `DROVER_SPIN=${process.pid}-${nth}`
    const bares = SHELLS.map(shell => begin(shell, variable, fault))
    try {
      await Promise.all(
        bares.map(async bare => {
          bare.child.stdout?.resume()
          bare.child.stderr?.resume()
          await inject(bare)
        }),
      )
      await delay(500)
      assert.equal(await busyWith(variable), [])
      if (!stays) {
        const isOver = (): boolean => leftIn(variable).length === 0
        await until('all processes have ended', isOver).catch(error => {
          throw new Error(`${error.message}: ${leftIn(variable).join('; ')}`)
        })
        return
      }
      for (const { child } of bares) child.stdin?.end()
      await until('all processes have ended', () => leftIn(variable).length === 0).catch(error => {
        throw new Error(`${error.message}: ${leftIn(variable).join('; ')}`)
      })
    } finally {
      for (const pid of processesWith(variable)) process.kill(pid, 'SIGKILL')
    }
  })
}

/**
 * The remaining processes, except the sleep between two heartbeats, after which the heartbeat notices the
 * lost shell.
 */
function leftIn(variable: string): string[] {
  return processesWith(variable)
    .map(wordsOf)
    .filter(words => words !== '' && !/^(\S*\/)?(busybox )?sleep (10|3)$/.test(words))
}

for (const shell of SHELLS) {
  test(`in ${shell}, probes of odd paths are answered at once`, async () => {
    const variable = `DROVER_ASKED=${process.pid}-${shell}`
    const [name = '', value = ''] = variable.split('=')
    const protocol = new ShellClient(
      await start([...shellWords(shell), '-c', BOOTSTRAP], { [name]: value }),
      shell,
    )
    protocol.begin()
    const host = remoteHost(shell, protocol)
    await protocol.ready
    const folder = join(place.path, shell)
    mkdirSync(folder)
    symlinkSync('b', join(folder, 'a'))
    symlinkSync('a', join(folder, 'b'))
    const odd = ['nothing', 'nothing/there', './nothing', '~', '', '/nothing/', `${folder}/a/b`]
    const probes = [...odd, folder].flatMap(path => [
      fileState(path),
      pathExists(path),
      realPath(path),
      changedSince(process.pid, [path]),
    ])
    // The answer itself does not matter here.
    await Promise.allSettled(probes.map(probe => host.ask<unknown>(probe)))
    assert.ok(protocol.isOpen)
    await host.ask(conditionHolds({ kind: 'drained', title: 'drained', port: 1 }))
    assert.equal(await busyWith(variable), [])
    await protocol.close()
  })
}

test('a guard of a relative path ends', async () => {
  const protocol = new ShellClient(await start([...shellWords('dash'), '-c', BOOTSTRAP]), 'dash')
  protocol.begin()
  await protocol.ready
  const host = remoteHost('dash', protocol)
  const guard = await armGuard(host, { seconds: 600 })
  await guard.save(host, { paths: [{ path: 'no-such/thing', isWhole: false }], units: [] }).catch(() => {})
  assert.ok(await guard.disarm(host))
  await protocol.close()
})

/** The number of requests of a long session; `DROVER_LONG=20000` sends more. */
const REQUESTS = Number(process.env.DROVER_LONG ?? 200)
/** The most processor time of a request in hundredths of a second, with all processes that it starts. */
const MOST_TICKS = 5

test(`in ${SHELLS.length} shells, the last half of ${REQUESTS} requests takes the shell no longer than the first half`, async () => {
  await Promise.all(SHELLS.map(holdLong))
})

async function holdLong(shell: string): Promise<void> {
  const protocol = new ShellClient(await start([...shellWords(shell), '-c', BOOTSTRAP]), shell)
  protocol.begin()
  await protocol.ready
  const host = remoteHost(shell, protocol)
  const half = async (): Promise<number> => {
    const before = ticksOf([protocol.pid])
    for (let nth = 0; nth < REQUESTS / 20; nth += 1)
      await Promise.all(Array.from({ length: 10 }, () => host.run(sh`: ${'x'.repeat(400)}; echo on`)))
    return ticksOf([protocol.pid]) - before
  }
  const [first, second] = [await half(), await half()]
  assert.ok(second < first * 3 + 20, `${shell}: ${first}, then ${second}`)
  assert.ok(second < (REQUESTS / 2) * MOST_TICKS, `${shell}: ${second}`)
  // Without requests, the shell does nothing.
  const before = ticksOf([protocol.pid])
  await delay(300)
  assert.ok(ticksOf([protocol.pid]) - before < 5, shell)
  await protocol.close()
}

test.run()
