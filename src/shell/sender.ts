import type { Writable } from 'node:stream'
import { readPieces } from '../base/file-pieces.ts'
import { TaskError } from '../errors.ts'
import type { LocalContent } from './exchange.ts'
import type { Framer } from './frame.ts'

/** Shell text to send, with the content that follows it. */
export interface OutgoingRequest {
  readonly text: string
  readonly content: LocalContent | undefined
  /** Called with the number of bytes of the content that were sent so far. */
  readonly onContent: ((bytes: number) => void) | undefined
  /** Called if the content could not be read on the controller, before the session is abandoned. */
  readonly onFailure: (error: Error) => void
  /** Called when the last byte was written to the stream. */
  readonly onSent: () => void
}

/** The maximum size of a frame with several requests, in characters. */
const MAX_FRAME = 256 * 1024

/** Sends requests in order. Requests of one turn of the event loop are sent as one frame, in one write. */
export class Sender {
  readonly #stdin: Writable
  readonly #framer: Framer
  readonly #on: { readonly bytes: (count: number) => void; readonly broken: (error: Error) => void }
  #waiting: OutgoingRequest[] = []
  #isScheduled = false
  #sending: Promise<void> = Promise.resolve()
  #isEnded = false

  constructor(
    stdin: Writable,
    framer: Framer,
    on: { bytes: (count: number) => void; broken: (error: Error) => void },
  ) {
    this.#stdin = stdin
    this.#framer = framer
    this.#on = on
    stdin.on('error', () => {})
  }

  /** Queues a request for the frame of this turn of the event loop. */
  push(request: OutgoingRequest): void {
    this.#waiting.push(request)
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      const requests = this.#waiting
      this.#waiting = []
      for (const frame of framesOf(requests)) this.#enqueue(() => this.#sendFrame(frame))
    })
  }

  /** Sends text unchanged, outside of any frame. */
  raw(text: string): void {
    this.#enqueue(() => this.#write(Buffer.from(text)))
  }

  /** Ends the shell's input after everything that was pushed. */
  end(): void {
    this.#enqueue(async () => {
      this.#isEnded = true
      this.#stdin.end()
    })
  }

  /** Stops sending. */
  stop(): void {
    this.#isEnded = true
  }

  #enqueue(send: () => Promise<void>): void {
    this.#sending = this.#sending.then(send).catch(error => {
      this.#isEnded = true
      this.#on.broken(error)
    })
  }

  async #sendFrame(requests: readonly OutgoingRequest[]): Promise<void> {
    await this.#write(this.#framer.frame(requests.map(({ text }) => text)))
    const last = requests.at(-1)
    if (last?.content) {
      try {
        let sent = 0
        for await (const chunk of exactly(last.content)) {
          if (this.#isEnded) return
          await this.#write(chunk, passedOn)
          sent += chunk.length
          last.onContent?.(sent)
        }
      } catch (error) {
        last.onFailure(error as Error)
        throw error
      }
    }
    for (const { onSent } of requests) onSent()
  }

  async #write(bytes: Buffer, send = accepted): Promise<void> {
    const stdin = this.#stdin
    if (this.#isEnded || stdin.destroyed || stdin.writableEnded) return
    await send(stdin, bytes)
    this.#on.bytes(bytes.length)
  }
}

/** Writes to a stream. Resolves when the stream accepts more, or was closed. It may still need the bytes. */
function accepted(stream: Writable, bytes: Buffer): Promise<void> {
  if (stream.write(bytes) || stream.destroyed) return Promise.resolve()
  return untilEvent(stream, settle => stream.once('drain', settle))
}

/** Writes to a stream. Resolves when the stream has passed all bytes on and does not need them any more, or was closed. */
function passedOn(stream: Writable, bytes: Buffer): Promise<void> {
  return untilEvent(stream, settle => stream.write(bytes, settle))
}

/** Resolves when `start` calls its argument, or when the stream is closed. */
function untilEvent(stream: Writable, start: (settle: () => void) => void): Promise<void> {
  return new Promise(resolve => {
    const settle = (): void => {
      stream.off('close', settle).off('drain', settle)
      resolve()
    }
    stream.on('close', settle)
    start(settle)
  })
}

/** Groups requests into frames. A request with content ends its frame, because the content follows the frame. */
function framesOf(requests: readonly OutgoingRequest[]): OutgoingRequest[][] {
  const frames: OutgoingRequest[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const request of requests) {
    if (size + request.text.length > MAX_FRAME) {
      frames.push([])
      size = 0
    }
    frames.at(-1)?.push(request)
    size = request.content ? Number.POSITIVE_INFINITY : size + request.text.length
  }
  return frames
}

/**
 * Yields the content if it has the announced size. The last chunk is held back until that is certain, so that the
 * host never receives all bytes of wrong content, and stores none of it. Throws TaskError if the size differs.
 */
async function* exactly({ size, open, file }: LocalContent): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0)
  let total = 0
  for await (const chunk of file === undefined ? open() : readPieces(file)) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
    if (bytes.length === 0) continue
    total += bytes.length
    if (total > size) break
    if (held.length > 0) yield held
    held = bytes
  }
  // safety: content whose size changes while it is read is not sent
  if (total !== size) {
    throw new TaskError(
      `the file changed while it was being sent: expected ${size} bytes, got ${total > size ? 'more' : total}`,
      {
        hint: 'run again when nothing else writes to it',
      },
    )
  }
  if (held.length > 0) yield held
}
