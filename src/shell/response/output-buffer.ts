import type { Writable } from 'node:stream'

/** The maximum output of one request in memory, in bytes, for both streams together. */
export const MAX_OUTPUT = 16 * 1024 * 1024

/** The output of one request, up to a maximum size. Standard output may go to a stream instead. */
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

  /** True if the output exceeds the limit, so that it is not kept. */
  get isTooLarge(): boolean {
    // safety: output beyond the size limit is not kept in memory
    return this.#size > MAX_OUTPUT
  }

  /** The error of the stream that should have received the output. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /**
   * Adds output. `hold` is called when no more can be accepted for now; the function that it returns is called when
   * that is possible again.
   */
  push(stream: 'stdout' | 'stderr', bytes: Buffer, hold: () => () => void): void {
    if (stream === 'stdout' && this.#into) {
      if (this.#failure || this.#into.write(bytes) || this.#failure) return
      this.#resume ??= hold()
      return
    }
    this.#size += bytes.length
    // Beyond the limit, all output is discarded and only counted. The session continues.
    if (this.isTooLarge) for (const kept of Object.values(this.#kept)) kept.length = 0
    // A small part of a large block is copied, since otherwise the whole block would stay in memory.
    else this.#kept[stream].push(bytes.length * 2 > bytes.buffer.byteLength ? bytes : Buffer.from(bytes))
  }

  /** Returns the output that was kept. */
  take(): { stdout: Buffer; stderr: Buffer } {
    return { stdout: Buffer.concat(this.#kept.stdout), stderr: Buffer.concat(this.#kept.stderr) }
  }

  /** Detaches from the stream. Must be called when the request has been answered, or can no longer be. */
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
