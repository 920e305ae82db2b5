import { randomBytes } from 'node:crypto'
import { LostError, UnreachableError } from '../errors.ts'
import { clockOffset } from './clock.ts'
import type { Answer, Running } from './exchange.ts'
import { Framer, type Request, requestText } from './frame.ts'
import { PendingRequests, type SendOptions, type Stream } from './pending-requests.ts'
import { PROGRAM } from './programs/bootstrap.ts'
import { minorGc } from './response/minor-gc.ts'
import { type ControlMessage, ResponseParser } from './response/response-parser.ts'
import { StrayOutput } from './response/stray-output.ts'
import { Sender } from './sender.ts'
import { type AwaitedAnswer, Watchdog } from './watchdog.ts'

/** The cost of a session so far, as the session counts it. */
export interface SessionCost {
  connections: number
  requests: number
  /** The number of times that something was sent while no request was pending. */
  roundTrips: number
  bytesSent: number
  bytesReceived: number
}

/** Milliseconds that a shell has to exit after its input ends, before it is killed. */
const GRACE = 2000

/** The watchdog options of a shell client; see the constructor. */
export interface ShellClientOptions {
  readonly silence?: number | undefined
  readonly startsHeartbeat?: boolean | undefined
}

/**
 * Sends requests to one shell and receives the responses in the same order. The sender never waits for a response
 * before it sends the next request. When the shell is lost, all pending requests are rejected with UnreachableError.
 */
export class ShellClient {
  readonly cost: SessionCost = { connections: 1, requests: 0, roundTrips: 0, bytesSent: 0, bytesReceived: 0 }
  /** Settles when the shell has answered for the first time, or can no longer do so. */
  readonly ready: Promise<void>
  /** The output outside of any response. */
  readonly strayOutput = new StrayOutput()
  readonly #running: Running
  readonly #name: string
  readonly #mark = randomBytes(16).toString('hex')
  readonly #pending = new PendingRequests()
  readonly #sender: Sender
  readonly #watchdog: Watchdog
  readonly #isReady = { stdout: false, stderr: false }
  readonly #beatsAtOnce: boolean
  #hasPulse = false
  #pid = 0
  #began = 0
  #clockOff = 0
  #lastId = 0
  #lost: Error | undefined
  #settleReady: { resolve: () => void; reject: (error: Error) => void } = {
    resolve: () => {},
    reject: () => {},
  }

  /**
   * `name` is the host's name in messages; `silence` is the longest time without a heartbeat, in milliseconds. Heartbeats start
   * with the first request that is not a probe of a pending session; with `beatsAtOnce`, with the first request of all.
   */
  constructor(running: Running, name: string, { silence, startsHeartbeat = false }: ShellClientOptions = {}) {
    this.#running = running
    this.#name = name
    this.#beatsAtOnce = startsHeartbeat
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    this.ready.catch(() => {})
    this.#watchdog = new Watchdog((reason, awaited) => this.#giveUp(reason, awaited), silence)
    const { stdin, stdout, stderr } = running
    this.#sender = new Sender(stdin, new Framer(this.#mark), {
      bytes: count => {
        this.cost.bytesSent += count
        this.#watchdog.reset()
      },
      broken: error => this.#lose(`sending to it failed: ${error.message}`),
    })
    const sweep = minorGc()
    for (const [stream, from] of [
      ['stdout', stdout],
      ['stderr', stderr],
    ] as const) {
      const reader = new ResponseParser(this.#mark, {
        bytes: bytes => this.#take(stream, bytes),
        message: message => this.#read(stream, message),
      })
      from.on('error', () => {})
      from.on('data', (chunk: Buffer) => {
        this.cost.bytesReceived += chunk.length
        this.#watchdog.reset()
        reader.push(chunk)
        sweep(chunk.length)
      })
    }
    void running.ended.then(status => this.#ended(status))
  }

  /** False once the shell was lost or the session was closed. */
  get isOpen(): boolean {
    return this.#lost === undefined
  }

  /** Whether the shell has answered. */
  get isReady(): boolean {
    return this.#isReady.stdout && this.#isReady.stderr
  }

  /** The shell's process id on its host; 0 until it is ready. */
  get pid(): number {
    return this.#pid
  }

  /**
   * The minimum number of seconds by which the host's clock was ahead of the controller's when the shell started;
   * negative if it was behind.
   */
  get clockOffset(): number {
    return this.#clockOff
  }

  /** Sends the shell its mark and its program, which it reads first. */
  begin(): void {
    this.cost.roundTrips += 1
    this.#began = Date.now()
    this.#sender.raw(`${this.#mark}\n${PROGRAM}\n`)
  }

  /** Sends a line outside of any frame, such as a password for a prompt. */
  answer(line: string): void {
    this.cost.roundTrips += 1
    this.#sender.raw(`${line}\n`)
  }

  /**
   * Sends a request and resolves with its answer, whatever its exit status. It may be sent before the shell is ready:
   * then it is answered in the same round trip as the program.
   */
  send(request: Request, options: SendOptions): Promise<Answer> {
    if (this.#lost) return Promise.reject(this.#lost)
    this.#lastId += 1
    const id = this.#lastId
    const text = this.#pulse(request) + requestText(id, request)
    this.cost.requests += 1
    if (this.#pending.size === 0 && this.isReady) this.cost.roundTrips += 1
    const pending = this.#pending.add(id, options)
    if (this.#pending.size === 1 && this.isReady) this.#watchdog.await(options)
    this.#sender.push({
      text,
      content: options.content,
      onContent: options.onContent,
      onFailure: error => pending.reject(error),
      onSent: () => this.#sent(id),
    })
    return pending.answer
  }

  /**
   * Returns the command that starts the heartbeat of the shell, before the first request that may take long;
   * otherwise an empty string.
   */
  #pulse({ isShort }: Request): string {
    if (this.#hasPulse || (isShort && !this.isReady && !this.#beatsAtOnce)) return ''
    this.#hasPulse = true
    this.#watchdog.hasPulse = true
    return 'd_start_heartbeat;'
  }

  /** Abandons the shell and rejects all pending requests with this reason. */
  refuse(reason: string): void {
    this.#lose(reason)
  }

  /** Ends the session: the shell exits at the end of its input, and is killed if it does not. */
  async close(): Promise<void> {
    const { ended, kill } = this.#running
    this.#lost ??= new UnreachableError(`${this.#name}: the session is closed`)
    this.#settleReady.reject(this.#lost)
    this.#rejectAll(this.#lost)
    this.#sender.end()
    const timer = setTimeout(kill, GRACE)
    await ended
    clearTimeout(timer)
  }

  #take(stream: Stream, bytes: Buffer): void {
    const current = this.#isReady[stream] ? this.#pending.current(stream) : undefined
    if (!current) {
      this.strayOutput.add(bytes)
      return
    }
    current.options.onBytes?.(stream, bytes)
    current.output.push(stream, bytes, () => this.#hold())
  }

  /** Applies back-pressure: stops reading the shell's output while its consumer cannot accept more. */
  #hold(): () => void {
    const { stdout } = this.#running
    stdout.pause()
    this.#watchdog.isHeld = true
    return () => {
      this.#watchdog.isHeld = false
      this.#watchdog.reset()
      stdout.resume()
    }
  }

  #read(stream: Stream, message: ControlMessage): void {
    if (message.kind === 'beat') return
    // safety: an end message with the wrong ID is rejected
    if (message.kind === 'mute') this.#watchdog.beats = false
    else if (message.kind === 'stopped') this.#lose('the host is up, but its shell was stopped')
    else if (message.kind === 'gone') this.#lose('the host is up, but its shell has exited')
    else if (message.kind === 'ready' && !this.#isReady[stream]) this.#begun(stream, message)
    else if (message.kind === 'end' && message.id === this.#pending.current(stream)?.id)
      this.#end(stream, message)
    else
      this.#lose(
        'unexpected output: the remote side echoes its input, so it is not the shell that was started',
      )
  }

  #begun(stream: Stream, { pid, clock }: { readonly pid: number; readonly clock?: number }): void {
    this.#isReady[stream] = true
    this.#pid = pid
    if (clock !== undefined) this.#clockOff = clockOffset(clock, this.#began, Date.now())
    if (!this.isReady) return
    this.#watchdog.await(this.#pending.first?.options)
    this.#settleReady.resolve()
  }

  #end(stream: Stream, { id, status }: Extract<ControlMessage, { kind: 'end' }>): void {
    const answered = this.#pending.end(stream, id)
    if (!answered) return
    this.#watchdog.await(this.#pending.first?.options)
    answered.settle(status)
  }

  /** Starts the deadline of a request when it was sent completely, because sending its content may take long. */
  #sent(id: number): void {
    const { first } = this.#pending
    if (first?.id === id && this.isReady) this.#watchdog.await(first.options)
  }

  #giveUp(reason: 'deadline' | 'silence', { title, timeout = 0 }: AwaitedAnswer): void {
    this.#lose(
      reason === 'deadline'
        ? `no response in ${timeout / 1000} s: ${title}`
        : `the host stopped responding during: ${title}`,
      'the host may be up with a hung shell; the command may still be running',
      reason === 'silence',
    )
  }

  #ended(status: number | null): void {
    const current = this.#pending.first
    // ssh's last messages are in the stderr of the request that was running.
    if (current) this.strayOutput.add(current.output.take().stderr)
    const words = this.strayOutput.tail()
    // If the shell has never answered, the pending request is not related to the failure.
    const during = current && this.isReady ? ` during: ${current.options.title}` : ''
    this.#lose(
      `the connection was lost${during}${words ? `: ${words}` : ''}`,
      status === null ? 'the connection was killed' : `the connection ended with status ${status}`,
    )
  }

  /**
   * Abandons the shell with an error. `isPassing` is false if a new session would fail in the same way: a request
   * that exceeded its deadline would do so again.
   */
  #lose(reason: string, hint?: string, isPassing = true): void {
    const Kind = this.isReady && isPassing ? LostError : UnreachableError
    this.#lost ??= new Kind(`${this.#name}: ${reason}`, { hint })
    this.#sender.stop()
    this.#running.kill()
    this.#settleReady.reject(this.#lost)
    this.#rejectAll(this.#lost)
  }

  #rejectAll(error: Error): void {
    const all = this.#pending.takeAll()
    this.#watchdog.await(undefined)
    for (const each of all) each.reject(error)
  }
}
