import type { Readable, Writable } from 'node:stream'
import { MalformedPacket, packetReader, sendPacket } from '../transport/ssh-packet.ts'
import { type Frame, readFrame, writeFrame } from './frame.ts'

/** Milliseconds between two heartbeats. */
const BEAT = 5000
/** Milliseconds of silence after which the other side counts as lost. */
const SILENCE = 15_000
/** Milliseconds to read data that arrived while this process was stopped or busy. */
const LATE = 250

/** Error codes of a write to a process that has ended. They can arrive before the end of its output. */
const ENDED = new Set(['EPIPE', 'ECONNRESET'])

/** The callbacks of a link. */
export interface LinkEvents {
  readonly frame: (frame: Frame) => void
  /** Called when there is room to send again. */
  readonly drain: () => void
  /** Called once, when the other side has gone, is silent, or sends an invalid frame. */
  readonly lost: (reason: string) => void
}

/** Sends and receives frames over a pair of streams, with heartbeats in both directions. */
export class FrameLink {
  readonly #output: Writable
  readonly #events: LinkEvents
  readonly #beat: NodeJS.Timeout
  readonly #silence: NodeJS.Timeout
  /** The number of chunks received. */
  #heard = 0
  #isOver = false

  /** `silence`: milliseconds without data after which the other side counts as lost. */
  constructor(input: Readable, output: Writable, events: LinkEvents, silence = SILENCE) {
    this.#output = output
    this.#events = events
    this.#beat = setInterval(() => this.send({ type: 'beat', session: 0 }), Math.min(BEAT, silence / 3))
    this.#silence = setTimeout(() => {
      // After a busy period timers fire before received data is read: allow time to read it first.
      const heard = this.#heard
      setTimeout(() => {
        if (heard === this.#heard) this.#lose(`nothing was heard of it for ${silence / 1000} s`)
        else this.#silence.refresh()
      }, LATE)
    }, silence)
    const read = packetReader(bytes => events.frame(readFrame(bytes)))
    input.on('data', (chunk: Buffer) => {
      if (this.#isOver) return
      this.#heard += 1
      this.#silence.refresh()
      try {
        read(chunk)
      } catch (error) {
        if (!(error instanceof MalformedPacket)) throw error
        this.#lose(error.message)
      }
    })
    input.resume()
    for (const event of ['end', 'close'] as const) input.on(event, () => this.#lose('it has ended'))
    for (const stream of [input, output])
      stream.on('error', (error: NodeJS.ErrnoException) =>
        this.#lose(ENDED.has(error.code ?? '') ? 'it has ended' : error.message),
      )
    output.on('drain', () => events.drain())
  }

  /** Whether new frames must wait because the other side reads too slowly. */
  get isFull(): boolean {
    return this.#output.writableNeedDrain
  }

  /** Sends a frame. Frames of one turn of the event loop are sent in one write. */
  send(frame: Frame): void {
    if (!this.#isOver) sendPacket(this.#output, writeFrame(frame))
  }

  /** Closes the link; the other side sees the end of its input. */
  close(): void {
    this.#stop()
    this.#output.end()
  }

  #lose(reason: string): void {
    if (this.#isOver) return
    this.#stop()
    this.#events.lost(reason)
  }

  #stop(): void {
    this.#isOver = true
    clearInterval(this.#beat)
    clearTimeout(this.#silence)
  }
}
