import { StringDecoder } from 'node:string_decoder'

/**
 * The maximum length of a line that is passed on. Of a longer one, only the beginning is, with `…`: an endless line
 * takes no memory, and a truncated secret is recognized by that character. Passing a line on in pieces would show
 * both halves of a secret.
 */
const MAX_LINE = 8192

/**
 * The number of lines that are passed on individually. After that, only the last line of each chunk is, since no user
 * reads faster.
 */
const MAX_LINES = 2000

type Stream = 'stdout' | 'stderr'

/** Splits two streams of bytes into lines for live output. The last line counts even without a line break. */
export class LineReader {
  readonly #onLine: (stream: Stream, line: string) => void
  readonly #rest = { stdout: '', stderr: '' }
  /** Whether the part of the incomplete line that was received was already passed on. */
  readonly #isTruncated = { stdout: false, stderr: false }
  #count = 0
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }

  constructor(onLine: (stream: Stream, line: string) => void) {
    this.#onLine = onLine
  }

  /** Adds bytes of a stream, and passes on each line that they complete. */
  readonly push = (stream: Stream, bytes: Buffer): void => {
    const wanted = this.#wanted(stream, bytes)
    const lines = (this.#rest[stream] + this.#decoders[stream].write(wanted)).split('\n')
    const rest = lines.pop() ?? ''
    if (this.#isTruncated[stream] && lines.length > 0) {
      lines.shift()
      this.#isTruncated[stream] = false
    }
    // safety: only the beginning of an overlong line is reported
    const isTooLong = rest.length > MAX_LINE
    if (isTooLong && !this.#isTruncated[stream]) lines.push(rest)
    this.#isTruncated[stream] ||= isTooLong
    this.#rest[stream] = this.#isTruncated[stream] ? '' : rest
    this.#count += lines.length
    for (const line of this.#count > MAX_LINES ? lines.slice(-1) : lines) this.#tell(stream, line)
  }

  /** Passes on the last lines, which have no line break. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const last = this.#rest[stream] + this.#decoders[stream].end()
      if (last !== '' && !this.#isTruncated[stream]) this.#tell(stream, last)
    }
  }

  /** Returns the bytes to decode. After `MAX_LINES` lines, that is only the last line of each chunk. */
  #wanted(stream: Stream, bytes: Buffer): Buffer {
    const last = bytes.lastIndexOf(LINE_BREAK)
    if (last < 0) return this.#isTruncated[stream] ? NOTHING : bytes
    const before = this.#count > MAX_LINES ? bytes.subarray(0, last).lastIndexOf(LINE_BREAK) : -1
    if (before < 0) return bytes
    this.#rest[stream] = ''
    this.#isTruncated[stream] = false
    this.#decoders[stream].end()
    return bytes.subarray(before + 1)
  }

  #tell(stream: Stream, line: string): void {
    const isLong = line.length > MAX_LINE
    this.#onLine(stream, isLong ? `${line.slice(0, MAX_LINE).replace(HALF_SIGN, '')}…` : line)
  }
}

const LINE_BREAK = 10
const NOTHING = Buffer.alloc(0)

/** The first of two UTF-16 units that form one character. */
const HALF_SIGN = /[\ud800-\udbff]$/
