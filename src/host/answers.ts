/** A stream of output cut into answers by the mark: bytes as they come, then the id and status that end them. */
export class AnswerReader {
  readonly #mark: Buffer
  readonly #onBytes: (bytes: Buffer) => void
  readonly #onEnd: (words: readonly string[]) => void
  #rest: Buffer = Buffer.alloc(0)

  constructor(mark: string, on: { bytes: (bytes: Buffer) => void; end: (words: readonly string[]) => void }) {
    this.#mark = Buffer.from(mark)
    this.#onBytes = on.bytes
    this.#onEnd = on.end
  }

  /** Takes the next bytes; a mark may be split over any number of them. */
  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (;;) {
      const at = bytes.indexOf(this.#mark)
      if (at < 0) break
      const lineEnd = bytes.indexOf(10, at)
      if (at > 0) this.#onBytes(bytes.subarray(0, at))
      bytes = bytes.subarray(at)
      if (lineEnd < 0) {
        this.#rest = bytes
        return
      }
      const line = bytes.subarray(0, lineEnd - at).toString()
      bytes = bytes.subarray(lineEnd - at + 1)
      this.#onEnd(line.split(' ').slice(1))
    }
    const kept = this.#mightBegin(bytes)
    if (bytes.length > kept) this.#onBytes(bytes.subarray(0, bytes.length - kept))
    this.#rest = Buffer.from(bytes.subarray(bytes.length - kept))
  }

  /** How many bytes at the end could be the first of a mark. */
  #mightBegin(bytes: Buffer): number {
    for (let length = Math.min(this.#mark.length - 1, bytes.length); length > 0; length -= 1) {
      if (bytes.subarray(bytes.length - length).equals(this.#mark.subarray(0, length))) return length
    }
    return 0
  }
}
