/** A control message: what the shell prints after the mark. */
export type ControlMessage =
  /** The shell has started. `clock` is the host's clock in seconds since 1970, if the host provides it. */
  | { readonly kind: 'ready'; readonly pid: number; readonly clock?: number }
  /** `unlocked` if the request needed a lock that the shell does not have; it was not run. */
  | { readonly kind: 'end'; readonly id: number; readonly status: number | 'unlocked' }
  | { readonly kind: 'beat' | 'stopped' | 'gone' | 'mute' }
  /** Any other text after a mark: a program echoes what was sent to it. */
  | { readonly kind: 'odd'; readonly line: string }

/** Splits a stream of output into bytes and the control messages between them. */
export class ResponseParser {
  readonly #mark: Buffer
  readonly #onBytes: (bytes: Buffer) => void
  readonly #onMessage: (message: ControlMessage) => void
  #rest: Buffer = Buffer.alloc(0)

  constructor(
    mark: string,
    on: { bytes: (bytes: Buffer) => void; message: (message: ControlMessage) => void },
  ) {
    this.#mark = Buffer.from(mark)
    this.#onBytes = on.bytes
    this.#onMessage = on.message
  }

  /** Parses the next bytes. A mark may be split across any number of chunks. */
  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (;;) {
      const at = bytes.indexOf(this.#mark)
      if (at < 0) break
      if (at > 0) this.#onBytes(bytes.subarray(0, at))
      bytes = bytes.subarray(at)
      const lineEnd = bytes.subarray(0, MAX_MESSAGE).indexOf(10)
      if (lineEnd < 0 && bytes.length < MAX_MESSAGE) {
        this.#rest = Buffer.from(bytes)
        return
      }
      const end = lineEnd < 0 ? MAX_MESSAGE : lineEnd
      const line = bytes.subarray(this.#mark.length, end).toString('latin1')
      bytes = bytes.subarray(lineEnd < 0 ? end : end + 1)
      this.#onMessage(readMessage(line))
    }
    const kept = this.#mightBegin(bytes)
    if (bytes.length > kept) this.#onBytes(bytes.subarray(0, bytes.length - kept))
    this.#rest = Buffer.from(bytes.subarray(bytes.length - kept))
  }

  /** Returns the number of bytes at the end that may be the beginning of a mark. */
  #mightBegin(bytes: Buffer): number {
    for (let length = Math.min(this.#mark.length - 1, bytes.length); length > 0; length -= 1) {
      if (bytes.subarray(bytes.length - length).equals(this.#mark.subarray(0, length))) return length
    }
    return 0
  }
}

/** The maximum length of a control message with its mark, in bytes. */
const MAX_MESSAGE = 80

function readMessage(line: string): ControlMessage {
  const [, pid, clock] = /^ ready (\d{1,10})(?: (\d{0,12}))?$/.exec(line) ?? []
  if (pid !== undefined)
    return { kind: 'ready', pid: Number(pid), ...(clock ? { clock: Number(clock) } : {}) }
  const [, id = '', status = ''] = /^ (\d{1,15}) (\d{1,5}|unlocked)$/.exec(line) ?? []
  if (id !== '')
    return { kind: 'end', id: Number(id), status: status === 'unlocked' ? status : Number(status) }
  const kind = line.slice(1)
  if (kind === 'beat' || kind === 'stopped' || kind === 'gone' || kind === 'mute') return { kind }
  return { kind: 'odd', line: line.trim() }
}
