import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { TaskError, UnreachableError } from '../errors.ts'
import { AnswerReader } from './answers.ts'
import type { Running } from './connection.ts'
import { encodeFrame, type Request } from './frame.ts'
import type { Answer } from './probe.ts'

/** What a session cost so far, counted by itself. */
export interface Cost {
  connections: number
  requests: number
  /** How often something was sent while nothing was outstanding. */
  roundTrips: number
  bytesSent: number
  bytesReceived: number
}

export interface SendOptions {
  /** What is asked, for messages. */
  readonly title: string
  /** Milliseconds after which the shell counts as hung. */
  readonly timeout?: number
  readonly content?: () => Readable
  /** Receives standard output instead of the answer. */
  readonly stdout?: Writable
  readonly onBytes?: (stream: 'stdout' | 'stderr', bytes: Buffer) => void
}

interface Outstanding {
  readonly id: number
  readonly options: SendOptions
  readonly kept: { stdout: Buffer[]; stderr: Buffer[]; size: number }
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
  status?: number
  ends: number
  timer?: NodeJS.Timeout
}

/** The most output that one request keeps in memory. */
const MAX_OUTPUT = 16 * 1024 * 1024

/**
 * The stream of questions to one shell. Requests are sent as they come and answered in order; the sender never waits for
 * an answer before it asks again. When the shell is lost, all that is outstanding is rejected with UnreachableError.
 */
export class Protocol {
  readonly cost: Cost = { connections: 1, requests: 0, roundTrips: 0, bytesSent: 0, bytesReceived: 0 }
  readonly ready: Promise<void>
  readonly #running: Running
  readonly #name: string
  readonly #mark = randomBytes(16).toString('hex')
  readonly #outstanding = new Map<number, Outstanding>()
  #noise = ''
  #onNoise: (noise: string) => void = () => {}
  #lastId = 0
  #sending: Promise<void> = Promise.resolve()
  #lost: UnreachableError | undefined
  readonly #ready = { stdout: false, stderr: false }
  #settleReady: { resolve: () => void; reject: (error: Error) => void } = {
    resolve: () => {},
    reject: () => {},
  }

  constructor(running: Running, name: string) {
    this.#running = running
    this.#name = name
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    this.ready.catch(() => {})
    const { stdin, stdout, stderr } = running.child
    stdin?.on('error', () => {})
    for (const [stream, from] of [
      ['stdout', stdout],
      ['stderr', stderr],
    ] as const) {
      const reader = new AnswerReader(this.#mark, {
        bytes: bytes => this.#take(stream, bytes),
        end: words => this.#end(stream, words),
      })
      from?.on('data', (chunk: Buffer) => {
        this.cost.bytesReceived += chunk.length
        reader.push(chunk)
      })
    }
    void running.ended.then(status => this.#lose(status))
  }

  get isOpen(): boolean {
    return this.#lost === undefined
  }

  /** What the shell and its start-up files printed outside of any answer; the last 4 KB. */
  get noise(): string {
    return this.#noise
  }

  /** Resolves with the first of these patterns that is met before the shell is ready; rejects when it is lost. */
  awaitNoise<T extends RegExp>(patterns: readonly T[]): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#onNoise = noise => {
        const found = patterns.find(pattern => pattern.test(noise))
        if (found !== undefined) resolve(found)
      }
      this.ready.catch(reject)
      this.#onNoise(this.#noise)
    })
  }

  /** Ends a session that cannot be had, for this reason. */
  refuse(reason: string): void {
    this.#lost ??= new UnreachableError(reason)
    this.#settleReady.reject(this.#lost)
    this.#running.child.kill('SIGKILL')
  }

  /** Sends bytes outside of any frame: a password that was asked for. */
  answer(text: string): void {
    void this.#write(Buffer.from(`${text}\n`))
  }

  /** Hands the shell the mark, with which it begins. */
  begin(): void {
    this.cost.roundTrips += 1
    this.#write(Buffer.from(`${this.#mark}\n`))
  }

  /** Sends a request; resolves with its answer, whatever its status. */
  send(request: Request, options: SendOptions): Promise<Answer> {
    if (this.#lost) return Promise.reject(this.#lost)
    this.#lastId += 1
    const id = this.#lastId
    this.cost.requests += 1
    if (this.#outstanding.size === 0 && this.#ready.stdout) this.cost.roundTrips += 1
    return new Promise((resolve, reject) => {
      const outstanding: Outstanding = {
        id,
        options,
        kept: { stdout: [], stderr: [], size: 0 },
        resolve,
        reject,
        ends: 0,
      }
      this.#outstanding.set(id, outstanding)
      if (options.timeout !== undefined)
        outstanding.timer = setTimeout(() => this.#giveUp(outstanding), options.timeout)
      const frame = encodeFrame(id, this.#mark, request)
      // Content follows its frame with nothing in between, however long it takes to read.
      this.#sending = this.#sending
        .then(() => this.#transmit(frame, options.content))
        .catch(error => this.#break(error))
    })
  }

  /** Ends the session: the shell sees the end of its input and goes. */
  async close(): Promise<void> {
    const { child, ended } = this.#running
    this.#lost ??= new UnreachableError(`the session with ${this.#name} is closed`)
    child.stdin?.end()
    const timer = setTimeout(() => child.kill('SIGKILL'), 2000)
    await ended
    clearTimeout(timer)
  }

  async #transmit(frame: Buffer, content: (() => Readable) | undefined): Promise<void> {
    await this.#write(frame)
    if (!content) return
    for await (const chunk of content()) await this.#write(chunk as Buffer)
  }

  async #write(bytes: Buffer): Promise<void> {
    const { stdin } = this.#running.child
    if (this.#lost || !stdin || stdin.destroyed) return
    this.cost.bytesSent += bytes.length
    if (!stdin.write(bytes)) await Promise.race([once(stdin, 'drain').catch(() => {}), this.#running.ended])
  }

  #current(stream: 'stdout' | 'stderr'): Outstanding | undefined {
    for (const each of this.#outstanding.values()) {
      const isDone = stream === 'stdout' ? each.ends & 1 : each.ends & 2
      if (!isDone) return each
    }
    return undefined
  }

  #take(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    const current = this.#ready[stream] ? this.#current(stream) : undefined
    if (!current) {
      this.#noise = (this.#noise + bytes.toString()).slice(-4096)
      this.#onNoise(this.#noise)
      return
    }
    current.options.onBytes?.(stream, bytes)
    const sink = stream === 'stdout' ? current.options.stdout : undefined
    if (sink) {
      if (!sink.writable || sink.destroyed) return
      if (!sink.write(bytes)) this.#pauseFor(sink)
      return
    }
    current.kept.size += bytes.length
    // What is too much is counted and let go; the session lives.
    if (current.kept.size <= MAX_OUTPUT) current.kept[stream].push(Buffer.from(bytes))
  }

  /** Back-pressure: the shell is not read faster than its output can be put away. */
  #pauseFor(writable: Writable): void {
    const { stdout } = this.#running.child
    const resume = (): void => {
      for (const event of ['drain', 'close', 'error']) writable.off(event, resume)
      stdout?.resume()
    }
    // A writable that fails or ends takes nothing more, and must not hold up the session.
    for (const event of ['drain', 'close', 'error']) writable.once(event, resume)
    stdout?.pause()
  }

  #end(stream: 'stdout' | 'stderr', [word = '', status = '']: readonly string[]): void {
    if (word === 'ready') {
      this.#ready[stream] = true
      if (this.#ready.stdout && this.#ready.stderr) this.#settleReady.resolve()
      return
    }
    const current = this.#outstanding.get(Number(word))
    if (!current) return
    current.ends |= stream === 'stdout' ? 1 : 2
    current.status = Number(status)
    if (current.ends !== 3) return
    this.#outstanding.delete(current.id)
    clearTimeout(current.timer)
    const { kept, options } = current
    if (kept.size > MAX_OUTPUT) {
      current.reject(
        new TaskError(
          `${options.title}: more than ${MAX_OUTPUT >> 20} MB of output, of which no more is kept`,
        ),
      )
      return
    }
    current.resolve({
      status: current.status,
      stdout: Buffer.concat(kept.stdout),
      stderr: Buffer.concat(kept.stderr),
    })
  }

  #giveUp({ options }: Outstanding): void {
    this.#lost = new UnreachableError(
      `${this.#name} gave no answer in ${(options.timeout ?? 0) / 1000} s: ${options.title}`,
      {
        hint: 'the host may be up and its shell hung; what was running may still go on',
      },
    )
    this.#running.child.kill('SIGKILL')
  }

  #break(error: unknown): void {
    this.#lost ??= new UnreachableError(
      `sending to ${this.#name} failed: ${error instanceof Error ? error.message : String(error)}`,
    )
    this.#running.child.kill('SIGKILL')
  }

  #lose(status: number | null): void {
    const words = this.#noise.trim()
    const running = [...this.#outstanding.values()][0]?.options.title
    this.#lost ??= new UnreachableError(
      `the connection to ${this.#name} was lost${running ? ` during: ${running}` : ''}${words ? `: ${words}` : ''}`,
      { hint: status === null ? 'the connection was killed' : `the connection ended with status ${status}` },
    )
    this.#settleReady.reject(this.#lost)
    for (const each of this.#outstanding.values()) {
      clearTimeout(each.timer)
      each.reject(this.#lost)
    }
    this.#outstanding.clear()
  }
}
