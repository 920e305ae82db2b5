import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TaskError, UnreachableError } from '../../src/errors.ts'
import { probe } from '../../src/remote/probe.ts'
import { remoteHost } from '../../src/remote/remote-host.ts'
import { ShellClient } from '../../src/shell/client.ts'
import { BOOTSTRAP, SHELL_NAME } from '../../src/shell/programs/bootstrap.ts'
import { ShellText, sh } from '../../src/shell/quote.ts'
import { start } from '../../src/transport/spawn.ts'
import { closingShells, SHELLS } from '../kit/open-shells.ts'
import { shellWords } from '../kit/shells.ts'

const openShell = closingShells()

/** Starts a session with these words, without waiting for `ready`. */
async function begin(
  words: readonly string[],
  environment: Record<string, string> = {},
  silence?: number,
): Promise<ShellClient> {
  const protocol = new ShellClient(await start(words, environment), 'box', { silence })
  protocol.begin()
  return protocol
}

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  )
  assert.instance(error, Error)
  return error as Error
}

for (const shell of SHELLS) {
  test(`in ${shell}, output arrives byte for byte on both streams`, async () => {
    const { host } = await openShell(shell)
    const bytes = Buffer.concat([Buffer.from([0, 10, 13, 27, 92, 255, 37, 39]), randomBytes(20_000)])
    const { stdout, stderr, status } = await host.run(sh`cat; printf 'no end' >&2; exit 3`, {
      stdin: bytes,
      ok: [3],
    })
    assert.is(stdout.compare(bytes), 0)
    assert.is(stderr.toString(), 'no end')
    assert.is(status, 3)
  })

  test(`in ${shell}, 3 MB of input are sent and returned byte for byte`, async () => {
    const { host } = await openShell(shell)
    const bytes = randomBytes(3_000_000)
    const [{ stdout }, next] = await Promise.all([
      host.run(sh`cat`, { stdin: bytes }),
      host.run(sh`echo next`),
    ])
    assert.is(stdout.compare(bytes), 0)
    assert.is(next.stdout.toString(), 'next\n')
  })

  test(`in ${shell}, no script affects the next one, whatever it does`, async () => {
    const { host } = await openShell(shell)
    const bad = [
      sh`exit 7`,
      sh`sh -c 'kill -9 $$'`,
      sh`echo "`,
      sh`echo )`,
      sh`cat <<X`,
      sh`if true; then`,
      sh`exec false`,
      sh`cd /tmp; set -e; false; true`,
      sh`exec 1>&- 2>&-; exit 4`,
      sh`exec 0<&-; exit 4`,
      sh`set -x; trap 'exit 9' EXIT`,
      sh`cat; read x; exit 5`,
      sh`IFS=x; PATH=/nowhere; LC_ALL=de_DE; d_m=1; d_n=2; d_s=3; d_h=4; exit 6`,
      sh`d_take() { :; }; d_end() { :; }; exit 8`,
      sh`return 3`,
      sh`break`,
      sh`umask 777; unset PATH; set -fu`,
      new ShellText(' -n'),
      new ShellText('-x'),
      new ShellText('# only a comment'),
      new ShellText(''),
    ]
    for (const script of bad) {
      await host.run(script, { ok: 'any' })
      const alive = await host.run(sh`echo alive; pwd; umask`)
      assert.match(alive.stdout.toString(), /^alive\n\/\n0{1,2}22\n$/, script.text)
    }
  })

  test(`in ${shell}, a script that looks like an option is run as a script`, async () => {
    const { host } = await openShell(shell)
    for (const text of ['-x', '--', '-n'])
      assert.is((await host.run(new ShellText(text), { ok: 'any' })).status, 127, text)
    const { stdout } = await host.run(sh`cat`, { stdin: '-n' })
    assert.is(stdout.toString(), '-n')
  })

  test(`in ${shell}, requests of one turn are answered one by one, whatever the others do`, async () => {
    const { host, protocol } = await openShell(shell)
    const before = { ...protocol.cost }
    const scripts = [sh`echo 1; exit 3`, sh`echo 2; echo "`, sh`kill -9 $$x; echo 3`, sh`cat; echo 4`]
    const answers = await Promise.all([
      ...scripts.map(script => host.run(script, { ok: 'any' })),
      host.run(sh`cat; echo 5`, { stdin: 'in' }),
    ])
    assert.equal(
      answers.map(({ stdout }) => stdout.toString()).filter((_, nth) => nth !== 1),
      ['1\n', '3\n', '4\n', 'in5\n'],
    )
    assert.is(answers[0]?.status, 3)
    assert.is.not(answers[1]?.status, 0)
    assert.is(protocol.cost.roundTrips - before.roundTrips, 1)
    assert.is(protocol.cost.requests - before.requests, 5)
  })

  test(`in ${shell}, a hostile environment does not affect a script`, async () => {
    const words = [...shellWords(shell), '-c', `umask 000; ${BOOTSTRAP}`, SHELL_NAME]
    const protocol = await begin(words, {
      ENV: '/nonexistent',
      BASH_ENV: '/nonexistent',
      CDPATH: '/tmp',
      IFS: 'x',
      PATH: '',
      TMPDIR: '/no/such/directory',
      LC_ALL: 'tr_TR.UTF-8',
      SHELLOPTS: 'xtrace:noclobber:errexit',
      BASHOPTS: 'failglob',
      'BASH_FUNC_cat%%': '() { echo hijacked; }',
      'BASH_FUNC_head%%': '() { echo hijacked; }',
    })
    await protocol.ready
    const script = sh`echo "\${ENV-}\${BASH_ENV-}\${CDPATH-}\${TMPDIR-}$LC_ALL"; umask; pwd; a='1 2'; echo $a
printf ok | cat; echo; false; echo >/dev/null; echo /nothing-*; command -v ls >/dev/null && echo found`
    const { stdout, stderr } = await remoteHost('box', protocol).run(script)
    await protocol.close()
    assert.match(stdout.toString(), /^C\n0{2,3}2\n\/\n1 2\nok\n\/nothing-\*\nfound\n$/)
    assert.is(stderr.toString(), '')
  })
}

test('a child that reads standard input gets the end of its own input, not the next frame', async () => {
  const { host } = await openShell('bash')
  const [first, second] = await Promise.all([
    host.run(sh`cat; head -c 5; sleep 0.1; cat; sh -c 'read x; echo "got $x"'`),
    host.run(sh`echo second`),
  ])
  assert.is(first.stdout.toString(), 'got \n')
  assert.is(second.stdout.toString(), 'second\n')
})

test('neither the next request nor `close` waits for a background process that holds the output', async () => {
  const protocol = await begin([...shellWords('dash'), '-c', BOOTSTRAP, SHELL_NAME])
  await protocol.ready
  const host = remoteHost('box', protocol)
  const started = await host.run(sh`sleep 20 & echo $!`)
  const pid = Number(started.stdout.toString())
  assert.is((await host.run(sh`echo next`)).stdout.toString(), 'next\n')
  await protocol.close()
  // It still runs: closing a session does not end what a task left running on purpose.
  process.kill(pid, 0)
  process.kill(pid)
})

test('output of start-up files is stray output, not part of a response', async () => {
  const noisy = `echo 'Welcome to box'; printf 'no end' >&2; ${BOOTSTRAP}`
  const protocol = await begin([...shellWords('dash'), '-c', noisy, SHELL_NAME])
  await protocol.ready
  const { stdout, stderr } = await remoteHost('box', protocol).run(sh`echo clean`)
  await protocol.close()
  assert.is(stdout.toString(), 'clean\n')
  assert.is(stderr.toString(), '')
  assert.match(protocol.strayOutput.text, /Welcome to box\n/)
  assert.match(protocol.strayOutput.text, /no end/)
})

test('a program that echoes its input is detected at once and refused', async () => {
  const protocol = await begin(['cat'])
  const error = await errorOf(protocol.ready)
  assert.is(
    error.message,
    'box: unexpected output: the remote side echoes its input, so it is not the shell that was started',
  )
})

test('a response to another request than the current one ends the session', async () => {
  const say = (words: string): string => `echo "$m ${words}"; echo "$m ${words}" >&2`
  const liar = `IFS= read -r m; IFS= read -r b; ${say('ready 1')}; IFS= read -r n; ${say('99 0')}; sleep 5`
  const protocol = await begin([...shellWords('dash'), '-c', liar])
  await protocol.ready
  const error = await errorOf(remoteHost('box', protocol).run(sh`true`, { timeout: 2000 }))
  assert.is(
    error.message,
    'box: unexpected output: the remote side echoes its input, so it is not the shell that was started',
  )
})

test('the last output of a program that exits is quoted in the error', async () => {
  const protocol = await begin(['sh', '-c', 'echo This account is currently not available.; exit 1'])
  const error = (await errorOf(protocol.ready)) as UnreachableError
  assert.instance(error, UnreachableError)
  assert.is(error.message, 'box: the connection was lost: This account is currently not available.')
  assert.is(error.hint, 'the connection ended with status 1')
})

test('output that looks like the end of a response does not end it', async () => {
  const { host } = await openShell('dash')
  const lines = ['0123456789abcdef0123456789abcdef 1 0', 'ready 1', ' 1 0', '#']
  const { stdout } = await host.run(sh`printf '%s\\n' ${lines}`)
  assert.is(stdout.toString(), `${lines.join('\n')}\n`)
})

test('a script cannot read the marker that ends its output', async () => {
  const { host } = await openShell('dash')
  const { stdout } = await host.run(sh`set; cat <<X
$d_m`)
  assert.not.match(stdout.toString(), /[0-9a-f]{32}/)
})

test("a probe lists the exit codes that are answers; any other is an error with the probe's title", async () => {
  const { host } = await openShell('dash')
  const asked = probe({
    title: 'the colour',
    script: sh`echo red; exit 1`,
    answers: [0, 1],
    parse: ({ stdout }) => stdout.toString().trim(),
  })
  assert.is(await host.ask(asked), 'red')
  const lost = await errorOf(host.ask({ ...asked, script: sh`echo 'no such colour' >&2; exit 2` }))
  assert.instance(lost, TaskError)
  assert.is(lost.message, 'probe failed: the colour: status 2: no such colour')
})

test('pending requests are rejected when the shell is lost, and the error names the running one', async () => {
  const { host, protocol } = await openShell('dash')
  const [first, second] = await Promise.all([
    errorOf(host.run(sh`echo last words >&2; kill -9 $$; sleep 1`, { title: 'break it' })),
    errorOf(host.run(sh`echo never`)),
  ])
  assert.instance(first, UnreachableError)
  assert.is(first.message, 'dash: the connection was lost during: break it: last words')
  assert.is(second, first)
  assert.not(protocol.isOpen)
  assert.is(await errorOf(host.run(sh`true`)), first)
})

test('a request that exceeds its deadline ends the session with an error', async () => {
  const { host } = await openShell('dash')
  const error = (await errorOf(host.run(sh`sleep 30`, { title: 'sleep', timeout: 200 }))) as UnreachableError
  assert.is(error.message, 'dash: no response in 0.2 s: sleep')
  assert.is(error.hint, 'the host may be up with a hung shell; the command may still be running')
})

test('the deadline of a request starts when the request does', async () => {
  const { host } = await openShell('dash')
  const answers = await Promise.all([host.run(sh`sleep 0.5; echo 1`), host.run(sh`echo 2`, { timeout: 400 })])
  assert.is(answers.map(({ stdout }) => stdout.toString()).join(''), '1\n2\n')
})

test('a stopped shell on a running host is noticed and reported', async () => {
  const protocol = await begin([...shellWords('dash'), '-c', BOOTSTRAP, SHELL_NAME], {}, 300)
  await protocol.ready
  process.kill(protocol.pid, 'SIGSTOP')
  const error = await errorOf(remoteHost('box', protocol).run(sh`echo`, { title: 'ask it' }))
  assert.is(error.message, 'box: the host stopped responding during: ask it')
})

test('a command that rarely prints a byte is not considered hung, and each byte arrives at once', async () => {
  const protocol = await begin([...shellWords('dash'), '-c', BOOTSTRAP, SHELL_NAME], {}, 1500)
  await protocol.ready
  const heard: number[] = []
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => {
      heard.push(performance.now())
      done()
    },
  })
  const script = sh`for i in 1 2 3 4 5 6 7 8 9 10; do printf .; sleep 0.5; done; exit 3`
  const { status } = await remoteHost('box', protocol).run(script, { stdout, ok: 'any' })
  assert.is(status, 3)
  assert.is(heard.length, 10)
  assert.ok((heard.at(-1) ?? 0) - (heard[0] ?? 0) > 3000)
  await protocol.close()
})

test('output beyond the limit fails its request, and the session continues', async () => {
  const { host } = await openShell('dash')
  const error = await errorOf(host.run(sh`head -c 40000000 /dev/zero`, { title: 'too much' }))
  assert.is(error.message, 'too much: more than 16 MB of output, the limit')
  assert.is((await host.run(sh`echo on`)).stdout.toString(), 'on\n')
})

test('output to a stream is not buffered without limit, however slow the stream is', async () => {
  const { host } = await openShell('dash')
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
})

test('an error of the output stream fails its request, and the session continues', async () => {
  const { host } = await openShell('dash')
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) })
  const error = await errorOf(host.run(sh`head -c 3000000 /dev/zero`, { title: 'fetch it', stdout: broken }))
  assert.instance(error, TaskError)
  assert.is(error.message, 'fetch it: its output could not be saved: the disk is full')
  assert.is((await host.run(sh`echo on`)).stdout.toString(), 'on\n')
})

test('live lines are passed on as they arrive, also the last one without a line break', async () => {
  const lines: string[] = []
  const { host } = await openShell('dash', { onLine: (stream, line) => lines.push(`${stream}: ${line}`) })
  await host.run(sh`echo one; echo two >&2; printf three`, { live: true })
  assert.equal(lines.sort(), ['stderr: two', 'stdout: one', 'stdout: three'])
})

test.run()
