import { StringDecoder } from 'node:string_decoder'

/** A line longer than this is passed on in pieces, so that one without an end takes no memory without bound. */
const MAX_LINE = 65_536

/** So many lines are passed on one by one; of what comes then, the last line of each piece: nobody reads faster. */
const MAX_LINES = 2000

/** Cuts two streams of bytes into lines, for who watches; the last one counts also without a line break. */
export class LineReader {
  readonly #onLine: (stream: 'stdout' | 'stderr', line: string) => void
  readonly #rest = { stdout: '', stderr: '' }
  #count = 0
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }

  constructor(onLine: (stream: 'stdout' | 'stderr', line: string) => void) {
    this.#onLine = onLine
  }

  readonly push = (stream: 'stdout' | 'stderr', bytes: Buffer): void => {
    const lines = (this.#rest[stream] + this.#decoders[stream].write(bytes)).split('\n')
    this.#rest[stream] = lines.pop() ?? ''
    this.#count += lines.length
    for (const line of this.#count > MAX_LINES ? lines.slice(-1) : lines) this.#onLine(stream, line)
    if (this.#rest[stream].length <= MAX_LINE) return
    this.#onLine(stream, this.#rest[stream])
    this.#rest[stream] = ''
  }

  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const last = this.#rest[stream] + this.#decoders[stream].end()
      if (last !== '') this.#onLine(stream, last)
    }
  }
}
