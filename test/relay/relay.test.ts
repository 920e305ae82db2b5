import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, readFrame, writeFrame } from '../../src/relay/frame.ts'
import { Relay } from '../../src/relay/relay.ts'
import { WINDOW } from '../../src/relay/session-streams.ts'
import type { StartedShell } from '../../src/relay/start-shell.ts'
import type { Target } from '../../src/transport/spawn.ts'
import { packetReader } from '../../src/transport/ssh-packet.ts'

const TARGET: Target = {
  ...{ name: 'web1', connection: 'ssh', address: '10.0.0.1', sshArgs: [], connectTimeout: 10 },
}

interface Opened {
  readonly relay: Relay
  /** The input of the relay's program. */
  readonly stdin: PassThrough
  /** Makes the program write a frame. */
  readonly writes: (frame: Frame) => void
  /** Makes the program write these bytes. */
  readonly writesBytes: (bytes: Buffer) => void
  /** Ends the program. */
  readonly ends: () => void
  readonly start: () => StartedShell
}

const opened: Opened[] = []
test.after.each(async () => {
  for (const { relay, ends } of opened.splice(0)) {
    ends()
    await relay.close()
  }
})

/** A relay whose program is simulated by the test. */
function openRelay(): Opened {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  let ends = (): void => {}
  const ended = new Promise<number>(resolve => {
    ends = () => resolve(0)
  })
  const running = { stdin, stdout, stderr, pid: undefined, ended, kill: ends, spareOthers: () => {} }
  const relay = new Relay('bastion', running, { why: () => '', onLost: () => {} })
  const writesBytes = (bytes: Buffer): void => void stdout.write(bytes)
  const one = {
    ...{ relay, stdin, writesBytes },
    writes: (frame: Frame) => writesBytes(writeFrame(frame)),
    ends: () => {
      stdout.end()
      ends()
    },
    start: () => relay.start({ target: TARGET, reuse: 'any', unknown: [] }),
  }
  opened.push(one)
  return one
}

/** The end of a shell: its stderr, and its error. */
async function endOf({ running, refusal }: StartedShell): Promise<readonly [string, string | undefined]> {
  let said = ''
  running.stdout.resume()
  running.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = running.ended.then(() => true)
  assert.ok(await Promise.race([ended, delay(2000, false, { ref: false })]), 'it does not end')
  return [said, refusal()?.message]
}

test('a shell that is started on a lost relay ends at once', async () => {
  const { ends, start, relay } = openRelay()
  ends()
  await delay(10)
  assert.is(relay.isOpen, false)
  const message = 'the relay bastion was lost: it has ended'
  assert.equal(await endOf(start()), [`${message}\n`, message])
})

test('if a relay sends a malformed frame, all of its shells and pending requests end', async () => {
  const { start, writesBytes, relay } = openRelay()
  const shells = [start(), start()]
  const forgotten = relay.forget(TARGET)
  writesBytes(Buffer.from('a line of a polluted output\n'))
  for (const shell of shells) {
    const [said] = await endOf(shell)
    assert.match(said, /^the relay bastion was lost: a packet of \d+ bytes\n$/)
    assert.equal(await shell.connecting, { isWarm: false })
  }
  await forgotten
})

test('a relay that sends more than the window of a stream is lost', async () => {
  const { start, writes } = openRelay()
  const { running, refusal } = start()
  running.stdout.pause()
  const bytes = Buffer.alloc(WINDOW / 8)
  const send = (): void => writes({ type: 'data', session: 1, stream: 'stdout', bytes })
  for (let sent = 0; sent < 8; sent += 1) send()
  await delay(10)
  assert.is(refusal(), undefined)
  for (let sent = 0; sent < 8; sent += 1) send()
  await delay(10)
  assert.match(refusal()?.message ?? '', /was lost: more bytes than its window allows$/)
  running.kill()
})

test('frames of unknown sessions, of the wrong direction, or after an end are ignored', async () => {
  const { start, writes, relay } = openRelay()
  const shell = start()
  const order = { target: TARGET, reuse: 'any', unknown: [] } as const
  const bytes = Buffer.from('x')
  for (const session of [1, 99]) {
    writes({ type: 'open', session, order })
    writes({ type: 'data', session, stream: 'stdin', bytes })
    writes({ type: 'credit', session, stream: 'stdout', size: 4_000_000_000 })
    writes({ type: 'forgotten', session })
    for (const stream of ['stdin', 'stdout', 'stdout'] as const) writes({ type: 'end', session, stream })
    writes({ type: 'data', session, stream: 'stdout', bytes })
    writes({ type: 'ended', session, status: 3 })
    writes({ type: 'refused', session, refusal: { message: 'late', hint: '', kind: 'other' } })
  }
  await endOf(shell)
  assert.ok(relay.isOpen)
})

test('shells share a full link fairly', async () => {
  const { start, stdin } = openRelay()
  const sent = new Map<number, number>()
  const take = packetReader(bytes => {
    const frame = readFrame(bytes)
    if (frame.type === 'data') sent.set(frame.session, (sent.get(frame.session) ?? 0) + frame.bytes.length)
  })
  const shells = Array.from({ length: 8 }, start)
  for (const { running } of shells) running.stdin.write(Buffer.alloc(WINDOW))
  for (let turns = 0; turns <= shells.length; turns += 1) {
    await delay(1)
    take(stdin.read() ?? Buffer.alloc(0))
  }
  assert.is(sent.size, 8, String([...sent]))
  for (const { running } of shells) running.kill()
})

test.run()
