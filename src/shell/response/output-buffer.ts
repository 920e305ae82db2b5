import type { Writable } from 'node:stream'

/** The most output that one request keeps in memory, both streams together. */
export const MAX_OUTPUT = 16 * 1024 * 1024

/** What one request printed, up to a bound; standard output may go to a stream instead. */
export class OutputBuffer {
  readonly #kept: { readonly stdout: Buffer[]; readonly stderr: Buffer[] } = { stdout: [], stderr: [] }
  readonly #into: Writable | undefined
  #size = 0
  #failure: Error | undefined
  #resume: (() => void) | undefined

  constructor(into?: Writable) {
    this.#into = into
    into?.on('error', this.#fail)
    into?.on('close', this.#close)
    into?.on('drain', this.#drained)
  }

  /** True if more was received than is kept. */
  get isTooMuch(): boolean {
    // safety: output beyond the size limit is not kept in memory
    return this.#size > MAX_OUTPUT
  }

  /** Why the stream that should have taken the output did not. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Takes bytes; `hold` is called when no more can be taken for now, and what it returns when they can again. */
  push(stream: 'stdout' | 'stderr', bytes: Buffer, hold: () => () => void): void {
    if (stream === 'stdout' && this.#into) {
      if (this.#failure || this.#into.write(bytes) || this.#failure) return
      this.#resume ??= hold()
      return
    }
    this.#size += bytes.length
    // What is too much is counted and let go, with what came before it; the session lives.
    if (this.isTooMuch) for (const kept of Object.values(this.#kept)) kept.length = 0
    // A copy where it is a small part of a large block, all of which would be kept.
    else this.#kept[stream].push(bytes.length * 2 > bytes.buffer.byteLength ? bytes : Buffer.from(bytes))
  }

  take(): { stdout: Buffer; stderr: Buffer } {
    return { stdout: Buffer.concat(this.#kept.stdout), stderr: Buffer.concat(this.#kept.stderr) }
  }

  /** Lets go of the stream; called when the request has its answer or never will. */
  close(): void {
    this.#into?.off('close', this.#close)
    this.#into?.off('drain', this.#drained)
    this.#drained()
  }

  readonly #fail = (error: Error): void => {
    this.#failure ??= error
    this.#drained()
  }

  readonly #close = (): void => this.#fail(new Error('the stream was closed before the output was complete'))

  readonly #drained = (): void => {
    this.#resume?.()
    this.#resume = undefined
  }
}
