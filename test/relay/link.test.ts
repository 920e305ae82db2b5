import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, writeFrame } from '../../src/relay/frame.ts'
import { FrameLink } from '../../src/relay/link.ts'

interface Opened {
  readonly link: FrameLink
  readonly input: PassThrough
  readonly output: PassThrough
  readonly frames: Frame[]
  readonly lost: string[]
}

const links: FrameLink[] = []
test.after.each(() => {
  for (const link of links.splice(0)) link.close()
})

function openLink(silence?: number): Opened {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const [frames, lost]: [Frame[], string[]] = [[], []]
  const events = {
    frame: (frame: Frame) => frames.push(frame),
    drain: () => {},
    lost: (reason: string) => lost.push(reason),
  }
  const link = new FrameLink(input, output, events, silence)
  links.push(link)
  return { link, input, output, frames, lost }
}

test('frames arrive in order, and the end of the input ends the link', async () => {
  const { input, frames, lost } = openLink()
  input.write(writeFrame({ type: 'ready', session: 1 }))
  input.end(writeFrame({ type: 'kill', session: 2 }))
  await delay(10)
  assert.equal(
    frames.map(({ type, session }) => `${type} ${session}`),
    ['ready 1', 'kill 2'],
  )
  assert.equal(lost, ['it has ended'])
})

test('a malformed frame ends the link', async () => {
  const { input, lost } = openLink()
  input.write(Buffer.from([0, 0, 0, 5, 77, 0, 0, 0, 1]))
  await delay(10)
  assert.equal(lost, ['a frame of no known type'])
})

test('a silent peer is lost, and one that sends heartbeats is not', async () => {
  const [alive, silent] = [openLink(120), openLink(120)]
  const other = new FrameLink(
    alive.output,
    alive.input,
    { frame: () => {}, drain: () => {}, lost: () => {} },
    120,
  )
  links.push(other)
  await delay(900)
  assert.equal(alive.lost, [])
  assert.equal(silent.lost, ['nothing was heard of it for 0.12 s'])
})

test('a write to a process that has ended says that it has ended; other errors are reported as they are', () => {
  for (const [code, reason] of [
    ['EPIPE', 'it has ended'],
    ['ECONNRESET', 'it has ended'],
    ['EIO', 'write EIO'],
  ]) {
    const { output, lost } = openLink()
    output.emit('error', Object.assign(new Error(`write ${code}`), { code }))
    assert.equal(lost, [reason])
  }
})

test.run()
