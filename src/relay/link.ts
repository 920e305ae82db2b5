import type { Readable, Writable } from 'node:stream'
import { MalformedPacket, packetReader, sendPacket } from '../transport/ssh-packet.ts'
import { type Frame, readFrame, writeFrame } from './frame.ts'

/** Milliseconds between two heartbeats. */
const BEAT = 5000
/** Milliseconds of silence after which the other side counts as lost. */
const SILENCE = 15_000
/** Milliseconds to read what came while this process was stopped or busy. */
const LATE = 250

/** What a link calls. */
export interface LinkEvents {
  readonly frame: (frame: Frame) => void
  /** There is room to send again. */
  readonly drain: () => void
  /** Called once, when the other side has gone, is silent, or sends what is no frame. */
  readonly lost: (reason: string) => void
}

/** Frames over a pair of streams, with heartbeats in both directions. */
export class FrameLink {
  readonly #output: Writable
  readonly #events: LinkEvents
  readonly #beat: NodeJS.Timeout
  readonly #silence: NodeJS.Timeout
  /** How often something was heard. */
  #heard = 0
  #isOver = false

  /** `silence` is in milliseconds. */
  constructor(input: Readable, output: Writable, events: LinkEvents, silence = SILENCE) {
    this.#output = output
    this.#events = events
    this.#beat = setInterval(() => this.send({ type: 'beat', session: 0 }), Math.min(BEAT, silence / 3))
    this.#silence = setTimeout(() => {
      // Timers fire first after a busy period: received data is read before.
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
    for (const stream of [input, output]) stream.on('error', error => this.#lose(error.message))
    output.on('drain', () => events.drain())
  }

  /** Whether what is sent has to wait, since the other side reads slower. */
  get isFull(): boolean {
    return this.#output.writableNeedDrain
  }

  /** Sends a frame; those of one turn of the event loop go out in one write. */
  send(frame: Frame): void {
    if (!this.#isOver) sendPacket(this.#output, writeFrame(frame))
  }

  /** Ends the link; the other side sees the end of its input. */
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
