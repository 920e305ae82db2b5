import { StringDecoder } from 'node:string_decoder'

/** Cuts two streams of bytes into lines; the last one counts also without a line break. */
export class LineReader {
  readonly #onLine: (stream: 'stdout' | 'stderr', line: string) => void
  readonly #rest = { stdout: '', stderr: '' }
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }

  constructor(onLine: (stream: 'stdout' | 'stderr', line: string) => void) {
    this.#onLine = onLine
  }

  readonly push = (stream: 'stdout' | 'stderr', bytes: Buffer): void => {
    const lines = (this.#rest[stream] + this.#decoders[stream].write(bytes)).split('\n')
    // A line without an end is shown in pieces rather than kept without bound.
    this.#rest[stream] = (lines.pop() ?? '').slice(-65_536)
    for (const line of lines) this.#onLine(stream, line)
  }

  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#rest[stream] !== '') this.#onLine(stream, this.#rest[stream])
    }
  }
}
