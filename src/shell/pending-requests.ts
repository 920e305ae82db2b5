import type { Writable } from 'node:stream'
import { TaskError, UnlockedError } from '../errors.ts'
import type { Answer, LocalContent } from './exchange.ts'
import { MAX_OUTPUT, OutputBuffer } from './response/output-buffer.ts'
import type { AwaitedAnswer } from './watchdog.ts'

/** A request's title and deadline, and where its output goes. */
export interface SendOptions extends AwaitedAnswer {
  readonly content?: LocalContent
  /** Called with the number of bytes of the content that were sent so far. */
  readonly onContent?: (bytes: number) => void
  /** Receives standard output, which then is not part of the answer. */
  readonly stdout?: Writable
  readonly onBytes?: (stream: 'stdout' | 'stderr', bytes: Buffer) => void
}

/** One of the two output streams of a shell. Each response ends on both of them. */
export type Stream = 'stdout' | 'stderr'

/** The requests that a shell has not answered yet, in the order in which it answers them. */
export class PendingRequests {
  readonly #byId = new Map<number, PendingRequest>()

  get size(): number {
    return this.#byId.size
  }

  /** The request that the shell is running, or will run next. */
  get first(): PendingRequest | undefined {
    const [first] = this.#byId.values()
    return first
  }

  /** Returns the request whose output a stream has now. A request may end on one stream before it ends on the other. */
  current(stream: Stream): PendingRequest | undefined {
    for (const each of this.#byId.values()) if (!each.hasEnded(stream)) return each
    return undefined
  }

  /** Adds a request that is sent after all others. */
  add(id: number, options: SendOptions): PendingRequest {
    const request = new PendingRequest(id, options)
    this.#byId.set(id, request)
    return request
  }

  /** Records the end of one stream of a request. If both streams have ended, removes the request and returns it. */
  end(stream: Stream, id: number): PendingRequest | undefined {
    const request = this.#byId.get(id)
    if (!request?.end(stream)) return undefined
    this.#byId.delete(id)
    return request
  }

  /** Removes all requests and returns them. */
  takeAll(): PendingRequest[] {
    const all = [...this.#byId.values()]
    this.#byId.clear()
    return all
  }
}

/** A request that waits for its answer. */
export class PendingRequest {
  readonly id: number
  readonly options: SendOptions
  readonly output: OutputBuffer
  readonly answer: Promise<Answer>
  readonly #isEnded = { stdout: false, stderr: false }
  #settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } = {
    resolve: () => {},
    reject: () => {},
  }

  constructor(id: number, options: SendOptions) {
    this.id = id
    this.options = options
    this.output = new OutputBuffer(options.stdout)
    this.answer = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
  }

  /** Whether one stream of the response has ended. */
  hasEnded(stream: Stream): boolean {
    return this.#isEnded[stream]
  }

  /** Records the end of a stream. Returns whether both streams have ended. */
  end(stream: Stream): boolean {
    this.#isEnded[stream] = true
    return this.#isEnded.stdout && this.#isEnded.stderr
  }

  /** Rejects the answer. */
  reject(error: Error): void {
    this.output.close()
    this.#settle.reject(error)
  }

  /** Settles the answer. `unlocked`: the shell did not run the request, because its lock was gone. */
  settle(status: number | 'unlocked'): void {
    const { title } = this.options
    const { failure, isTooLarge } = this.output
    if (status === 'unlocked') this.reject(new UnlockedError(`${title}: not done, because the lock was lost`))
    else if (failure)
      this.reject(
        new TaskError(`${title}: its output could not be saved: ${failure.message}`, { cause: failure }),
      )
    else if (isTooLarge)
      this.reject(
        new TaskError(`${title}: more than ${MAX_OUTPUT >> 20} MB of output, the limit`, {
          hint: 'send it to a file on the host, or to `/dev/null`',
          outputs: { rc: status },
        }),
      )
    else {
      this.output.close()
      this.#settle.resolve({ status, ...this.output.take() })
    }
  }
}
