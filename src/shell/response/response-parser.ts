/** What the shell says behind the mark. */
export type ControlMessage =
  /** `clock` in seconds since 1970, if the host has one. */
  | { readonly kind: 'ready'; readonly pid: number; readonly clock?: number }
  /** `unlocked` where it needed a lock that the shell does not have: nothing of it was done. */
  | { readonly kind: 'end'; readonly id: number; readonly status: number | 'unlocked' }
  | { readonly kind: 'beat' | 'stopped' | 'gone' | 'mute' }
  /** A mark with anything else behind it: something repeats what it was sent. */
  | { readonly kind: 'odd'; readonly line: string }

/** A stream of output cut by the mark into bytes as they come and the signs between them. */
export class ResponseParser {
  readonly #mark: Buffer
  readonly #onBytes: (bytes: Buffer) => void
  readonly #onSign: (sign: ControlMessage) => void
  #rest: Buffer = Buffer.alloc(0)

  constructor(mark: string, on: { bytes: (bytes: Buffer) => void; sign: (sign: ControlMessage) => void }) {
    this.#mark = Buffer.from(mark)
    this.#onBytes = on.bytes
    this.#onSign = on.sign
  }

  /** Takes the next bytes; a mark may be split over any number of them. */
  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (;;) {
      const at = bytes.indexOf(this.#mark)
      if (at < 0) break
      if (at > 0) this.#onBytes(bytes.subarray(0, at))
      bytes = bytes.subarray(at)
      const lineEnd = bytes.subarray(0, MAX_SIGN).indexOf(10)
      if (lineEnd < 0 && bytes.length < MAX_SIGN) {
        this.#rest = Buffer.from(bytes)
        return
      }
      const end = lineEnd < 0 ? MAX_SIGN : lineEnd
      const line = bytes.subarray(this.#mark.length, end).toString('latin1')
      bytes = bytes.subarray(lineEnd < 0 ? end : end + 1)
      this.#onSign(readSign(line))
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

/** No sign is longer than this, mark and all. */
const MAX_SIGN = 80

function readSign(line: string): ControlMessage {
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
